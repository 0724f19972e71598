"""The home page: what the directory holds, the search box, three ways in, showcased solutions, newest partners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from generator.pages.browse import BrowseGroup
from generator.pages.cards import Card
from generator.pages.frame import Context, CountedLink, Frame, Head
from generator.pages.index import FacetIndex
from generator.pages.page import Page
from generator.pages.solution_cards import SolutionCard
from generator.pages.solutions import Catalogue
from generator.pages.structured import website

LISTED = 8
"""Values of a facet shown at the home page."""
FEATURED = 3
NEWEST = 6


class HomeContext(Context, frozen=True, kw_only=True):
    """Everything `pages/home.html` shows. `as_of` is written out, `as_of_iso` the same day for machines.

    `places` are the countries with most partners, `regions` the parts of the world; `levels` has a group for
    each program, with marks; `letters` are those under which names stand.
    """

    partners: int
    countries: int
    solutions: int
    industries: tuple[CountedLink, ...]
    technologies: tuple[CountedLink, ...]
    places: tuple[CountedLink, ...]
    regions: tuple[CountedLink, ...]
    levels: tuple[BrowseGroup, ...]
    letters: tuple[CountedLink, ...]
    featured: tuple[SolutionCard, ...]
    newest: tuple[Card, ...]
    as_of: str
    as_of_iso: str


def home_page(
    index: FacetIndex,
    levels: tuple[BrowseGroup, ...],
    letters: tuple[CountedLink, ...],
    catalogue: Catalogue,
    frame: Frame,
    as_of: date,
) -> Page:
    """The home page. The date chooses which showcased solutions are featured: each has its turn."""
    countries = index.values("country")
    regions = [
        CountedLink(
            label=label or frame.words.gettext("Elsewhere"),
            route=f"countries/#{slug}",
            count=index.together(values),
            slug=slug,
        )
        for label, slug, values in index.regions()
    ]
    return Page(
        route="",
        template="pages/home.html",
        context=HomeContext(
            head=Head(
                title=frame.site_name,
                description=frame.description,
                route="",
                structured=(website(frame),),
            ),
            partners=index.total,
            countries=len(countries),
            solutions=catalogue.total,
            industries=index.most("industry", LISTED),
            technologies=index.most("technology", LISTED),
            places=index.most("country", LISTED),
            regions=tuple(sorted(regions, key=lambda link: -link.count)),
            levels=levels,
            letters=letters,
            featured=featured(catalogue.showcased, as_of),
            newest=index.newest(NEWEST),
            as_of=frame.words.date(as_of),
            as_of_iso=as_of.isoformat(),
        ),
    )


def featured(showcased: Sequence[SolutionCard], as_of: date) -> tuple[SolutionCard, ...]:
    """The showcased solutions whose turn it is: the ring of them by key moves on by three each day."""
    ring = len(showcased)
    start = as_of.toordinal() * FEATURED
    return tuple(showcased[(start + place) % ring] for place in range(min(FEATURED, ring)))
