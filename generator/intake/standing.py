"""What a reading of the exports leaves for the next one, in a private folder: partners, and whose each row is.

It belongs to one state of code, settings, vocabulary and program rules (`key`). A folder that is torn, foreign or of
another version is as good as none.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from generator.intake.shelf import Facts, Record, Shelf
from generator.intake.spill import Kept, Spill

Numbers = np.ndarray[Any, np.dtype[np.uint32]]
Owners = np.ndarray[Any, np.dtype[np.int32]]

WHOLE = frozenset({"organizations", "rates"})
"""Tables of no partner: small, and always read as a whole."""

VERSION = 1
_HEAD, _PARTNERS, _RAW, _COPY = "head", "partners", "raw-", "copy"
_PIECE = 1 << 20
_MANY = b"\xdd"
"""An array of up to 2³² entries, as MessagePack writes it."""

_encode_into = msgspec.msgpack.Encoder().encode_into
_facts = msgspec.msgpack.Decoder(list[Facts | None]).decode


class FileState(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A table file as it was read; places count its records without the header.

    For each record `lines` has the line on which it starts, `numbers` the number that its row has in records, `owners`
    the ordinal of its partner (−1: of nobody). `flawed` are the places of records with problems: they are read again
    every night. `keys` are the ids of all rows, where the table has one, a line for each. `logos`: number and name.
    """

    table: str
    file: str
    sha256: str
    lines: bytes = b""
    numbers: bytes = b""
    owners: bytes = b""
    flawed: bytes = b""
    keys: str = ""
    logos: list[tuple[int, str]] = []


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the records and copies of the files. `terms`: facet and value of those beyond the vocabulary;
    `facts`: encoded, a list of Facts (None for NOBODY).
    """

    version: int = VERSION
    key: bytes
    files: list[FileState]
    partners: list[str]
    begins: bytes
    sizes: bytes
    prints: bytes
    facts: msgspec.Raw
    records: bytes
    terms: list[tuple[str, str]]
    unknown_codes: int


class Standing:
    """What the last reading left."""

    def __init__(self, folder: Path, head: Head, descriptor: int) -> None:
        self.head = head
        self.descriptor = descriptor
        self.files = {state.file: state for state in head.files}
        self._folder = folder
        weakref.finalize(self, os.close, descriptor)

    @cached_property
    def facts(self) -> list[Facts | None]:
        """The facts of each partner."""
        return _facts(self.head.facts)

    def shelf(self) -> Shelf:
        """The records of its partners."""
        head = self.head
        begins, sizes = np.frombuffer(head.begins, dtype=np.uint64), np.frombuffer(head.sizes, dtype=np.uint32)
        return Shelf(self.descriptor, list(head.partners), begins, sizes, head.prints, self.facts)

    def content(self, state: FileState) -> bytes | None:
        """A file as it was then; None where the copy is not what was read (then it goes)."""
        copy = self._folder / (_RAW + state.sha256)
        try:
            content = copy.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() == state.sha256:
            return content
        copy.unlink(missing_ok=True)
        return None


def recall(folder: Path, key: bytes) -> Standing | None:
    """What the last reading left in a folder, where it can serve."""
    try:
        content = (folder / _HEAD).read_bytes()
        head = msgspec.msgpack.decode(unsealed(content), type=Head)
        if head.version != VERSION or head.key != key:
            return None
        descriptor = os.open(folder / _PARTNERS, os.O_RDONLY)
    except (OSError, msgspec.MsgspecError):
        return None
    standing = Standing(folder, head, descriptor)
    return standing if _sum_of_file(descriptor) == head.records else None


class Notes:
    """Where the rows of one file stand and whose they are, in the order in which they are read.

    `owners` are numbers of partners as the join gives them; `keys` are the rows' own ids, one a line ("" for none).
    """

    def __init__(self, table: str) -> None:
        self.table = table
        self.lines = array("I")
        self.owners = array("i")
        self.keys = ""
        self._away: tuple[Kept, Kept, Kept] | None = None

    def put_away(self, spill: Spill) -> None:
        """Leave room in memory: until `bring_back` there is nothing here."""
        keep = spill.keep
        self._away = keep(self.lines.tobytes()), keep(self.owners.tobytes()), keep(self.keys.encode())
        self.lines, self.owners, self.keys = array("I"), array("i"), ""

    def bring_back(self, spill: Spill) -> None:
        """Have again what was put away."""
        if self._away is not None:
            lines, owners, keys = map(spill.read, self._away)
            self.lines, self.owners, self.keys = array("I", lines), array("i", owners), keys.decode()

    def arrays(self) -> tuple[Numbers, Owners]:
        """Lines and owners."""
        return np.frombuffer(self.lines, dtype=np.uint32), np.frombuffer(self.owners, dtype=np.int32)


class Keeper:
    """Puts a folder's content in place of what the last reading left; `add` takes records as they are made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._waiting = folder / f"{_PARTNERS}.new"
        self._waiting.unlink(missing_ok=True)
        self._stream = self._waiting.open("xb")
        weakref.finalize(self, self._stream.close)
        self._digest = hashlib.sha256()
        self._begins, self._sizes = array("Q"), array("I")
        self._prints = bytearray()
        self._facts = bytearray(5)
        self._end = 0
        self.partners: list[str] = []

    def add(self, record: Record) -> None:
        """The next record."""
        self._stream.write(record.content)
        self._digest.update(record.content)
        self.partners.append(record.partner_id)
        self._begins.append(self._end)
        self._sizes.append(len(record.content))
        self._prints += record.print
        _encode_into(record.facts, self._facts, -1)
        self._end += len(record.content)

    @property
    def prints(self) -> dict[str, bytes]:
        """The hashes of what was added, by partner."""
        return {known: bytes(self._prints[16 * at : 16 * at + 16]) for at, known in enumerate(self.partners)}

    def commit(
        self,
        key: bytes,
        files: Iterable[FileState],
        raw: Mapping[str, Path],
        terms: list[tuple[str, str]],
        unknown: int,
    ) -> None:
        """Everything was added; `raw`: SHA-256 → where the file of a table stands. Files that changed since end it."""
        states = list(files)
        self._stream.close()
        self._facts[:5] = _MANY + len(self.partners).to_bytes(4, "big")
        if not all(self._copied(state.sha256, raw[state.file]) for state in states if state.numbers):
            self.discard()
            return
        head = Head(
            key=key,
            files=states,
            partners=self.partners,
            begins=self._begins.tobytes(),
            sizes=self._sizes.tobytes(),
            prints=bytes(self._prints),
            facts=msgspec.Raw(self._facts),
            records=self._digest.digest(),
            terms=terms,
            unknown_codes=unknown,
        )
        content = msgspec.msgpack.encode(head)
        (self._folder / _HEAD).unlink(missing_ok=True)
        self._waiting.replace(self._folder / _PARTNERS)
        waiting = self._folder / f"{_HEAD}.new"
        waiting.write_bytes(sealed(content))
        waiting.replace(self._folder / _HEAD)
        kept = {_RAW + state.sha256 for state in states}
        for path in self._folder.glob(f"{_RAW}*"):
            if path.name not in kept:
                path.unlink()

    def discard(self) -> None:
        """Leave what the last reading left."""
        self._stream.close()
        self._waiting.unlink(missing_ok=True)

    def _copied(self, sha256: str, path: Path) -> bool:
        """Keep a copy of a file for comparison; whether it still is what was read."""
        copy = self._folder / (_RAW + sha256)
        if copy.exists():
            return True
        digest = hashlib.sha256()
        waiting = self._folder / f"{_COPY}.new"
        with waiting.open("wb") as target, suppress(FileNotFoundError), path.open("rb") as source:
            while piece := source.read(_PIECE):
                digest.update(piece)
                target.write(piece)
        if digest.hexdigest() != sha256:
            waiting.unlink()
            return False
        waiting.replace(copy)
        return True


def sealed(content: bytes) -> bytes:
    """State that tells whether it is whole: its sum, then the content."""
    return hashlib.sha256(content).digest() + content


def unsealed(state: bytes) -> bytes:
    """The content of sealed state; b"" where it is torn."""
    content = state[hashlib.sha256().digest_size :]
    return content if sealed(content) == state else b""


def _sum_of_file(descriptor: int) -> bytes:
    digest = hashlib.sha256()
    begin = 0
    while piece := os.pread(descriptor, _PIECE, begin):
        digest.update(piece)
        begin += len(piece)
    return digest.digest()
