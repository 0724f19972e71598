"""Requirements compiled: the days on which each node holds, and the node of the receipt for one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from generator.levels.days import day_of
from generator.levels.exact import minus
from generator.levels.metrics import CompiledMetric
from generator.levels.rows import Case, Check, Rows, check_of
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
    AllOf,
    AtLeastOf,
    Condition,
    EveryRow,
    HoldsAgreement,
    HoldsLevel,
    Invited,
    Number,
    Requirement,
    RowExists,
    Selection,
    Test,
    Threshold,
)
from generator.model.receipt import Evidence, Node


class CompiledRequirement:
    """One node of a tree."""

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement

    def spells(self, case: Case) -> Spells:
        """The days on which the requirement is known to hold."""
        raise NotImplementedError

    def node(self, case: Case, day: int) -> Node:
        """The node on a day, with value, shortfall, evidence and next change."""
        raise NotImplementedError

    def sources(self) -> Sequence[Rows]:
        """The selections behind the node and its parts."""
        raise NotImplementedError


class CompiledThreshold(CompiledRequirement):
    """A metric against a bound."""

    requirement: Threshold

    def __init__(self, requirement: Threshold, metric: CompiledMetric) -> None:
        super().__init__(requirement)
        self.metric = metric

    def spells(self, case: Case) -> Spells:
        rule = self.requirement
        if self.metric.known == "unknown" or (rule.at_most is not None and self.metric.known == "from_below"):
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
        return spells_where(steps, lambda value: _within(value, low, high))

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


def _within(value: Number, low: Number | None, high: Number | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def metric_evidence(metric: CompiledMetric, case: Case, day: int, of: str | None = None) -> tuple[Evidence, ...]:
    """The rows that count on the day, oldest first."""
    rows = {id(r.selection): r for r in metric.sources()}
    counting = {id(e.row) for e in metric.entries(case) if e.start <= day < e.end and of in (None, e.group)}
    found = {
        source.evidence(row): None
        for source in rows.values()
        for _, _, row in source.counting(case)
        if id(row) in counting
    }
    return tuple(sorted(found, key=_oldest_first))


def _oldest_first(evidence: Evidence) -> tuple[bool, str, str]:
    return evidence.on is not None, str(evidence.on), evidence.label


class CompiledGroup(CompiledRequirement):
    """All of, or at least so many of, the parts."""

    requirement: AllOf | AtLeastOf

    def __init__(self, requirement: AllOf | AtLeastOf, parts: Sequence[CompiledRequirement]) -> None:
        super().__init__(requirement)
        self.parts = parts
        self.needed = requirement.needed if isinstance(requirement, AtLeastOf) else len(parts)

    def spells(self, case: Case) -> Spells:
        if self.needed < len(self.parts):
            return covered_by([part.spells(case) for part in self.parts], self.needed)
        spells = ALWAYS
        for part in self.parts:
            spells = both(spells, part.spells(case))
            if not spells:
                break
        return spells

    def node(self, case: Case, day: int) -> Node:
        parts = tuple(part.node(case, day) for part in self.parts)
        spells = self.spells(case)
        met: bool | None = holds_on(spells, day)
        count = sum(part.met is True for part in parts)
        if not met and count + sum(part.met is None for part in parts) >= self.needed:
            met = None
        any_number = isinstance(self.requirement, AtLeastOf)
        return Node(
            kind="at_least_of" if any_number else "all_of",
            subject="",
            label="",
            own_words=self.requirement.label,
            met=met,
            value=count,
            at_least=self.needed,
            missing=None if met else self.needed - count,
            sample=self.requirement.sample,
            next_change=min((p.next_change for p in parts if p.next_change), default=None),
            parts=parts,
        )

    def sources(self) -> Sequence[Rows]:
        return [rows for part in self.parts for rows in part.sources()]


class CompiledLevel(CompiledRequirement):
    """A level holds on a track: its own tree, with the lower level where it is included."""

    requirement: HoldsLevel

    def __init__(self, requirement: HoldsLevel, label: str, rule: CompiledRequirement, slot: int) -> None:
        super().__init__(requirement)
        self.rule = rule
        self._label, self._slot = label, slot

    def spells(self, case: Case) -> Spells:
        found: Spells | None = case.memo[self._slot]
        if found is None:
            found = case.memo[self._slot] = self.rule.spells(case)
        return found

    def node(self, case: Case, day: int) -> Node:
        """The level in one line; what it requires is `tree`."""
        return Node(
            kind="level",
            subject=self.requirement.level,
            label=self._label,
            own_words=self.requirement.label,
            met=self.tree(case, day).met,
            sample=self.requirement.sample,
            next_change=day_of(next_flip(self.spells(case), day)),
        )

    def tree(self, case: Case, day: int) -> Node:
        """What the level requires, the lower level where it is included first."""
        return self.rule.node(case, day)

    def sources(self) -> Sequence[Rows]:
        return self.rule.sources()


class CompiledRows(CompiledRequirement):
    """An agreement or an invitation is valid, or a row exists."""

    requirement: HoldsAgreement | Invited | RowExists

    def __init__(self, requirement: Requirement, rows: Rows, kind: str, subject: str) -> None:
        super().__init__(requirement)
        self.rows = rows
        self._kind, self._subject = kind, subject

    def spells(self, case: Case) -> Spells:
        return as_spells([(start, end) for start, end, _ in self.rows.counting(case)])

    def node(self, case: Case, day: int) -> Node:
        spells = self.spells(case)
        met: bool | None = holds_on(spells, day)
        return Node(
            kind=self._kind,
            subject=self._subject,
            label=self._subject.replace("_", " "),
            own_words=self.requirement.label,
            met=None if self.rows.absent else met,
            sample=self.requirement.sample,
            evidence=rows_evidence(self.rows, case, day),
            next_change=day_of(next_flip(spells, day)),
        )

    def sources(self) -> Sequence[Rows]:
        return [self.rows]


def rows_evidence(rows: Rows, case: Case, day: int) -> tuple[Evidence, ...]:
    """The rows that count on the day, oldest first."""
    found = {rows.evidence(row) for start, end, row in rows.counting(case) if start <= day < end}
    return tuple(sorted(found, key=_oldest_first))


class CompiledEveryRow(CompiledRequirement):
    """No row that counts fails the further conditions. Evidence: the rows that fail."""

    requirement: EveryRow

    def __init__(self, requirement: EveryRow, rows: Rows, checks: Sequence[Check]) -> None:
        super().__init__(requirement)
        self.rows = rows
        self._checks = checks

    def _failing(self, case: Case) -> list[tuple[int, int, Evidence]]:
        return [
            (start, end, self.rows.evidence(row))
            for start, end, row in self.rows.counting(case)
            if not all(check(row, case.partner) for check in self._checks)
        ]

    def spells(self, case: Case) -> Spells:
        if self.rows.absent:
            return NEVER
        failing = as_spells([(start, end) for start, end, _ in self._failing(case)])
        return outside(failing)

    def node(self, case: Case, day: int) -> Node:
        spells = self.spells(case)
        failing = tuple(e for start, end, e in self._failing(case) if start <= day < end)
        return Node(
            kind="every_row",
            subject=self.rows.selection.table,
            label=self.rows.selection.table.replace("_", " "),
            own_words=self.requirement.label,
            met=None if self.rows.absent else holds_on(spells, day),
            missing=len(failing) or None,
            sample=self.requirement.sample,
            evidence=tuple(sorted(failing, key=_oldest_first)),
            next_change=day_of(next_flip(spells, day)),
        )

    def sources(self) -> Sequence[Rows]:
        return [self.rows]


def selection_of(requirement: HoldsAgreement | Invited | RowExists | EveryRow, track: str | None) -> Selection:
    """The rows that an agreement, invitation or row requirement looks at, on a track."""
    if isinstance(requirement, RowExists | EveryRow):
        return requirement.rows
    if isinstance(requirement, HoldsAgreement):
        tests = (_equals("kind", requirement.kind), _equals("status", "approved"))
        where = tuple(Condition(origin=requirement.origin, tests=(test,)) for test in tests)
        return Selection(table="agreements", where=where)
    any_or_this = [_empty_or("level", requirement.level), _empty_or("track", track)]
    alternatives = [
        Condition(
            origin=requirement.origin,
            any_of=tuple(Condition(origin=requirement.origin, tests=(test,)) for test in tests_of_column),
        )
        for tests_of_column in any_or_this
    ]
    accepted = Condition(origin=requirement.origin, tests=(_equals("status", "accepted"),))
    return Selection(table="invitations", where=(accepted, *alternatives))


def _equals(column: str, value: str) -> Test:
    return Test(column=column, how="in", wanted=(value,))


def _empty_or(column: str, value: str | None) -> list[Test]:
    empty = Test(column=column, how="missing")
    return [empty] if value is None else [empty, _equals(column, value)]


class RequirementCompiler:
    """Compiles the trees of one version on one track."""

    def __init__(
        self,
        metrics: Mapping[str, CompiledMetric],
        rows: Callable[[Selection], Rows],
        track: str | None,
        levels: Mapping[str, CompiledLevel],
    ) -> None:
        self._metrics = metrics
        self._rows = rows
        self._track = track
        self._levels = levels

    def compile(self, requirement: Requirement) -> CompiledRequirement:
        """The compiled tree; the levels it names are already compiled."""
        match requirement:
            case Threshold():
                return CompiledThreshold(requirement, self._metrics[requirement.metric])
            case AllOf() | AtLeastOf():
                return CompiledGroup(requirement, [self.compile(part) for part in requirement.parts])
            case HoldsLevel():
                return self._levels[requirement.level]
            case HoldsAgreement():
                return CompiledRows(requirement, self._selected(requirement), "agreement", requirement.kind)
            case Invited():
                return CompiledRows(requirement, self._selected(requirement), "invitation", requirement.level or "")
            case RowExists():
                return CompiledRows(requirement, self._selected(requirement), "row_exists", requirement.rows.table)
            case EveryRow():
                checks = [check_of(condition) for condition in requirement.satisfies]
                return CompiledEveryRow(requirement, self._selected(requirement), checks)
        raise TypeError(requirement)

    def _selected(self, requirement: HoldsAgreement | Invited | RowExists | EveryRow) -> Rows:
        return self._rows(selection_of(requirement, self._track))
