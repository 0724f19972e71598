"""Cards by facet value: the counts and sequences behind home and browse pages.

Cards may be many: they are looked at once, and then only those that a page shows. Numbers of cards are kept instead.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generator.pages.cards import Card
from generator.pages.entries import Chosen, Noted
from generator.pages.facets import FACETS, FacetValue, Labels
from generator.pages.frame import CountedLink
from generator.pages.paging import steady_cuts
from generator.pages.texts import folded


class FacetIndex(Noted[Card]):
    """All cards of a site in the order of static pages: highest level first, equals by the hash of their id.

    What is asked once all are noted looks up those alone that it shows.
    """

    def __init__(self, cards: Sequence[Card], labels: Labels) -> None:
        super().__init__(cards)
        self.labels = labels
        self._ranks, self._since = array("b"), array("I")
        self._numbers: dict[str, dict[str, array[int]]] = {facet: {} for facet in FACETS}

    def add(self, card: Card) -> None:
        """Note the next card."""
        number = self._note(card.key)
        self._ranks.append(card.rank)
        self._since.append(card.listed_since.toordinal() if card.listed_since else 0)
        for facet, slugs in card.facets.items():
            by_slug = self._numbers[facet]
            for slug in slugs:
                known = by_slug.get(slug)
                if known is None:
                    by_slug[slug] = array("I", (number,))
                else:
                    known.append(number)

    def newest(self, most: int) -> tuple[Card, ...]:
        """The cards of the listings that came last, latest first; equals by key."""
        since = np.array(self._since, np.int64)
        latest = np.lexsort((np.array(self._lots), -since))[:most]
        return tuple(self._entries[number] for number in latest.tolist() if since[number])

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many cards have each value of each facet, by facet and slug; facets without values are left out."""
        return {
            facet: {slug: len(found) for slug, found in by_slug.items()}
            for facet, by_slug in self._numbers.items()
            if by_slug
        }

    def values(self, facet: str) -> list[FacetValue]:
        """The values that at least one card has, by label."""
        found = (self.labels.value(facet, slug) for slug in self._numbers[facet])
        return sorted(found, key=lambda value: (folded(value.label), value.slug))

    def count(self, value: FacetValue) -> int:
        return len(self._of(value))

    def of(self, value: FacetValue) -> Chosen[Card]:
        """The cards of a value, in order."""
        return Chosen(self._entries, self._ordered(value).tolist())

    def pages_of(self, value: FacetValue, size: int) -> list[Chosen[Card]]:
        """The cards of a value, in order, on pages of about `size` that stay as they are while others change."""
        numbers = self._ordered(value)
        ranks, lots = np.asarray(self._ranks)[numbers], np.asarray(self._lots)[numbers]
        cards = Chosen(self._entries, numbers.tolist())
        return [cards[begin:end] for begin, end in pairwise(steady_cuts(ranks.tolist(), lots.tolist(), size))]

    def _of(self, value: FacetValue) -> Sequence[int]:
        return self._numbers[value.facet].get(value.slug, ())

    def _ordered(self, value: FacetValue) -> NDArray[np.int64]:
        numbers = np.array(self._of(value), np.int64)
        return numbers[np.argsort(self._places[numbers])]

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """The place of each card in the order."""
        return np.argsort(np.lexsort((np.array(self._lots), -np.array(self._ranks, np.int64))))

    def together(self, values: Sequence[FacetValue]) -> int:
        """How many cards have at least one of the values."""
        return len({number for value in values for number in self._of(value)})

    def link(self, value: FacetValue) -> CountedLink:
        return CountedLink(label=value.label, route=value.route, count=self.count(value), slug=value.slug)

    def most(self, facet: str, number: int) -> tuple[CountedLink, ...]:
        """The widest values with the most cards, most first."""
        wide = [self.link(value) for value in self.values(facet) if value.parent is None]
        return tuple(sorted(wide, key=lambda link: -link.count)[:number])

    def regions(self) -> Iterator[tuple[str, str, list[FacetValue]]]:
        """Parts of the world that have cards: label, slug, countries by label; the rest under an empty label."""
        left = {value.slug: value for value in self.values("country")}
        for region in self.labels.regions:
            codes = (self.labels.country(code).slug for code in region.countries)
            here = [left.pop(slug) for slug in codes if slug in left]
            if here:
                yield region.label, region.slug, sorted(here, key=lambda value: (folded(value.label), value.slug))
        if left:
            yield "", "elsewhere", list(left.values())
