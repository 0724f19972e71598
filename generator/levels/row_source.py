"""A selection written out as Python functions: they run for every row of every partner.

The names of columns were checked when the program was read; all other values are passed by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from generator.levels.days import FOREVER, SINCE_EVER, window_spell
from generator.levels.views import VIEWS, columns, days_past, lists
from generator.model.partner import Partner
from generator.model.program import Condition, Program, Scalar, Selection, Test
from generator.model.tables import Profile

Check = Callable[[Any, Partner], bool]


class RowFunctions(NamedTuple):
    """`spell`: from when until when a row counts; `dated`: the day from which it does, whatever the window; `counting`:
    of rows those of the program that meet every condition and count on some day, as (from, until, row, member); an
    earned skill whose code the program's skills table does not hold never does, whatever the conditions.
    """

    spell: Callable[[Any], tuple[int, int]]
    dated: Callable[[Any], int]
    counting: Callable[[Any, Any], list[Any]]


def row_functions(selection: Selection, starts: Sequence[tuple[str, int]], program: Program) -> RowFunctions:
    """The functions of a selection; `starts` are the columns from which a row counts, and how many days after."""
    names: dict[str, Any] = {
        "SINCE_EVER": SINCE_EVER,
        "FOREVER": FOREVER,
        "among": among,
        "window": cache(window_spell(selection.window, program.fiscal_year_starts)),
    }
    ends = [(column, days_past(column)) for column in (*VIEWS[selection.table].ends, *selection.ends)]
    start = _outermost("start", "SINCE_EVER", ">", starts)
    end = _outermost("end", "FOREVER", "<", ends)
    if selection.window.kind != "lifetime":
        end += ["if start > SINCE_EVER:", "    start, leaves = window(start)", "    if leaves < end: end = leaves"]
    conditions = [_condition(condition, selection.table, names) for condition in selection.where]
    given = columns(VIEWS[selection.table].record)
    if "program" in given:
        names["programs"] = (None, program.id)
        conditions.insert(0, "row.program in programs")
    if "listed" in given:
        conditions.insert(0, "row.listed")
    source = "\n".join(
        [
            "def spell(row):",
            *(f"    {line}" for line in (*start, *end, "return start, end")),
            "def dated(row):",
            *(f"    {line}" for line in (*start, "return start")),
            "def counting(rows, member):",
            "    partner, found = member.partner, []",
            "    for row in rows:",
            f"        if {' and '.join(conditions) or 'True'}:",
            *(f"            {line}" for line in (*start, *end)),
            "            if start < end:",
            "                found.append((start, end, row, member))",
            "    return found",
        ]
    )
    exec(compile(source, f"<rows of {selection.table}>", "exec"), names)  # noqa: S102 - made of checked names alone
    return RowFunctions(names["spell"], names["dated"], names["counting"])


def _outermost(bound: str, without: str, sign: str, columns: Sequence[tuple[str, int]]) -> list[str]:
    """The lines that set a bound to the latest or earliest day that the columns give, each with days added."""
    lines = [f"{bound} = {without}"]
    for number, (column, days) in enumerate(columns):
        day = f"on.toordinal() + {days}" if days else "on.toordinal()"
        lines += [f"on = row.{column}", "if on is not None:"]
        lines += [f"    if (day := {day}) {sign} {bound}: {bound} = day"] if number else [f"    {bound} = {day}"]
    return lines


def column_source(column: str, partner: str = "partner") -> str:
    """The expression of a column of `row`; `partner.<column>` is the profile's."""
    own, dot, of_profile = column.partition(".")
    return f"{partner}.profile.{of_profile}" if dot else f"row.{own}"


@cache
def check_of(condition: Condition, table: str) -> Check:
    """Whether a row of a table meets a condition."""
    names: dict[str, Any] = {"among": among}
    check: Check = eval(f"lambda row, partner: {_condition(condition, table, names)}", names)  # noqa: S307 - as above
    return check


def _condition(condition: Condition, table: str, names: dict[str, Any]) -> str:
    """The expression that is true of a row that meets the condition."""
    tests = [_test(test, table, names) for test in condition.tests]
    if condition.any_of:
        tests.append(" or ".join(_condition(alternative, table, names) for alternative in condition.any_of))
    return f"({' and '.join(f'({test})' for test in tests) or 'True'})"


def _test(test: Test, table: str, names: dict[str, Any]) -> str:
    value = column_source(test.column)
    wanted = f"wanted{len(names)}"
    names[wanted] = test.wanted if test.how in ("in", "not_in") else next(iter(test.wanted), None)
    several = test.column.removeprefix("partner.") in lists(
        Profile if test.column.startswith("partner.") else VIEWS[table].record
    )
    match test.how:
        case "in" | "not_in":
            found = f"among({value}, {wanted})" if several else f"{value} in {wanted}"
            return found if test.how == "in" else f"not ({found})"
        case "given":
            return f'{value} not in (None, "", ())'
        case "missing":
            return f'{value} in (None, "", ())'
        case "at_least":
            return f"{value} is not None and {value} >= {wanted}"
        case "at_most":
            return f"{value} is not None and {value} <= {wanted}"


def among(values: tuple[str, ...], wanted: tuple[Scalar, ...]) -> bool:
    """A list is among the wanted values when one of its terms is; terms compare without case."""
    folded = {term.casefold() for term in values}
    return any(str(term).casefold() in folded for term in wanted)
