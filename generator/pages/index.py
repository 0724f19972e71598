"""Cards by facet value: the counts and sequences behind home and browse pages.

Cards may be many: they are looked at once, and then only those that a page shows. Numbers of cards are kept instead.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

from generator.pages.cards import Card
from generator.pages.facets import FACETS, FacetValue, Labels
from generator.pages.frame import CountedLink
from generator.pages.texts import folded

Entry = TypeVar("Entry")


class Chosen(Sequence[Entry]):
    """Some of many entries, by their numbers: an entry is looked up when it is asked for."""

    def __init__(self, entries: Sequence[Entry], numbers: Iterable[int]) -> None:
        self._entries = entries
        self._numbers = array("I", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(place, slice):
            return [self._entries[number] for number in self._numbers[place]]
        return self._entries[self._numbers[place]]

    def ordered(self, key: Callable[[Entry], tuple[str, ...]]) -> Chosen[Entry]:
        """The same in another order; equals stay in theirs."""
        keys = list(map(key, self))
        return Chosen(self._entries, [self._numbers[place] for place in sorted(range(len(keys)), key=keys.__getitem__)])


class FacetIndex:
    """All cards of a site in the order of static pages: highest level first, equals by the hash of their id."""

    def __init__(self, cards: Sequence[Card], labels: Labels) -> None:
        self.labels = labels
        order: list[tuple[int, str, int]] = []
        numbers: dict[str, dict[str, array[int]]] = {facet: {} for facet in FACETS}
        for number, card in enumerate(cards):
            order.append((-card.rank, card.key, number))
            for facet, slugs in card.facets.items():
                by_slug = numbers[facet]
                for slug in slugs:
                    known = by_slug.get(slug)
                    if known is None:
                        by_slug[slug] = array("I", (number,))
                    else:
                        known.append(number)
        order.sort()
        self.cards: Sequence[Card] = Chosen(cards, (number for _, _, number in order))
        position = array("I", bytes(4 * len(order)))
        for place, (_, _, number) in enumerate(order):
            position[number] = place
        self._positions = {
            facet: {slug: array("I", sorted(position[number] for number in of)) for slug, of in by_slug.items()}
            for facet, by_slug in numbers.items()
        }

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
        return len(self._positions[value.facet].get(value.slug, ()))

    def of(self, value: FacetValue) -> Chosen[Card]:
        """The cards of a value, in order."""
        return Chosen(self.cards, self._positions[value.facet].get(value.slug, ()))

    def together(self, values: Sequence[FacetValue]) -> int:
        """How many cards have at least one of the values."""
        return len({position for value in values for position in self._positions[value.facet].get(value.slug, ())})

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
