"""Table files by format. Another format is one more class that iterates like `CsvFile`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from generator.errors import InputOutputError, Origin, Problem, Problems, Severity
from generator.intake.csv_file import CsvFile, FileError
from generator.intake.sources import Sources
from generator.model.site import TableSettings


class TableFile(Protocol):
    """A file of records: the header first, then `(line, cells)` with as many cells as the header.

    Iterating raises FileError where the rest cannot be read; `problems`, `records` and `cut_short` are as in `CsvFile`.
    """

    problems: list[Problem]
    records: int
    cut_short: int | None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]: ...


FORMATS: dict[str, Callable[[Iterable[bytes], str, TableSettings], TableFile]] = {".csv": CsvFile}
"""Readers by file name extension."""

SIDECAR = ".meta.json"
_NEVER_A_SUM = "-"


class Sidecar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`<export>.meta.json` beside an export: what its writer says it wrote. `rows` leaves out the header."""

    rows: int | None = None
    sha256: str | None = None


class OpenTable:
    """One file of a table, with its sidecar. Problems go where they are collected; `complete` tells of none."""

    def __init__(self, sources: Sources, path: Path, settings: TableSettings, problems: Problems) -> None:
        self.file = sources.label(path)
        self.complete = True
        self._sources = sources
        self._path = path
        self._settings = settings
        self._problems = problems

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The header, then every record that is well formed."""
        sidecar = self._sidecar()
        table = FORMATS[self._path.suffix](self._sources.chunks(self._path), self.file, self._settings)
        try:
            yield from table
        except FileError as error:
            table.problems.append(error.problem)
        self.complete = not table.problems
        self._problems.extend(table.problems)
        if table.records == 0 and self.complete:
            self._error("empty-file", "is empty; even a table without rows has a header line.", 1)
        if sidecar is not None and self.complete:
            self._compare(sidecar, table.records - 1)
        elif table.cut_short and self.complete:
            message = "the last line has no line end: the export may be cut short."
            self._problems.warning("cut-short", message, Origin(self.file, table.cut_short))

    def compare(self, rows: int) -> None:
        """Hold what the sidecar says against the file, which was read to its end and has so many rows."""
        sidecar = self._sidecar()
        if sidecar is not None:
            self._compare(sidecar, rows)

    def _sidecar(self) -> Sidecar | None:
        path = self._path.with_name(self._path.name + SIDECAR)
        if not path.exists():
            return None
        try:
            return msgspec.json.decode(self._sources.whole(path), type=Sidecar)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            message = f"is not a sidecar (an object with rows and sha256): {error}."
            self._problems.error("sidecar", message, Origin(self._sources.label(path)))
            return None

    def _compare(self, sidecar: Sidecar, rows: int) -> None:
        found = self._sources.sha256(self._path) or _NEVER_A_SUM
        beside = self._path.name + SIDECAR
        if sidecar.rows is not None and sidecar.rows != rows:
            self._error("sidecar-rows", f"has {rows:,} rows, but {beside} says {sidecar.rows:,}.")
        if sidecar.sha256 is not None and sidecar.sha256.lower() != found:
            self._error("sidecar-sum", f"has the SHA-256 {found}, but {beside} says {sidecar.sha256}.")

    def _error(self, code: str, message: str, row: int | None = None) -> None:
        self.complete = False
        self._problems.error(code, message, Origin(self.file, row))


def missing(file: str) -> InputOutputError:
    """The refusal to go on without a file that is mapped or required."""
    return InputOutputError(
        Problem(
            severity=Severity.ERROR,
            code="missing-file",
            message="does not exist.",
            origin=Origin(file),
            hint="Check the path, or map the table to another file in site.yml.",
        )
    )
