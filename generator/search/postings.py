"""Postings of all documents, gathered stem by stem from the chunks, scored and encoded.

Work goes by ranges of stems, so that memory is bounded by the size of a range, not of the directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.search.chunk import FREQUENCY_BITS, MOST, ChunkPostings
from generator.search.documents import Field
from generator.search.encoding import Numbers, gaps, varints
from generator.search.facts import Int32s, numbering
from generator.search.leaders import FEW, leaders_kept, leading
from generator.search.whoosh_engine import idf, impacts, kept_length

RANGE = 300_000
"""Postings that are worked on at once (about 100 bytes each)."""

FIELDS = len(Field)


class StemPostings(msgspec.Struct, frozen=True, gc=False):
    """The encoded postings of one stem: document gaps, impacts (low bytes, high parts), fields as one bit each."""

    documents: int
    gaps: bytes
    lows: bytes
    highs: bytes
    fields: bytes


class _Span(msgspec.Struct, gc=False):
    """The postings of a chunk: of each form its stem and where its postings begin; the numbers of its documents."""

    stem_of: Int32s
    first: Int32s
    documents: NDArray[np.uint16]
    codes: NDArray[np.uint16]
    order: Numbers


class Collection:
    """The postings of all chunks; `add` them all, then `number` their documents.

    Statistics (documents, average lengths) are exact here and rounded where they score.
    """

    def __init__(self) -> None:
        self.documents = 0
        self._chunks: list[_Span] = []
        self._lengths: list[NDArray[np.uint32]] = []
        self._stems: dict[str, str] = {}
        self._numbers: dict[str, int] = numbering()

    def add(self, chunk: ChunkPostings) -> None:
        """Take the words of a chunk."""
        self.documents += len(chunk.facts)
        self._stems.update(zip(chunk.forms, chunk.stems, strict=True))
        first = np.concatenate(([0], np.cumsum(chunk.counts))).astype(np.int32)
        stem_of = np.fromiter(map(self._numbers.__getitem__, chunk.stems), dtype=np.int32)
        self._chunks.append(_Span(stem_of, first, chunk.documents, chunk.codes, np.arange(len(chunk.facts))))
        self._lengths.append(chunk.lengths)

    def number(self, sequence: Numbers, ranks: Int32s) -> None:
        """Give the documents their order; `sequence` are their places, chunk after chunk, `ranks` their level ranks."""
        order = np.empty_like(sequence)
        order[sequence] = np.arange(len(sequence))
        standing = np.empty(len(self._numbers), dtype=np.int32)
        stems = sorted(self._numbers)
        standing[[self._numbers[stem] for stem in stems]] = np.arange(len(stems))
        self._numbers = {stem: number for number, stem in enumerate(stems)}
        begin = 0
        for chunk in self._chunks:
            chunk.stem_of = standing[chunk.stem_of]
            chunk.order, begin = order[begin : begin + len(chunk.order)], begin + len(chunk.order)
        self._bits = len(order).bit_length()
        self._mask = (1 << self._bits) - 1
        self._ranks = ranks
        lengths = np.concatenate([np.zeros(0, dtype=np.uint32), *self._lengths]).reshape(-1, FIELDS)[sequence]
        self.averages = lengths.sum(axis=0, dtype=np.int64) / max(1, self.documents)
        kept, where = np.unique(lengths, return_inverse=True)
        self._kept_lengths = np.array([kept_length(int(length)) for length in kept])[where].ravel()

    def words(self) -> tuple[list[str], list[int]]:
        """All words, sorted, and the numbers of their stems."""
        words = sorted(self._stems)
        return words, [self._numbers[self._stems[word]] for word in words]

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Ranges of stem numbers with about RANGE postings each."""
        totals = np.zeros(len(self._numbers), dtype=np.int64)
        for chunk in self._chunks:
            np.add.at(totals, chunk.stem_of, np.diff(chunk.first))
        parts = np.cumsum(totals) // RANGE
        bounds = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(self._numbers)]
        yield from pairwise(bounds)

    def encoded(self, begin: int, end: int) -> Iterator[tuple[StemPostings, Numbers | None]]:
        """The postings of the stems in a range, in order, each with its leading documents.

        There are none where the documents are so FEW that they need no file.
        """
        keys = self._keys(begin, end)
        codes = keys & MOST
        keys >>= FREQUENCY_BITS
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        frequency = np.add.reduceat(codes, firsts) if len(firsts) else codes
        keys = keys[firsts]
        scores = self._scores(keys, frequency, end - begin)
        pairs = keys >> 3
        firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
        fields = np.bitwise_or.reduceat(np.left_shift(1, keys & 7), firsts).astype(np.uint8)
        scores = np.add.reduceat(scores, firsts)
        stems, documents = pairs[firsts] >> self._bits, pairs[firsts] & self._mask
        starts = np.searchsorted(stems, np.arange(end - begin + 1))
        yield from self._encoded(documents, scores, fields, starts)

    def _keys(self, begin: int, end: int) -> NDArray[np.int64]:
        """Sorted (stem, document, field, frequency) of the range, each in one number."""
        parts = []
        for chunk in self._chunks:
            low, high = np.searchsorted(chunk.stem_of, (begin, end))
            span = slice(chunk.first[low], chunk.first[high])
            stems = np.repeat(chunk.stem_of[low:high].astype(np.int64) - begin, np.diff(chunk.first[low : high + 1]))
            parts.append((((stems << self._bits) | chunk.order[chunk.documents[span]]) << 16) | chunk.codes[span])
        keys = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        keys.sort()
        return keys

    def _scores(self, keys: NDArray[np.int64], frequency: NDArray[np.int64], stems: int) -> NDArray[np.int64]:
        """The impact of each (stem, document, field)."""
        fields = keys & 7
        slots = (keys >> 3 + self._bits) * FIELDS + fields
        containing = np.bincount(slots, minlength=stems * FIELDS)
        idfs = np.zeros(containing.max(initial=0) + 1)
        for count in np.unique(containing).tolist():
            idfs[count] = idf(self.documents, count)
        idfs = idfs[containing[slots]]
        lengths = self._kept_lengths[keys & (self._mask << 3 | 7)]
        return impacts(fields, idfs, frequency, lengths, self.averages)

    def _encoded(
        self, documents: Numbers, scores: Numbers, fields: NDArray[np.uint8], starts: Numbers
    ) -> Iterator[tuple[StemPostings, Numbers | None]]:
        gap_bytes, gap_starts = varints(gaps(documents, starts[:-1]))
        high_bytes, high_starts = varints(scores >> 8)
        all_gaps, all_highs = gap_bytes.tobytes(), high_bytes.tobytes()
        all_lows, all_fields = (scores & 0xFF).astype(np.uint8).tobytes(), fields.tobytes()
        bounds = starts.tolist()
        gap_bounds, high_bounds = gap_starts[starts].tolist(), high_starts[starts].tolist()
        kept = leaders_kept(self.documents)
        for stem in range(len(bounds) - 1):
            low, high = bounds[stem], bounds[stem + 1]
            postings = StemPostings(
                high - low,
                all_gaps[gap_bounds[stem] : gap_bounds[stem + 1]],
                all_lows[low:high],
                all_highs[high_bounds[stem] : high_bounds[stem + 1]],
                all_fields[low:high],
            )
            few = high - low <= FEW
            yield postings, None if few else leading(documents[low:high], scores[low:high], self._ranks, kept)
