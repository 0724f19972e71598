"""Requirements compiled: the days on which each node holds, and the node of the receipt for one day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from generator.levels.days import day_of
from generator.levels.row_source import Check
from generator.levels.rows import Case, Counting, Rows
from generator.levels.steps import (
    ALWAYS,
    NEVER,
    Spells,
    as_spells,
    both,
    covered_by,
    holds_on,
    next_flip,
    outside,
)
from generator.model.program import (
    AllOf,
    AtLeastOf,
    EveryRow,
    HoldsAgreement,
    HoldsLevel,
    Invited,
    Requirement,
    RowExists,
)
from generator.model.receipt import Evidence, Node


class CompiledRequirement(ABC):
    """One node of a tree."""

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement

    @abstractmethod
    def spells(self, case: Case) -> Spells:
        """The days on which the requirement is known to hold."""

    @abstractmethod
    def node(self, case: Case, day: int) -> Node:
        """The node on a day, with value, shortfall, evidence and next change."""

    @abstractmethod
    def sources(self) -> Sequence[Rows]:
        """The selections behind the node and its parts."""


class CompiledGroup(CompiledRequirement):
    """All of, or at least so many of, the parts."""

    requirement: AllOf | AtLeastOf

    def __init__(self, requirement: AllOf | AtLeastOf, parts: Sequence[CompiledRequirement]) -> None:
        super().__init__(requirement)
        self.parts = parts
        self._quickest_first = sorted(parts, key=lambda part: not isinstance(part, CompiledRows))
        self.needed = requirement.needed if isinstance(requirement, AtLeastOf) else len(parts)

    def spells(self, case: Case) -> Spells:
        if self.needed < len(self.parts):
            return covered_by([part.spells(case) for part in self.parts], self.needed)
        spells = ALWAYS
        for part in self._quickest_first:
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

    def __init__(self, requirement: Requirement, rows: Rows, kind: str, subject: str, label: str) -> None:
        super().__init__(requirement)
        self.rows = rows
        self._kind, self._subject, self._label = kind, subject, label

    def spells(self, case: Case) -> Spells:
        return as_spells([(start, end) for start, end, *_ in self.rows.counting(case)])

    def node(self, case: Case, day: int) -> Node:
        spells = self.spells(case)
        met: bool | None = holds_on(spells, day)
        return Node(
            kind=self._kind,
            subject=self._subject,
            label=self._label,
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
    found = {rows.evidence(row, member) for start, end, row, member in rows.counting(case) if start <= day < end}
    return tuple(sorted(found, key=oldest_first))


class CompiledEveryRow(CompiledRequirement):
    """No row that counts fails the further conditions. Evidence: the rows that fail."""

    requirement: EveryRow

    def __init__(self, requirement: EveryRow, rows: Rows, checks: Sequence[Check]) -> None:
        super().__init__(requirement)
        self.rows = rows
        self._checks = checks

    def failing(self, case: Case) -> list[Counting]:
        """The rows that count and fail a condition."""
        return [
            counting
            for counting in self.rows.counting(case)
            if not all(check(counting[2], counting[3].partner) for check in self._checks)
        ]

    def spells(self, case: Case) -> Spells:
        if self.rows.absent:
            return NEVER
        return outside(as_spells([(start, end) for start, end, *_ in self.failing(case)]))

    def node(self, case: Case, day: int) -> Node:
        spells = self.spells(case)
        failing = [self.rows.evidence(row, of) for start, end, row, of in self.failing(case) if start <= day < end]
        return Node(
            kind="every_row",
            subject=self.rows.selection.table,
            label=self.rows.selection.table.replace("_", " "),
            own_words=self.requirement.label,
            met=None if self.rows.absent else holds_on(spells, day),
            missing=len(failing) or None,
            sample=self.requirement.sample,
            evidence=tuple(sorted(failing, key=oldest_first)),
            next_change=day_of(next_flip(spells, day)),
        )

    def sources(self) -> Sequence[Rows]:
        return [self.rows]


def oldest_first(evidence: Evidence) -> tuple[bool, str, str]:
    """The order of evidence: undated rows, then by date and label."""
    return evidence.on is not None, str(evidence.on), evidence.label
