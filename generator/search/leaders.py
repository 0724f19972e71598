"""Leaders: the cards of the documents that rank first for a word, together in one file.

Ten results of two words lie anywhere in the directory, in ten bundles of cards; but nearly all of them are among those
with the highest impact of one of the two. So a frequent stem has the cards of its leaders beside each other, and a
question needs one request for them instead of ten. Stems with few documents share a file with their neighbours.

A file is a JSON array: first, for each of its stems, where its leaders stand among the cards, rising, as gaps; then the
cards (see `cards.py`). It holds no numbers of documents: a listing that comes or goes moves those of many others, and a
client works out from the postings which documents lead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from generator.search.encoding import HashedFile, Numbers, gaps, hashed_file
from generator.search.facts import Int32s

FEW = 8
"""Documents that need no leaders: their cards are a few requests, and words with so few documents are many."""


def leaders_kept(documents: int) -> int:
    """Leaders of a stem: the larger the directory, the less two words agree on their best."""
    return 96 if documents <= 3_000 else 128 if documents <= 30_000 else 256


def leading(documents: Numbers, scores: Numbers, ranks: Int32s, kept: int) -> Numbers:
    """The documents of a stem that lead, rising: by impact, then level, then number."""
    if len(documents) <= kept:
        return documents
    least = np.partition(scores, -kept)[-kept]
    above, equal = documents[scores > least], documents[scores == least]
    first = np.argsort(-ranks[equal], kind="stable")[: kept - len(above)]
    return np.sort(np.concatenate((above, equal[first])))


class LeaderFiles:
    """Gathers the leaders of stems; `cards` are the packed cards of all documents.

    `places` maps the number of a stem to the hash of the file that has its leaders, once that is yielded, and to where
    the stem stands among those of the file.
    """

    def __init__(self, cards: Sequence[bytes]) -> None:
        self.places: dict[int, tuple[bytes, int]] = {}
        self._cards = cards
        self._room = leaders_kept(len(cards))
        self._held: set[int] = set()
        self._stems: dict[int, Numbers] = {}

    def add(self, stem: int, leaders: Numbers) -> Iterator[HashedFile]:
        """Take the leaders of the next stem; yields the file that has no room for them."""
        if self._held and len(self._held) + len(leaders) > self._room:
            yield self._file()
        self._held.update(leaders.tolist())
        self._stems[stem] = leaders

    def rest(self) -> Iterator[HashedFile]:
        """The last file."""
        if self._stems:
            yield self._file()

    def _file(self) -> HashedFile:
        documents = sorted(self._held)
        numbered = np.array(documents, dtype=np.int64)
        first = np.zeros(1, dtype=np.int64)
        steps = [gaps(np.searchsorted(numbered, its), first).tolist() for its in self._stems.values()]
        content = b"[%b]" % b",".join((msgspec.json.encode(steps), *[self._cards[document] for document in documents]))
        file = hashed_file("l", content)
        self.places |= {stem: (file.digest, place) for place, stem in enumerate(self._stems)}
        self._held, self._stems = set(), {}
        return file
