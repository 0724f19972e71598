"""Which documents a query's words match, and how strongly: the algorithm of the browser, step by step.

All words must match. A word matches the documents of its stem; the last word, while it is being typed, and any that
nobody has, those of the words it begins. A word that begins none is mended, or dropped; then, as long as no document
has all words, the word with the fewest documents is dropped. An exact name comes first. The browser's twin is
`templates/assets/search/matching.js`.
"""

from __future__ import annotations

from itertools import product

import msgspec

from generator.search.folding import fold, is_unspaced, words_of
from generator.search.shards import Index, Stem
from generator.search.typos import distance, edits_allowed, letters_kept

EXPANSIONS = 32
"""Words that the beginning of a word, or a mistyped one, may stand for."""

EXPANSION_POSTINGS = 20_000
"""Documents of all these words together, beyond the first: more would be slow to load and tell nothing."""

SHORTEST_PREFIX = 3
"""Letters from which on the last word also finds words that it begins."""

EXACT_NAME = 1_000_000
"""What an exact name adds to the score: more than any words can."""

BEGUN_NAME = 500_000
"""What a name adds that the query begins with."""

FEW_LEFT = 32
"""Results among which one or two letters that are being typed leave none out: they may begin a word."""


class Reading(msgspec.Struct):
    """A word of the query as it was understood: the words it stands for, and the impact on each document it matches.

    `best` is for each document the place in `meant` of the word that matched best; `begun` says that the word is too
    short to stand for those it begins.
    """

    word: str
    meant: list[str]
    mended: bool
    impacts: dict[int, int]
    best: dict[int, int]
    begun: bool


class Matches(msgspec.Struct):
    """Documents and scores; the words as they were read, and those that were dropped."""

    scores: dict[int, int]
    readings: list[Reading]
    dropped: list[str]


def match(index: Index, query: str) -> Matches:
    """All documents that match, before filters."""
    spoken = words_of(query)
    typing = bool(spoken) and fold(query).endswith(spoken[-1])
    words = [word for word in dict.fromkeys(spoken) if word not in index.stops]
    readings, dropped = [], []
    for word in words:
        reading = _read(index, word, typing and word == spoken[-1])
        if reading is None:
            continue
        if reading.impacts:
            readings.append(reading)
        else:
            dropped.append(word)
    scores = _all_of(index, readings, anything=not readings and not dropped)
    for begun in [reading for reading in readings if reading.begun and len(readings) > 1]:
        others = _all_of(index, [reading for reading in readings if reading is not begun], anything=False)
        if len(others) <= FEW_LEFT:
            scores = {document: score + begun.impacts.get(document, 0) for document, score in others.items()}
    while readings and not scores:
        rarest = min(reversed(readings), key=lambda reading: len(reading.impacts))
        readings.remove(rarest)
        dropped.append(rarest.word)
        scores = _all_of(index, readings, anything=False)
    if not scores:
        dropped = []
    for document in _exact(index, spoken, readings):
        scores[document] = scores.get(document, 0) + EXACT_NAME
    for document in {document for end in range(1, len(spoken)) for document in index.named(spoken[:end])}:
        if document in scores:
            scores[document] += BEGUN_NAME
    return Matches(scores, readings, [word for word in words if word in dropped])


def _read(index: Index, word: str, typing: bool) -> Reading | None:
    """What a word stands for; None for a word that is only begun."""
    begins = len(word) >= SHORTEST_PREFIX or is_unspaced(word)
    stem = None if typing and begins else index.stem(word)
    found = [(word, stem)] if stem is not None else index.beginning_with(word) if begins else []
    mended = bool(found) and stem is None and not typing
    if typing and not begins and not found:
        return None
    if not found and edits_allowed(len(word)):
        meant = ((word, index.stem(word)) for word in corrections(index, word))
        found = [(word, stem) for word, stem in meant if stem is not None]
        mended = bool(found)
    taken = _taken(word, found)
    impacts: dict[int, int] = {}
    best: dict[int, int] = {}
    for place, (_, stem) in enumerate(taken):
        postings = index.postings(stem)
        for document, impact in zip(postings.documents, postings.impacts, strict=True):
            if impact > impacts.get(document, 0):
                impacts[document] = impact
                best[document] = place
    return Reading(word, [form for form, _ in taken], mended, impacts, best, typing and not begins)


def _taken(word: str, found: list[tuple[str, Stem]]) -> list[tuple[str, Stem]]:
    """The words to look for: the one typed, then the most frequent, as far as they are few documents."""
    taken: list[tuple[str, Stem]] = []
    room = EXPANSION_POSTINGS
    for form, stem in sorted(found, key=lambda pair: (pair[0] != word, -pair[1].documents, pair[0])):
        if len(taken) == EXPANSIONS:
            break
        if taken:
            if stem.documents > room:
                continue
            room -= stem.documents
        taken.append((form, stem))
    return taken


def corrections(index: Index, word: str) -> list[str]:
    """The words nearest to a mistyped one, the most frequent first."""
    edits, kept = edits_allowed(len(word)), letters_kept(len(word))
    near = dict(index.typo_keys(f">{word[:kept]}")) | dict(index.typo_keys(f"<{word[::-1][:kept]}"))
    found: dict[str, tuple[int, int, str]] = {}
    for key, documents in near.items():
        form = key[1:] if key[0] == ">" else key[:0:-1]
        apart = distance(word, form, edits)
        if apart <= edits:
            found[form] = (apart, -documents, form)
    nearest = min((apart for apart, _, _ in found.values()), default=0)
    ordered = sorted(rank for rank in found.values() if rank[0] == nearest)
    return [form for _, _, form in ordered[:EXPANSIONS]]


def _all_of(index: Index, readings: list[Reading], *, anything: bool) -> dict[int, int]:
    """The documents that match all words, with the sum of impacts; all documents where there are no words."""
    if anything:
        return dict.fromkeys(range(index.documents), 0)
    if not readings:
        return {}
    first, *others = sorted(readings, key=lambda reading: len(reading.impacts))
    return {
        document: impact + sum(other.impacts[document] for other in others)
        for document, impact in first.impacts.items()
        if all(document in other.impacts for other in others)
    }


def _exact(index: Index, spoken: list[str], readings: list[Reading]) -> list[int]:
    """The documents whose name is the whole query, as typed or as mended."""
    mended = {reading.word: reading.meant for reading in readings if reading.mended}
    found: dict[int, None] = {}
    for number, words in enumerate(product(*(mended.get(word, [word]) for word in spoken))):
        if number == EXPANSIONS:
            break
        found |= dict.fromkeys(index.named(words))
    return list(found)
