"""Step functions of the date, and sets of days, with the few operations that rules need.

`Steps`: from `days[i]` on, the value is `values[i]` (it need not differ from the one before); `days[0]` is
SINCE_EVER. `Spells`: sorted boundaries [from, until, from, until, …], half-open, neither empty nor touching.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, repeat
from typing import TypeVar

from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.exact import adding, minus, subtracting
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
    days, values = steps
    at = bisect_right(days, day)
    return next((days[i] for i in range(at, len(days)) if values[i] != values[at - 1]), FOREVER)


def holds_on(spells: Spells, day: int) -> bool:
    """Whether the day is in one of the spells."""
    return bisect_right(spells, day) % 2 == 1


def next_flip(spells: Spells, day: int) -> int:
    """The first later day on which the answer differs; FOREVER when it never does."""
    at = bisect_right(spells, day)
    return spells[at] if at < len(spells) else FOREVER


Change = tuple[int, Number, str]
"""On a day a group changes by so much."""


def running(changes: list[Change]) -> Steps:
    """The running sum of changes, whatever their group, each from its day on."""
    changes.sort(key=_day)
    amounts = [change[1] for change in changes]
    # A dict keeps the last sum of each day, in the order of days.
    sums = dict(zip(map(_day, changes), accumulate(amounts, adding(map(type, amounts))), strict=True))
    if SINCE_EVER in sums:
        return list(sums), list(sums.values())
    return [SINCE_EVER, *sums], [0, *sums.values()]


def scaled(changes: list[Change], scale: Callable[[Value], Value]) -> Steps:
    """The sum of the scaled running sums of every group."""
    amounts: dict[str, Number] = {}
    points: dict[str, Number] = {}
    moved: list[Change] = []
    changes.sort(key=_day)
    add = adding(type(change[1]) for change in changes)
    for day, change, group in changes:
        if group in amounts:
            change = add(amounts[group], change)
        amounts[group] = change
        new = scale(change) or 0
        old = points.get(group, 0)
        if new != old:
            points[group] = new
            moved.append((day, minus(new, old), group))
    return running(moved)


_day = operator.itemgetter(0)


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
    changes: list[Change] = []
    for days, values in parts:
        known = [value or 0 for value in values]
        differences = map(subtracting(map(type, known)), known, [0, *known])
        changes += zip(days, differences, repeat(""), strict=False)
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
    lists = [spells for spells in parts if spells]
    if len(lists) < 2:
        return lists[0] if lists else NEVER
    return as_spells([pair for spells in lists for pair in pairs(spells)])


def both(a: Spells, b: Spells) -> Spells:
    """The days in both."""
    if a == ALWAYS:
        return b
    if b == ALWAYS:
        return a
    found: Spells = []
    i = j = 0
    while i < len(a) and j < len(b):
        start = a[i] if a[i] > b[j] else b[j]
        if a[i + 1] < b[j + 1]:
            end = a[i + 1]
            i += 2
        else:
            end = b[j + 1]
            j += 2
        if start < end:
            found += (start, end)
    return found


def covered_by(parts: Iterable[Spells], needed: int) -> Spells:
    """The days in at least `needed` of the parts."""
    if needed == 1:
        return union(parts)
    changes: list[Change] = []
    for spells in parts:
        changes += [(day, -1 if i % 2 else 1, "") for i, day in enumerate(spells)]
    return at_least(running(changes), needed)


def outside(spells: Spells) -> Spells:
    """The days in none of the spells."""
    found = spells[1:] if spells[:1] == [SINCE_EVER] else [SINCE_EVER, *spells]
    return found[:-1] if found[-1:] == [FOREVER] else [*found, FOREVER]


def as_spells(intervals: Iterable[tuple[int, int]]) -> Spells:
    """The days in any of the intervals; an interval that ends before it begins has none."""
    spells: Spells = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if spells and start <= spells[-1]:
            spells[-1] = max(spells[-1], end)
        else:
            spells += (start, end)
    return spells


def pairs(spells: Spells) -> list[tuple[int, int]]:
    """The spells as (from, until)."""
    boundaries = iter(spells)
    return list(zip(boundaries, boundaries))  # noqa: B905 - strict has nothing to hold here, and takes its time
