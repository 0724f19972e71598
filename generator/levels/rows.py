"""Which rows of a table count, and on which days: a `Selection` compiled.

The engine asks for the rows that can count at all (`Rows.counting`); the receipt asks of every other row why it
does not (`Rows.refusals`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from generator.levels.days import FOREVER, day_of, window_spell
from generator.levels.row_source import check_of, row_functions
from generator.levels.views import VIEWS, SkillTable, columns, days_past
from generator.model.partner import Partner
from generator.model.program import Condition, Program, Selection
from generator.model.receipt import Evidence, NotCounted


class Member(NamedTuple):
    """A partner whose rows count, and the name that receipts give to them (None: the partner's own, unnamed)."""

    partner: Partner
    name: str | None


Counting = tuple[int, int, Any, Member]
"""From, until, the row of the view, and whose it is."""

Get = Callable[[Any, Partner], Any]


class Case:
    """A partner under evaluation, with what was worked out for it so far (by slot).

    `members` are those whose rows count, the partner alone unless the program rolls rows up; of the tables in
    `alone` only the partner's own rows do. The case holds on the days before `until`.
    """

    __slots__ = ("alone", "members", "memo", "own", "partner", "until")

    def __init__(
        self,
        partner: Partner,
        slots: int,
        members: Sequence[Member] = (),
        alone: frozenset[str] = frozenset(),
        until: int = FOREVER,
    ) -> None:
        self.partner = partner
        self.own = (Member(partner, None),)
        self.members = members or self.own
        self.alone = alone
        self.until = until
        self.memo: list[Any] = [None] * slots

    def members_of(self, table: str) -> Sequence[Member]:
        """Whose rows of a table count."""
        return self.own if table in self.alone else self.members


def getter(column: str) -> Get:
    """A column's value of a row; `partner.<column>` is the profile's."""
    if column.startswith("partner."):
        of_profile = attrgetter(column.removeprefix("partner."))
        return lambda row, partner: of_profile(partner.profile)
    of_row = attrgetter(column)
    return lambda row, partner: of_row(row)


class Rows:
    """A compiled selection. `absent`: a table it needs has no export, so that nothing is known."""

    def __init__(self, selection: Selection, program: Program, skills: SkillTable, absent: frozenset[str], slot: int):
        view = VIEWS[selection.table]
        self.selection = selection
        self.absent = any(table in absent for table in view.needs)
        self._view, self._skills, self._slot, self._program = view, skills, slot, program
        starts = [(s.column, s.days) for s in selection.starts] or [(name, 0) for name in view.starts]
        self._functions = row_functions(selection, starts, program)
        self.spell, self.dated = self._functions.spell, self._functions.dated
        self.window = window_spell(selection.window, program.fiscal_year_starts)
        self._first_date = attrgetter(starts[0][0]) if starts else None
        self._ends = [(name, days_past(name)) for name in (*view.ends, *selection.ends)]
        self._has_program = "program" in columns(view.record)

    def counting(self, case: Case) -> list[Counting]:
        """Every row that counts on some day, with its spell."""
        found: list[Counting] | None = case.memo[self._slot]
        if found is None:
            found = case.memo[self._slot] = []
            for member in case.members_of(self._view.table):
                rows = self._view.rows(member.partner, self._skills)
                found += self._functions.counting(rows, member)
        return found

    def _of_program(self, row: Any) -> bool:
        return not self._has_program or row.program is None or row.program == self._program.id

    def evidence(self, row: Any, member: Member) -> Evidence:
        """The row as a receipt names it: by its label and its first date, and by whose it is."""
        on = self._first_date(row) if self._first_date else None
        return Evidence(table=self._view.table, label=self._view.label(row), on=on, origin=row.origin, of=member.name)

    def ending(self, row: Any) -> str:
        """Why the row stops counting: the column that ends it, or `window`."""
        end = self.spell(row)[1]
        for name, past in self._ends:
            on = getattr(row, name)
            if on is not None and on.toordinal() + past == end:
                return name
        return "window"

    def refusals(self, case: Case, day: int) -> Iterable[NotCounted]:
        """Every row of this program's that does not count on the day, with the first reason found."""
        for member in case.members_of(self._view.table):
            for row in self._view.rows(member.partner, self._skills):
                if self._of_program(row):
                    reason = self._refusal(row, member, day)
                    if reason is not None:
                        yield reason

    def _refusal(self, row: Any, member: Member, day: int) -> NotCounted | None:
        partner = member.partner
        evidence = self.evidence(row, member)
        if getattr(row, "listed", True) is False:
            return NotCounted(evidence=evidence, code="not_in_skills_table", value=row.skill_code)
        for condition in self.selection.where:
            if not check_of(condition, self._view.table)(row, partner):
                return self._unmet(condition, row, partner, evidence)
        start, end = self.spell(row)
        if start <= day < end:
            return None
        if day < start and start < end:
            return NotCounted(evidence=evidence, code="not_yet", on=day_of(start))
        ending = self.ending(row)
        code = {"window": "left_window"}.get(ending, "expired" if days_past(ending) else "ended")
        return NotCounted(evidence=evidence, code=code, column=ending, on=day_of(end))

    def _unmet(self, condition: Condition, row: Any, partner: Partner, evidence: Evidence) -> NotCounted:
        """The failing test of a condition, named where there is exactly one to name."""
        refusal = NotCounted(evidence=evidence, code="condition", own_words=condition.otherwise)
        for test in condition.tests:
            alone = Condition(origin=condition.origin, tests=(test,))
            if not check_of(alone, self._view.table)(row, partner):
                value = getter(test.column)(row, partner)
                return msgspec.structs.replace(
                    refusal, column=test.column, value=None if value in (None, (), "") else _text(value)
                )
        return refusal


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
