"""Cards by facet value: the counts and sequences behind home and browse pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.pages.cards import Card
from generator.pages.facets import FACETS, FacetValue, Labels
from generator.pages.frame import CountedLink
from generator.pages.texts import folded


class FacetIndex:
    """All cards of a site in the order of static pages: highest level first, equals by the hash of their id."""

    def __init__(self, cards: Sequence[Card], labels: Labels) -> None:
        self.labels = labels
        self.cards = sorted(cards, key=lambda card: (-card.rank, card.key))
        self._positions: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
        for position, card in enumerate(self.cards):
            for facet, slugs in card.facets.items():
                by_slug = self._positions[facet]
                for slug in slugs:
                    by_slug.setdefault(slug, []).append(position)

    def values(self, facet: str) -> list[FacetValue]:
        """The values that at least one card has, by label."""
        found = (self.labels.value(facet, slug) for slug in self._positions[facet])
        return sorted(found, key=lambda value: (folded(value.label), value.slug))

    def count(self, value: FacetValue) -> int:
        return len(self._positions[value.facet].get(value.slug, ()))

    def of(self, value: FacetValue) -> list[Card]:
        """The cards of a value, in order."""
        return [self.cards[position] for position in self._positions[value.facet].get(value.slug, ())]

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
