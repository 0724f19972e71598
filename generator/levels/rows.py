"""Which rows of a table count, and on which days: a `Selection` compiled.

The engine asks for the rows that can count at all (`Rows.counting`); the receipt asks of every other row why it
does not (`Rows.refusals`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from generator.levels.days import FOREVER, SINCE_EVER, day_of, window_spell
from generator.levels.views import VIEWS, SkillTable, columns, days_past, lists
from generator.model.partner import Partner
from generator.model.program import Condition, Program, Scalar, Selection, Test
from generator.model.receipt import Evidence, NotCounted


class Member(NamedTuple):
    """A partner whose rows count, and the name that receipts give to them (None: the partner's own, unnamed)."""

    partner: Partner
    name: str | None


Counting = tuple[int, int, Any, Member]
"""From, until, the row of the view, and whose it is."""

Check = Callable[[Any, Partner], bool]
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


def _test(test: Test) -> Check:
    get, wanted = getter(test.column), test.wanted
    match test.how:
        case "in" if len(wanted) == 1 and not test.column.startswith("partner."):
            of_row, only = attrgetter(test.column), wanted[0]
            return lambda row, partner: (
                (value := of_row(row)) == only or (type(value) is tuple and _among(value, wanted))
            )
        case "in":
            return lambda row, partner: _among(get(row, partner), wanted)
        case "not_in":
            return lambda row, partner: not _among(get(row, partner), wanted)
        case "given":
            return lambda row, partner: get(row, partner) not in (None, "", ())
        case "missing":
            return lambda row, partner: get(row, partner) in (None, "", ())
        case "at_least":
            return lambda row, partner: (value := get(row, partner)) is not None and value >= wanted[0]
        case "at_most":
            return lambda row, partner: (value := get(row, partner)) is not None and value <= wanted[0]


def _among(value: Any, wanted: tuple[Scalar, ...]) -> bool:
    """A list column is among the wanted values when one of its terms is; terms compare without case."""
    if isinstance(value, tuple):
        folded = {term.casefold() for term in value}
        return any(str(term).casefold() in folded for term in wanted)
    return value in wanted


def check_of(condition: Condition) -> Check:
    """Whether a row meets a condition."""
    check = _all_of([_test(test) for test in condition.tests])
    if not condition.any_of:
        return check
    alternatives = [check_of(alternative) for alternative in condition.any_of]

    def with_alternatives(row: Any, partner: Partner) -> bool:
        if check(row, partner):
            for alternative in alternatives:
                if alternative(row, partner):
                    return True
        return False

    return with_alternatives


def _all_of(checks: list[Check]) -> Check:
    """Whether a row passes every check."""
    if len(checks) == 1:
        return checks[0]
    if not checks:
        return lambda row, partner: True

    def check_all(row: Any, partner: Partner) -> bool:
        for check in checks:  # noqa: SIM110 - the engine's innermost loop: a generator costs twice as much
            if not check(row, partner):
                return False
        return True

    return check_all


def _split(
    where: Sequence[Condition], several: frozenset[str]
) -> tuple[Callable[[Any], Any] | None, Any, list[Condition]]:
    """Columns that must equal one value, asked for at once, and the remaining conditions (`several`: list columns)."""
    equal: dict[str, Scalar] = {}
    rest = []
    for condition in where:
        tests = condition.tests
        plain = not condition.any_of and all(_is_equality(test, several) and test.column not in equal for test in tests)
        if plain:
            equal |= {test.column: test.wanted[0] for test in tests}
        else:
            rest.append(condition)
    if not equal:
        return None, None, rest
    wanted: Any = tuple(equal.values()) if len(equal) > 1 else next(iter(equal.values()))
    return attrgetter(*equal), wanted, rest


def _is_equality(test: Test, several: frozenset[str]) -> bool:
    of_row = not test.column.startswith("partner.") and test.column not in several
    return test.how == "in" and len(test.wanted) == 1 and of_row


def _nothing(row: Any) -> None:
    return None


class Rows:
    """A compiled selection. `absent`: a table it needs has no export, so that nothing is known."""

    def __init__(self, selection: Selection, program: Program, skills: SkillTable, absent: frozenset[str], slot: int):
        view = VIEWS[selection.table]
        self.selection = selection
        self.absent = any(table in absent for table in view.needs)
        self._view, self._skills, self._slot, self._program = view, skills, slot, program
        self._checks = [check_of(condition) for condition in selection.where]
        starts = [(s.column, s.days) for s in selection.starts] or [(name, 0) for name in view.starts]
        self._starts = [(attrgetter(name), days) for name, days in starts]
        self._ends = [(attrgetter(name), days_past(name)) for name in (*view.ends, *selection.ends)]
        self._end_names = (*view.ends, *selection.ends)
        one_start = len(starts) == 1 and not starts[0][1] and not self._ends
        self._only_start = self._starts[0][0] if one_start else None
        names = self._end_names
        self._has_end = attrgetter(*names) if names else _nothing
        self._endless = (None,) * len(names) if len(names) > 1 else None
        self._lasting = selection.window.kind == "lifetime"
        self._window = window_spell(selection.window, program.fiscal_year_starts)
        self._dated = cache(self._of_date)
        self._equals, self._wanted, rest = _split(selection.where, lists(view.record))
        self._check = _all_of([check_of(condition) for condition in rest]) if rest else None
        fields = columns(view.record)
        self._has_program = "program" in fields

    def counting(self, case: Case) -> list[Counting]:
        """Every row that counts on some day, with its spell."""
        found: list[Counting] | None = case.memo[self._slot]
        if found is None:
            found = case.memo[self._slot] = []
            for member in case.members_of(self._view.table):
                found += self._count(member)
        return found

    def _count(self, member: Member) -> list[Counting]:
        partner = member.partner
        rows = self._view.rows(partner, self._skills)
        if self._has_program:
            rows = [row for row in rows if self._of_program(row)]
        if self._equals is not None:
            equals, wanted = self._equals, self._wanted
            rows = [row for row in rows if equals(row) == wanted]
        if self._check is not None:
            check = self._check
            rows = [row for row in rows if check(row, partner)]
        spell = self.spell
        return [(start, end, row, member) for row in rows for start, end in (spell(row),) if start < end]

    def _of_program(self, row: Any) -> bool:
        return not self._has_program or row.program is None or row.program == self._program.id

    def spell(self, row: Any) -> tuple[int, int]:
        """From when until when the row counts; empty (from ≥ until) when it never does."""
        if self._only_start is not None:
            return self._dated(self._only_start(row))
        start, end = SINCE_EVER, FOREVER
        for get, days in self._starts:
            on = get(row)
            if on is not None and (ordinal := on.toordinal() + days) > start:
                start = ordinal
        if self._has_end(row) != self._endless:
            for get, past in self._ends:
                on = get(row)
                if on is not None and (ordinal := on.toordinal() + past) < end:
                    end = ordinal
        if self._lasting or start == SINCE_EVER:
            return start, end
        enters, leaves = self._window(start)
        return enters, leaves if leaves < end else end

    def _of_date(self, on: date | None) -> tuple[int, int]:
        return (SINCE_EVER, FOREVER) if on is None else self._window(on.toordinal())

    def dated(self, row: Any) -> int:
        """The day from which the row counts, whatever the window."""
        return max((on.toordinal() + days for get, days in self._starts if (on := get(row))), default=SINCE_EVER)

    def evidence(self, row: Any, member: Member) -> Evidence:
        """The row as a receipt names it: by its label and its first date, and by whose it is."""
        on = self._starts[0][0](row) if self._starts else None
        return Evidence(table=self._view.table, label=self._view.label(row), on=on, origin=row.origin, of=member.name)

    def ending(self, row: Any) -> str:
        """Why the row stops counting: the column that ends it, or `window`."""
        end = self.spell(row)[1]
        for name, (get, past) in zip(self._end_names, self._ends, strict=True):
            on = get(row)
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
        for condition, check in zip(self.selection.where, self._checks, strict=True):
            if not check(row, partner):
                return _unmet(condition, row, partner, evidence)
        start, end = self.spell(row)
        if start <= day < end:
            return None
        if day < start and start < end:
            return NotCounted(evidence=evidence, code="not_yet", on=day_of(start))
        ending = self.ending(row)
        code = {"window": "left_window"}.get(ending, "expired" if days_past(ending) else "ended")
        return NotCounted(evidence=evidence, code=code, column=ending, on=day_of(end))


def _unmet(condition: Condition, row: Any, partner: Partner, evidence: Evidence) -> NotCounted:
    """The failing test of a condition, named where there is exactly one to name."""
    refusal = NotCounted(evidence=evidence, code="condition", own_words=condition.otherwise)
    for test in condition.tests:
        if not _test(test)(row, partner):
            value = getter(test.column)(row, partner)
            return msgspec.structs.replace(
                refusal, column=test.column, value=None if value in (None, (), "") else _text(value)
            )
    return refusal


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
