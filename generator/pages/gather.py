"""Pages that gather: home, all partners, A–Z, browse indexes and values, catalogue, search, not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from generator.pages.browse import BROWSED, browse_pages, browsed, facet_titles, level_groups
from generator.pages.cards import Card
from generator.pages.facets import FACETS, Labels
from generator.pages.frame import Frame, Link
from generator.pages.home import home_page
from generator.pages.index import FacetIndex
from generator.pages.names import NameRegister, name_pages
from generator.pages.page import Page
from generator.pages.search_frame import not_found_page, search_page
from generator.pages.solution_cards import SolutionCard
from generator.pages.solutions import catalogue_pages


def gathering_pages(
    cards: Sequence[Card],
    solution_cards: Sequence[SolutionCard],
    frame: Frame,
    labels: Labels,
    as_of: date,
) -> Iterator[Page]:
    """Every page made from cards, the home page first: it alone shows `as_of`, which also turns its showcase."""
    index, register = FacetIndex(cards, labels), NameRegister(cards)
    yield front_page(index, register, solution_cards, frame, as_of)
    for group in page_groups(index, register, solution_cards, frame):
        yield from group()


def front_page(
    index: FacetIndex, register: NameRegister, solution_cards: Sequence[SolutionCard], frame: Frame, as_of: date
) -> Page:
    """The home page."""
    return home_page(index, tuple(level_groups(index)), register.letters, solution_cards, frame, as_of)


def page_groups(
    index: FacetIndex, register: NameRegister, solution_cards: Sequence[SolutionCard], frame: Frame
) -> list[Callable[[], Iterator[Page]]]:
    """All pages made from cards but the home page, in groups that can be made apart."""
    titles = facet_titles(frame.words)
    indexes = tuple(Link(label=titles[facet], route=f"{FACETS[facet]}/") for facet in BROWSED if index.values(facet))
    every = Link(label=frame.words.gettext("All partners"), route="partners/")
    return [
        *(partial(browse_pages, facet, index, frame) for facet in browsed(index)),
        partial(name_pages, register, indexes, frame),
        partial(catalogue_pages, solution_cards, frame),
        lambda: iter((search_page(index, frame), not_found_page((every, *indexes), frame))),
    ]
