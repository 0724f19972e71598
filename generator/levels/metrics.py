"""Metrics compiled: for a partner, a step function of the date each, and the rows behind it.

A metric over an absent table is unknown, not zero; a sum with an unknown part is known from below.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from generator.levels.days import SINCE_EVER
from generator.levels.exact import plus, product, quotient, total
from generator.levels.reference import Rates
from generator.levels.rows import Case, Get, Rows, getter
from generator.levels.steps import (
    ZERO,
    Steps,
    Value,
    added,
    as_spells,
    combined,
    counted,
    mapped,
    running,
    value_on,
)
from generator.levels.views import VIEWS
from generator.model.program import POINT, Bands, Combined, Fixed, Measure, Metric, Number, Rate, Unit

Known = Literal["known", "from_below", "unknown"]

NOTHING: Steps = ([SINCE_EVER], [None])


class Entry(NamedTuple):
    """A row that counts: from when until when, what it adds, to which group, as which thing."""

    start: int
    end: int
    value: Number
    group: str
    thing: Any
    row: Any


def scaling(metric: Metric) -> Callable[[Value], Value] | None:
    """How a measured value becomes points; None where it stays what it is."""
    scale = metric.scale
    if isinstance(scale, Bands):
        edges, points = scale.edges, (0, *scale.points)
        return lambda value: 0 if value is None else points[bisect_right(edges, value)]
    if isinstance(scale, Rate):
        each = scale.each
        return lambda value: 0 if value is None else product(value, each)
    if isinstance(scale, Fixed):
        fixed = scale.points
        return lambda value: fixed if value is not None and value > 0 else 0
    return None


class CompiledMetric:
    """What all metrics answer. `groups` are in points where the metric has a scale, `measured` never."""

    def __init__(self, metric: Metric, known: Known, grouped: bool, slot: int) -> None:
        self.metric = metric
        self.known = known
        self.grouped = grouped
        self.measured_unit = metric.unit
        self._slot = slot
        self._scale = scaling(metric)
        self._bounded = metric.floor is not None or metric.ceiling is not None

    @property
    def unit(self) -> Unit | None:
        """What the value counts: points where the metric has a scale."""
        return self.measured_unit if self._scale is None else POINT

    def measured(self, case: Case) -> Mapping[str, Steps]:
        """The step function of each group before points (one group, "", without groups)."""
        raise NotImplementedError

    def entries(self, case: Case) -> Sequence[Entry]:
        """The rows behind the metric."""
        raise NotImplementedError

    def sources(self) -> Iterable[Rows]:
        """The selections behind the metric."""
        raise NotImplementedError

    def groups(self, case: Case) -> Mapping[str, Steps]:
        """The step function of each group."""
        if self._scale is None:
            return self.measured(case)
        scale = self._scale
        return {group: mapped(steps, scale) for group, steps in self.measured(case).items()}

    def steps(self, case: Case) -> Steps:
        """The step function of the whole: its groups added, within floor and ceiling."""
        found: Steps | None = case.memo[self._slot]
        if found is None:
            found = case.memo[self._slot] = self._whole(case)
        return found

    def group(self, case: Case, name: str) -> Steps:
        """The step function of one group; zero for a group without rows."""
        if self.known == "unknown":
            return NOTHING
        return self.groups(case).get(name, ZERO)

    def _whole(self, case: Case) -> Steps:
        if self.known == "unknown":
            return NOTHING
        groups = self.groups(case)
        steps = groups[""] if len(groups) == 1 and "" in groups else added(list(groups.values()))
        return mapped(steps, self._bound) if self._bounded else steps

    def _bound(self, value: Value) -> Value:
        floor, ceiling = self.metric.floor, self.metric.ceiling
        if value is None:
            return floor
        if floor is not None and value < floor:
            return floor
        return ceiling if ceiling is not None and value > ceiling else value

    def value(self, case: Case, day: int) -> Value:
        """The value on a day; None without one, and where it is unknown."""
        return value_on(self.steps(case), day)


class CompiledMeasure(CompiledMetric):
    """A metric over rows."""

    metric: Measure

    def __init__(self, metric: Measure, rows: Rows, rates: Rates, slot: int, entries_slot: int) -> None:
        super().__init__(metric, "unknown" if rows.absent else "known", metric.by is not None, slot)
        self.rows = rows
        self._entries_slot = entries_slot
        self._rates = rates
        view = VIEWS[metric.rows.table]
        self._column = attrgetter(metric.column) if metric.column else None
        self._rated_on = attrgetter(view.starts[0]) if view.amount and view.amount == metric.column else None
        self._factors = dict(metric.times.factors) if metric.times else {}
        self._factor: Get | None = getter(metric.times.column) if metric.times else None
        self._group: Get | None = getter(metric.by) if metric.by else None
        self._thing: Get | None = getter(metric.distinct) if metric.distinct else None
        self._caps = [(getter(cap.column), cap.at_most) for cap in metric.caps]

    def entries(self, case: Case) -> Sequence[Entry]:
        found: list[Entry] | None = case.memo[self._entries_slot]
        if found is None:
            partner, group, thing = case.partner, self._group, self._thing
            found = []
            for start, end, row in self.rows.counting(case):
                value = self._value(row, case)
                if value is not None:
                    name = "" if group is None else _name(group(row, partner))
                    found.append(Entry(start, end, value, name, None if thing is None else thing(row, partner), row))
            case.memo[self._entries_slot] = found
        return found

    def _value(self, row: Any, case: Case) -> Number | None:
        """What a row adds: 1 or its column's value, converted and multiplied; None without a value or a rate."""
        value: Number | None = 1
        if self._column is not None:
            value = self._column(row)
            if value is not None and self._rated_on is not None:
                value = self._rates.convert(self._column(row), row.currency, self._rated_on(row))
        if value is None or self._factor is None:
            return value
        assert self.metric.times is not None
        name = _name(self._factor(row, case.partner))
        return product(value, self._factors.get(name, self.metric.times.otherwise))

    def without_rate(self, row: Any) -> bool:
        """Whether an amount has no conversion rate on its day."""
        return (
            self._rated_on is not None
            and self._column is not None
            and self._rates.convert(self._column(row), row.currency, self._rated_on(row)) is None
        )

    def sources(self) -> Iterable[Rows]:
        return (self.rows,)

    def measured(self, case: Case) -> Mapping[str, Steps]:
        entries = self.entries(case)
        if not self.grouped:
            return {"": self._steps(entries, case)}
        by_group: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_group[entry.group].append(entry)
        return {group: self._steps(of_group, case) for group, of_group in by_group.items()}

    def _steps(self, entries: Sequence[Entry], case: Case) -> Steps:
        if self._caps or self.metric.aggregate not in ("count", "sum"):
            return self._recomputed(entries, case)
        if self.metric.distinct:
            return counted(_changes(_distinct(entries)))
        return running([(e.start, e.value) for e in entries] + [(e.end, product(e.value, -1)) for e in entries])

    def _recomputed(self, entries: Sequence[Entry], case: Case) -> Steps:
        days = sorted({SINCE_EVER, *(e.start for e in entries), *(e.end for e in entries)})
        values = [self._aggregate([e for e in entries if e.start <= day < e.end], case) for day in days]
        return mapped((days, values), lambda value: value)

    def _aggregate(self, entries: Sequence[Entry], case: Case) -> Value:
        values = sorted(e.value for e in entries)
        match self.metric.aggregate:
            case "count" | "sum":
                return self._capped(entries, case, len(self._caps))
            case "latest":
                return self._latest(entries)
        if not values:
            return None
        match self.metric.aggregate:
            case "minimum":
                return values[0]
            case "maximum":
                return values[-1]
            case "average":
                return quotient(total(values), len(values))
            case "median":
                middle = len(values) // 2
                return values[middle] if len(values) % 2 else quotient(plus(values[middle - 1], values[middle]), 2)

    def _latest(self, entries: Sequence[Entry]) -> Value:
        if not entries:
            return None
        dated = [(self.rows.dated(e.row), e.value) for e in entries]
        last = max(on for on, _ in dated)
        choose = min if self.metric.ties == "lowest" else max
        return choose(value for on, value in dated if on == last)

    def _capped(self, entries: Sequence[Entry], case: Case, outermost: int) -> Number:
        """The sum of the cells of the outermost cap, each within it; inner caps hold within each cell."""
        if outermost == 0:
            return len({e.thing for e in entries}) if self.metric.distinct else total(e.value for e in entries)
        column, at_most = self._caps[outermost - 1]
        cells: defaultdict[Any, list[Entry]] = defaultdict(list)
        for entry in entries:
            cells[column(entry.row, case.partner)].append(entry)
        return total(min(self._capped(cell, case, outermost - 1), at_most) for cell in cells.values())


