"""What the index keeps of documents besides their words, in columns: a hundred thousand records would fill the memory.

Facet values and cities are numbers here; `values` and `cities` say what they stand for.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.pages.facets import FACETS, FacetValue
from generator.search.cards import card_start
from generator.search.documents import DisplayedLevel, SearchDocument
from generator.search.folding import fold, words_of

Value = TypeVar("Value")
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


def numbering() -> defaultdict[str, int]:
    """Numbers words as they are met."""
    return defaultdict(count().__next__)


class Lists(msgspec.Struct, frozen=True, array_like=True):
    """A list of numbers for each document: how many it has, and all numbers, one list after the other."""

    counts: Int32s
    numbers: Int32s

    @property
    def starts(self) -> Int64s:
        """Where each list begins."""
        return np.cumsum(self.counts, dtype=np.int64) - self.counts

    def firsts(self) -> Int32s:
        """The first number of each list, −1 for none."""
        found = np.full(len(self.counts), -1, dtype=np.int32)
        some = self.counts > 0
        found[some] = self.numbers[self.starts[some]]
        return found

    def at_most(self, limits: Int32s) -> Lists:
        """The beginning of each list, up to a limit of its own."""
        counts = np.minimum(self.counts, limits)
        return Lists(counts, self.numbers[_spans(self.starts, counts)])

    def of(self, places: Int64s) -> Lists:
        """The lists of some documents, in this order."""
        return Lists(self.counts[places], self.numbers[self.where(places)])

    def where(self, places: Int64s) -> Int64s:
        """Where the numbers of some documents stand, in this order."""
        return _spans(self.starts[places], self.counts[places])

    def separate(self) -> list[list[int]]:
        """Each list by itself."""
        numbers, ends = self.numbers.tolist(), np.cumsum(self.counts).tolist()
        return [numbers[end - count : end] for count, end in zip(self.counts.tolist(), ends, strict=True)]


class Facts(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """One entry for each document in every column.

    `names` are folded; `first_words` and `sums` find the exact name: its first word and the CRC-32 of all of them.
    `cards` are the beginnings of packed cards (see `cards.py`), `technologies` how many their rest shows; `listed`
    counts days from year 1 (0: unknown). `facets` are numbers in `values`, in the order of FACETS, `places` those in
    `cities`, and `degrees` latitude and longitude of each of these, one after the other; `points` holds both of each
    point in hundredths of a degree.
    """

    ids: list[str]
    keys: list[str]
    names: list[str]
    first_words: list[str]
    sums: NDArray[np.uint32]
    ranks: Int32s
    listed: Int32s
    cards: list[bytes]
    technologies: Int32s
    facets: list[Lists]
    points: Lists
    places: Lists
    degrees: NDArray[np.float64]
    values: list[list[FacetValue]]
    cities: list[str]
    levels: dict[str, DisplayedLevel]

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, places: Int64s) -> Facts:
        """The facts of some documents, in this order."""
        wanted = places.tolist()
        return Facts(
            ids=[self.ids[place] for place in wanted],
            keys=[self.keys[place] for place in wanted],
            names=[self.names[place] for place in wanted],
            first_words=[self.first_words[place] for place in wanted],
            sums=self.sums[places],
            ranks=self.ranks[places],
            listed=self.listed[places],
            cards=[self.cards[place] for place in wanted],
            technologies=self.technologies[places],
            facets=[lists.of(places) for lists in self.facets],
            points=self.points.of(places),
            places=self.places.of(places),
            degrees=self.degrees.reshape(-1, 2)[self.places.where(places)].ravel(),
            values=self.values,
            cities=self.cities,
            levels=self.levels,
        )

    def facet(self, name: str) -> tuple[Lists, list[FacetValue]]:
        """The values of a facet: their numbers by document, and what these stand for."""
        place = list(FACETS).index(name)
        return self.facets[place], self.values[place]


def facts_of(documents: Sequence[SearchDocument]) -> Facts:
    """The facts of some documents, in their order."""
    cards = [document.card for document in documents]
    words = [words_of(card.name) for card in cards]
    facets = [_numbered([document.facets[facet] for document in documents], attrgetter("slug")) for facet in FACETS]
    places, cities = _numbered([[place.label for place in document.places] for document in documents], str)
    degrees = [(place.latitude, place.longitude) for document in documents for place in document.places]
    points = np.array([point for card in cards for point in card.points], dtype=np.float64).ravel()
    return Facts(
        ids=[card.id for card in cards],
        keys=[card.key for card in cards],
        names=[fold(card.name) for card in cards],
        first_words=[its[0] if its else "" for its in words],
        sums=np.array([name_sum(its) for its in words], dtype=np.uint32),
        ranks=_numbers(card.rank for card in cards),
        listed=_numbers(card.listed_since.toordinal() if card.listed_since else 0 for card in cards),
        cards=list(map(card_start, documents)),
        technologies=_numbers(len(set(card.technologies)) for card in cards),
        facets=[lists for lists, _ in facets],
        points=Lists(_numbers(2 * len(card.points) for card in cards), np.rint(points * 100).astype(np.int32)),
        places=places,
        degrees=np.array(degrees, dtype=np.float64).ravel(),
        values=[values for _, values in facets],
        cities=cities,
        levels={
            value.slug: level
            for document in documents
            for value, level in zip(document.facets["level"], document.levels, strict=True)
        },
    )


def joined(parts: Sequence[Facts]) -> Facts:
    """The facts of several chunks as one, with one numbering of values and places."""
    facets = [
        _renumbered([part.facets[place] for part in parts], [part.values[place] for part in parts], attrgetter("slug"))
        for place in range(len(FACETS))
    ]
    places, cities = _renumbered([part.places for part in parts], [part.cities for part in parts], str)
    points = Lists(_together(part.points.counts for part in parts), _together(part.points.numbers for part in parts))
    return Facts(
        ids=[one for part in parts for one in part.ids],
        keys=[key for part in parts for key in part.keys],
        names=[name for part in parts for name in part.names],
        first_words=[word for part in parts for word in part.first_words],
        sums=_together((part.sums for part in parts), np.uint32),
        ranks=_together(part.ranks for part in parts),
        listed=_together(part.listed for part in parts),
        cards=[card for part in parts for card in part.cards],
        technologies=_together(part.technologies for part in parts),
        facets=[lists for lists, _ in facets],
        points=points,
        places=places,
        degrees=_together((part.degrees for part in parts), np.float64),
        values=[values for _, values in facets],
        cities=cities,
        levels={slug: level for part in parts for slug, level in part.levels.items()},
    )


def name_sum(words: Iterable[str]) -> int:
    """The number under which an exact name is found: the CRC-32 of its words, sorted."""
    return zlib.crc32(" ".join(sorted(words)).encode("utf-8"))


def _spans(starts: Int64s, counts: Int32s) -> Int64s:
    """All numbers from each start on, as many as its count."""
    shifts = np.repeat(starts - (np.cumsum(counts, dtype=np.int64) - counts), counts)
    return shifts + np.arange(len(shifts))


def _numbers(found: Iterable[int]) -> Int32s:
    return np.fromiter(found, dtype=np.int32)


def _numbered(lists: Sequence[Sequence[Value]], key: Callable[[Value], str]) -> tuple[Lists, list[Value]]:
    """Lists of values as lists of numbers, and what these stand for; values of one key are the same."""
    found = list(chain.from_iterable(lists))
    keys = list(map(key, found))
    number = numbering()
    numbers = _numbers(map(number.__getitem__, keys))
    first = dict(zip(reversed(keys), reversed(found), strict=True))
    return Lists(_numbers(map(len, lists)), numbers), [first[one] for one in number]


def _renumbered(
    parts: Sequence[Lists], values: Sequence[Sequence[Value]], key: Callable[[Value], str]
) -> tuple[Lists, list[Value]]:
    """The lists of several chunks, each with its own values, as one."""
    common, found = _numbered(values, key)
    ends = np.cumsum(common.counts).tolist()
    numbers = [
        common.numbers[end - len(own) : end][part.numbers] for part, own, end in zip(parts, values, ends, strict=True)
    ]
    return Lists(_together(part.counts for part in parts), _together(numbers)), found


def _together(arrays: Iterable[NDArray[Any]], kind: type[np.generic] = np.int32) -> NDArray[Any]:
    """Arrays of one kind, one after the other; there may be none."""
    return np.concatenate([np.zeros(0, dtype=kind), *arrays])
