"""The achieved level in one sweep over a case's days: a version's rules written out as one Python function.

The step functions of `Rules` answer for every node, which receipts need. A build asks for the level alone: here every
row that counts is two events, where it begins and where it ends. Events change counts and sums in the order of days,
and after each day one expression tells the level. The function's source is written from the compiled rules, so that
nothing is looked up or dispatched while it runs. A level that needs an agreement and 3 different skills reads like

    def sweep(case, within, until):
        events = [(FOREVER, -1, 0, None)]
        happens = events.append
        for start, end in pairs(within):
            happens((start, -1, 1, None))
            happens((end, -1, -1, None))
        for start, end, row, member in rows0(case):
            happens((start, 0, 1, of := None))
            happens((end, 0, -1, of))
        for start, end, row, member in rows1(case):
            happens((start, 1, 1, of := row.root))
            happens((end, 1, -1, of))
        events.sort(key=day_of_event)
        value0 = 0
        value1 = 0
        times1 = {}
        taking_part = 0
        moved, today, before, days, levels = True, SINCE_EVER, None, [], []
        for day, kind, change, of in events:
            if day != today:
                if moved:
                    moved = False
                    level = NONE
                    if taking_part:
                        level0 = value0 > 0 and value1 >= c0
                        level = 0 if level0 else NONE
                    if level != before:
                        days.append(today)
                        levels.append(level)
                        before = level
                        if today > until:
                            break
                if day == FOREVER:
                    break
                today = day
            if kind == 0:
                value0 += change
                moved = True
            elif kind == 1:
                times1[of] = times = times1.get(of, 0) + change
                if times == (change > 0):  # the first row of a thing came, or the last one went
                    value1 += change
                    moved = True
            else:
                taking_part += change
                moved = True
        return days, levels
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from generator.levels.achieved import NONE, LevelSteps
from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.exact import add_decimals, minus, negative, plus
from generator.levels.measures import name_of
from generator.levels.requirements import (
    CompiledEveryRow,
    CompiledGroup,
    CompiledLevel,
    CompiledRequirement,
    CompiledRows,
)
from generator.levels.rows import Case
from generator.levels.rules import Rules
from generator.levels.steps import Spells, pairs
from generator.levels.sweep_metrics import MetricWriter, may_be_missing
from generator.levels.sweep_source import Source, indented
from generator.levels.thresholds import CompiledThreshold, thresholds_in, within_bounds

Sweep = Callable[[Case, Spells, int], LevelSteps]
"""The achieved level of a case, none outside the given days; it ends with the first change after a day."""

Ladder = Mapping[str, CompiledLevel]


def sweep_of(rules: Rules, tracks: Sequence[str | None], levels: Sequence[str]) -> Sweep:
    """The function for partners on these tracks; `levels` are the program's, lowest first."""
    source = Source()
    text = _written(source, [rules.ladders[track] for track in tracks], levels)
    names: dict[str, Any] = source.names | {
        "bisect_right": bisect_right,
        "FOREVER": FOREVER,
        "NONE": NONE,
        "SINCE_EVER": SINCE_EVER,
        "add_decimals": add_decimals,
        "day_of_event": itemgetter(0),
        "insort": insort,
        "minus": minus,
        "name_of": name_of,
        "negative": negative,
        "pairs": pairs,
        "plus": plus,
    }
    exec(compile(text, f"<levels of {rules.version.id}>", "exec"), names)  # noqa: S102 - made of checked rules alone
    sweep: Sweep = names["sweep"]
    return sweep


