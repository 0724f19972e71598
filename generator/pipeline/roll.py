"""Who was visible the last time, and how long that holds: a night asks again where rows changed or a day has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import msgspec

from generator.audience.policy import visibility
from generator.audience.publication import Audience, PartnerRef
from generator.audience.roster import Roster
from generator.intake import ProfileView, sealed, unsealed
from generator.pipeline.executor import spread_chunks
from generator.pipeline.made import holds_until, print_of
from generator.pipeline.opening import Opened
from generator.release import disk

FILE = "roll"

_AT_ONCE = 25
"""Chunks of partners of whom a process is asked."""


class Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One partner: who sees it, until the first day on which that can change; its logo files, relative to the site."""

    until: date | None
    ref: PartnerRef
    organization_id: str | None
    audiences: tuple[Audience, ...]
    logos: tuple[str, ...]


class Roll(msgspec.Struct, frozen=True, kw_only=True):
    """All partners by id; `prints` are those of their rows."""

    key: bytes
    as_of: date
    seen: dict[str, Seen]
    prints: dict[str, bytes]


class Called(msgspec.Struct, frozen=True):
    """The rosters of a day, hashes of logos by partner, and what the next night can keep of it."""

    rosters: dict[Audience, Roster]
    logos: dict[str, bytes]
    seen: dict[str, Seen]


def call(opened: Opened, as_of: date, roll: Roll | None, jobs: int = 1) -> Called:
    """Everybody's visibility on a day, from `roll` where it still holds; asked by so many processes."""
    called = Called({audience: Roster(audience) for audience in opened.audiences}, {}, {})
    for partner_id, seen, keeps in _everybody(opened, as_of, roll, jobs):
        for audience in seen.audiences:
            called.rosters[audience].add(seen.ref, seen.organization_id)
        if seen.logos:
            paths = [opened.root / logo for logo in seen.logos]
            called.logos[partner_id] = print_of(*(path.read_bytes() if path.is_file() else None for path in paths))
        if keeps:
            called.seen[partner_id] = seen
    return called


def _everybody(opened: Opened, as_of: date, roll: Roll | None, jobs: int) -> Iterator[tuple[str, Seen, bool]]:
    """Id, what is seen of each partner, and whether that is to be kept: not where a row could not be read."""
    exports = opened.exports
    known: Mapping[str, Seen] = {}
    if roll is not None and roll.as_of <= as_of and exports.by_difference:
        known = {
            partner_id: seen
            for partner_id in exports.ids()
            if (seen := roll.seen.get(partner_id)) is not None
            and (seen.until is None or as_of < seen.until)
            and not exports.quarantined(partner_id)
            and roll.prints[partner_id] == exports.row_print(partner_id)
        }

    def asked(chunks: Sequence[int]) -> bytes:
        """Those of whom nothing is known, of some chunks in order."""
        found: list[tuple[Seen, bool]] = []
        for chunk in chunks:
            places = (place for place, partner_id in enumerate(exports.ids_in(chunk)) if partner_id not in known)
            views = exports.views_in(chunk, frozenset(places))
            found += ((_seen(opened, view, as_of), view.quarantined_by is None) for view in views)
        return msgspec.msgpack.encode(found)

    answers = spread_chunks(asked, range(exports.chunks), _AT_ONCE, jobs)
    new = chain.from_iterable(_answered(answer) for _, answer in answers)
    for partner_id in exports.ids():
        seen, keeps = (known[partner_id], True) if partner_id in known else next(new)
        yield partner_id, seen, keeps


_answered = msgspec.msgpack.Decoder(list[tuple[Seen, bool]]).decode


def _seen(opened: Opened, view: ProfileView, as_of: date) -> Seen:
    profile = view.profile
    shown = (profile, view.locations, view.marketing, view.quarantined_by)
    logos = filter(None, (opened.exports.logo(row) for row in view.marketing))
    return Seen(
        until=holds_until((profile, *view.locations), (), as_of),
        ref=PartnerRef(id=profile.partner_id, name=profile.name, country=profile.country),
        organization_id=profile.organization_id,
        audiences=tuple(audience for audience in opened.audiences if visibility(*shown, audience, as_of).visible),
        logos=tuple(path.relative_to(opened.root).as_posix() for path in logos),
    )


def remember(
    folder: Path, key: bytes, as_of: date, seen: dict[str, Seen], print_of_rows: Callable[[str], bytes]
) -> None:
    """Leave a roll for the next night."""
    prints = {partner_id: print_of_rows(partner_id) for partner_id in seen}
    content = msgspec.msgpack.encode(Roll(key=key, as_of=as_of, seen=seen, prints=prints))
    disk.replace_file(folder / FILE, sealed(content))


def recall(folder: Path, key: bytes) -> Roll | None:
    """The roll of the last night, where it can serve."""
    try:
        content = (folder / FILE).read_bytes()
        roll = msgspec.msgpack.decode(unsealed(content), type=Roll)
    except (OSError, msgspec.MsgspecError):
        return None
    return roll if roll.key == key else None
