"""Who was visible the last time, and how long that holds: a night asks again where rows changed or a day has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from generator.audience.policy import visibility
from generator.audience.publication import Audience, PartnerRef
from generator.audience.roster import Roster
from generator.intake import ProfileView, sealed, unsealed
from generator.pipeline.made import holds_until, print_of
from generator.pipeline.opening import Opened
from generator.release import disk

FILE = "roll"


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


def call(opened: Opened, as_of: date, roll: Roll | None) -> Called:
    """Everybody's visibility on a day, from `roll` where it still holds."""
    called = Called({audience: Roster(audience) for audience in opened.audiences}, {}, {})
    for partner_id, seen, keeps in _everybody(opened, as_of, roll):
        for audience in seen.audiences:
            called.rosters[audience].add(seen.ref, seen.organization_id)
        if seen.logos:
            paths = [opened.root / logo for logo in seen.logos]
            called.logos[partner_id] = print_of(*(path.read_bytes() if path.is_file() else None for path in paths))
        if keeps:
            called.seen[partner_id] = seen
    return called


def _everybody(opened: Opened, as_of: date, roll: Roll | None) -> Iterator[tuple[str, Seen, bool]]:
    """Id, what is seen of each partner, and whether that is to be kept: not where a row could not be read."""
    exports = opened.exports
    known: Mapping[str, Seen] = {}
    if roll is not None and roll.as_of <= as_of and exports.by_difference:
        known = {
            partner_id: seen
            for partner_id, seen in roll.seen.items()
            if (seen.until is None or as_of < seen.until) and not exports.quarantined(partner_id)
        }
    for chunk in range(exports.chunks):
        ids = exports.ids_in(chunk)
        holds = [one in known and roll is not None and roll.prints[one] == exports.row_print(one) for one in ids]
        views = exports.views_in(chunk, frozenset(place for place, held in enumerate(holds) if not held))
        for partner_id, held in zip(ids, holds, strict=True):
            if held:
                yield partner_id, known[partner_id], True
            else:
                view = next(views)
                yield partner_id, _seen(opened, view, as_of), view.quarantined_by is None


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
