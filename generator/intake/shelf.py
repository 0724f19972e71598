"""All rows of a partner as one record, and a shelf of such records: what a reading leaves, another goes on from.

A row in a record names its file and a number that stays while its line moves. `Numbering` leads from numbers to the
lines of tonight.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from generator.errors import Origin
from generator.intake.spill import after_origin, origin_starts
from generator.model.partner import Partner
from generator.model.tables import TABLES, Profile, Row

TABLES_OF_RECORDS = (
    "profiles",
    *(name for name in Partner.__struct_fields__ if name not in ("profile", "organization", "quarantined_by")),
)
"""The tables of which a record holds rows, in its order."""

_NONE = b"\x90"
_MANY = b"\xdd"
_ALL = b"\xdc" + len(TABLES_OF_RECORDS).to_bytes(2, "big")
"""An empty array, one of up to 2³² entries, and one with an entry for each table, as MessagePack writes them."""


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What everybody's names are compared by, and who belongs together."""

    name: str
    organization_id: str | None
    ended_on: date | None


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A partner's rows, encoded; a hash of what they say, not of where they stand; NOBODY's have no facts."""

    partner_id: str
    content: bytes
    print: bytes
    facts: Facts | None


class Numbering:
    """The lines of one file's rows by their numbers."""

    def __init__(self, numbers: np.ndarray[Any, Any], lines: np.ndarray[Any, Any]) -> None:
        self._numbers, self._lines = numbers, lines

    @cached_property
    def _order(self) -> tuple[array[int], array[int]]:
        order = np.argsort(self._numbers, kind="stable")
        numbers, lines = self._numbers[order].astype(np.uint32), self._lines[order].astype(np.uint32)
        return array("I", numbers.tobytes()), array("I", lines.tobytes())

    @cached_property
    def unmoved(self) -> bool:
        """Whether every number is its line."""
        return bool(np.array_equal(self._numbers, self._lines))

    def line(self, number: int) -> int | None:
        """The line of a row; None where it is gone."""
        numbers, lines = self._order
        place = bisect_left(numbers, number)
        return lines[place] if place < len(numbers) and numbers[place] == number else None


def record_of(partner_id: str, rows: Mapping[str, list[memoryview]], bases: Mapping[str, int]) -> Record:
    """The record of a partner from its encoded rows by table; `bases`: file → what is added to the lines of rows."""
    parts: list[bytes | memoryview] = [_ALL]
    digest = hashlib.blake2b(digest_size=16)
    for table in TABLES_OF_RECORDS:
        found = rows.get(table)
        if found is None:
            parts.append(_NONE)
            digest.update(_NONE)
            continue
        parts.append(_MANY + len(found).to_bytes(4, "big"))
        digest.update(parts[-1])
        for row in found:
            digest.update(row[after_origin(row) :])
            parts.append(_based(row, bases) if bases else row)
    profiles = rows.get("profiles")
    facts = None
    if profiles:
        profile: Profile = _profile(profiles[0])
        facts = Facts(profile.name, profile.organization_id, profile.ended_on)
    return Record(partner_id, b"".join(parts), digest.digest(), facts)


def print_of(record: bytes, quarantined: bool) -> bytes:
    """A hash of what a partner's rows say (that of its record), and whether one of them could not be read."""
    return hashlib.blake2b(record + (b"1" if quarantined else b"0"), digest_size=16).digest()


def _based(row: memoryview, bases: Mapping[str, int]) -> bytes:
    begin, end = origin_starts(row), after_origin(row)
    origin = _origin(row[begin:end])
    numbered = Origin(origin.file, bases[origin.file] + (origin.row or 0))
    return b"".join((row[:begin], msgspec.msgpack.encode(numbered), row[end:]))


_profile = msgspec.msgpack.Decoder(Profile).decode
_origin = msgspec.msgpack.Decoder(Origin).decode
_rows = msgspec.msgpack.Decoder(
    msgspec.defstruct(
        "_Rows",
        [
            (name, tuple.__class_getitem__((Profile if name == "profiles" else TABLES[name].record, ...)))
            for name in TABLES_OF_RECORDS
        ],
        array_like=True,
        frozen=True,
        gc=False,
    )
).decode


class Shelf:
    """The records of the last reading in a file, and in memory those that are others tonight.

    `partners` and `places` (begin and size of each record) belong together; "" is NOBODY.
    """

    def __init__(
        self,
        descriptor: int,
        partners: list[str],
        begins: np.ndarray[Any, Any],
        sizes: np.ndarray[Any, Any],
        prints: bytes,
        facts: list[Facts | None],
    ) -> None:
        self.partners = partners
        self.ordinals = {partner_id: number for number, partner_id in enumerate(partners)}
        self.changed: dict[str, Record] = {}
        self.numberings: dict[str, Numbering] = {}
        self._descriptor = descriptor
        self._begins, self._sizes, self._prints, self._facts = begins, sizes, prints, facts

    def content(self, partner_id: str) -> bytes:
        """The record of a partner as it is encoded."""
        changed = self.changed.get(partner_id)
        if changed is not None:
            return changed.content
        number = self.ordinals[partner_id]
        return os.pread(self._descriptor, int(self._sizes[number]), int(self._begins[number]))

    def print_of(self, partner_id: str) -> bytes:
        """A hash of what a partner's rows say."""
        changed = self.changed.get(partner_id)
        number = self.ordinals[partner_id] if changed is None else 0
        return self._prints[16 * number : 16 * number + 16] if changed is None else changed.print

    def facts_of(self, partner_id: str) -> Facts | None:
        """The facts of a partner."""
        changed = self.changed.get(partner_id)
        return self._facts[self.ordinals[partner_id]] if changed is None else changed.facts

    def rows(self, partner_id: str) -> dict[str, tuple[Any, ...]]:
        """A partner's rows by table, where they stand in tonight's files."""
        rows = _rows(self.content(partner_id))
        return {table: self._placed(getattr(rows, table)) for table in TABLES_OF_RECORDS}

    def former(self, partner_id: str) -> dict[str, tuple[Any, ...]]:
        """A partner's rows by table as they are in its record."""
        rows = _rows(self.content(partner_id))
        return {table: getattr(rows, table) for table in TABLES_OF_RECORDS}

    def _placed(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        if all(self.numberings[row.origin.file].unmoved for row in rows):
            return rows
        return tuple(self.standing(rows))

    def standing(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Those of some rows that still are in the files, where they are."""
        for row in rows:
            origin = row.origin
            line = self.numberings[origin.file].line(origin.row or 0)
            if line is not None:
                yield msgspec.structs.replace(row, origin=Origin(origin.file, line))
