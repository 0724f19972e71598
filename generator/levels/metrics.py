"""Metrics compiled: for a partner, a step function of the date each, and the rows behind it.

A metric over an absent table is unknown, not zero; a sum with an unknown part is known from below.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from generator.levels.days import SINCE_EVER
from generator.levels.exact import product, quotient, total
from generator.levels.rows import Case, Member, Rows
from generator.levels.steps import (
    ZERO,
    Steps,
    Value,
    added,
    combined,
    mapped,
    value_on,
)
from generator.model.program import POINT, Bands, Combined, Fixed, Metric, Number, Rate, Unit

Known = Literal["known", "from_below", "unknown"]

NewSlot = Callable[[], int]
"""Gives a place in `Case.memo`."""

NOTHING: Steps = ([SINCE_EVER], [None])


class Entry(NamedTuple):
    """A row that counts: from when until when, what it adds, to which group; the latest has the highest `lateness`."""

    start: int
    end: int
    value: Number
    group: str
    row: Any
    member: Member
    lateness: tuple[int, Number] = (0, 0)


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


class CompiledMetric(ABC):
    """What all metrics answer. `groups` are in points where the metric has a scale, `measured` never.

    `bound` keeps a value within floor and ceiling, where there is one.
    """

    def __init__(self, metric: Metric, known: Known, grouped: bool, slot: NewSlot) -> None:
        self.metric = metric
        self.known = known
        self.grouped = grouped
        self.measured_unit = metric.unit
        self._slot, self._groups_slot = slot(), slot()
        self.scale = scaling(metric)
        self.bound = None if metric.floor is None and metric.ceiling is None else self._within_bounds

    @property
    def unit(self) -> Unit | None:
        """What the value counts: points where the metric has a scale."""
        return self.measured_unit if self.scale is None else POINT

    @abstractmethod
    def measured(self, case: Case) -> Mapping[str, Steps]:
        """The step function of each group before points (one group, "", without groups)."""

    @abstractmethod
    def entries(self, case: Case) -> Sequence[Entry]:
        """The rows behind the metric."""

    @abstractmethod
    def sources(self) -> Iterable[Rows]:
        """The selections behind the metric."""

    def window(self, day: int) -> tuple[int, int]:
        """From when until when a row of this day can count; from a later day where every window behind is closed."""
        return min(rows.window(day) for rows in self.sources())

    def groups(self, case: Case) -> Mapping[str, Steps]:
        """The step function of each group."""
        found: Mapping[str, Steps] | None = case.memo[self._groups_slot]
        if found is None:
            found = self.measured(case)
            if self.scale is not None:
                scale = self.scale
                found = {group: mapped(steps, scale) for group, steps in found.items()}
            case.memo[self._groups_slot] = found
        return found

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
        return mapped(self.groups(case).get(name, ZERO), lambda value: value or 0)

    def _whole(self, case: Case) -> Steps:
        if self.known == "unknown":
            return NOTHING
        steps = self._total(case)
        return steps if self.bound is None else mapped(steps, self.bound)

    def _total(self, case: Case) -> Steps:
        """The groups added."""
        groups = self.groups(case)
        return groups[""] if len(groups) == 1 and "" in groups else added(list(groups.values()))

    def _within_bounds(self, value: Value) -> Value:
        floor, ceiling = self.metric.floor, self.metric.ceiling
        if value is None:
            return floor
        if floor is not None and value < floor:
            return floor
        return ceiling if ceiling is not None and value > ceiling else value

    def value(self, case: Case, day: int) -> Value:
        """The value on a day; None without one, and where it is unknown."""
        return value_on(self.steps(case), day)


class CompiledCombination(CompiledMetric):
    """A metric over metrics."""

    metric: Combined

    def __init__(self, metric: Combined, parts: Sequence[CompiledMetric], slot: NewSlot) -> None:
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
        return {"": combined(steps, self.work_out)}

    def work_out(self, values: Sequence[Value]) -> Value:
        """The value from those of the parts."""
        given = [value for value in values if value is not None]
        match self.metric.how:
            case "of":
                return values[0]
            case "add":
                return total(given)
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

    def value_from(self, values: Sequence[Value]) -> Value:
        """The value of the whole if the parts had these values: in points, within floor and ceiling."""
        value = self.work_out(values)
        value = value if self.scale is None else self.scale(value)
        return value if self.bound is None else self.bound(value)


def _known(metric: Combined, parts: Sequence[CompiledMetric]) -> Known:
    """What is known of a combination. Sums and the largest are known from below by their known parts."""
    if all(part.known == "known" for part in parts):
        return "known"
    if metric.how == "of":
        return parts[0].known
    if metric.how in ("add", "largest") and any(part.known != "unknown" for part in parts):
        return "from_below"
    return "unknown"
