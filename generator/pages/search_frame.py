"""The frame of the search page, which a script fills, and the page for addresses that do not exist."""

from __future__ import annotations

import msgspec

from generator.pages.browse import facet_titles
from generator.pages.facets import FACETS
from generator.pages.frame import Context, CountedLink, Frame, Head, Link
from generator.pages.index import FacetIndex
from generator.pages.page import Page

SEARCH = "search/"
NOT_FOUND = "404.html"
SHOWN = 12
"""Values of a facet that the search page offers before its script has run."""


class SearchGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A facet of the search page. `param` is its key in the query; `values` the first values as links to browse
    pages, which work without a script; `more` is how many there are besides.
    """

    param: str
    title: str
    route: str
    values: tuple[CountedLink, ...]
    more: int


class SearchContext(Context, frozen=True, kw_only=True):
    """Everything `pages/search.html` shows before its script takes over."""

    total: int
    groups: tuple[SearchGroup, ...]


class NotFoundContext(Context, frozen=True, kw_only=True):
    """Everything `pages/not_found.html` shows: ways on from an address that does not exist."""

    ways: tuple[Link, ...]


def search_page(index: FacetIndex, frame: Frame) -> Page:
    """`search/`: the form, the facets with their browse pages, and the places that the search client fills."""
    words = frame.words
    titles = facet_titles(words) | {"program": words.gettext("Programs")}
    groups = []
    for facet, folder in FACETS.items():
        links = sorted(map(index.link, index.values(facet)), key=lambda link: -link.count)
        if links:
            groups.append(
                SearchGroup(
                    param=facet,
                    title=titles[facet],
                    route=f"{folder}/",
                    values=tuple(links[:SHOWN]),
                    more=len(links) - len(links[:SHOWN]),
                )
            )
    return Page(
        route=SEARCH,
        template="pages/search.html",
        context=SearchContext(
            head=Head(
                title=words.gettext("Search"),
                description=words.gettext("Find a partner by name, place, industry, technology or level."),
                route=SEARCH,
                section=SEARCH,
                scripts=("search/page.js",),
            ),
            total=index.total,
            groups=tuple(groups),
        ),
    )


def not_found_page(ways: tuple[Link, ...], frame: Frame) -> Page:
    """`404.html`; its links start at the host, since hosts serve it at any depth."""
    words = frame.words
    return Page(
        route=NOT_FOUND,
        template="pages/not_found.html",
        context=NotFoundContext(
            head=Head(
                title=words.gettext("Page not found"),
                description=words.gettext("There is no page at this address."),
                route=NOT_FOUND,
                indexed=False,
            ),
            ways=ways,
        ),
    )
