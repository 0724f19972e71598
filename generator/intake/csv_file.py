"""CSV, strictly: what is not well formed is an error that names the line, never a guess.

Records are lists of texts with the physical line on which they start. `\\n`, `\\r\\n` and `\\r` end a line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from generator.errors import Origin, Problem, Severity
from generator.model.site import TableSettings

LONGEST_LINE = 2_000_000
"""Characters of one physical line; a longer one is not a table."""

_LINE_ENDS = ("\n", "\r")
_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_QUOTE_HINT = "Put the whole cell in quotes, and write a quote inside it twice."
_ENCODING_HINT = "Export the table as UTF-8, or name its encoding in site.yml."
_MARKS_HINT = "A mark was put before a file that had one: save it again as UTF-8, without a mark or with one."
_CUT_CHARACTER = ("unexpected end of data", "truncated data", "incomplete multibyte sequence")
_QUOTED_BODY = re.compile(r'"[^"]*(?:""[^"]*)*')


class FileError(Exception):
    """The rest of a file cannot be read."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class CsvFile:
    """One file. Iterating gives `(line, cells)` of every record, the header first; blank lines are skipped.

    A malformed record is put into `problems` and left out; FileError ends the file. `records` counts those
    that were given, and `cut_short` tells, after the last one, the line that has no line end.
    """

    def __init__(self, chunks: Iterable[bytes], file: str, settings: TableSettings) -> None:
        self._chunks = chunks
        self._file = file
        self._encoding = settings.encoding
        self._delimiter = settings.delimiter
        self.problems: list[Problem] = []
        self.records = 0
        self.cut_short: int | None = None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        well_formed = _record_pattern(self._delimiter)
        delimiter, lines = self._delimiter, self._lines()
        number, width = 1, 0
        for line in lines:
            first = number
            number += 1
            if not width and delimiter not in line:
                self._check_delimiter(first, line)
            if '"' not in line:
                cells = line.rstrip("\r\n").split(delimiter)
                if len(cells) == 1 and not cells[0]:
                    continue
            else:
                record = [line]
                cells = self._quoted(first, record, lines)
                number = first + len(record)
                if '"' in "".join(cells) and not well_formed.fullmatch("".join(record)):
                    message = "a quote stands inside a cell that is not quoted."
                    self.problems.append(self._problem("quoting", message, first, _QUOTE_HINT))
                    continue
            width = width or len(cells)
            if len(cells) == width:
                self.records += 1
                yield first, cells
            else:
                self.problems.append(self._ragged(first, number - first, len(cells), width))

    def _check_delimiter(self, first: int, line: str) -> None:
        """A header of one cell that others cut into several is that of another delimiter: no table has one column."""
        other = max(_DELIMITERS, key=line.count)
        if other in line and line.count('"') % 2 == 0:
            says = _DELIMITERS.get(self._delimiter, f'"{self._delimiter}"')
            cells = line.count(other) + 1
            message = f"cells are separated by {_DELIMITERS[other]} here ({cells} of them); {says} was expected."
            given = "\\t" if other == "\t" else other
            hint = f'Export the table with {says}, or write delimiter: "{given}" for it in site.yml.'
            raise FileError(self._problem("delimiter", message, first, hint))

    def _quoted(self, first: int, record: list[str], lines: Iterator[str]) -> list[str]:
        """The cells of a record with quotes; `record` holds its first line and gets those that follow."""

        def recorded() -> Iterator[str]:
            yield record[0]
            for line in lines:
                record.append(line)
                yield line

        try:
            return next(csv.reader(recorded(), delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            raise FileError(self._malformed(first, record, error)) from None

    def _lines(self) -> Iterator[str]:
        line, rest = 1, ""
        for text in self._texts():
            lines = list(io.StringIO(rest + text, newline=""))
            rest = lines.pop() if text and lines and not lines[-1].endswith("\n") else ""
            if "\0" in text:
                line += next(i for i, complete in enumerate([*lines, rest]) if "\0" in complete)
                raise FileError(self._problem("nul-byte", "holds a NUL byte.", line, _ENCODING_HINT))
            if len(rest) > LONGEST_LINE:
                raise FileError(self._problem("too-long", f"has more than {LONGEST_LINE:,} characters.", line))
            yield from lines
            line += len(lines)
            if not text and lines and not lines[-1].endswith(_LINE_ENDS):
                self.cut_short = line - 1

    def _texts(self) -> Iterator[str]:
        """The decoded file in pieces without a byte order mark; an empty one ends it."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        offset, breaks, started = 0, 0, False
        for chunk in self._with_end():
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line = 1 + breaks + _line_breaks(error.object[: error.start].decode(self._encoding, "replace"))
                raise FileError(self._undecodable(error, offset - held + error.start, line)) from None
            except UnicodeError as error:
                raise FileError(self._problem("encoding", f"{error}.", 1 + breaks, _ENCODING_HINT)) from None
            offset += len(chunk)
            breaks += text.count("\n")
            if text and not started:
                started, text = True, text.removeprefix("\ufeff")
                if text.startswith("\ufeff"):
                    raise FileError(self._problem("encoding", "begins with two byte order marks.", 1, _MARKS_HINT))
            if text or not chunk:
                yield text

    def _with_end(self) -> Iterator[bytes]:
        yield from self._chunks
        yield b""

    def _malformed(self, first: int, record: list[str], error: csv.Error) -> Problem:
        opened, closed = _faulty_quote("".join(record), self._delimiter)
        if opened is None:
            return self._problem("quoting", f"cannot be read as CSV: {error}.", first)
        if closed is None:
            message = "the quote opened in this line is never closed"
            limit = "." if "end of data" in str(error) else f" within {csv.field_size_limit():,} characters."
            return self._problem("quoting", message + limit, first + opened)
        message = f"text follows the quote that closes the cell opened in line {first + opened}."
        return self._problem("quoting", message, first + closed, _QUOTE_HINT)

    def _undecodable(self, error: UnicodeDecodeError, offset: int, line: int) -> Problem:
        name = self._encoding.upper()
        if any(words in error.reason for words in _CUT_CHARACTER):
            return self._problem("encoding", f"ends within a character of {name}, at byte {offset}.", line)
        message = f"byte {offset} (0x{error.object[error.start]:02x}) is not {name}."
        return self._problem("encoding", message, line, _ENCODING_HINT)

    def _ragged(self, first: int, lines: int, count: int, width: int) -> Problem:
        cells = "1 cell" if count == 1 else f"{count} cells"
        hint = f"The record ends in line {first + lines - 1}: a quote may be missing." if lines > 1 else None
        return self._problem("ragged-row", f"has {cells}, but the header has {width}.", first, hint)

    def _problem(self, code: str, message: str, line: int, hint: str | None = None) -> Problem:
        origin = Origin(self._file, line)
        return Problem(severity=Severity.ERROR, code=code, message=message, origin=origin, hint=hint)


def _record_pattern(delimiter: str) -> re.Pattern[str]:
    """A record in which quotes stand around whole cells only. Linear: nothing in it can match in two ways."""
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{re.escape(delimiter)}\r\n]*+)'
    return re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*+(?:\r\n|\r|\n)?")


def _faulty_quote(text: str, delimiter: str) -> tuple[int | None, int | None]:
    """Lines from the start of a record to the quote that opens its faulty cell, and to the one that closes it."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    position = 0
    while position < len(text):
        cell = _QUOTED_BODY.match(text, position) or plain.match(text, position)
        if cell is None:
            break
        end = cell.end()
        if text[position] == '"':
            if end == len(text):
                return _line_breaks(text[:position]), None
            if text[end + 1 : end + 2] not in (delimiter, "\r", "\n", ""):
                return _line_breaks(text[:position]), _line_breaks(text[:end])
            end += 1
        position = end + 1
    return None, None


def _line_breaks(text: str) -> int:
    return sum(line.endswith(_LINE_ENDS) for line in io.StringIO(text, newline=""))
