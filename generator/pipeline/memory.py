"""What one build leaves for the next one on the same output folder: blocks, and the sums of gathering pages.

It lies beside the releases, not in them. It belongs to the release that stands and to one set of settings, templates,
rules and code; a file that is torn, foreign or of another version is as good as none.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec

from generator.intake import Keeper, sealed, unsealed
from generator.pipeline.made import Block, FileSum, decoded
from generator.release import disk

FOLDER = ".incremental"
EXPORTS = "exports"
_HEAD, _BLOCKS, _COMPILED = "head", "blocks", "templates-"
VERSION = 1


class BlockPlace(msgspec.Struct, frozen=True, array_like=True):
    """Where a block stands in the file, the ids of its chunk from first to last, and its sum."""

    first: str
    last: str
    begin: int
    size: int
    sum: bytes


class KeptPage(msgspec.Struct, frozen=True, array_like=True):
    """A gathering page: a hash of what it was made of, its file with its sum, its size."""

    print: bytes
    file: FileSum
    size: int


class Kept(msgspec.Struct, kw_only=True):
    """What one site keeps besides its listings: pages by route, apart from them what is `gathered` of listings alone.

    `gathered` holds files too (with an empty print). `whole` is a hash of all listings.
    """

    whole: bytes
    pages: dict[str, KeptPage]
    gathered: dict[str, KeptPage]

    def page(self, route: str) -> KeptPage | None:
        return self.gathered.get(route) or self.pages.get(route)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the blocks. `keys` are hashes of what the whole site depends on, by name."""

    version: int = VERSION
    release: str
    as_of: date
    keys: dict[str, bytes]
    blocks: tuple[BlockPlace, ...]
    kept: dict[str, Kept]
    pages: dict[str, int]


class Before:
    """What the last build left; empty where it left nothing of use. `note` says why, where that is worth a word."""

    def __init__(self, head: Head | None = None, descriptor: int | None = None, note: str | None = None) -> None:
        self.head = head
        self.note = note
        self._descriptor = descriptor
        self._lasts = [] if head is None else [place.last for place in head.blocks]

    def blocks(self, first: str, last: str) -> Iterator[Block]:
        """The blocks that hold ids from `first` to `last`; those that are torn are left out."""
        if self.head is None or self._descriptor is None:
            return
        for place in self.head.blocks[bisect_left(self._lasts, first) :]:
            if place.first > last:
                return
            content = os.pread(self._descriptor, place.size, place.begin)
            if _sum(content) == place.sum:
                with suppress(msgspec.MsgspecError):
                    yield decoded(content)

    def kept(self, audience: str) -> Kept:
        """What a site kept besides its listings."""
        found = None if self.head is None else self.head.kept.get(audience)
        return found or Kept(whole=b"", pages={}, gathered={})

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def recall(output: Path, release: str | None, as_of: date, keys: Mapping[str, bytes]) -> Before:
    """What the build of the standing release left, where it can serve for this day and these keys."""
    folder = output / FOLDER
    try:
        content = (folder / _HEAD).read_bytes()
    except OSError:
        return Before()
    head = _read_head(content)
    if head is None:
        return Before(note="the incremental state cannot be read; everything is built anew")
    if head.release != release:
        return Before(note="the incremental state belongs to another release; everything is built anew")
    if head.as_of > as_of:
        return Before(note="the last build was for a later day; everything is built anew")
    changed = sorted(name for name in keys.keys() | head.keys.keys() if keys.get(name) != head.keys.get(name))
    if changed:
        return Before(note=f"changed since the last build: {', '.join(changed)}; everything is built anew")
    try:
        descriptor = os.open(folder / _BLOCKS, os.O_RDONLY)
    except OSError:
        return Before(note="the incremental state is not complete; everything is built anew")
    return Before(head, descriptor)


def _read_head(content: bytes) -> Head | None:
    try:
        head = msgspec.msgpack.decode(unsealed(content), type=Head)
    except msgspec.MsgspecError:
        return None
    return head if head.version == VERSION else None


class Writer:
    """Takes the blocks of this build; `commit` puts them in place of the last one's when its release stands.

    `reading` is the hash of what the exports were read with.
    """

    def __init__(self, output: Path, as_of: date, keys: Mapping[str, bytes], reading: bytes) -> None:
        self.folder = output / FOLDER
        self.as_of = as_of
        self.reading = reading
        self.keys = dict(keys)
        self._places: list[BlockPlace] = []
        self._end = 0
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._waiting = self.folder / f"{_BLOCKS}.new"
        disk.remove(self._waiting)
        self._stream = self._waiting.open("xb")
        self.keeper = Keeper(self.folder / EXPORTS)
        weakref.finalize(self, self._stream.close)

    def add(self, first: str, last: str, content: bytes) -> None:
        """The block of the chunk from `first` to `last`; chunks come in order."""
        self._stream.write(content)
        self._places.append(BlockPlace(first, last, self._end, len(content), _sum(content)))
        self._end += len(content)

    def compiled(self, name: str) -> Path:
        """The folder for templates compiled from one state of things; those of other states go."""
        for other in self.folder.glob(f"{_COMPILED}*"):
            if other.name != _COMPILED + name:
                disk.remove(other)
        return self.folder / (_COMPILED + name)

    def commit(self, release: str, kept: Mapping[str, Kept], pages: Mapping[str, int]) -> None:
        """Belong to this release from now on."""
        self._stream.close()
        head = Head(
            release=release,
            as_of=self.as_of,
            keys=self.keys,
            blocks=tuple(self._places),
            kept=dict(kept),
            pages=dict(pages),
        )
        content = msgspec.msgpack.encode(head)
        disk.remove(self.folder / _HEAD)
        self._waiting.replace(self.folder / _BLOCKS)
        disk.replace_file(self.folder / _HEAD, sealed(content))

    def discard(self) -> None:
        """Leave what the last build left."""
        self.keeper.discard()
        if not self._stream.closed:
            self._stream.close()
            disk.remove(self._waiting)


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:16]