def _written(source: Source, ladders: Sequence[Ladder], levels: Sequence[str]) -> str:
    """The source of the function `sweep`."""
    writer = _RequirementWriter(source, ladders)
    level = "NONE"
    for index, name in enumerate(levels):
        held = [writer.holds(ladder[name]) for ladder in ladders if name in ladder]
        level = f"{index} if {' or '.join(held)} else {level}" if held else level
    changes = [
        line
        for kind, lines in enumerate(source.changes)
        for line in (f"{'elif' if kind else 'if'} kind == {kind}:", *indented(lines))
    ]
    return "\n".join(
        [
            "def sweep(case, within, until):",
            "    events = [(FOREVER, -1, 0, None)]",
            "    happens = events.append",
            "    for start, end in pairs(within):",
            "        happens((start, -1, 1, None))",
            "        happens((end, -1, -1, None))",
            *indented(source.events),
            "    events.sort(key=day_of_event)",
            *indented(source.state),
            "    taking_part = 0",
            "    moved, today, before, days, levels = True, SINCE_EVER, None, [], []",
            "    for day, kind, change, of in events:",
            "        if day != today:",
            "            if moved:",
            "                moved = False",
            "                level = NONE",
            "                if taking_part:",
            *indented([*source.evening, f"level = {level}"], 5),
            "                if level != before:",
            "                    days.append(today)",
            "                    levels.append(level)",
            "                    before = level",
            "                    if today > until:",
            "                        break",
            "            if day == FOREVER:",
            "                break",
            "            today = day",
            *indented(changes, 2),
            f"        {'else' if changes else 'if True'}:",
            "            taking_part += change",
            "            moved = True",
            "    return days, levels",
        ]
    )


class _RequirementWriter:
    """Writes for each requirement an expression that is true on the days on which it holds."""

    def __init__(self, source: Source, ladders: Sequence[Ladder]) -> None:
        self._source = source
        thresholds = [t for ladder in ladders for level in ladder.values() for t in thresholds_in(level)]
        self._metrics = MetricWriter(source, [t.metric for t in thresholds if t.requirement.groups != "total"])
        self._names: dict[int, str] = {}

    def holds(self, requirement: CompiledRequirement) -> str:
        """The expression of a requirement."""
        match requirement:
            case CompiledLevel():
                return self._level(requirement)
            case CompiledGroup(parts=parts, needed=needed):
                held = [self.holds(part) for part in parts]
                if needed == len(held):
                    return f"({' and '.join(held) or 'True'})"
                return f"({' or '.join(held)})" if needed == 1 else f"(({') + ('.join(held)}) >= {needed})"
            case CompiledThreshold():
                return self._threshold(requirement)
            case CompiledRows(rows=rows):
                return f"{self._count(rows.counting, id(rows))} > 0"
            case CompiledEveryRow(rows=rows):
                return "False" if rows.absent else f"{self._count(requirement.failing, id(requirement))} == 0"
        raise TypeError(requirement)

    def _level(self, level: CompiledLevel) -> str:
        if id(level) not in self._names:
            expression = self.holds(level.rule)
            self._names[id(level)] = name = self._source.variable("level")
            self._source.evening.append(f"{name} = {expression}")
        return self._names[id(level)]

    def _count(self, rows: Callable[[Case], Iterable[Any]], key: int) -> str:
        """The number of rows that count."""
        if key not in self._names:
            self._names[key] = value = self._source.variable("value")
            self._source.state.append(f"{value} = 0")
            self._source.kind(rows, [f"{value} += change", "moved = True"])
        return self._names[key]

    def _threshold(self, threshold: CompiledThreshold) -> str:
        if not threshold.assessable:
            return "False"
        rule, metric = threshold.requirement, threshold.metric
        low, high = rule.at_least, rule.at_most
        value, groups = self._metrics.variables(metric)
        if rule.groups != "total":
            within = self._source.constant(lambda value: within_bounds(value, low, high))
            return f"{'any' if rule.groups == 'some' else 'all'}(map({within}, {groups}.values()))"
        if rule.of is not None:
            value = f"({groups}.get({rule.of!r}) or 0)"
        bounds = [
            f"{value} {sign} {self._source.constant(b)}" for sign, b in ((">=", low), ("<=", high)) if b is not None
        ]
        if rule.of is None and may_be_missing(metric):
            bounds.insert(0, f"{value} is not None")
        return f"({' and '.join(bounds) or 'True'})"
