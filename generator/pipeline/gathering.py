"""Small things that gathering needs: piles of lines and of records that grow on disk, and hashes of pages."""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar, overload

import msgspec

from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of
from generator.pipeline.chunk import SiteParts
from generator.pipeline.made import print_of
from generator.pipeline.memory import Kept, KeptPage
from generator.release.staging import Written
from generator.search.encoding import HashedFile

Record = TypeVar("Record", bound=msgspec.Struct)

_AT_HAND = 10_000
"""Records of a pile that stay decoded."""


class Pile:
    """Lines, one after the other, on disk."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="partner-directory-")  # noqa: SIM115 closed with the pile
        weakref.finalize(self, self._file.close)
        self._sizes = array("I")

    def add(self, line: bytes) -> None:
        self._file.write(line)
        self._sizes.append(len(line))

    def whole(self) -> bytes:
        """All lines in the order in which they came."""
        self._file.seek(0)
        return self._file.read()

    def __iter__(self) -> Iterator[bytes]:
        """The lines in the order in which they came, each read when it is asked for."""
        self._file.flush()
        begin = 0
        for size in self._sizes:
            yield os.pread(self._file.fileno(), size, begin)
            begin += size

    def ordered(self, prefix: int) -> Iterator[bytes]:
        """All lines in the order of their first `prefix` bytes, which no two share."""
        self._file.flush()
        descriptor = self._file.fileno()
        places: list[tuple[bytes, int, int]] = []
        begin = 0
        for size in self._sizes:
            places.append((os.pread(descriptor, prefix, begin), begin, size))
            begin += size
        for _, start, size in sorted(places):
            yield os.pread(descriptor, size, start)


class RecordPile(Sequence[Record], Generic[Record]):
    """Records, encoded on disk and decoded when they are looked at, in this process or one forked from it."""

    def __init__(self, kind: type[Record]) -> None:
        self._file = tempfile.TemporaryFile(prefix="partner-directory-")  # noqa: SIM115 closed with the pile
        weakref.finalize(self, self._file.close)
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._ends = array("Q", (0,))
        self._flushed = 0
        self._at = lru_cache(_AT_HAND)(self._read)

    def add(self, encoded: msgspec.Raw) -> None:
        """Put a record, as MessagePack, behind the others."""
        self._ends.append(self._ends[-1] + self._file.write(encoded))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, slice):
            return [self._at(number) for number in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._at(place)

    def __iter__(self) -> Iterator[Record]:
        return map(self._at if len(self) <= _AT_HAND else self._read, range(len(self)))

    def _read(self, number: int) -> Record:
        begin, end = self._ends[number : number + 2]
        if end > self._flushed:
            self._file.flush()
            self._flushed = self._ends[-1]
        return self._decode(os.pread(self._file.fileno(), end - begin, begin))


class Told(msgspec.Struct, kw_only=True):
    """What a `Share` wrote and kept (`kept`, by route), the routes for crawlers, and how many pages, all and reused."""

    written: Written
    kept: dict[str, KeptPage]
    indexed: list[str]
    pages: int
    reused: int
    why: str | None


class Share:
    """A share of the pages and files that gather; one process makes it.

    A page that would show what it showed in the last build (`before`) is not rendered again. `asked`: a file of which
    to tell why it was rendered.
    """

    def __init__(self, site: SiteParts, before: Kept, asked: str | None) -> None:
        self._site = site
        self._before = before
        self._asked = asked
        self._why: str | None = None
        self._kept: dict[str, KeptPage] = {}
        self._indexed: list[str] = []
        self._pages = self._reused = 0

    def page(self, page: Page) -> None:
        """Render a page, or keep it as it was."""
        staged, file = self._site.staged, file_of(page.route)
        self._pages += 1
        if page.context.head.indexed:
            self._indexed.append(page.route)
        now = print_of_page(page)
        before = self._before.page(page.route)
        if before is not None and before.print == now and staged.keep((before.file,), before.size):
            self._reused += 1
            self._kept[page.route] = before
            return
        if file == self._asked:
            self._why = "it is new" if before is None else "what it shows changed"
        size = staged.size
        self._site.write(page)
        self._kept[page.route] = KeptPage(now, (file, staged.sums[file]), staged.size - size)

    def hashed(self, file: HashedFile) -> None:
        """Write a file that is named by what it holds, or keep it: the standing one of that name is the same."""
        before = self._before.gathered.get(file.route)
        if before is not None and self._site.staged.keep((before.file,), before.size):
            self._kept[file.route] = before
        else:
            self.file(RawFile(route=file.route, content=file.content))

    def file(self, file: RawFile) -> None:
        """Write a file."""
        self._site.write(file)
        sums = self._site.staged.sums
        self._kept[file.route] = KeptPage(b"", (file.route, sums[file.route]), len(file.content))

    def told(self) -> Told:
        """All of it."""
        return Told(
            written=self._site.staged.written_since_last(),
            kept=self._kept,
            indexed=self._indexed,
            pages=self._pages,
            reused=self._reused,
            why=self._why,
        )


def print_of_page(page: Page) -> bytes:
    """A hash of all that a page is rendered from, but for what the whole site shares."""
    return print_of(page.route, page.template, msgspec.msgpack.encode(page.context))