class CompiledCombination(CompiledMetric):
    """A metric over metrics."""

    metric: Combined

    def __init__(self, metric: Combined, parts: Sequence[CompiledMetric], slot: int) -> None:
        super().__init__(metric, _known(metric, parts), metric.how == "of" and parts[0].grouped, slot)
        self.parts = parts
        if metric.how == "of" and metric.unit is None:
            self.measured_unit = parts[0].unit

    def entries(self, case: Case) -> Sequence[Entry]:
        return [entry for part in self.parts for entry in part.entries(case)]

    def sources(self) -> Iterable[Rows]:
        return [rows for part in self.parts for rows in part.sources()]

    def measured(self, case: Case) -> Mapping[str, Steps]:
        if self.grouped:
            return self.parts[0].groups(case)
        steps = [part.steps(case) for part in self.parts]
        match self.metric.how:
            case "of":
                return {"": steps[0]}
            case "add":
                return {"": added(steps)}
        return {"": combined(steps, self._work_out)}

    def _work_out(self, values: Sequence[Value]) -> Value:
        given = [value for value in values if value is not None]
        match self.metric.how:
            case "largest":
                return max(given, default=None)
            case "smallest":
                return min(given, default=None)
        if len(given) < len(values):
            return None
        if self.metric.how == "ratio":
            above, below = given
            return self.metric.when_zero if below == 0 else quotient(above, below)
        result: Number = 1
        for value in given:
            result = product(result, value)
        return result


def _known(metric: Combined, parts: Sequence[CompiledMetric]) -> Known:
    """What is known of a combination. Sums and the largest are known from below by their known parts."""
    if all(part.known == "known" for part in parts):
        return "known"
    if metric.how == "of":
        return parts[0].known
    if metric.how in ("add", "largest") and any(part.known != "unknown" for part in parts):
        return "from_below"
    return "unknown"


def _distinct(entries: Sequence[Entry]) -> list[int]:
    """The boundaries of each thing's spells, one after the other."""
    by_thing: defaultdict[Any, list[tuple[int, int]]] = defaultdict(list)
    for entry in entries:
        by_thing[entry.thing].append((entry.start, entry.end))
    boundaries: list[int] = []
    for intervals in by_thing.values():
        boundaries += intervals[0] if len(intervals) == 1 else as_spells(intervals)
    return boundaries


def _changes(boundaries: list[int]) -> list[tuple[int, int]]:
    return [(day, -1 if i % 2 else 1) for i, day in enumerate(boundaries)]


def _name(value: Any) -> str:
    return "" if value is None else str(value)
