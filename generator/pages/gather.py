"""Pages that gather: what they ask of all listings, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from generator.pages.solutions import Catalogue, catalogue_pages


class Survey:
    """What gathering pages ask of all cards, noted as they come by, one listing after the other: `cards` and
    `solution_cards` are where they can be looked up, in the same order.
    """

    def __init__(self, cards: Sequence[Card], solution_cards: Sequence[SolutionCard], labels: Labels) -> None:
        self.index = FacetIndex(cards, labels)
        self.register = NameRegister(cards)
        self.catalogue = Catalogue(solution_cards)

    def add(self, card: Card, solution_cards: Iterable[SolutionCard]) -> None:
        """Note the next listing."""
        self.index.add(card)
        self.register.add(card)
        for solution_card in solution_cards:
            self.catalogue.add(solution_card)


def front_page(survey: Survey, frame: Frame, as_of: date) -> Page:
    """The home page. It alone shows the day, which also turns its showcase."""
    index = survey.index
    return home_page(index, tuple(level_groups(index)), survey.register.letters, survey.catalogue, frame, as_of)


def page_groups(survey: Survey, frame: Frame) -> list[Callable[[], Iterator[Page]]]:
    """All pages made from cards but the home page, in groups that can be made apart: A–Z, browse indexes and values,
    catalogue, search, not found.
    """
    index = survey.index
    titles = facet_titles(frame.words)
    indexes = tuple(Link(label=titles[facet], route=f"{FACETS[facet]}/") for facet in BROWSED if index.values(facet))
    every = Link(label=frame.words.gettext("All partners"), route="partners/")
    return [
        *(partial(browse_pages, facet, index, frame) for facet in browsed(index)),
        partial(name_pages, survey.register, indexes, frame),
        partial(catalogue_pages, survey.catalogue, frame),
        lambda: iter((search_page(index, frame), not_found_page((every, *indexes), frame))),
    ]
