"""One chunk of search documents, analysed: what workers return for the whole index."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.pages.facets import FACETS, FacetValue
from generator.search.cards import packed_card
from generator.search.documents import Field, SearchDocument
from generator.search.folding import words_of
from generator.search.whoosh_engine import LONGEST_WORD, stemmer_of, stop_words_of

FREQUENCY_BITS = 13
"""A posting is one number: field above, frequency (at most 8,191) in the lower bits."""

MOST = (1 << FREQUENCY_BITS) - 1


class DocumentFacts(msgspec.Struct, frozen=True, array_like=True):
    """What the index keeps of a document besides its words.

    `card` is the packed card (see `cards.py`); `facets` are numbers of facet values, in the order of FACETS;
    `name_word` and `name_sum` find the exact name: its first word and the CRC-32 of all its words, with spaces
    between; `listed` counts days from year 1 (0: unknown).
    """

    id: str
    key: str
    name: str
    rank: int
    listed: int
    name_word: str
    name_sum: int
    card: bytes
    facets: tuple[tuple[int, ...], ...]
    points: tuple[tuple[float, float], ...]
    places: tuple[tuple[str, float, float], ...]


class ChunkPostings(msgspec.Struct, kw_only=True):
    """The analysed documents of a chunk: compact, picklable, in any order. At most 65,535 documents.

    `forms` are the distinct words, sorted by stem and form, `stems` their stems. Posting arrays run in that order,
    with `counts` postings for each form: `documents` are positions in `facts`, `codes` are field and frequency.
    `lengths` has the words of each field by document. `values` are the facet values that `facts.facets` number.

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
        )


class _Numbers(dict[str, int]):
    """Numbers words as they are met."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@lru_cache(maxsize=4)
def _stemmer(language: str) -> tuple[frozenset[str], Callable[[str], str]]:
    return stop_words_of(language), lru_cache(maxsize=100_000)(stemmer_of(language))


def analyse(documents: Sequence[SearchDocument], language: str) -> ChunkPostings:
    """Analyse a chunk (pure; in any process); `language` is the site's, which decides stemming and stop words."""
    number = _Numbers()
    numbered = number.__getitem__
    tokens, per_text = array("I"), array("I")
    for document in documents:
        for text in document.texts:
            words = words_of(text) if text else ()
            tokens.extend(map(numbered, words))
            per_text.append(len(words))

    stops, stem = _stemmer(language)
    spelled = [word if word not in stops else None for word in number]
    order = sorted((stem(word[:LONGEST_WORD]), word[:LONGEST_WORD], n) for n, word in enumerate(spelled) if word)
    place = np.full(len(number) or 1, -1, dtype=np.int64)
    forms, stems = _distinct(order, place)

    slots = np.repeat(np.arange(len(per_text)), np.frombuffer(per_text, dtype=np.uint32))
    form_of = place[np.frombuffer(tokens, dtype=np.uint32)]
    kept = form_of >= 0
    slots, form_of = slots[kept], form_of[kept]
    postings, frequency = np.unique(form_of * max(1, len(per_text)) + slots, return_counts=True)
    form_of, slots = np.divmod(postings, max(1, len(per_text)))
    documents_of, fields = np.divmod(slots, len(Field))
    values = _Values()
    lengths = np.bincount(slots, weights=frequency, minlength=len(per_text))
    return ChunkPostings(
        facts=tuple(_facts(document, values) for document in documents),
        forms=forms,
        stems=stems,
        counts=np.bincount(form_of, minlength=len(forms)).astype(np.uint32),
        documents=documents_of.astype(np.uint16),
        codes=((fields << FREQUENCY_BITS) | np.minimum(frequency, MOST)).astype(np.uint16),
        lengths=lengths.astype(np.uint32).reshape(len(documents), len(Field)),
        values=values.lists,
    )


def _distinct(order: list[tuple[str, str, int]], place: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """Forms and stems in order, and the position of each numbered word among them (cut words may coincide)."""
    forms: list[str] = []
    stems: list[str] = []
    for stem, form, n in order:
        if not forms or forms[-1] != form:
            forms.append(form)
            stems.append(stem)
        place[n] = len(forms) - 1
    return forms, stems


class _Values:
    """Numbers the facet values of a chunk, facet by facet."""

    def __init__(self) -> None:
        self.lists: dict[str, list[FacetValue]] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def numbers(self, facet: str, values: tuple[FacetValue, ...]) -> tuple[int, ...]:
        known = self.lists.setdefault(facet, [])
        numbers = []
        for value in values:
            number = self._numbers.get((facet, value.slug))
            if number is None:
                number = self._numbers[facet, value.slug] = len(known)
                known.append(value)
            numbers.append(number)
        return tuple(numbers)


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
        card=packed_card(document),
        facets=tuple(values.numbers(facet, document.facets[facet]) for facet in FACETS),
        points=card.points,
        places=tuple((place.label, place.latitude, place.longitude) for place in document.places),
    )


def name_sum(words: Sequence[str]) -> int:
    """The number under which an exact name is found: the CRC-32 of its words."""
    return zlib.crc32(" ".join(words).encode("utf-8"))
