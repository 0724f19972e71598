"""Requirement trees compiled: every form, on a track."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.errors import Origin
from generator.levels.metrics import CompiledMetric
from generator.levels.requirements import (
    CompiledEveryRow,
    CompiledGroup,
    CompiledLevel,
    CompiledRequirement,
    CompiledRows,
)
from generator.levels.row_source import check_of
from generator.levels.rows import Rows
from generator.levels.thresholds import CompiledThreshold
from generator.model.program import (
    AllOf,
    AtLeastOf,
    Condition,
    EveryRow,
    HoldsAgreement,
    HoldsLevel,
    Invited,
    Requirement,
    RowExists,
    Selection,
    Test,
    Threshold,
)


def selection_of(requirement: HoldsAgreement | Invited | RowExists | EveryRow, track: str | None) -> Selection:
    """The rows that an agreement, invitation or row requirement looks at, on a track."""
    if isinstance(requirement, RowExists | EveryRow):
        return requirement.rows
    if isinstance(requirement, HoldsAgreement):
        tests = (_equals("kind", requirement.kind), _equals("status", "approved"))
        where = tuple(_only(test) for test in tests)
        return Selection(table="agreements", where=where)
    any_or_this = [_empty_or("level", requirement.level), _empty_or("track", track)]
    alternatives = [
        Condition(origin=_IMPLIED, any_of=tuple(_only(test) for test in tests_of_column))
        for tests_of_column in any_or_this
    ]
    return Selection(table="invitations", where=(_only(_equals("status", "accepted")), *alternatives))


_IMPLIED = Origin("levels")
"""Equal requirements in different lines have one selection, whose rows are looked for once."""


def _only(test: Test) -> Condition:
    return Condition(origin=_IMPLIED, tests=(test,))


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
        labels: Mapping[str, str],
    ) -> None:
        self._metrics = metrics
        self._rows = rows
        self._track = track
        self._levels = levels
        self._labels = labels

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
                return self._of_rows(requirement, "agreement", requirement.kind)
            case Invited():
                invited_to = requirement.level or ""
                return self._of_rows(requirement, "invitation", invited_to, self._labels.get(invited_to, ""))
            case RowExists():
                return self._of_rows(requirement, "row_exists", requirement.rows.table)
            case EveryRow():
                checks = [check_of(condition, requirement.rows.table) for condition in requirement.satisfies]
                return CompiledEveryRow(requirement, self._selected(requirement), checks)
        raise TypeError(requirement)

    def _of_rows(
        self, requirement: HoldsAgreement | Invited | RowExists, kind: str, subject: str, label: str | None = None
    ) -> CompiledRows:
        named = subject.replace("_", " ") if label is None else label
        return CompiledRows(requirement, self._selected(requirement), kind, subject, named)

    def _selected(self, requirement: HoldsAgreement | Invited | RowExists | EveryRow) -> Rows:
        return self._rows(selection_of(requirement, self._track))
