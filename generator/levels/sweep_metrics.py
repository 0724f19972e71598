"""Metrics within a sweep: a variable for the value of each, and one for the values of its groups (see `sweep`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.levels.exact import add_decimals, total
from generator.levels.measures import CompiledMeasure
from generator.levels.metrics import CompiledCombination, CompiledMetric, Entry
from generator.levels.row_source import column_source
from generator.levels.rows import Case
from generator.levels.steps import Value
from generator.levels.sweep_source import Source, indented
from generator.levels.views import VIEWS, columns, lists
from generator.model.fields import Kind
from generator.model.program import Bands, Fixed, Measure, Number, Rate

TEXTS = (Kind.ID, Kind.TEXT, Kind.NAME, Kind.CHOICE, Kind.COUNTRY, Kind.CURRENCY, Kind.LANGUAGE, Kind.TERM)


FEW_BANDS = 4
"""Up to so many, comparing with one after the other is quicker than a search."""

AT_ONCE = ("lifetime", "trailing_days", "trailing_months", "this_year", "this_fiscal_year")
"""The windows that hold a row from its own day on."""


class Variables(NamedTuple):
    """The names of a metric's value and of its groups' values by group; `groups` is "" where there are none."""

    value: str
    groups: str


class MetricWriter:
    """Writes metrics, each once. `with_rows`: the metrics of which the groups that have rows on the day are asked."""

    def __init__(self, source: Source, with_rows: Iterable[CompiledMetric]) -> None:
        self._source = source
        self._with_rows = {id(measure) for metric in with_rows for measure in _measures(metric)}
        self._written: dict[int, Variables] = {}

    def variables(self, metric: CompiledMetric) -> Variables:
        """The variables of a metric that is not unknown, complete in the evening of each day."""
        if id(metric) not in self._written:
            if isinstance(metric, CompiledMeasure):
                found = self._measure(metric)
            else:
                assert isinstance(metric, CompiledCombination)
                found = self._combination(metric)
            if metric.bound is not None:
                value = self._source.variable("bounded")
                self._source.evening.append(f"{value} = {self._source.constant(metric.bound)}({found.value})")
                found = found._replace(value=value)
            self._written[id(metric)] = found
        return self._written[id(metric)]

    def _combination(self, metric: CompiledCombination) -> Variables:
        source = self._source
        parts = [part for part in metric.parts if part.known != "unknown"]
        values = [self.variables(part).value for part in parts]
        if metric.grouped:
            groups = source.variable("groups")
            scaled = self._scaled(metric, "value")
            of_part = self.variables(parts[0]).groups
            source.evening.append(f"{groups} = {{group: {scaled} for group, value in {of_part}.items()}}")
            expression = f"{source.constant(_sum)}({groups}.values())"
        else:
            groups = ""
            if metric.metric.how == "add" and all(map(always_whole, parts)):
                worked_out = f"({' + '.join(values)})"
            elif metric.metric.how == "of":
                worked_out = values[0]
            else:
                worked_out = f"{source.constant(metric.work_out)}(({', '.join(values)},))"
            expression = self._scaled(metric, worked_out)
        value = source.variable("value")
        source.evening.append(f"{value} = {expression}")
        return Variables(value, groups)

    def _scaled(self, metric: CompiledMetric, measured: str) -> str:
        """The points of what was measured, where the metric has a scale."""
        source, scale = self._source, metric.metric.scale
        if metric.scale is None:
            return measured
        if isinstance(scale, Rate) and always_whole(metric):
            return f"{measured} * {scale.each}"
        if isinstance(scale, Bands) and isinstance(metric, CompiledMeasure):
            edges = scale.edges if _counts(metric) else tuple(add_decimals(edge, 0) for edge in scale.edges)
            points = [source.constant(each) for each in (0, *scale.points)]
            if len(edges) > FEW_BANDS:
                return f"({', '.join(points)})[bisect_right({source.constant(edges)}, {measured})]"
            below = [f"{p} if {measured} < {source.constant(e)}" for e, p in zip(edges, points, strict=False)]
            return " else ".join([*below, points[-1]])
        return f"{source.constant(metric.scale)}({measured})"

    def _measure(self, metric: CompiledMeasure) -> Variables:
        """A count or sum that follows its events, or what is worked out anew from the rows of the day."""
        if not metric.grouped and metric.metric.aggregate in ("latest", "minimum", "maximum"):
            return self._outermost(metric)
        if not metric.swept or id(metric) in self._with_rows:
            return self._worked_out(metric)
        rule = metric.metric
        variables = Variables(self._source.variable("value"), self._source.variable("groups") if rule.by else "")
        start = 0 if metric.scale is None or metric.grouped else metric.scale(0)
        self._source.state.append(f"{variables.value} = {self._source.constant(start)}")
        if rule.by:
            self._source.state.append(f"{variables.groups} = {{}}")
            follow = self._follow_group(metric, variables)
        else:
            follow = self._follow(metric, variables.value)
        group = _group(rule.by, rule.rows.table) if rule.by else "None"
        if rule.distinct:
            self._things(metric, group, follow)
        elif rule.column is None and rule.times is None:
            self._source.kind(metric.rows.counting, follow, of=group)
        else:
            self._source.kind(
                metric.rows.counting,
                follow,
                of=group,
                change=("value", "value.copy_negate()" if metric.converted and not rule.times else "negative(value)"),
                first=[f"value = {self._worth(metric)}", "if value is None:", "    continue"],
            )
        return variables

    def _things(self, metric: CompiledMeasure, group: str, follow: list[str]) -> None:
        """Each different thing of a group counts from the first of its rows that comes until the last one goes."""
        assert metric.metric.distinct is not None
        thing = column_source(metric.metric.distinct, "member.partner")
        times = self._source.variable("times")
        self._source.state.append(f"{times} = {{}}")
        changes = [
            f"{times}[of] = times = {times}.get(of, 0) + change",
            "if times == (change > 0):",
            *indented(["of = of[0]", *follow] if metric.grouped else follow),
        ]
        self._source.kind(metric.rows.counting, changes, of=f"({group}, {thing})" if metric.grouped else thing)

    def _worth(self, metric: CompiledMeasure) -> str:
        """What a row adds."""
        rule = metric.metric
        if rule.column is None or rule.times is not None:
            return f"{self._source.constant(metric.worth)}(row, member.partner)"
        if not metric.converted:
            return f"row.{rule.column}"
        booked_on = VIEWS[rule.rows.table].starts[0]
        converted = f"{self._source.constant(metric.rates.convert)}(row.{rule.column}, row.currency, row.{booked_on})"
        return f"row.{rule.column} if row.currency == {metric.rates.currency!r} else {converted}"

    def _follow(self, metric: CompiledMeasure, value: str) -> list[str]:
        if metric.scale is None:
            return [_add(metric, value, value), "moved = True"]
        amount = self._source.variable("amount")
        self._source.state.append(f"{amount} = 0")
        return [_add(metric, amount, amount), f"{value} = {self._scaled(metric, amount)}", "moved = True"]

    def _follow_group(self, metric: CompiledMeasure, variables: Variables) -> list[str]:
        value, groups = variables
        if metric.scale is None:
            return [_add(metric, f"{groups}[of]", f"{groups}.get(of, 0)"), _add(metric, value, value), "moved = True"]
        amounts = self._source.variable("amounts")
        self._source.state.append(f"{amounts} = {{}}")
        plain = always_whole(metric)
        return [
            _add(metric, f"{amounts}[of] = amount", f"{amounts}.get(of, 0)"),
            f"points = {self._scaled(metric, 'amount')}",
            f"if points != (earned := {groups}.get(of, 0)):",
            f"    {value} = {f'{value} + points - earned' if plain else f'plus({value}, minus(points, earned))'}",
            f"    {groups}[of] = points",
            "    moved = True",
        ]

    def _outermost(self, metric: CompiledMeasure) -> Variables:
        """The value of the row that stands last in an order of those that count."""
        source, rule = self._source, metric.metric
        order = "value" if rule.aggregate == "maximum" or rule.ties == "highest" else "negative(value)"
        dated = "start" if rule.rows.window.kind in AT_ONCE else f"{source.constant(metric.rows.dated)}(row)"
        of = f"({dated}, {order}, value)" if rule.aggregate == "latest" else f"({order}, value)"
        value, counting = source.variable("value"), source.variable("counting")
        nothing = source.constant(None if metric.scale is None else metric.scale(None))
        found = f"({self._scaled(metric, f'{counting}[-1][-1]')}) if {counting} else {nothing}"
        source.state += [f"{counting} = []", f"{value} = {found}"]
        changes = _moved(f"insort({counting}, of)", f"{counting}.remove(of)", f"{value} = {found}")
        first = [f"value = {self._worth(metric)}", "if value is None:", "    continue"]
        source.kind(metric.rows.counting, changes, of=of, first=first)
        return Variables(value, "")

    def _worked_out(self, metric: CompiledMeasure) -> Variables:
        def rows(case: Case) -> Iterator[tuple[int, int, Entry, None]]:
            for entry in metric.entries(case):
                yield entry.start, entry.end, entry, None

        source = self._source
        value, groups, counting = (source.variable(what) for what in ("value", "groups", "counting"))
        work_out = source.constant(metric.worked_out)
        nothing = metric.worked_out(())
        source.state += [f"{value}, {groups} = {source.constant(nothing)}", f"{counting} = {{}}"]
        found = f"{value}, {groups} = {work_out}({counting}.values())"
        source.kind(rows, _moved(f"{counting}[id(of)] = of", f"del {counting}[id(of)]", found), of="row")
        return Variables(value, groups)


def _moved(come: str, go: str, found: str) -> list[str]:
    """What a row does that comes or goes, and what the value is then."""
    return ["if change > 0:", f"    {come}", "else:", f"    {go}", found, "moved = True"]


def _measures(metric: CompiledMetric) -> Iterator[CompiledMeasure]:
    if isinstance(metric, CompiledMeasure):
        yield metric
    elif isinstance(metric, CompiledCombination):
        for part in metric.parts:
            yield from _measures(part)


def _group(column: str, table: str) -> str:
    """The name of a row's group: a text as it is, anything else as text."""
    value, record = column_source(column, "member.partner"), VIEWS[table].record
    kind, _ = columns(record).get(column, (None, ()))
    return f"({value} or '')" if kind in TEXTS and column not in lists(record) else f"name_of({value})"


