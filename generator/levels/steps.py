"""Step functions of the date, and sets of days, with the few operations that rules need.

`Steps`: from `days[i]` on, the value is `values[i]`; `days[0]` is SINCE_EVER. `Spells`: sorted boundaries
[from, until, from, until, …], half-open, neither empty nor touching.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.exact import minus, plus
from generator.model.program import Number

Value = Number | None
Steps = tuple[list[int], Sequence[Value]]
Spells = list[int]
T = TypeVar("T")

ALWAYS: Spells = [SINCE_EVER, FOREVER]
NEVER: Spells = []
ZERO: Steps = ([SINCE_EVER], [0])


def value_on(steps: tuple[list[int], Sequence[T]], day: int) -> T:
    """The value on a day."""
    return steps[1][bisect_right(steps[0], day) - 1]


def next_step(steps: tuple[list[int], Sequence[object]], day: int) -> int:
    """The first later day on which the value differs; FOREVER when it never does."""
    days = steps[0]
    at = bisect_right(days, day)
    return days[at] if at < len(days) else FOREVER


def holds_on(spells: Spells, day: int) -> bool:
    """Whether the day is in one of the spells."""
    return bisect_right(spells, day) % 2 == 1


def next_flip(spells: Spells, day: int) -> int:
    """The first later day on which the answer differs; FOREVER when it never does."""
    at = bisect_right(spells, day)
    return spells[at] if at < len(spells) else FOREVER


def running(changes: list[tuple[int, Number]]) -> Steps:
    """The running sum of changes, each from its day on."""
    changes.sort()
    days: list[int] = [SINCE_EVER]
    values: list[Value] = [0]
    level: Number = 0
    for day, change in changes:
        level = plus(level, change)
        if day == days[-1]:
            values[-1] = level
            if len(values) > 1 and values[-2] == level:
                days.pop()
                values.pop()
        elif values[-1] != level:
            days.append(day)
            values.append(level)
    return days, values


def counted(changes: list[tuple[int, int]]) -> Steps:
    """As `running`, for whole numbers."""
    changes.sort()
    days: list[int] = [SINCE_EVER]
    values: list[int] = [0]
    level = 0
    for day, change in changes:
        level += change
        if day == days[-1]:
            values[-1] = level
            if len(values) > 1 and values[-2] == level:
                days.pop()
                values.pop()
        elif values[-1] != level:
            days.append(day)
            values.append(level)
    return days, values


def mapped(steps: Steps, change: Callable[[Value], Value]) -> Steps:
    """Another value for each value; steps that become equal are joined."""
    days: list[int] = []
    values: list[Value] = []
    for day, value in zip(*steps, strict=True):
        new = change(value)
        if not values or values[-1] != new:
            days.append(day)
            values.append(new)
    return days, values


def added(parts: Sequence[Steps]) -> Steps:
    """The sum; a part without a value adds nothing."""
    if len(parts) == 1 and None not in parts[0][1]:
        return parts[0]
    changes: list[tuple[int, Number]] = []
    for days, values in parts:
        before: Number = 0
        for day, value in zip(days, values, strict=True):
            new = value or 0
            if new != before:
                changes.append((day, minus(new, before)))
                before = new
    return running(changes)


def combined(parts: Sequence[Steps], work_out: Callable[[Sequence[Value]], Value]) -> Steps:
    """A value worked out from the values of all parts, wherever one of them changes."""
    days = sorted({day for part_days, _ in parts for day in part_days})
    return mapped((days, [work_out([value_on(part, day) for part in parts]) for day in days]), lambda value: value)


def spells_where(steps: Steps, accept: Callable[[Number], bool]) -> Spells:
    """The days on which there is a value and it is accepted."""
    spells: Spells = []
    inside = False
    for day, value in zip(*steps, strict=True):
        if (value is not None and accept(value)) != inside:
            spells.append(day)
            inside = not inside
    if inside:
        spells.append(FOREVER)
    return spells


def at_least(steps: Steps, bound: Number) -> Spells:
    """The days on which there is a value and it reaches the bound."""
    spells: Spells = []
    inside = False
    for day, value in zip(*steps, strict=True):
        if (value is not None and value >= bound) != inside:
            spells.append(day)
            inside = not inside
    if inside:
        spells.append(FOREVER)
    return spells


def union(parts: Iterable[Spells]) -> Spells:
    """The days in at least one of the parts."""
    return covered_by(parts, 1)


def both(a: Spells, b: Spells) -> Spells:
    """The days in both."""
    if a == ALWAYS:
        return b
    if b == ALWAYS:
        return a
    found: Spells = []
    i = j = 0
    while i < len(a) and j < len(b):
        start = max(a[i], b[j])
        end = min(a[i + 1], b[j + 1])
        if start < end:
            found += (start, end)
        if a[i + 1] < b[j + 1]:
            i += 2
        else:
            j += 2
    return found


def covered_by(parts: Iterable[Spells], needed: int) -> Spells:
    """The days in at least `needed` of the parts."""
    lists = list(parts)
    if needed == 1 and len(lists) == 1:
        return lists[0]
    changes = [(day, -1 if i % 2 else 1) for spells in lists for i, day in enumerate(spells)]
    return at_least(counted(changes), needed)


def outside(spells: Spells) -> Spells:
    """The days in none of the spells."""
    found = spells[1:] if spells[:1] == [SINCE_EVER] else [SINCE_EVER, *spells]
    return found[:-1] if found[-1:] == [FOREVER] else [*found, FOREVER]


def as_spells(intervals: Iterable[tuple[int, int]]) -> Spells:
    """The days in any of the intervals; an interval that ends before it begins has none."""
    return union([[start, end] for start, end in intervals if start < end])


def pairs(spells: Spells) -> list[tuple[int, int]]:
    """The spells as (from, until)."""
    return [pair for i, pair in enumerate(pairwise(spells)) if i % 2 == 0]
