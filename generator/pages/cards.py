"""Cards: the short entry of a listing, all that gathering pages, feeds, data files and search results need."""

from __future__ import annotations

from datetime import date

import msgspec

from generator.audience.publication import Listing, PublishedLevel
from generator.pages.facets import FacetValue, Labels
from generator.pages.routes import key_of, listing_route, slug_of

CARD_TECHNOLOGIES = 4
CARD = "partials/card.html"
"""The template of a card."""


class CardLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A level as shown on a card: its mark has `rank` of `of` bars, counted from the lowest level; 0 is no level."""

    program: str
    program_title: str
    level: str | None
    label: str | None
    rank: int
    of: int
    since: date | None


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The short entry of one listing. `route` and `logo` are relative to the site's root.

    `facets` maps facet → slugs (wider values included); `points` are (latitude, longitude) of the locations that have
    coordinates; `place` is "City, Country" of the headquarters or first location; `cities` are (country slug, region,
    city) of the first location in each country, for the headings of country pages.
    """

    id: str
    key: str
    name: str
    slug: str
    route: str
    place: str
    tagline: str | None
    logo: str
    levels: tuple[CardLevel, ...]
    technologies: tuple[str, ...]
    facets: dict[str, tuple[str, ...]]
    points: tuple[tuple[float, float], ...]
    listed_since: date | None
    solutions: int
    cities: tuple[tuple[str, str, str], ...] = ()

    @property
    def rank(self) -> int:
        """The highest level mark of the card, for sorting by level."""
        return max((level.rank for level in self.levels), default=0)


def card_of(listing: Listing, labels: Labels, logo: str, facets: dict[str, tuple[FacetValue, ...]]) -> Card:
    """The card of a listing; `logo` is the route of its logo or monogram, `facets` what `labels.of` gave."""
    first = listing.locations[0]
    country = labels.country(first.country).label
    return Card(
        id=listing.id,
        key=key_of(listing.id),
        name=listing.name,
        slug=slug_of(listing.id, listing.name),
        route=listing_route(listing.id, listing.name),
        place=f"{first.city}, {country}" if first.city else country,
        tagline=listing.tagline,
        logo=logo,
        levels=tuple(card_level(level, labels) for level in listing.levels),
        technologies=labels.names("technology", listing.technologies[:CARD_TECHNOLOGIES]),
        facets={facet: tuple(value.slug for value in values) for facet, values in facets.items()},
        points=tuple(
            (location.latitude, location.longitude)
            for location in listing.locations
            if location.latitude is not None and location.longitude is not None
        ),
        listed_since=listing.listed_since,
        solutions=len(listing.solutions),
        cities=tuple(
            (labels.country(code).slug, location.region or "", location.city or "")
            for code, location in {location.country: location for location in reversed(listing.locations)}.items()
        ),
    )


def card_level(published: PublishedLevel, labels: Labels) -> CardLevel:
    program, shown = labels.programs[published.program], (published.program, published.level or "")
    return CardLevel(
        program=program.id,
        program_title=program.title,
        level=published.level,
        label=None if published.level is None else labels.levels[shown].label,
        rank=0 if published.level is None else labels.ranks[shown],
        of=len(program.levels),
        since=published.since,
    )
