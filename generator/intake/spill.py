"""Rows on disk: encoded as they are read, found again chunk by chunk.

A chunk is a run of partners in the order of their ids. The rows of one chunk and table stand together in sections,
each behind the places of its rows' partners in the chunk. What is small stays in memory, unless another process is to
read it: then it stands in a volume, a file that was made before the process that fills it.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from generator.model.tables import Row

IN_MEMORY = 32 << 20
"""Bytes that are kept before anything goes to disk."""

SECTION = 48 << 10
"""Bytes of one chunk and table before they are put away."""

_HEADER = b"\xdd"
"""An array of up to 2³² entries, as MessagePack writes it."""


_NUMBER_SIZES = {0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}


def origin_starts(row: memoryview) -> int:
    """Where the origin of an encoded row begins, which comes first: [[file, row], …] in MessagePack."""
    return 1 if row[0] < 0xDC else 3


def after_origin(row: memoryview) -> int:
    """Where an encoded row goes on behind its origin."""
    at = 2 if row[0] < 0xDC else 4
    first = row[at]
    if first < 0xC0:
        at += 1 + (first & 0x1F)
    else:
        at += 2 + row[at + 1] if first == 0xD9 else 3 + int.from_bytes(row[at + 1 : at + 3], "big")
    return at + _NUMBER_SIZES.get(row[at], 1)


class Kept(NamedTuple):
    """Bytes that were put away."""

    volume: int
    begin: int
    size: int


class Section(NamedTuple):
    """Rows of one table and chunk: where they are, and how many."""

    table: str
    kept: Kept
    rows: int


Sections = dict[int, list[Section]]
"""By chunk."""

_OWN = 0
"""The number of the volume that is not another process's."""


class Spill:
    """Encoded rows, written once and then read in any process that was forked after `seal`."""

    def __init__(self, records: dict[str, type[Row]]) -> None:
        self._decoders: dict[str, msgspec.msgpack.Decoder[Any]] = {
            table: msgspec.msgpack.Decoder(list.__class_getitem__(record)) for table, record in records.items()
        }
        self._rows_of = {table: msgspec.msgpack.Decoder(record) for table, record in records.items()}
        self._raw = msgspec.msgpack.Decoder(list[msgspec.Raw])
        self._encode_into = msgspec.msgpack.Encoder().encode_into
        self._sections: Sections = {}
        self._memory = bytearray()
        self._moved = 0
        self._volume = _OWN
        self._files: dict[int, int] = {}

    def writer(self, table: str) -> tuple[Callable[[int, int, Row], None], Callable[[], None]]:
        """What takes (chunk, place in the chunk, row) of a table, and what puts the rest away at its end."""
        encode_into = self._encode_into
        waiting: dict[int, tuple[bytearray, array[int]]] = {}

        def add(chunk: int, place: int, row: Row) -> None:
            entry = waiting.get(chunk)
            if entry is None:
                entry = waiting[chunk] = (bytearray(5), array("H"))
            rows, owners = entry
            encode_into(row, rows, -1)
            owners.append(place)
            if len(rows) > SECTION:
                self._put_away(table, chunk, *waiting.pop(chunk))

        def finish() -> None:
            for chunk, (rows, owners) in waiting.items():
                self._put_away(table, chunk, rows, owners)
            waiting.clear()

        return add, finish

    def sections(
        self, chunk: int, tables: frozenset[str] | None = None
    ) -> Iterator[tuple[Section, array[int], memoryview]]:
        """The sections of a chunk (of some tables only), in the order in which their rows were read.

        Each with the places of its rows' partners, and its rows.
        """
        for section in self._sections.get(chunk, ()):
            if tables is None or section.table in tables:
                content = memoryview(self.read(section.kept))
                owners = array("H", content[: 2 * section.rows].tobytes())
                yield section, owners, content[2 * section.rows :]

    def rows(self, table: str, content: memoryview) -> list[Any]:
        """The rows of a section."""
        found: list[Any] = self._decoders[table].decode(content)
        return found

    def some_rows(
        self, table: str, owners: array[int], content: memoryview, places: frozenset[int]
    ) -> Iterator[tuple[int, Any]]:
        """Those rows of a section whose partners are at these places, with the place."""
        decode = self._rows_of[table].decode
        for place, row in zip(owners, self._raw.decode(content), strict=True):
            if place in places:
                yield place, decode(row)

    def encoded(self, content: memoryview) -> list[memoryview]:
        """The rows of a section as they are encoded."""
        return [memoryview(row) for row in self._raw.decode(content)]

    def keep(self, content: bytes | bytearray) -> Kept:
        """Put bytes away."""
        kept = Kept(self._volume, self._moved + len(self._memory), len(content))
        self._memory += content
        if len(self._memory) > IN_MEMORY:
            self._move()
        return kept

    def read(self, kept: Kept) -> bytes:
        """What was put away."""
        if kept.volume == self._volume and kept.begin >= self._moved:
            begin = kept.begin - self._moved
            return bytes(self._memory[begin : begin + kept.size])
        return os.pread(self._files[kept.volume], kept.size, kept.begin)

    def new_volume(self) -> int:
        """A volume for a process that is to be forked."""
        number = len(self._files) + 1
        self._open(number)
        return number

    def turn_to(self, volume: int) -> None:
        """Put everything into a volume from now on, and know of nothing else: in the process that it was made for."""
        self._volume, self._memory, self._moved, self._sections = volume, bytearray(), 0, {}

    def handed_over(self) -> Sections:
        """What stands in the volume of this process, for `adopt` in the other one."""
        self._move()
        return self._sections

    def adopt(self, sections: Sections) -> None:
        """Sections that another process put into a volume."""
        for chunk, added in sections.items():
            self._sections.setdefault(chunk, []).extend(added)

    def _put_away(self, table: str, chunk: int, rows: bytearray, owners: array[int]) -> None:
        rows[:5] = _HEADER + len(owners).to_bytes(4, "big")
        section = Section(table, self.keep(owners.tobytes() + rows), len(owners))
        self._sections.setdefault(chunk, []).append(section)

    def _move(self) -> None:
        """Put what is in memory behind what is on disk."""
        if self._volume not in self._files:
            self._open(self._volume)
        remaining = memoryview(self._memory)
        while remaining:
            remaining = remaining[os.write(self._files[self._volume], remaining) :]
        self._moved += len(self._memory)
        self._memory = bytearray()

    def _open(self, volume: int) -> None:
        self._files[volume], path = tempfile.mkstemp(prefix="partner-directory-")
        weakref.finalize(self, os.close, self._files[volume])
        os.unlink(path)  # noqa: PTH108 the file lives as long as it is open
