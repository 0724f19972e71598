"""What search knows of a listing: its texts by field, its facet values and its card.

Made from the publication of one audience alone: nothing that audience may not see can be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import IntEnum

import msgspec

from generator.audience.publication import Listing, PartnersListing
from generator.pages.cards import Card
from generator.pages.facets import FacetValue, Labels


class Field(IntEnum):
    """Fields of a search document, in the order of `SearchDocument.texts`; the strongest first."""

    NAME = 0
    FORMER_NAMES = 1
    SOLUTIONS = 2
    EXPERTISE = 3
    PLACES = 4
    TAGLINE = 5
    SERVICES = 6
    TEXT = 7


class SearchPlace(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A city of a listing with its coordinates in degrees, to be typed as "near …"."""

    label: str
    latitude: float
    longitude: float


class DisplayedLevel(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A level as cards show it. `place` is that of its program among the site's; `rank` of `of`, from 1."""

    place: int
    program: str
    label: str
    rank: int
    of: int


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One listing as search knows it. `texts` has one plain text per `Field`; parts are apart by line breaks.

    `levels` are those of the facet "level", in the same order.
    """

    texts: tuple[str, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    card: Card
    levels: tuple[DisplayedLevel, ...] = ()
    places: tuple[SearchPlace, ...] = ()

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def listed_since(self) -> date | None:
        return self.card.listed_since


def document_of(
    listing: Listing, card: Card, labels: Labels, facets: dict[str, tuple[FacetValue, ...]]
) -> SearchDocument:
    """The search document of a listing; pure. `facets` is what `labels.of` gave."""
    solutions = listing.solutions
    teaming = listing.teaming if isinstance(listing, PartnersListing) else None
    cities = dict.fromkeys(filter(None, (location.city for location in listing.locations)))
    regions = dict.fromkeys(filter(None, (location.region for location in listing.locations)))
    texts: dict[Field, Iterable[str | None]] = {
        Field.NAME: (listing.name,),
        Field.FORMER_NAMES: listing.former_names,
        Field.SOLUTIONS: [text for solution in solutions for text in (solution.name, *solution.products)],
        Field.EXPERTISE: (
            *_labels(facets, "technology", "industry", "type"),
            *dict.fromkeys(skill.area for skill in listing.skills),
        ),
        Field.PLACES: (*cities, *regions, *_labels(facets, "country", "language")),
        Field.TAGLINE: (listing.tagline,),
        Field.SERVICES: (*listing.services, *_programs(card), *((*teaming.offers, *teaming.seeks) if teaming else ())),
        Field.TEXT: (plain(listing.description), *_solution_texts(listing)),
    }
    return SearchDocument(
        texts=tuple("\n".join(filter(None, texts[field])) for field in Field),
        facets=facets,
        card=card,
        levels=tuple(_levels(card, labels)),
        places=tuple(_places(listing, labels)),
    )


def _labels(facets: dict[str, tuple[FacetValue, ...]], *names: str) -> Iterator[str]:
    for name in names:
        for value in facets[name]:
            yield value.label


def _programs(card: Card) -> Iterator[str]:
    """Programs and levels in words: "PartnerWorld Premier" finds those that hold it."""
    for level in card.levels:
        yield f"{level.program_title} {level.label or ''}"


def _levels(card: Card, labels: Labels) -> Iterator[DisplayedLevel]:
    programs = list(labels.programs)
    for level in card.levels:
        if level.label is not None:
            place = programs.index(level.program)
            yield DisplayedLevel(place, level.program_title, level.label, level.rank, level.of)


def _solution_texts(listing: Listing) -> Iterator[str | None]:
    for solution in listing.solutions:
        yield solution.summary
        yield plain(solution.description)
        for experience in solution.experiences:
            yield experience.customer
            yield experience.summary


def _places(listing: Listing, labels: Labels) -> Iterator[SearchPlace]:
    for location in listing.locations:
        if location.city and location.latitude is not None and location.longitude is not None:
            country = labels.country(location.country).label
            yield SearchPlace(f"{location.city}, {country}", location.latitude, location.longitude)


_TARGET = re.compile(r"\]\([^)\s]*(?:\s[^)]*)?\)|<?https?://[^\s>)]+>?")


def plain(markdown: str | None) -> str | None:
    """Markdown without link targets and bare addresses; its marks are no letters and need not go."""
    if markdown is None or ("](" not in markdown and "://" not in markdown):
        return markdown
    return _TARGET.sub(" ", markdown)
