"""Postings of all documents, gathered stem by stem from the chunks, scored and encoded.

Work goes by ranges of stems, so that memory is bounded by the size of a range, not of the directory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.search.chunk import FREQUENCY_BITS, MOST, ChunkPostings
from generator.search.documents import Field
from generator.search.encoding import Numbers, gaps, varints
from generator.search.leaders import FEW, leaders_kept, leading
from generator.search.whoosh_engine import idf, impacts, kept_length

RANGE = 2_000_000
"""Postings that are worked on at once (about 100 bytes each)."""

FIELDS = len(Field)


class StemPostings(msgspec.Struct, frozen=True, gc=False):
    """The encoded postings of one stem: document gaps, impacts (low bytes, high parts), fields as one bit each.

    `leaders` are its leading documents; none where there are so FEW that they need no file.
    """

    documents: int
    gaps: bytes
    lows: bytes
    highs: bytes
    fields: bytes
    leaders: Numbers | None


class Collection:
    """All chunks with their documents numbered; `order` is the number of each document, chunk after chunk, `ranks` the
    level rank of each by number.

    `numbers` are those of all stems, in their order. Statistics (documents, average lengths) are exact here and rounded
    where they score.
    """

    def __init__(self, chunks: Sequence[ChunkPostings], order: Numbers, ranks: Numbers) -> None:
        self.documents = len(order)
        self._bits = len(order).bit_length()
        self._mask = (1 << self._bits) - 1
        self._ranks = ranks
        stems = sorted(set().union(*(chunk.stems for chunk in chunks)))
        self.numbers = {stem: number for number, stem in enumerate(stems)}
        self._chunks = chunks
        number = self.numbers.__getitem__
        self._stem_of = [np.fromiter(map(number, chunk.stems), dtype=np.int64) for chunk in chunks]
        self._first = [np.concatenate(([0], np.cumsum(chunk.counts, dtype=np.int64))) for chunk in chunks]
        sizes = [len(chunk.facts) for chunk in chunks]
        self._order = np.split(order, np.cumsum(sizes)[:-1]) if sizes else []
        lengths = np.zeros((self.documents, FIELDS), dtype=np.int64)
        for chunk, numbered in zip(chunks, self._order, strict=True):
            lengths[numbered] = chunk.lengths
        self.averages = lengths.sum(axis=0) / max(1, self.documents)
        kept, where = np.unique(lengths, return_inverse=True)
        self._lengths = np.array([kept_length(int(length)) for length in kept])[where].ravel()

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Ranges of stem numbers with about RANGE postings each."""
        totals = np.zeros(len(self.numbers), dtype=np.int64)
        for chunk, stem_of in zip(self._chunks, self._stem_of, strict=True):
            np.add.at(totals, stem_of, chunk.counts)
        parts = np.cumsum(totals) // RANGE
        bounds = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(self.numbers)]
        yield from pairwise(bounds)

    def encoded(self, begin: int, end: int) -> Iterator[StemPostings]:
        """The postings of the stems in a range, in order."""
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
        for chunk, stem_of, first, order in zip(self._chunks, self._stem_of, self._first, self._order, strict=True):
            low, high = np.searchsorted(stem_of, (begin, end))
            span = slice(first[low], first[high])
            stems = np.repeat(stem_of[low:high] - begin, chunk.counts[low:high])
            parts.append((((stems << self._bits) | order[chunk.documents[span]]) << 16) | chunk.codes[span])
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
        lengths = self._lengths[keys & (self._mask << 3 | 7)]
        return impacts(fields, idfs, frequency, lengths, self.averages)

    def _encoded(
        self, documents: Numbers, scores: Numbers, fields: NDArray[np.uint8], starts: Numbers
    ) -> Iterator[StemPostings]:
        gap_bytes, gap_starts = varints(gaps(documents, starts[:-1]))
        high_bytes, high_starts = varints(scores >> 8)
        all_gaps, all_highs = gap_bytes.tobytes(), high_bytes.tobytes()
        all_lows, all_fields = (scores & 0xFF).astype(np.uint8).tobytes(), fields.tobytes()
        bounds = starts.tolist()
        gap_bounds, high_bounds = gap_starts[starts].tolist(), high_starts[starts].tolist()
        kept = leaders_kept(self.documents)
        for stem in range(len(bounds) - 1):
            low, high = bounds[stem], bounds[stem + 1]
            yield StemPostings(
                high - low,
                all_gaps[gap_bounds[stem] : gap_bounds[stem + 1]],
                all_lows[low:high],
                all_highs[high_bounds[stem] : high_bounds[stem + 1]],
                all_fields[low:high],
                leading(documents[low:high], scores[low:high], self._ranks, kept) if high - low > FEW else None,
            )
