"""Leaders: the cards of the documents that rank first for a word, together in one file.

Ten results of two words lie anywhere in the directory, in ten bundles of cards; but nearly all of them are among those
with the highest impact of one of the two. So a frequent stem has the cards of its leaders beside each other, and a
question needs one request for them instead of ten. Stems with few documents share a file with their neighbours.

A file is a JSON array: first the numbers of its documents as gaps, then their cards (see `cards.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from generator.search.encoding import HashedFile, Numbers, gaps, hashed_file

FEW = 8
"""Documents that need no leaders: their cards are a few requests, and words with so few documents are many."""


def leaders_kept(documents: int) -> int:
    """Leaders of a stem: the larger the directory, the less two words agree on their best."""
    return 96 if documents <= 3_000 else 128 if documents <= 30_000 else 256


def leading(documents: Numbers, scores: Numbers, ranks: Numbers, kept: int) -> Numbers:
    """The documents of a stem that lead, rising: by impact, then level, then number."""
    if len(documents) <= kept:
        return documents
    least = np.partition(scores, -kept)[-kept]
    above, equal = documents[scores > least], documents[scores == least]
    first = np.argsort(-ranks[equal], kind="stable")[: kept - len(above)]
    return np.sort(np.concatenate((above, equal[first])))


class LeaderFiles:
    """Gathers the leaders of stems; `cards` are the packed cards of all documents.

    `names` maps the number of a stem to the hash of the file that has its leaders, once that is yielded.
    """

    def __init__(self, cards: Sequence[bytes]) -> None:
        self.names: dict[int, bytes] = {}
        self._cards = cards
        self._room = leaders_kept(len(cards))
        self._held: set[int] = set()
        self._stems: list[int] = []

    def add(self, stem: int, leaders: Numbers) -> Iterator[HashedFile]:
        """Take the leaders of the next stem; yields the file that has no room for them."""
        added = leaders.tolist()
        if self._held and len(self._held) + len(added) > self._room:
            yield self._file()
        self._held.update(added)
        self._stems.append(stem)

    def rest(self) -> Iterator[HashedFile]:
        """The last file."""
        if self._stems:
            yield self._file()

    def _file(self) -> HashedFile:
        documents = sorted(self._held)
        steps = gaps(np.array(documents, dtype=np.int64), np.zeros(1, dtype=np.int64)).tolist()
        content = b"[%b]" % b",".join((msgspec.json.encode(steps), *[self._cards[document] for document in documents]))
        file = hashed_file("l", content)
        self.names |= dict.fromkeys(self._stems, file.digest)
        self._held, self._stems = set(), []
        return file
