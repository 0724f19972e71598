"""Marks: a number of 32 bits for every word of a text, and for every two words beside each other, all made at once.

Equal words have equal marks; different ones have the same mark by chance, once in four thousand million. So a mark
never says that something stands in a text, only that it may, or that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]

_STEP = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SECOND = np.uint64(0xA24BAED4963EE407)
_HALF = np.uint64(32)
_SPACE = 0x20
_MOST = 1 << 20
_LIKELY_BITS = 22
_NOT_LIKELY = np.uint32(32 - _LIKELY_BITS)


class Marks(NamedTuple):
    """The marks of a text: one for each word, and one for each word but the last, with the word after it."""

    words: Numbers
    pairs: Numbers


def marks_of(text: bytes) -> Marks:
    """The marks of a text that is lower-cased and has spaces between its words, and nothing else."""
    words = np.concatenate([_sums(part) for part in _parts(text)])
    return Marks(_mixed(words), _mixed(words[:-1] * _SECOND + words[1:]))


def _parts(text: bytes) -> Iterator[bytes]:
    """The text in parts of a bearable size, cut between words."""
    begin = 0
    while begin < len(text) or not begin:
        end = text.find(b" ", begin + _MOST) + 1 or len(text)
        yield text[begin:end]
        begin = end or 1


def _sums(text: bytes) -> Numbers:
    """A number of 64 bits for each word."""
    letters = np.frombuffer(text, np.uint8)
    edges = np.flatnonzero(np.diff(letters != _SPACE, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    up, down = _powers(len(text).bit_length())
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(letters * up[: len(text)], out=sums[1:])
    found: Numbers = (sums[ends] - sums[starts]) * down[starts]
    return found


@cache
def _powers(bits: int) -> tuple[Numbers, Numbers]:
    """The powers of a number, and of that by which it is undone, as many as there are positions in a text."""
    up = np.cumprod(np.full(1 << bits, _STEP, np.uint64))
    down = np.cumprod(np.full(1 << bits, pow(_STEP, -1, 1 << 64), np.uint64))
    return up, down


def _mixed(sums: Numbers) -> Numbers:
    mixed = (sums ^ (sums >> _HALF)) * _MIX
    return np.asarray(mixed >> _HALF).astype(np.uint32)


class Lookup:
    """Which of some marks stand in a text, and where. `numbers`: what each of them is called."""

    def __init__(self, marks: Numbers, numbers: Numbers) -> None:
        order = np.argsort(marks, kind="stable")
        self._marks, self._numbers = marks[order], numbers[order]
        self._likely = np.zeros(1 << _LIKELY_BITS, np.bool_)
        self._likely[self._marks >> _NOT_LIKELY] = True

    def hits(self, text: Numbers) -> tuple[Numbers, Numbers]:
        """The places of the text's marks that are among ours, and for each the number of the mark."""
        places = np.flatnonzero(self._likely[text >> _NOT_LIKELY])
        first, after = (np.searchsorted(self._marks, text[places], side) for side in ("left", "right"))
        times = after - first
        ours = np.repeat(after - np.cumsum(times), times) + np.arange(times.sum())
        return np.repeat(places, times), self._numbers[ours]


class Said:
    """Takes up which marks some texts have, beside those they had `before` (sorted)."""

    def __init__(self, before: Numbers | None = None) -> None:
        self._some = [np.zeros(0, np.uint32) if before is None else before]

    def add(self, marks: Marks) -> None:
        self._some.append(_distinct(np.concatenate(marks)))

    def marks(self) -> Numbers:
        """All of them, sorted, each once."""
        return _distinct(np.concatenate(self._some))


def _distinct(numbers: Numbers) -> Numbers:
    """Sorted, each once: for numbers that repeat, a third of the time of `np.unique`."""
    numbers.sort()
    first = np.ones(numbers.shape, np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def missing(among: Numbers, some: Numbers) -> Numbers:
    """For each of some numbers whether it is not `among` others, which are sorted."""
    if not among.size:
        return np.ones(some.shape, np.bool_)
    found: Numbers = among[np.minimum(np.searchsorted(among, some), among.size - 1)] != some
    return found
