"""A site in shares: files that are neighbours by name, read together by one process, and the marks of what they say.

Shares do not depend on how many processes there are, so neither does what is found. Night after night they begin at
the same names, and the marks of each are kept: a value that became private is searched in the shares that may hold it.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from generator.pages.manifest import MANIFEST
from generator.release.marks import Numbers

_FILES = 1024
_MOST_GROWN = 2
"""Times as many marks as its files had when all were looked at: then too many are of what is said no more."""


class Share(msgspec.Struct, frozen=True, array_like=True):
    """The files from the name `first` up to that of the next share. Its marks: how many, from which one on in the file
    of marks, with which sum, and how many they were (`fresh`) when all of its files were looked at.
    """

    first: str
    begin: int
    count: int
    fresh: int
    sum: bytes


def shares_of(files: Sequence[str], known: Sequence[Share] = ()) -> list[tuple[str, Sequence[str]]]:
    """Sorted files in shares, each with the name that it begins at; those of `known` where there are any.

    The manifest, which names all other files, is the last share.
    """
    others = [file for file in files if file != MANIFEST]
    firsts = [share.first for share in known[:-1]] or ["", *others[_FILES::_FILES]]
    bounds = [bisect_left(others, first) for first in firsts] + [len(others)]
    cut = [others[begin:end] for begin, end in pairwise(bounds)]
    return [*zip(firsts, cut, strict=True), (MANIFEST, [file for file in files if file == MANIFEST])]


def marks_of_share(place: Path, share: Share) -> Numbers | None:
    """The marks of a share, from the file at `place`; None where they are torn, or where they have grown too many."""
    if share.count > _MOST_GROWN * share.fresh:
        return None
    try:
        with place.open("rb") as stream:
            content = os.pread(stream.fileno(), 4 * share.count, 4 * share.begin)
    except OSError:
        return None
    return np.frombuffer(content, np.uint32) if _sum(content) == share.sum else None


def marks_beside(record: Path, *, waiting: bool = False) -> Path:
    """The file of marks that belongs to a record; `waiting`: until its release stands."""
    return record.with_name(f"{record.name}-marks{'.new' if waiting else ''}")


class Saying:
    """Writes to `place` the marks of one share after the other; `shares` tells where they stand."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.shares: list[Share] = []
        self._end = 0
        self._stream = place.open("wb")

    def add(self, first: str, marks: bytes, fresh: int | None) -> None:
        """`fresh` as in `Share`; None: all of its files were looked at now."""
        count = len(marks) // 4
        self._stream.write(marks)
        self.shares.append(Share(first, self._end, count, count if fresh is None else fresh, _sum(marks)))
        self._end += count

    def close(self) -> None:
        self._stream.close()


def _sum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
