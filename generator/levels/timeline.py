"""Both levels as one list of changes, each with its causes: history before the day, forecast after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.levels.achieved import NONE
from generator.levels.core import Core, Levels, achieved_on, shown_on
from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.rows import Rows
from generator.levels.steps import holds_on
from generator.model.receipt import Cause, Change

SILENT = ("level_rises", "level_falls")
"""The displayed level follows the achieved one at once: the achieved level's causes say it all."""


def timeline(core: Core, levels: Levels) -> tuple[Change, ...]:
    """Every day on which the achieved or the displayed level differs from the day before."""
    days = {*levels.achieved[0], *(s.day for s in levels.shown)} - {SINCE_EVER}
    changes = []
    before = (NONE, NONE)
    for day in sorted(days):
        shown = shown_on(levels.shown, day)
        now = (achieved_on(levels.achieved, day), NONE if shown is None else shown.level)
        fresh = shown is not None and shown.day == day and shown.level > NONE
        if now != before or fresh:
            changes.append(
                Change(
                    on=date.fromordinal(day),
                    achieved=core.level_id(now[0]),
                    displayed=core.level_id(now[1]),
                    causes=tuple(_causes(core, levels, day, before[0], now[0])),
                )
            )
        before = now
    return tuple(changes)


def _causes(core: Core, levels: Levels, day: int, before: int, after: int) -> Iterator[Cause]:
    found: list[Cause] = []
    shown = shown_on(levels.shown, day)
    follows = shown is not None and shown.day == day and shown.cause in SILENT
    if before != after:
        found += _achieved_causes(core, levels, day, rises=after > before)
    if shown is not None and shown.day == day and not (follows and found):
        found.append(Cause(code=shown.cause))
    yield from dict.fromkeys(found)


def _achieved_causes(core: Core, levels: Levels, day: int, *, rises: bool) -> list[Cause]:
    """The version, the participation, or the rows that begin or stop to count on the day."""
    taking_part = holds_on(levels.taking_part, day)
    if taking_part != holds_on(levels.taking_part, day - 1):
        return [Cause(code="participation_starts" if taking_part else "participation_ends")]
    version = core.version_on(day)
    if version is not None and version.start == day:
        return [Cause(code="version", name=version.rules.version.id)]
    starting, ending = [], []
    for rows in sources(core, levels, day):
        for start, end, row, member in (counting for case in levels.cases for counting in rows.counting(case)):
            if start == day:
                starting.append(Cause(code="starts", evidence=rows.evidence(row, member)))
            if end == day < FOREVER:
                ending.append(Cause(code="ends", evidence=rows.evidence(row, member), name=rows.ending(row)))
    return (starting or ending) if rises else (ending or starting)


def sources(core: Core, levels: Levels, day: int) -> Sequence[Rows]:
    """The selections behind the levels of the day, each once."""
    version = core.version_on(day)
    if version is None:
        return ()
    found: dict[int, Rows] = {}
    for track in version.rules.tracks_of(levels.case.partner):
        for level in version.rules.ladders[track].values():
            found |= {id(rows): rows for rows in level.sources()}
    return list(found.values())
