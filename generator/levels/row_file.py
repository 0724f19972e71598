"""The part of the language that chooses rows: tables, columns, conditions, dates and windows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from generator.errors import did_you_mean
from generator.levels import phrases
from generator.levels.reading import Reader
from generator.levels.views import VIEWS, columns
from generator.model.fields import Kind
from generator.model.program import LIFETIME, Condition, Scalar, Selection, Start, Test
from generator.model.tables import Profile

SELECTION_KEYS = ("where", "from", "until", "window")
TEST_KEYS = ("not", "at_least", "at_most", "given")
CONDITION_KEYS = ("any_of", "otherwise")

NUMBERS = (Kind.DECIMAL, Kind.INTEGER, Kind.LATITUDE, Kind.LONGITUDE)

Columns = Mapping[str, tuple[Kind, tuple[str, ...]]]


def columns_of(table: str) -> Columns:
    """The columns rules may name for a table: its own, those joined to it, and `partner.<column>`."""
    profile = {f"partner.{name}": kind for name, kind in columns(Profile).items()}
    return {**columns(VIEWS[table].record), **profile} if table in VIEWS else profile


def read_table(reader: Reader) -> str:
    """The name of a table that rules can use; "?" for another, whose columns are then not checked."""
    reader.one_of(tuple(VIEWS), "a table of the exports:")
    return reader.value if isinstance(reader.value, str) and reader.value in VIEWS else "?"


def read_column(reader: Reader, table: str, kinds: tuple[Kind, ...] = ()) -> str:
    """The name of a column of the table, of one of the kinds where they are given."""
    return check_column(reader, reader.text(), table, kinds)


def check_column(
    reader: Reader, name: str, table: str, kinds: tuple[Kind, ...] = (), instead: tuple[str, ...] = ()
) -> str:
    """Report a column that the table does not have, or that holds something else; `instead`: keys that may be meant."""
    known = columns_of(table)
    if table not in VIEWS:
        return name
    if name not in known:
        hint = did_you_mean(name, (*known, *instead)) or f"Columns: {', '.join(columns(VIEWS[table].record))}."
        reader.error("program-unknown-column", f'the table {table} has no column "{name}".', hint)
    elif kinds and known[name][0] not in kinds:
        fitting = [column for column, (kind, _) in known.items() if kind in kinds and not column.startswith("partner.")]
        reader.error(
            "program-column-kind",
            f'the column "{name}" of {table} holds a {known[name][0]}, not a {kinds[0]}.',
            f"Columns that fit: {', '.join(fitting)}." if fitting else None,
        )
    return name


def read_selection(keys: Mapping[str, Reader], table: str) -> Selection:
    """The rows of a table by `where`, `from`, `until` and `window`."""
    return Selection(
        table=table,
        where=read_conditions(keys["where"], table) if "where" in keys else (),
        starts=tuple(_read_start(r, table) for r in keys["from"].sequence("date columns")) if "from" in keys else (),
        ends=tuple(read_column(r, table, (Kind.DATE,)) for r in keys["until"].sequence("date columns"))
        if "until" in keys
        else (),
        window=phrases.window(keys["window"]) if "window" in keys else LIFETIME,
    )


def _read_start(reader: Reader, table: str) -> Start:
    start = phrases.start(reader)
    check_column(reader, start.column, table, (Kind.DATE,))
    return start


def read_conditions(reader: Reader, table: str) -> tuple[Condition, ...]:
    """One condition, or a list of them that all hold."""
    if isinstance(reader.value, list):
        return tuple(_read_condition(child, table) for child in reader.sequence("conditions"))
    return (_read_condition(reader, table),)


def _read_condition(reader: Reader, table: str) -> Condition:
    tests: list[Test] = []
    any_of: tuple[Condition, ...] = ()
    otherwise = None
    for key, child in reader.any_mapping("conditions, such as status: approved").items():
        if key == "any_of":
            any_of = tuple(_read_condition(r, table) for r in child.sequence("conditions"))
        elif key == "otherwise":
            otherwise = child.text()
        else:
            check_column(child, key, table, instead=CONDITION_KEYS)
            if key in columns_of(table):
                tests += _read_tests(child, key, *columns_of(table)[key])
    if isinstance(reader.value, dict) and not set(reader.value) - {"otherwise"}:
        reader.error("program-empty", "expected at least one column to test, found none.")
    return Condition(origin=reader.origin, tests=tuple(tests), any_of=any_of, otherwise=otherwise)


def _read_tests(reader: Reader, column: str, kind: Kind, choices: tuple[str, ...]) -> list[Test]:
    """`column: value`, `column: [values]`, or `column: {not: …, at_least: …, at_most: …, given: …}`."""
    if not isinstance(reader.value, dict):
        return [Test(column=column, how="in", wanted=_read_values(reader, kind, choices))]
    tests = []
    for key, child in reader.mapping(TEST_KEYS).items():
        if key == "not":
            tests.append(Test(column=column, how="not_in", wanted=_read_values(child, kind, choices)))
        elif key == "given":
            tests.append(Test(column=column, how="given" if child.flag() else "missing"))
        elif kind is Kind.DATE:
            tests.append(Test(column=column, how="at_least" if key == "at_least" else "at_most", wanted=(child.day(),)))
        elif kind in NUMBERS:
            bound = child.number()
            assert isinstance(bound, int | Decimal)
            tests.append(Test(column=column, how="at_least" if key == "at_least" else "at_most", wanted=(bound,)))
        else:
            child.error("program-column-kind", f'the column "{column}" holds a {kind}, which has no order.')
    return tests


def _read_values(reader: Reader, kind: Kind, choices: tuple[str, ...]) -> tuple[Scalar, ...]:
    if isinstance(reader.value, list):
        return tuple(_read_value(child, kind, choices) for child in reader.sequence("values"))
    return (_read_value(reader, kind, choices),)


def _read_value(reader: Reader, kind: Kind, choices: tuple[str, ...]) -> Scalar:
    """A value of the column's kind; a number or date stands for its text in a column of texts."""
    if choices:
        return reader.one_of(choices)
    if kind is Kind.BOOLEAN:
        return reader.flag()
    if kind is Kind.DATE:
        return reader.day()
    if kind in NUMBERS:
        number = reader.number()
        assert isinstance(number, int | Decimal)
        return number
    if isinstance(reader.value, int | date) and not isinstance(reader.value, bool):
        return str(reader.value)
    return reader.text()
