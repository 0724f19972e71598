"""What the leak scan looks for: the words of private values as marks, and where a text may have them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from generator.release.marks import Lookup, Marks, Numbers, marks_of, missing

LEAST = 8
"""Characters of the shortest value that is searched for: shorter ones stand in any text by chance."""

_MOST_WORDS = 8
"""Words of a value that are compared: of a text its beginning, so that an excerpt is found too."""

_AT_ONCE = 20_000
_RARITY = np.uint32(10)

_KEPT = bytes(code if code >= 0x80 or chr(code).isalnum() else 0x20 for code in range(256))


class Rows(NamedTuple):
    """The words of all values that can be searched for, one value after the other.

    `kept`: which of the values those are; `begins`: where the words of each begin in `words`, `after`: where they are
    over; both are marks, those in `pairs` of the word at the same place and the next one: at the last place of a
    value, of nothing that it says.
    """

    kept: Numbers
    begins: Numbers
    after: Numbers
    words: Numbers
    pairs: Numbers

    def possible_in(self, said: Numbers) -> Numbers:
        """Which of the values may stand where this was said (marks, sorted); the others do not."""
        if not self.kept.size:
            return self.kept
        absent = missing(said, self.pairs)
        absent[self.after - 1] = False
        absent |= missing(said, self.words)
        return self.kept[~np.logical_or.reduceat(absent, self.begins)]


def rows_of(values: Iterable[str]) -> Rows:
    none = np.zeros(0, np.uint32)
    words, pairs = [none], [none]
    lengths, kept = array("B"), array("I")
    coming = enumerate(values)
    while some := list(islice(coming, _AT_ONCE)):
        spoken = [(number, said) for number, value in some if (said := words_of(value))]
        kept.extend(number for number, _ in spoken)
        lengths.extend(len(said) for _, said in spoken)
        marks = marks_of(b" ".join(chain.from_iterable(said for _, said in spoken)))
        words.append(marks.words)
        pairs.append(np.append(marks.pairs, np.uint32(0)) if spoken else none)
    after = np.cumsum(np.array(lengths, np.int32), dtype=np.int32)
    return Rows(
        np.array(kept, np.uint32),
        after - np.array(lengths, np.int32),
        after,
        np.concatenate(words),
        np.concatenate(pairs),
    )


class Sought(NamedTuple):
    """How many words each value has, how many of them stand `before` those that are looked for, and the sum of their
    marks; and the searches: for the only word of a value, and for two neighbouring words of a longer one.
    """

    sizes: Numbers
    before: Numbers
    sums: Numbers
    single: Lookup
    paired: Lookup

    def hits(self, marks: Marks) -> list[tuple[int, int]]:
        """Where values may begin in a text, in order, and which: where the marks of as many words as a value has give
        its sum.
        """
        both = self.single.hits(marks.words), self.paired.hits(marks.pairs)
        places, numbers = map(np.concatenate, zip(*both, strict=True))
        if not places.size:
            return []
        begin = places - self.before[numbers]
        after = begin + self.sizes[numbers]
        fits = (begin >= 0) & (after <= marks.words.size)
        begin, after, numbers = begin[fits], after[fits], numbers[fits]
        sums = np.concatenate((np.zeros(1, np.uint32), np.cumsum(marks.words, dtype=np.uint32)))
        same = sums[after] - sums[begin] == self.sums[numbers]
        return sorted(zip(begin[same].tolist(), numbers[same].tolist(), strict=True))


def sought_of(rows: Rows) -> Sought:
    """Of a value of several words the two that are the rarest among all values are looked for."""
    kind = rows.pairs >> _RARITY
    cost = np.bincount(kind)[kind] if kind.size else kind.astype(np.int64)
    cost <<= 32
    cost |= np.arange(len(kind))
    cost[rows.after - 1] = np.iinfo(np.int64).max
    rarest = rows.begins.copy()
    longer = rows.after - rows.begins > 1
    if longer.any():
        rarest[longer] = np.minimum.reduceat(cost, rows.begins)[longer] & 0xFFFFFFFF
    number = np.arange(len(rows.kept), dtype=np.uint32)
    return Sought(
        (rows.after - rows.begins).astype(np.uint8),
        (rarest - rows.begins).astype(np.uint8),
        np.add.reduceat(rows.words, rows.begins, dtype=np.uint32) if number.size else rows.words,
        Lookup(rows.words[rarest[~longer]], number[~longer]),
        Lookup(rows.pairs[rarest[longer]], number[longer]),
    )


def words_of(value: str) -> list[bytes]:
    """The words of a value that are searched for; none where it is too short to be."""
    return only_words(fold(value)).split()[:_MOST_WORDS] if len(value) >= LEAST else []


def fold(text: str) -> str:
    """A text whatever its case, and whichever its spaces."""
    return text.casefold().replace("\u00a0", " ").replace("\u202f", " ")


def only_words(folded: str) -> bytes:
    """A case-folded text with nothing but spaces between its words."""
    return folded.encode("utf-8", "replace").translate(_KEPT)
