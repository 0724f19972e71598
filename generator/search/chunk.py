"""One chunk of search documents, analysed: what workers return for the whole index."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.pages.facets import FACETS, FacetValue
from generator.search.cards import card_start
from generator.search.documents import DisplayedLevel, Field, SearchDocument, SearchPlace
from generator.search.folding import MARK, words_of, words_of_all
from generator.search.whoosh_engine import LONGEST_WORD, Stemmer, stop_words_of

FREQUENCY_BITS = 13
"""A posting is one number: field above, frequency (at most 8,191) in the lower bits."""

MOST = (1 << FREQUENCY_BITS) - 1


class DocumentFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the index keeps of a document besides its words.

    `card` is the beginning of the packed card (see `cards.py`), `technologies` how many its rest shows; `facets` are
    numbers of facet values, in the order of FACETS;
    `name_word` and `name_sum` find the exact name: its first word and the CRC-32 of all of them; `listed` counts days
    from year 1 (0: unknown).
    """

    id: str
    key: str
    name: str
    rank: int
    listed: int
    name_word: str
    name_sum: int
    card: bytes
    technologies: int
    facets: tuple[tuple[int, ...], ...]
    points: tuple[tuple[float, float], ...]
    places: tuple[SearchPlace, ...]


class ChunkPostings(msgspec.Struct, kw_only=True):
    """The analysed documents of a chunk: compact, picklable, in any order. At most 65,535 documents.

    `forms` are the distinct words, sorted by stem and form, `stems` their stems. Posting arrays run in that order,
    with `counts` postings for each form: `documents` are positions in `facts`, `codes` are field and frequency.
    `lengths` has the words of each field by document. `values` are the facet values that `facts.facets` number, and
    `levels` the levels by their slugs.

    An unchanged document need not be analysed again: `keep` what is left of an old chunk and hand it to
    `write_index` beside the chunk of the changed documents.
    """

    facts: tuple[DocumentFacts, ...]
    forms: list[str]
    stems: list[str]
    counts: NDArray[np.uint32]
    documents: NDArray[np.uint16]
    codes: NDArray[np.uint16]
    lengths: NDArray[np.uint32]
    values: dict[str, list[FacetValue]]
    levels: dict[str, DisplayedLevel]

    @property
    def ids(self) -> tuple[str, ...]:
        """The partner ids of the documents."""
        return tuple(facts.id for facts in self.facts)

    def keep(self, ids: Iterable[str]) -> ChunkPostings:
        """The same without the documents whose ids are not in `ids`."""
        wanted = frozenset(ids)
        stays = np.fromiter((facts.id in wanted for facts in self.facts), dtype=bool, count=len(self.facts))
        moved = (np.cumsum(stays) - 1).astype(np.uint16)
        mask = stays[self.documents]
        form_of = np.repeat(np.arange(len(self.forms)), self.counts)
        counts = np.bincount(form_of[mask], minlength=len(self.forms))
        used = np.flatnonzero(counts)
        return ChunkPostings(
            facts=tuple(facts for facts in self.facts if facts.id in wanted),
            forms=[self.forms[i] for i in used],
            stems=[self.stems[i] for i in used],
            counts=counts[used].astype(np.uint32),
            documents=moved[self.documents[mask]],
            codes=self.codes[mask],
            lengths=self.lengths[stays],
            values=self.values,
            levels=self.levels,
        )


def merged(parts: Sequence[ChunkPostings]) -> ChunkPostings:
    """Several chunks as one."""
    pairs = sorted({pair for part in parts for pair in zip(part.stems, part.forms, strict=True)})
    numbers = {pair: number for number, pair in enumerate(pairs)}
    values = _Values()
    facts: list[DocumentFacts] = []
    form_of, documents = [], []
    for part in parts:
        places = np.array([numbers[pair] for pair in zip(part.stems, part.forms, strict=True)], dtype=np.int64)
        form_of.append(np.repeat(places, part.counts))
        documents.append(part.documents.astype(np.int64) + len(facts))
        for one in part.facts:
            facets = tuple(
                values.numbers(facet, tuple(part.values[facet][number] for number in one.facets[place]))
                for place, facet in enumerate(FACETS)
            )
            facts.append(msgspec.structs.replace(one, facets=facets))
    forms, places, codes = np.concatenate(form_of), np.concatenate(documents), np.concatenate([p.codes for p in parts])
    order = np.lexsort((codes, places, forms))
    return ChunkPostings(
        facts=tuple(facts),
        forms=[form for _, form in pairs],
        stems=[stem for stem, _ in pairs],
        counts=np.bincount(forms, minlength=len(pairs)).astype(np.uint32),
        documents=places[order].astype(np.uint16),
        codes=codes[order],
        lengths=np.concatenate([part.lengths for part in parts]),
        values=values.lists,
        levels={slug: level for part in parts for slug, level in part.levels.items()},
    )


