"""Small things that gathering needs: piles of lines and of records that grow on disk, and hashes of pages."""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Generic, TypeVar, overload

import msgspec

from generator.pages.entries import Chosen, Rendered
from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of
from generator.pipeline.chunk import SiteParts
from generator.pipeline.made import PRINT, print_of
from generator.pipeline.memory import Kept, KeptPage
from generator.release.staging import Written
from generator.search.encoding import HashedFile

Record = TypeVar("Record", bound=msgspec.Struct)


class Pile(Sequence[bytes]):
    """Lines, one after the other, on disk; once the pile is settled they are read when they are looked at, in this
    process or one forked from it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="partner-directory-")  # noqa: SIM115 closed with the pile
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", (0,))

    def extend(self, lines: Iterable[bytes | msgspec.Raw]) -> None:
        """Put lines behind the others."""
        some = list(lines)
        self._file.write(b"".join(some))
        self._ends.extend(islice(accumulate(map(len, some), initial=self._ends[-1]), 1, None))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        begin, end = self._ends[number : number + 2]
        return os.pread(self._file.fileno(), end - begin, begin)

    def settle(self) -> None:
        """Have all lines where they can be read, in this process and others."""
        self._file.flush()

    def whole(self) -> bytes:
        """All lines in the order in which they came."""
        self._file.seek(0)
        return self._file.read()

    def ordered(self, prefix: int) -> Iterator[bytes]:
        """All lines in the order of their first `prefix` bytes, which no two share."""
        for _, number in sorted((line[:prefix], number) for number, line in enumerate(self)):
            yield self[number]


class RecordPile(Sequence[Record], Generic[Record]):
    """Records as a pile of MessagePack, decoded when they are looked at."""

    def __init__(self, kind: type[Record]) -> None:
        self._pile = Pile()
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def extend(self, encoded: Iterable[msgspec.Raw]) -> None:
        """Put records behind the others."""
        self._pile.extend(encoded)

    def settle(self) -> None:
        self._pile.settle()

    def __len__(self) -> int:
        return len(self._pile)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        found = self._pile[place]
        return self._decode(found) if isinstance(found, bytes) else list(map(self._decode, found))


class CardPile(RecordPile[Record], Rendered[Record]):
    """Cards, each with the HTML that pages show of it."""

    def __init__(self, kind: type[Record], template: str) -> None:
        super().__init__(kind)
        self.template = template
        self._html = Pile()
        self._prints = bytearray()

    def extend_cards(self, cards: Iterable[tuple[msgspec.Raw, bytes]]) -> None:
        """Put cards, each with its HTML, behind the others."""
        some = list(cards)
        self.extend(encoded for encoded, _ in some)
        self._html.extend(html for _, html in some)
        self._prints += b"".join(print_of(*both) for both in some)

    def settle(self) -> None:
        super().settle()
        self._html.settle()

    def html(self, numbers: Iterable[int]) -> str:
        return b"".join(map(self._html.__getitem__, numbers)).decode()

    def prints(self, numbers: Iterable[int]) -> bytes:
        return b"".join(self._prints[number * PRINT : number * PRINT + PRINT] for number in numbers)


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
    return print_of(page.route, page.template, _encode(page.context))


def _shown(value: object) -> bytes:
    """Chosen cards as pages show them."""
    if isinstance(value, Chosen):
        return value.print
    raise NotImplementedError(f"a context holds a {type(value).__name__}")


_encode = msgspec.msgpack.Encoder(enc_hook=_shown).encode
