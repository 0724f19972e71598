"""What one row cannot know: unique ids, references, the order of dates, overlaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any

import msgspec
import msgspec.structs

from generator.errors import Origin, Problem, Problems, Severity
from generator.intake.flaws import closest, quoted
from generator.intake.join import Join
from generator.intake.tables import BadRow
from generator.model.tables import TABLES, Participant, Row, Skill, Table

DATE_ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "profiles": (("approved_on", "suspended_on"), ("approved_on", "ended_on")),
    "candidate_ids": (("added_on", "removed_on"),),
    "earned_skills": (("earned_on", "expires_on"),),
    "agreements": (("valid_from", "valid_to"), ("valid_from", "ended_on")),
    "invitations": (("valid_from", "valid_to"),),
    "benefits": (("valid_from", "valid_to"),),
    "solutions": (("published_on", "withdrawn_on"),),
    "customer_experiences": (("decided_on", "valid_to"),),
    "participants": (
        ("invited_on", "ended_on"),
        ("agreement_signed_on", "ended_on"),
        ("offering_launched_on", "offering_withdrawn_on"),
    ),
}
"""Columns of a table of which the second may not be before the first."""

_PERIOD = re.compile(r"[0-9]{4}(?:-Q[1-4]|-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_GUESSABLE = 2_000
_HINTS = 50
"""Ids among which, and problems for which, a similar id is looked up: it takes a millisecond each."""

_NAMED = frozenset(target for table in TABLES.values() for target in table.references.values())
"""Tables whose ids other tables name."""

Places = dict[Any, Origin]


class Crosschecked(msgspec.Struct, frozen=True, kw_only=True):
    """What another process checked: ids by table that is named in others, references to nothing, tables cut short."""

    known: dict[str, list[str]]
    dangling: dict[tuple[str, str], tuple[Problem, int]]
    unchecked: set[str]


class _Anything(Places):
    """The ids of a table that could not be read to its end: any may have been there."""

    def __contains__(self, key: object) -> bool:
        return True


class Crosscheck:
    """Checks rows in table order, so that whatever a row names was read before."""

    def __init__(self, join: Join, programs: Places, problems: Problems) -> None:
        self._join = join
        self._problems = problems
        self._places: dict[str, Places] = {"programs": programs}
        self._known: dict[str, frozenset[str]] = {}
        self._unchecked: set[str] = set()
        self._absent: set[str] = set()
        self._hints = _HINTS
        self._dangling: dict[tuple[str, str], tuple[Problem, int]] = {}

    def table(self, table: Table, headers: Mapping[str, str]) -> TableCheck:
        """The check of a table that is present."""
        places: Places = {}
        if table.name in _NAMED:  # the ids of other tables are let go when they are read
            self._places[table.name] = places
        return TableCheck(self, table, headers, places)

    def absent(self, table: str) -> None:
        """No export of this table was given."""
        self._absent.add(table)

    def incomplete(self, table: str) -> None:
        """Part of this table could not be read: what names its rows is not checked."""
        self._unchecked.add(table)

    def is_complete(self, table: str) -> bool:
        """Whether the table could be read to its end, or has no export."""
        return table not in self._unchecked

    def owner(self, table: str, key: str) -> str | None:
        return self._join.owner(table, key)

    def add(self, problem: Problem) -> None:
        self._problems.add(problem)

    def known(self, table: str) -> Collection[Any]:
        """The ids of a table that was read before; everything for one that is incomplete."""
        if table in self._unchecked:
            return _Anything()
        return self._known[table] if table in self._known else self._places.get(table, {})

    def dangling(self, key: str, target: str, origin: Origin, column: str) -> None:
        """Note a reference to nothing: a missing id is one problem, and so is an empty or absent table."""
        known = self._known[target] if target in self._known else self._places.get(target, {})
        cause = (target, key if known else "")
        first, count = self._dangling.get(cause, (None, 0))
        if first is None:
            first = self._dangling_problem(key, target, known, origin, column)
        self._dangling[cause] = (first, count + 1)

    def _dangling_problem(self, key: str, target: str, known: Collection[Any], origin: Origin, column: str) -> Problem:
        code, hint = "dangling-reference", None
        if target in self._absent:
            code, hint = "absent-table", f"Map {target} in site.yml."
            message = f"{quoted(key)} is an id of {target}, but no export of {target} was given"
        elif target == "programs":
            message, hint = f"there is no program {quoted(key)}", closest(key, known)
        else:
            message = f"{quoted(key)} is not in {target}" + ("" if known else ", which has no rows")
            hint = closest(key, known) if self._may_guess() and len(known) <= _GUESSABLE else None
        return Problem(
            severity=Severity.ERROR, code=code, message=message, origin=origin, column=column, value=key, hint=hint
        )

    def _may_guess(self) -> bool:
        self._hints -= 1
        return self._hints >= 0

    def count_anew(self) -> None:
        """Forget how often references to nothing were met: what follows is for `adopt` in another process."""
        self._dangling = {cause: (first, 0) for cause, (first, _) in self._dangling.items()}

    def handed_over(self, tables: Iterable[str]) -> Crosschecked:
        """What was found in this process, and the ids of some of its tables."""
        known = {table: list(self._places[table]) for table in tables if table in self._places}
        return Crosschecked(known=known, dangling=self._dangling, unchecked=self._unchecked)

    def adopt(self, other: Crosschecked) -> None:
        """Go on from what another process found; as many similar ids are told as if one process had checked all."""
        self._known |= {table: frozenset(ids) for table, ids in other.known.items()}
        self._unchecked |= other.unchecked
        for cause, (problem, count) in other.dangling.items():
            first, before = self._dangling.get(cause, (None, 0))
            if first is None:
                looked_up = cause[0] != "programs" and cause[0] not in self._absent
                may_hint = not looked_up or self._may_guess()
                first = problem if may_hint else msgspec.structs.replace(problem, hint=None)
            self._dangling[cause] = (first, before + count)

    def finish(self) -> None:
        """Report what was noted over all tables, and let go of their ids: nothing can be checked after it."""
        for first, count in self._dangling.values():
            rows = f" ({count:,} rows follow from it; this is the first)" if count > 1 else ""
            self._problems.add(msgspec.structs.replace(first, message=f"{first.message}{rows}."))
        self._dangling.clear()
        self._known.clear()
        for known in self._places.values():
            known.clear()


class TableCheck:
    """The rows of one table: `admits` answers whether a row can be used."""

    def __init__(self, whole: Crosscheck, table: Table, headers: Mapping[str, str], places: Places) -> None:
        self._whole = whole
        self._table = table
        self._headers = headers
        self._places = places
        self._key = attrgetter(*table.key) if table.key else None
        self._references = tuple((c, t, whole.known(t)) for c, t in table.references.items())
        self._orders = DATE_ORDER.get(table.name, ())
        self._special = _SPECIAL.get(table.name)

    def admits(self, row: Row) -> bool:
        """Check a row against all before it; what is wrong becomes a problem."""
        good = True
        if self._key is not None:
            key = self._key(row)
            first = self._places.setdefault(key, row.origin)
            if first is not row.origin:
                good = self._duplicate(row, key, first)
        for column, target, places in self._references:
            value = getattr(row, column)
            if value is not None and value not in places:
                good = self._dangling(row, column, value, target)
        for early, late in self._orders:
            since, until = getattr(row, early), getattr(row, late)
            if since is not None and until is not None and until < since:
                good = self._unordered(row, early, late, since, until)
        if good and self._special is not None:
            good = self._special(self, row)
        return good

    def look_over(self, row: BadRow) -> None:
        """Check a row that cannot be used as far as it could be read, and keep its id: what names it is not blamed."""
        values = row.values
        if self._table.key and all(column in values for column in self._table.key):
            words = tuple(values[column] for column in self._table.key)
            key = words if len(words) > 1 else words[0]
            first = self._places.setdefault(key, row.origin)
            if first is not row.origin:
                self._duplicate(row, key, first)
        for column, target, places in self._references:
            value = values.get(column)
            if value is not None and value not in places:
                self._dangling(row, column, value, target)
        for early, late in self._orders:
            since, until = values.get(early), values.get(late)
            if since is not None and until is not None and until < since:
                self._unordered(row, early, late, since, until)

    def problem(
        self,
        code: str,
        message: str,
        row: Row | BadRow,
        column: str,
        value: Any,
        *,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> bool:
        """Report; the answer is whether the row can still be used."""
        self._whole.add(
            Problem(
                severity=severity,
                code=code,
                message=message,
                origin=row.origin,
                column=self._headers[column],
                value=str(value),
                hint=hint,
            )
        )
        return severity is Severity.WARNING

    def same_partner(self, row: Any) -> bool:
        """The location of a row belongs to the partner of the row."""
        owner = None if row.location_id is None else self._whole.owner("locations", row.location_id)
        if owner is None or owner == row.partner_id:
            return True
        message = f"{quoted(row.location_id)} is a location of {quoted(owner)}, not of {quoted(row.partner_id)}."
        return self.problem("foreign-location", message, row, "location_id", row.location_id)

    def _duplicate(self, row: Row | BadRow, key: Any, first: Origin) -> bool:
        column = self._table.key[0]
        words = key if isinstance(key, tuple) else (key,)
        shown = ", ".join(quoted(str(word)) for word in words if word is not None)
        return self.problem("duplicate-id", f"{shown} stands twice (first in {first}).", row, column, words[0])

    def _dangling(self, row: Row | BadRow, column: str, value: str, target: str) -> bool:
        self._whole.dangling(value, target, row.origin, self._headers[column])
        return False

    def _unordered(self, row: Row | BadRow, early: str, late: str, since: date, until: date) -> bool:
        severity = Severity.QUARANTINE if self._table.partner_written else Severity.ERROR
        message = f'"{until}" is before {self._headers[early]} "{since}".'
        return self.problem("dates-out-of-order", message, row, late, until, severity=severity)


def _both_coordinates(check: TableCheck, row: Any) -> bool:
    if (row.latitude is None) == (row.longitude is None):
        return True
    given, lacking = ("latitude", "longitude") if row.longitude is None else ("longitude", "latitude")
    message = f"is empty, although {given} is given; the location has no place on the map."
    return check.problem("half-coordinates", message, row, lacking, "", severity=Severity.WARNING)


def _positive_rate(check: TableCheck, row: Any) -> bool:
    return row.rate > 0 or check.problem("bad-rate", f'"{row.rate}" is not above zero.', row, "rate", row.rate)


def _known_period(check: TableCheck, row: Any) -> bool:
    if _PERIOD.fullmatch(row.period):
        return True
    message = f"{quoted(row.period)} is not a period (2026, 2026-Q1, 2026-03 or 2026-03-31)."
    return check.problem("bad-period", message, row, "period", row.period)


_SPECIAL: dict[str, Callable[[TableCheck, Any], bool]] = {
    "locations": _both_coordinates,
    "people": TableCheck.same_partner,
    "marketing": TableCheck.same_partner,
    "rates": _positive_rate,
    "metric_values": _known_period,
}


def check_participations(rows: Iterable[Participant], header: str, problems: Problems) -> None:
    """Rows of one partner in one program may not overlap. A participation starts when it is invited and signed."""
    begun = [row for row in rows if row.invited_on is not None and row.agreement_signed_on is not None]
    begun.sort(key=lambda row: (row.partner_id, row.program, _start(row), row.origin))
    for earlier, later in pairwise(begun):
        same = (earlier.partner_id, earlier.program) == (later.partner_id, later.program)
        if same and (earlier.ended_on is None or earlier.ended_on > _start(later)):
            message = f"overlaps the participation in {quoted(later.program)} of {earlier.origin}."
            problems.error("overlap", message, later.origin, column=header, value=later.partner_id)


def _start(row: Participant) -> date:
    assert row.invited_on is not None
    assert row.agreement_signed_on is not None
    return max(row.invited_on, row.agreement_signed_on)


def check_skill_kinds(skills: Iterable[Skill], header: str, problems: Problems) -> None:
    """All versions of one skill are technical, or all are sales."""
    first: dict[str, Skill] = {}
    for skill in skills:
        root = skill.root or skill.skill_code
        other = first.setdefault(root, skill)
        if other.kind != skill.kind:
            message = (
                f'"{skill.kind}" differs from "{other.kind}" of {other.origin}, which has the root {quoted(root)}.'
            )
            problems.error("two-kinds", message, skill.origin, column=header, value=skill.kind)
