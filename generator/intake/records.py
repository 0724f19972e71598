"""Two versions of a table file, record by record: which records stand in both, in the same order.

Pure functions over bytes. Records are what `CsvFile` would read as one: a line, or the lines of one quoted cell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple


class Records(NamedTuple):
    """A file cut into records without their line ends: header, the others but for blank ones, and their first lines."""

    header: bytes
    rows: list[bytes]
    lines: Sequence[int]


def split(content: bytes) -> Records | None:
    """The records of a file; None where cutting it could differ from reading it (odd line ends, open quotes)."""
    if not content.endswith(b"\n") or content.count(b"\r") != content.count(b"\r\n"):
        return None
    rows = content.split(b"\n")
    rows.pop()
    lines: Sequence[int] = range(1, len(rows) + 1)
    if b'"' in content:
        cut = _quoted(rows)
        if cut is None:
            return None
        rows, lines = cut
    if not rows or not rows[0].strip():
        return None
    header, rows, lines = rows[0], rows[1:], lines[1:]
    if b"" in rows or b"\r" in rows:
        full = [place for place, row in enumerate(rows) if row.rstrip(b"\r")]
        rows, lines = [rows[place] for place in full], [lines[place] for place in full]
    return Records(header, rows, lines)


def _quoted(rows: list[bytes]) -> tuple[list[bytes], list[int]] | None:
    """Lines put together to records: at the end of one, all quotes so far are closed."""
    records: list[bytes] = []
    lines: list[int] = []
    held: list[bytes] = []
    for number, row in enumerate(rows, start=1):
        odd = row.count(b'"') & 1
        if held:
            held.append(row)
            if odd:
                records.append(b"\n".join(held))
                held = []
        else:
            lines.append(number)
            if odd:
                held = [row]
            else:
                records.append(row)
    return None if held else (records, lines)


def matched(before: Sequence[bytes], now: Sequence[bytes]) -> list[int]:
    """For each record of `now` the place of the same record in `before`, or -1; the places rise.

    A record that was moved past others counts as new where it stands, so that the rest keeps its order.
    """
    found: list[int] = []
    place: dict[bytes, int] | None = None
    expected, end, ordered = 0, len(before), True
    for record in now:
        if expected < end and before[expected] == record:
            number = expected
        else:
            place = _single(before) if place is None else place
            number = place.get(record, -1)
        found.append(number)
        if number >= expected:
            expected = number + 1
        elif number >= 0:
            ordered = False
    return found if ordered else _rising(found)


def _single(records: Sequence[bytes]) -> dict[bytes, int]:
    """The places of records that stand once; −1 for others, which are told by what stands before them only."""
    place: dict[bytes, int] = {}
    for number, record in enumerate(records):
        place[record] = -1 if record in place else number
    return place


def _rising(found: list[int]) -> list[int]:
    """The longest rising part of these places; the others become -1."""
    ends: list[int] = []
    at: list[int] = []
    previous: dict[int, int] = {}
    for position, number in enumerate(found):
        if number < 0:
            continue
        length = bisect_left(ends, number)
        if length == len(ends):
            ends.append(number)
            at.append(position)
        else:
            ends[length] = number
            at[length] = position
        previous[position] = at[length - 1] if length else -1
    kept = [-1] * len(found)
    position = at[-1] if at else -1
    while position >= 0:
        kept[position] = found[position]
        position = previous[position]
    return kept
