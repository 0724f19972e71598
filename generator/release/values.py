"""Millions of texts in little room: one after the other in UTF-8, read one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np

from generator.release.marks import Numbers

_AT_ONCE = 10_000


class Values(Sequence[str]):
    """Texts that stand in `content`, each from where it starts, so many bytes long."""

    def __init__(self, content: bytes, starts: Numbers, sizes: Numbers) -> None:
        self._content = content
        self._starts, self._sizes = starts, sizes

    @classmethod
    def of(cls, texts: Iterable[str]) -> Values:
        return cls.joined([encoded(text) for text in texts])

    @classmethod
    def joined(cls, texts: Sequence[bytes]) -> Values:
        sizes = np.fromiter(map(len, texts), np.uint32, len(texts))
        return cls(b"".join(texts), np.cumsum(sizes, dtype=np.int64) - sizes, sizes)

    def chosen(self, numbers: Numbers | slice) -> Values:
        """Those of them with these numbers."""
        return Values(self._content, self._starts[numbers], self._sizes[numbers])

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[str]:
        for at in range(0, len(self), _AT_ONCE):
            some = slice(at, at + _AT_ONCE)
            for start, size in zip(self._starts[some].tolist(), self._sizes[some].tolist(), strict=True):
                yield self._content[start : start + size].decode()

    @overload
    def __getitem__(self, number: int) -> str: ...

    @overload
    def __getitem__(self, number: slice) -> Values: ...

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return self.chosen(number)
        start = int(self._starts[number])
        return self._content[start : start + int(self._sizes[number])].decode()


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def hash_of(text: str) -> int:
    """A hash of 64 bits: two of three million texts have the same one in less than one night of three million."""
    return int.from_bytes(hashlib.blake2b(encoded(text), digest_size=8).digest(), "little")
