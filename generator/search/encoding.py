"""How shards are written: whole numbers in few bytes, gzip, names that hold a hash of the content.

Numbers are LEB128: seven bits a byte, lowest first, the top bit on all bytes but the last.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from generator.pages.page import RawFile

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


def hashed_file(kind: str, *regions: bytes, postings: bool = False) -> RawFile:
    """The file of a shard: `search/<kind><hash>.bin`, compressed; the hash is of the content.

    A shard that is not JSON begins with one BINARY byte, so that no host and no reader can take it for a gzip stream.
    """
    name = name_of(digest_of(*regions))
    first = regions[0] if regions[0][:1] in (b"[", b"{") else BINARY + regions[0]
    return RawFile(route=f"{FOLDER}{kind}{name}.bin", content=compressed(first, *regions[1:], postings=postings))


def hash_in(file: RawFile) -> str:
    """The eight characters of a hashed file's name."""
    return file.route[-12:-4]


def varints(numbers: Numbers) -> tuple[Bytes, Numbers]:
    """LEB128 of many numbers: the bytes, and where each number begins (one more entry than numbers)."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    for bits in range(7, 63, 7):
        longer = numbers >= 1 << bits
        if not longer.any():
            break
        sizes += longer
    starts = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    written = np.empty(int(starts[-1]), dtype=np.uint8)
    for place in range(int(sizes.max(initial=0))):
        has = sizes > place
        more = np.where(sizes[has] > place + 1, 0x80, 0)
        written[starts[:-1][has] + place] = ((numbers[has] >> 7 * place) & 0x7F) | more
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