def _counts(metric: CompiledMeasure) -> bool:
    """Whether it counts in whole numbers; what it measures is a decimal otherwise."""
    return metric.metric.aggregate == "count" and metric.metric.times is None


def _add(metric: CompiledMeasure, target: str, before: str) -> str:
    return f"{target} = {before} + change" if _counts(metric) else f"{target} = add_decimals({before}, change)"


def _sum(values: Iterable[Value]) -> Number:
    return total(value or 0 for value in values)


def always_whole(metric: CompiledMetric) -> bool:
    """Whether the value is always a whole number, and never missing."""
    rule = metric.metric
    if not all(isinstance(bound, int | None) for bound in (rule.floor, rule.ceiling)):
        return False
    match rule.scale:
        case Bands(points=points):
            return all(isinstance(each, int) for each in points)
        case Fixed(points=fixed):
            return isinstance(fixed, int)
        case Rate(each=each) if not isinstance(each, int):
            return False
    if isinstance(metric, CompiledCombination):
        return metric.metric.how in ("add", "of") and all(map(always_whole, metric.parts))
    assert isinstance(rule, Measure)
    return rule.aggregate == "count" and rule.times is None and not rule.caps


def may_be_missing(metric: CompiledMetric) -> bool:
    """Whether there are days without a value, of the whole or of a group."""
    rule = metric.metric
    if rule.scale is not None:
        return False
    if isinstance(rule, Measure):
        return rule.aggregate not in ("count", "sum")
    assert isinstance(metric, CompiledCombination)
    return metric.metric.how == "ratio" or (metric.metric.how != "add" and any(map(may_be_missing, metric.parts)))
