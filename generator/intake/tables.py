"""Records of a table file to typed rows: one compiled converter per table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from generator.errors import Origin, Problem, Problems, Severity, did_you_mean
from generator.intake.fields import Column, Rules, column_for
from generator.intake.flaws import CellError, Flaw, quoted, visible
from generator.model.fields import Kind, fields_of
from generator.model.site import TableSettings
from generator.model.tables import Row, Table

_REPEATED = frozenset({"unknown-term"})
"""Codes of which a table reports each value once, with a count."""

_LISTED = 40
"""Headers of a file that a message lists."""

Repeated = dict[tuple[str, str, str], list[Any]]
"""Code, column and message → flaw, the first row that has it, its value, and how many rows have it."""

_KEPT = 200
"""Characters of a wrong value that a problem keeps."""


class BadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that cannot be used, and those of its values that could be read.

    Columns of the table's key that the file does not have are None in `values`.
    """

    origin: Origin
    values: dict[str, Any]


class _Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How the cells of one file stand to the fields of the record."""

    names: tuple[str, ...]
    positions: tuple[int, ...]
    columns: tuple[Column, ...]


class Converter:
    """Turns the records of a table's files into rows, and what is wrong with them into problems."""

    def __init__(self, table: Table, settings: TableSettings, rules: Rules, problems: Problems) -> None:
        self._table = table
        self._problems = problems
        self._fields = {field.name: field for field in fields_of(table.record)}
        self.headers = {name: settings.columns.get(name, name) for name in self._fields}
        """Field → the header that the export uses."""
        self._mapped = settings.columns.keys()
        self._columns = {
            name: column_for(field, rules, settings.values.get(name, {}), unique=table.key == (name,))
            for name, field in self._fields.items()
        }
        self._repeated: Repeated = {}
        self.complete = True
        self.flawed: set[Origin] = set()
        """The rows with something wrong in a cell, whether it was reported yet or not."""

    def rows(self, file: str, records: Iterator[tuple[int, list[str]]]) -> Iterator[Row | BadRow]:
        """The rows of one file. `complete` turns false where its header cannot be used."""
        header = next(records, None)
        layout = None if header is None else self._layout(Origin(file, header[0]), header[1])
        if layout is None:
            self.complete = False
            return
        build = _compiled(self._table.record, layout)
        for line, cells in records:
            origin = Origin(file, line)
            try:
                row = build(origin, cells)
            except CellError:
                yield self._carefully(origin, layout, cells)
            else:
                yield row

    def handed_over(self) -> tuple[set[Origin], Repeated]:
        """What is wrong with the rows, for `adopt` in another process."""
        return self.flawed, self._repeated

    def adopt(self, flawed: set[Origin], repeated: Repeated) -> None:
        """Know what is wrong with rows that another process converted."""
        self.flawed, self._repeated = flawed, repeated

    def finish(self) -> None:
        """Report what was counted over all files."""
        for (code, column, _), (flaw, origin, value, count) in self._repeated.items():
            rows = f" ({count:,} rows; this is the first)" if count > 1 else ""
            message = f"{flaw.message.removesuffix('.')}{rows}."
            self._problems.warning(code, message, origin, column=column, value=value, hint=flaw.hint)
        self._repeated.clear()

    def _layout(self, origin: Origin, cells: list[str]) -> _Layout | None:
        found = [cell.strip() for cell in cells]
        by_header = {header: name for name, header in self.headers.items()}
        before = len(self._problems)
        for position, header in enumerate(found):
            if not header:
                self._header_error("unnamed-column", f"column {position + 1} has no name.", origin)
            elif header in found[:position]:
                self._header_error("repeated-column", f"the column {quoted(header)} stands twice.", origin)
        failed = len(self._problems) > before
        missing = [h for name, h in self.headers.items() if h not in found and self._needed(name)]
        unknown = [visible(header) for header in dict.fromkeys(found) if header and header not in by_header]
        for header in missing:
            hint = did_you_mean(header, unknown)
            message = f"the column {quoted(header)} is missing; the file has {_listed(found)}."
            self._header_error("missing-column", message, origin, hint)
        for header in unknown:
            free = [known for known in by_header if known not in found]
            hint = did_you_mean(header, free)
            message = f"{self._table.name} has no such column; it is ignored."
            self._problems.warning("unknown-column", message, origin, column=header, hint=hint)
        if failed or missing:
            return None
        used = {by_header[header]: position for position, header in enumerate(found) if header in by_header}
        return _Layout(
            names=tuple(used), positions=tuple(used.values()), columns=tuple(self._columns[name] for name in used)
        )

    def _needed(self, name: str) -> bool:
        return self._fields[name].required or name in self._mapped or name in self._table.headers

    def _header_error(self, code: str, message: str, origin: Origin, hint: str | None = None) -> None:
        self._problems.error(code, message, origin, hint=hint)

    def _carefully(self, origin: Origin, layout: _Layout, cells: Sequence[str]) -> Row | BadRow:
        """Read a row that has flaws cell by cell, and report all of them."""
        self.flawed.add(origin)
        values: dict[str, Any] = {name: None for name in self._table.key if name not in layout.names}
        usable = True
        for name, column, position in zip(layout.names, layout.columns, layout.positions, strict=True):
            text = cells[position]
            try:
                values[name] = column[text]
            except CellError as error:
                severities = [self._report(flaw, origin, name, text) for flaw in error.flaws]
                if all(severity is Severity.WARNING for severity in severities):
                    values[name] = error.value
                else:
                    usable = False
        return self._table.record(origin=origin, **values) if usable else BadRow(origin=origin, values=values)

    def _report(self, flaw: Flaw, origin: Origin, name: str, text: str) -> Severity:
        severity = flaw.severity or self._severity(name)
        column, value = self.headers[name], text[:_KEPT]
        if flaw.code in _REPEATED:
            self._repeated.setdefault((flaw.code, column, flaw.message), [flaw, origin, value, 0])[3] += 1
            return severity
        self._problems.add(
            Problem(
                severity=severity,
                code=flaw.code,
                message=flaw.message,
                origin=origin,
                column=column,
                value=value,
                hint=flaw.hint,
            )
        )
        return severity

    def _severity(self, name: str) -> Severity:
        """Ids are structure in every table; the rest of a partner-written row concerns its own listing only."""
        structural = not self._table.partner_written or self._fields[name].kind is Kind.ID
        return Severity.ERROR if structural else Severity.QUARANTINE


def _listed(headers: list[str]) -> str:
    rest = f" and {len(headers) - _LISTED} more" if len(headers) > _LISTED else ""
    return ", ".join(map(visible, headers[:_LISTED])) + rest


def _compiled(record: type[Row], layout: _Layout) -> Callable[[Origin, Sequence[str]], Row]:
    """The constructor call for the columns of one file, written out: a third faster than building keywords per row.

    Its source holds nothing but field names of the record and positions.
    """
    names: dict[str, Any] = {
        f"column_{name}": column for name, column in zip(layout.names, layout.columns, strict=True)
    }
    arguments = [f"{n}=column_{n}[cells[{p}]]" for n, p in zip(layout.names, layout.positions, strict=True)]
    source = f"lambda origin, cells: record(origin=origin, {', '.join(arguments)})"
    build: Callable[[Origin, Sequence[str]], Row] = eval(source, names | {"record": record})  # noqa: S307
    return build
