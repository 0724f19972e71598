"""Who was visible the last time, and how long that holds: a night asks again where rows changed or a day has come."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import msgspec

from generator.audience.policy import visibility
from generator.audience.publication import Audience, PartnerRef
from generator.audience.roster import Roster
from generator.intake import Exports, ProfileView, sealed, unsealed
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
    """The rosters of a day, hashes of logos by partner, and what the next night can keep of it: see `_everybody`."""

    rosters: dict[Audience, Roster]
    logos: dict[str, bytes]
    answers: list[bytes]


def call(opened: Opened, as_of: date, roll: Roll | None, jobs: int = 1) -> Called:
    """Everybody's visibility on a day, from `roll` where it still holds; asked by so many processes."""
    rosters = {audience: Roster(audience) for audience in opened.audiences}
    called = Called(rosters, {}, list(_everybody(opened, as_of, roll, jobs)))
    for partner_id, (seen, _) in zip(opened.exports.ids(), _decoded(called.answers), strict=True):
        ref = PartnerRef(id=partner_id, name=seen.ref.name, country=sys.intern(seen.ref.country))
        for audience in seen.audiences:
            rosters[audience].add(ref, seen.organization_id)
        if seen.logos:
            paths = [opened.root / logo for logo in seen.logos]
            called.logos[partner_id] = print_of(*(path.read_bytes() if path.is_file() else None for path in paths))
    return called


def _everybody(opened: Opened, as_of: date, roll: Roll | None, jobs: int) -> Iterator[bytes]:
    """What is seen of each partner in the order of their ids, many at once and encoded, and whether that is to be kept:
    not where a row could not be read.
    """
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
        found: list[tuple[Seen, bool]] = []
        for chunk in chunks:
            ids = exports.ids_in(chunk)
            places = frozenset(place for place, partner_id in enumerate(ids) if partner_id not in known)
            views = exports.views_in(chunk, places)
            for partner_id in ids:
                if partner_id in known:
                    found.append((known[partner_id], True))
                else:
                    view = next(views)
                    found.append((_seen(opened, view, as_of), view.quarantined_by is None))
        return msgspec.msgpack.encode(found)

    for _, answer in spread_chunks(asked, range(exports.chunks), _AT_ONCE, jobs):
        yield answer


def _decoded(answers: Iterable[bytes]) -> Iterator[tuple[Seen, bool]]:
    return chain.from_iterable(map(_answer, answers))


_answer = msgspec.msgpack.Decoder(list[tuple[Seen, bool]]).decode


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


def remember(folder: Path, key: bytes, as_of: date, exports: Exports, called: Called) -> None:
    """Leave a roll for the next night."""
    everybody = zip(exports.ids(), _decoded(called.answers), strict=True)
    seen = {partner_id: one for partner_id, (one, keeps) in everybody if keeps}
    prints = {partner_id: exports.row_print(partner_id) for partner_id in seen}
    content = msgspec.msgpack.encode(Roll(key=key, as_of=as_of, seen=seen, prints=prints))
    disk.replace_file(folder / FILE, sealed(content))


def recall(folder: Path | None, key: bytes) -> Roll | None:
    """The roll of the last night, where it can serve; None where none is asked for."""
    if folder is None:
        return None
    try:
        content = (folder / FILE).read_bytes()
        roll = msgspec.msgpack.decode(unsealed(content), type=Roll)
    except (OSError, msgspec.MsgspecError):
        return None
    return roll if roll.key == key else None
