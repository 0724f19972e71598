"""Metrics over rows, compiled: counted, added, averaged …, each group and the whole as step functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.exact import negative, plus, product, quotient, total
from generator.levels.metrics import NOTHING, CompiledMetric, Entry, NewSlot
from generator.levels.reference import Rates
from generator.levels.rows import Case, Get, Rows, getter
from generator.levels.steps import ZERO, Change, Steps, Value, as_spells, pairs, running, scaled
from generator.levels.views import VIEWS
from generator.model.partner import Partner
from generator.model.program import Measure, Number


class CompiledMeasure(CompiledMetric):
    """A metric over rows. `swept`: a sum or count that follows from the rows that come and go, one by one."""

    metric: Measure

    def __init__(self, metric: Measure, rows: Rows, rates: Rates, slot: NewSlot) -> None:
        super().__init__(metric, "unknown" if rows.absent else "known", metric.by is not None, slot)
        self.rows = rows
        self._changes_slot = slot()
        self.rates = rates
        view = VIEWS[metric.rows.table]
        self._column = attrgetter(metric.column) if metric.column else None
        self.converted = view.amount is not None and view.amount == metric.column
        self._rated_on = attrgetter(view.starts[0]) if self.converted else None
        self._factors = dict(metric.times.factors) if metric.times else {}
        self._factor: Get | None = getter(metric.times.column) if metric.times else None
        self._group: Get | None = getter(metric.by) if metric.by else None
        self._thing: Get | None = getter(metric.distinct) if metric.distinct else None
        self.swept = not metric.caps and metric.aggregate in ("count", "sum")
        self._caps = [(getter(cap.column), cap.at_most) for cap in metric.caps]

    def entries(self, case: Case) -> Sequence[Entry]:
        group = self._group
        found = []
        for start, end, row, member in self.rows.counting(case):
            value = self.worth(row, member.partner)
            if value is not None:
                name = "" if group is None else name_of(group(row, member.partner))
                found.append(Entry(start, end, value, name, row, member, self._lateness(row, value)))
        return found

    def worth(self, row: Any, partner: Partner) -> Number | None:
        """What a row adds: 1 or its column's value, converted and multiplied; None without a value or a rate."""
        value: Number | None = 1
        if self._column is not None:
            value = amount = self._column(row)
            if amount is not None and self._rated_on is not None:
                value = self.rates.convert(amount, row.currency, self._rated_on(row))
        if self._factor is None or value is None:
            return value
        assert self.metric.times is not None
        name = name_of(self._factor(row, partner))
        return product(value, self._factors.get(name, self.metric.times.otherwise))

    def without_rate(self, row: Any) -> bool:
        """Whether an amount has no conversion rate on its day."""
        return (
            self._rated_on is not None
            and self._column is not None
            and self.rates.convert(self._column(row), row.currency, self._rated_on(row)) is None
        )

    def sources(self) -> Iterable[Rows]:
        return (self.rows,)

    def measured(self, case: Case) -> Mapping[str, Steps]:
        if not self.swept:
            return self._each_recomputed(case)
        changes = self._changes(case)
        if not self.grouped:
            return {"": running(changes)}
        by_group: defaultdict[str, list[Change]] = defaultdict(list)
        for change in changes:
            by_group[change[2]].append(change)
        return {group: running(of_group) for group, of_group in by_group.items()}

    def _total(self, case: Case) -> Steps:
        """Sums and counts in one sweep over all groups, everything else group by group."""
        if not self.swept:
            return super()._total(case)
        changes = self._changes(case)
        return running(changes) if self.scale is None else scaled(changes, self.scale)

    def _changes(self, case: Case) -> list[Change]:
        """By how much a group changes on which day: rows or things come and go, amounts are added."""
        found: list[Change] | None = case.memo[self._changes_slot]
        if found is None:
            found = case.memo[self._changes_slot] = self._things(case) if self._thing else self._amounts(case)
        return found

    def _amounts(self, case: Case) -> list[Change]:
        group = self._group
        changes: list[Change] = []
        for start, end, row, member in self.rows.counting(case):
            value = self.worth(row, member.partner)
            if value is not None:
                name = "" if group is None else name_of(group(row, member.partner))
                changes.append((start, value, name))
                if end < FOREVER:
                    changes.append((end, negative(value), name))
        return changes

    def _things(self, case: Case) -> list[Change]:
        """Each different thing of a group counts once, on the days on which any of its rows does."""
        group, thing = self._group, self._thing
        assert thing is not None
        spells: dict[tuple[str, Any], list[tuple[int, int]]] = {}
        for start, end, row, (partner, _) in self.rows.counting(case):
            key = ("" if group is None else name_of(group(row, partner)), thing(row, partner))
            if key in spells:
                spells[key].append((start, end))
            else:
                spells[key] = [(start, end)]
        changes: list[Change] = []
        for (name, _), intervals in spells.items():
            for start, end in intervals if len(intervals) == 1 else pairs(as_spells(intervals)):
                changes.append((start, 1, name))
                if end < FOREVER:
                    changes.append((end, -1, name))
        return changes

    def _each_recomputed(self, case: Case) -> Mapping[str, Steps]:
        entries = self.entries(case)
        names = {entry.group for entry in entries} if self.grouped else {""}
        return {name: self._recomputed([e for e in entries if e.group == name]) for name in names}

    def _recomputed(self, entries: Sequence[Entry]) -> Steps:
        """Worked out anew on every day on which a row comes or goes."""
        if not entries:
            return ZERO if self.metric.aggregate in ("count", "sum") else NOTHING
        days: list[int] = []
        values: list[Value] = []
        for day in sorted({SINCE_EVER, *[e.start for e in entries], *[e.end for e in entries]}):
            value = self._aggregate([e for e in entries if e.start <= day < e.end])
            if not values or values[-1] != value:
                days.append(day)
                values.append(value)
        return days, values

    def _lateness(self, row: Any, value: Number) -> tuple[int, Number]:
        """The order of "latest": by day, and on one day by the value that ties choose."""
        return self.rows.dated(row), value if self.metric.ties == "highest" else negative(value)

    def _aggregate(self, entries: Collection[Entry]) -> Value:
        aggregate = self.metric.aggregate
        if aggregate == "latest":
            return max(entries, key=_by_lateness).value if entries else None
        if aggregate in ("count", "sum"):
            return self._capped(entries, len(self._caps))
        if not entries:
            return None
        values = sorted(e.value for e in entries)
        if aggregate == "average":
            return quotient(total(values), len(values))
        if aggregate == "median":
            middle = len(values) // 2
            return values[middle] if len(values) % 2 else quotient(plus(values[middle - 1], values[middle]), 2)
        return values[0] if aggregate == "minimum" else values[-1]

    def worked_out(self, entries: Collection[Entry]) -> tuple[Value, Mapping[str, Value]]:
        """The value within no bounds, and that of each group, on a day on which these rows count."""
        if not self.grouped:
            value = self._aggregate(entries)
            return value if self.scale is None else self.scale(value), {}
        names = sorted({entry.group for entry in entries})
        groups = {name: self._aggregate([e for e in entries if e.group == name]) for name in names}
        if self.scale is not None:
            groups = {name: self.scale(value) for name, value in groups.items()}
        return total(value or 0 for value in groups.values()), groups

    def _capped(self, entries: Collection[Entry], outermost: int) -> Number:
        """The sum of the cells of the outermost cap, each within it; inner caps hold within each cell."""
        if outermost == 0:
            thing = self._thing
            return len({thing(e.row, e.member.partner) for e in entries}) if thing else total(e.value for e in entries)
        column, at_most = self._caps[outermost - 1]
        cells: defaultdict[Any, list[Entry]] = defaultdict(list)
        for entry in entries:
            cells[column(entry.row, entry.member.partner)].append(entry)
        return total(min(self._capped(cell, outermost - 1), at_most) for cell in cells.values())


_by_lateness = attrgetter("lateness")


def name_of(value: Any) -> str:
    """The name of a group, or of what a factor goes by."""
    return "" if value is None else str(value)