class _Numbers(dict[str, int]):
    """Numbers words as they are met."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Stems(dict[str, str]):
    """Stems by word, "" for what is not indexed; keeps what it has worked out, up to a million words."""

    def __init__(self, language: str) -> None:
        super().__init__({MARK: ""} | dict.fromkeys(stop_words_of(language), ""))
        self._stem = Stemmer(language)

    def __missing__(self, word: str) -> str:
        stem = self._stem(word) if len(word) <= LONGEST_WORD else ""
        if len(self) < 1_000_000:
            self[word] = stem
        return stem


_stems = lru_cache(maxsize=4)(_Stems)


def analyse(documents: Sequence[SearchDocument], language: str) -> ChunkPostings:
    """Analyse a chunk (pure; in any process); `language` is the site's, which decides stemming and stop words."""
    number = _Numbers({MARK: 0})
    numbered = number.__getitem__
    tokens = array("I")
    for document in documents:
        tokens.extend(map(numbered, words_of_all(document.texts)))
    stems_by_word = _stems(language)
    order = sorted(
        (stem, word, n)
        for n, (word, stem) in enumerate(zip(number, map(stems_by_word.__getitem__, number), strict=True))
        if stem
    )
    forms = [word for _, word, _ in order]
    place = np.full(len(number), -1, dtype=np.int64)
    place[[n for _, _, n in order]] = np.arange(len(order))

    texts = len(documents) * len(Field)
    numbers = np.frombuffer(tokens, dtype=np.uint32)
    form_of = place[numbers]
    kept = form_of >= 0
    slots, form_of = np.cumsum(numbers == 0)[kept], form_of[kept]
    postings, frequency = np.unique(form_of * texts + slots, return_counts=True)
    form_of, slots = np.divmod(postings, max(1, texts))
    documents_of, fields = np.divmod(slots, len(Field))
    values = _Values()
    lengths = np.bincount(slots, weights=frequency, minlength=texts)
    return ChunkPostings(
        facts=tuple(_facts(document, values) for document in documents),
        forms=forms,
        stems=[stem for stem, _, _ in order],
        counts=np.bincount(form_of, minlength=len(forms)).astype(np.uint32),
        documents=documents_of.astype(np.uint16),
        codes=((fields << FREQUENCY_BITS) | np.minimum(frequency, MOST)).astype(np.uint16),
        lengths=lengths.astype(np.uint32).reshape(len(documents), len(Field)),
        values=values.lists,
        levels={
            value.slug: level
            for document in documents
            for value, level in zip(document.facets["level"], document.levels, strict=True)
        },
    )


class _Values:
    """Numbers the facet values of a chunk, facet by facet."""

    def __init__(self) -> None:
        self.lists: dict[str, list[FacetValue]] = {facet: [] for facet in FACETS}
        self._numbers: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}

    def numbers(self, facet: str, values: tuple[FacetValue, ...]) -> tuple[int, ...]:
        numbers = self._numbers[facet]
        try:
            return tuple([numbers[value.slug] for value in values])
        except KeyError:
            for value in values:
                if value.slug not in numbers:
                    numbers[value.slug] = len(numbers)
                    self.lists[facet].append(value)
            return tuple([numbers[value.slug] for value in values])


def _facts(document: SearchDocument, values: _Values) -> DocumentFacts:
    card = document.card
    name = words_of(card.name)
    return DocumentFacts(
        id=card.id,
        key=card.key,
        name=card.name,
        rank=card.rank,
        listed=card.listed_since.toordinal() if card.listed_since else 0,
        name_word=name[0] if name else "",
        name_sum=name_sum(name),
        card=card_start(document),
        technologies=len(set(card.technologies)),
        facets=tuple([values.numbers(facet, document.facets[facet]) for facet in FACETS]),
        points=card.points,
        places=document.places,
    )


def name_sum(words: Iterable[str]) -> int:
    """The number under which an exact name is found: the CRC-32 of its words, sorted."""
    return zlib.crc32(" ".join(sorted(words)).encode("utf-8"))
