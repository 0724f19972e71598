"""How shards are written: whole numbers in few bytes, gzip, names that hold a hash of the content.

Numbers are LEB128: seven bits a byte, lowest first, the top bit on all bytes but the last.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

FOLDER = "search/"
NAME_BYTES = 5
"""Bytes of hash in a name: eight characters of base 32."""

BINARY = b"\x01"

_GZIP = 31
"""zlib's window bits for a gzip stream without name and time."""

_LEVEL = 4
"""Of compression: the highest takes six times as long and saves a thirtieth."""

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


def name_of(digest: bytes) -> str:
    """The eight characters that stand for a hash in a file's name."""
    return base64.b32encode(digest).decode("ascii").lower()


def digest_of(*regions: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=NAME_BYTES)
    for region in regions:
        digest.update(region)
    return digest.digest()


def compressed(*regions: bytes, postings: bool = False) -> bytes:
    """The regions, one after the other, as a gzip stream, the same for the same content.

    Each region gets Huffman codes of its own. Postings repeat no sequences worth looking for, runs at most: not looking
    is twice as fast and, with codes by region, a seventh smaller.
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, 9, zlib.Z_RLE if postings else 0)
    parts = [packer.compress(regions[0])]
    for region in regions[1:]:
        parts += (packer.flush(zlib.Z_BLOCK), packer.compress(region))
    return b"".join((*parts, packer.flush()))


class HashedFile(msgspec.Struct, frozen=True):
    """A file that is named by a hash of what it holds; it is compressed when its content is asked for."""

    kind: str
    digest: bytes
    regions: tuple[bytes, ...]
    postings: bool

    @property
    def name(self) -> str:
        """The eight characters of the hash."""
        return name_of(self.digest)

    @property
    def route(self) -> str:
        return f"{FOLDER}{self.kind}{self.name}.bin"

    @property
    def content(self) -> bytes:
        return compressed(*self.regions, postings=self.postings)


def hashed_file(kind: str, *regions: bytes, postings: bool = False) -> HashedFile:
    """The file of a shard: `search/<kind><hash>.bin`; the hash is of the regions.

    A shard that is not JSON begins with one BINARY byte, so that no host and no reader can take it for a gzip stream.
    """
    first = regions[0] if regions[0][:1] in (b"[", b"{") else BINARY + regions[0]
    return HashedFile(kind, digest_of(*regions), (first, *regions[1:]), postings)


def varints(numbers: Numbers) -> tuple[Bytes, Numbers]:
    """LEB128 of many numbers: the bytes, and where each number begins (one more entry than numbers)."""
    long = np.flatnonzero(numbers >= 0x80)
    starts = np.arange(len(numbers) + 1, dtype=np.int64)
    if not len(long):
        return numbers.astype(np.uint8), starts
    sizes = np.ones(len(numbers), dtype=np.int64)
    rest, left = long, numbers[long] >> 7
    while len(rest):
        sizes[rest] += 1
        more = left >= 0x80
        rest, left = rest[more], left[more] >> 7
    np.cumsum(sizes, out=starts[1:])
    written = np.empty(int(starts[-1]), dtype=np.uint8)
    written[starts[:-1]] = numbers & 0x7F
    rest, left, at = long, numbers[long] >> 7, starts[long]
    while len(rest):
        written[at] |= 0x80
        at = at + 1
        written[at] = left & 0x7F
        more = left >= 0x80
        rest, left, at = rest[more], left[more] >> 7, at[more]
    return written, starts


def leb(numbers: Iterable[int]) -> bytes:
    """LEB128 of some numbers."""
    found = numbers if isinstance(numbers, list) else list(numbers)
    if max(found, default=0) < 0x80:
        return bytes(found)
    return varints(np.array(found, dtype=np.int64))[0].tobytes()


def gaps(positions: Numbers, starts: Numbers) -> Numbers:
    """Rising positions of many lists as distances, less one, from the one before; `starts` are the first of lists."""
    result = np.empty_like(positions)
    if len(positions):
        result[0] = positions[0]
        np.subtract(positions[1:], positions[:-1] + 1, out=result[1:])
        result[starts] = positions[starts]
    return result
