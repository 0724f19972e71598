"""Small things that gathering needs: piles of lines that grow on disk, and hashes of pages."""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator

import msgspec

from generator.pages.page import Page
from generator.pipeline.made import print_of


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


def print_of_page(page: Page) -> bytes:
    """A hash of all that a page is rendered from, but for what the whole site shares."""
    return print_of(page.route, page.template, msgspec.msgpack.encode(page.context))
