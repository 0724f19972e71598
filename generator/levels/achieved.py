"""The achieved level as a step function: the highest level that holds, version by version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.rows import Case
from generator.levels.rules import Rules
from generator.levels.steps import NEVER, Spells, both, holds_on, union

NONE = -1
"""No level; levels are indexes into `Program.levels`, lowest first."""

LevelSteps = tuple[list[int], list[int]]
"""From `days[i]` on, the level with index `levels[i]`."""


class InForce(NamedTuple):
    """A version and the days on which it is in force."""

    rules: Rules
    start: int
    end: int


def in_force(versions: Sequence[Rules]) -> list[InForce]:
    """Each version from its effective day until the next one's."""
    starts = [SINCE_EVER if r.version.effective is None else r.version.effective.toordinal() for r in versions]
    return [
        InForce(rules, start, end) for rules, start, end in zip(versions, starts, [*starts[1:], FOREVER], strict=True)
    ]


def held_spells(versions: Sequence[InForce], case: Case) -> list[Spells]:
    """For each level the days on which it holds: under the version of the day, or spared by it."""
    if len(versions) == 1 and versions[0].start == SINCE_EVER:
        return versions[0].rules.level_spells(case)
    held: list[Spells] = []
    before: list[Spells] = []
    for version in versions:
        under = version.rules.level_spells(case)
        if version.rules.version.spares_held_levels:
            spared = [_unbroken(spells, version.start) for spells in before]
            under = [union([own, kept]) for own, kept in zip(under, spared, strict=True)]
        before = under
        clipped = [both(spells, [version.start, version.end]) for spells in under]
        held = [union(pair) for pair in zip(held, clipped, strict=True)] if held else clipped
    return held


def _unbroken(spells: Spells, effective: int) -> Spells:
    """From the effective day on, while what held the day before holds without a break."""
    if not holds_on(spells, effective - 1):
        return NEVER
    end = next(spells[i + 1] for i in range(0, len(spells), 2) if spells[i] < effective <= spells[i + 1])
    return [effective, end] if effective < end else NEVER


def highest(held: Sequence[Spells], within: Spells) -> LevelSteps:
    """The highest level that holds, on the days of `within`; no level on others."""
    days: list[int] = [SINCE_EVER]
    levels: list[int] = [NONE]
    clipped = [both(spells, within) for spells in held]
    boundaries = sorted({day for spells in clipped for day in spells})
    top = len(clipped) - 1
    for day in boundaries:
        level = top
        while level > NONE and not holds_on(clipped[level], day):
            level -= 1
        if day == days[-1]:
            levels[-1] = level
        elif level != levels[-1]:
            days.append(day)
            levels.append(level)
    if days[-1] == FOREVER:
        days.pop()
        levels.pop()
    return days, levels


def spliced(versions: Iterable[LevelSteps]) -> LevelSteps:
    """The levels under versions that follow each other, each without a level outside its days."""
    first, *others = versions
    changes = dict(zip(*first, strict=True))
    for days, levels in others:
        changes |= zip(days[1:], levels[1:], strict=True)
    kept: LevelSteps = ([], [])
    for day, level in changes.items():
        if kept[1][-1:] != [level]:
            kept[0].append(day)
            kept[1].append(level)
    return kept
