"""A metric against a bound, and the rows behind a metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.levels.days import day_of
from generator.levels.exact import minus
from generator.levels.metrics import CompiledMetric
from generator.levels.requirements import CompiledGroup, CompiledLevel, CompiledRequirement, oldest_first
from generator.levels.rows import Case, Rows
from generator.levels.steps import (
    ALWAYS,
    NEVER,
    Spells,
    Steps,
    Value,
    as_spells,
    at_least,
    both,
    covered_by,
    holds_on,
    next_flip,
    next_step,
    outside,
    spells_where,
    union,
    value_on,
)
from generator.model.program import (
    Number,
    Threshold,
)
from generator.model.receipt import Evidence, Node


class CompiledThreshold(CompiledRequirement):
    """A metric against a bound."""

    requirement: Threshold

    def __init__(self, requirement: Threshold, metric: CompiledMetric) -> None:
        super().__init__(requirement)
        self.metric = metric

    @property
    def assessable(self) -> bool:
        """Whether the answer can be known to be yes."""
        known = self.metric.known
        return known == "known" or (known == "from_below" and self.requirement.at_most is None)

    def spells(self, case: Case) -> Spells:
        rule = self.requirement
        if not self.assessable:
            return NEVER
        if rule.groups == "total":
            return self._within(self._steps(case))
        return self._of_groups(case)

    def _of_groups(self, case: Case) -> Spells:
        """Every group, or some group, that has a row on the day; every group of none holds."""
        some = self.requirement.groups == "some"
        answers = []
        for group, steps in self.metric.groups(case).items():
            present = as_spells([(e.start, e.end) for e in self.metric.entries(case) if e.group == group])
            within = self._within(steps)
            answers.append(both(within, present) if some else union([within, outside(present)]))
        return covered_by(answers, 1 if some else len(answers)) if answers else NEVER if some else ALWAYS

    def _steps(self, case: Case) -> Steps:
        of = self.requirement.of
        return self.metric.steps(case) if of is None else self.metric.group(case, of)

    def _within(self, steps: Steps) -> Spells:
        low, high = self.requirement.at_least, self.requirement.at_most
        if high is None and low is not None:
            return at_least(steps, low)
        return spells_where(steps, lambda value: within_bounds(value, low, high))

    def node(self, case: Case, day: int) -> Node:
        rule = self.requirement
        spells = self.spells(case)
        met: bool | None = holds_on(spells, day)
        changes = next_flip(spells, day)
        value: Value = None
        if rule.groups == "total":
            steps = self._steps(case)
            value = value_on(steps, day)
            changes = min(changes, next_step(steps, day))
        if not met and self.metric.known != "known":
            above = rule.at_most is not None and value is not None and value > rule.at_most
            met = False if above else None
        missing = None
        if not met and rule.at_least is not None and rule.groups == "total" and met is False:
            missing = minus(rule.at_least, value or 0)
            missing = missing if missing > 0 else None
        return Node(
            kind="threshold",
            subject=rule.metric,
            label=self.metric.metric.label,
            unit=self.metric.unit,
            own_words=rule.label,
            of=rule.of,
            groups=rule.groups,
            met=met,
            value=value,
            at_least=rule.at_least,
            at_most=rule.at_most,
            missing=missing,
            known_from_below=self.metric.known == "from_below",
            sample=rule.sample,
            evidence=metric_evidence(self.metric, case, day, rule.of),
            next_change=day_of(changes),
        )

    def sources(self) -> Sequence[Rows]:
        return list(self.metric.sources())


def within_bounds(value: Value, low: Number | None, high: Number | None) -> bool:
    """Whether there is a value and it reaches the one and does not exceed the other."""
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def thresholds_in(requirement: CompiledRequirement) -> Iterator[CompiledThreshold]:
    """Every threshold of a tree."""
    match requirement:
        case CompiledThreshold():
            yield requirement
        case CompiledLevel(rule=rule):
            yield from thresholds_in(rule)
        case CompiledGroup(parts=parts):
            for part in parts:
                yield from thresholds_in(part)


def metric_evidence(metric: CompiledMetric, case: Case, day: int, of: str | None = None) -> tuple[Evidence, ...]:
    """The rows that count on the day, oldest first."""
    rows = {id(r.selection): r for r in metric.sources()}
    counting = {id(e.row) for e in metric.entries(case) if e.start <= day < e.end and of in (None, e.group)}
    found = {
        source.evidence(row, member): None
        for source in rows.values()
        for _, _, row, member in source.counting(case)
        if id(row) in counting
    }
    return tuple(sorted(found, key=oldest_first))
