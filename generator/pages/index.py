"""Cards by facet value: the counts and sequences behind home and browse pages.

Cards may be many: they are looked at once, and then only those that a page shows. Numbers of cards are kept instead.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from generator.pages.cards import Card
from generator.pages.entries import Chosen
from generator.pages.facets import FACETS, FacetValue, Labels
from generator.pages.frame import CountedLink
from generator.pages.paging import steady_cuts
from generator.pages.routes import lot_of
from generator.pages.texts import folded


class FacetIndex:
    """All cards of a site in the order of static pages: highest level first, equals by the hash of their id."""

    def __init__(self, cards: Sequence[Card], labels: Labels) -> None:
        self.labels = labels
        order: list[tuple[int, int, int]] = []
        numbers: dict[str, dict[str, array[int]]] = {facet: {} for facet in FACETS}
        for number, card in enumerate(cards):
            order.append((-card.rank, lot_of(card.key), number))
            for facet, slugs in card.facets.items():
                by_slug = numbers[facet]
                for slug in slugs:
                    known = by_slug.get(slug)
                    if known is None:
                        by_slug[slug] = array("I", (number,))
                    else:
                        known.append(number)
        order.sort()
        self._cards = cards
        self._ranks = array("b", (rank for rank, _, _ in order))
        self._lots = array("Q", (lot for _, lot, _ in order))
        self._numbers = array("I", (number for _, _, number in order))
        position = array("I", bytes(4 * len(order)))
        for place, (_, _, number) in enumerate(order):
            position[number] = place
        self._positions = {
            facet: {slug: array("I", sorted(position[number] for number in of)) for slug, of in by_slug.items()}
            for facet, by_slug in numbers.items()
        }

    @property
    def cards(self) -> Chosen[Card]:
        """All cards, in order."""
        return Chosen(self._cards, self._numbers)

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many cards have each value of each facet, by facet and slug; facets without values are left out."""
        return {
            facet: {slug: len(found) for slug, found in by_slug.items()}
            for facet, by_slug in self._positions.items()
            if by_slug
        }

    def values(self, facet: str) -> list[FacetValue]:
        """The values that at least one card has, by label."""
        found = (self.labels.value(facet, slug) for slug in self._positions[facet])
        return sorted(found, key=lambda value: (folded(value.label), value.slug))

    def count(self, value: FacetValue) -> int:
        return len(self._places(value))

    def of(self, value: FacetValue) -> Chosen[Card]:
        """The cards of a value, in order."""
        return Chosen(self._cards, map(self._numbers.__getitem__, self._places(value)))

    def pages_of(self, value: FacetValue, size: int) -> list[Chosen[Card]]:
        """The cards of a value, in order, on pages of about `size` that stay as they are while others change."""
        places, cards = self._places(value), self.of(value)
        ranks = [self._ranks[place] for place in places]
        cuts = steady_cuts(ranks, [self._lots[place] for place in places], size)
        return [cards[begin:end] for begin, end in pairwise(cuts)]

    def _places(self, value: FacetValue) -> Sequence[int]:
        return self._positions[value.facet].get(value.slug, ())

    def together(self, values: Sequence[FacetValue]) -> int:
        """How many cards have at least one of the values."""
        return len({place for value in values for place in self._places(value)})

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
