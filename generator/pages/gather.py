"""Pages that gather: home, all partners, A–Z, browse indexes and values, catalogue, search, not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.pages.browse import BROWSED, browse_pages, facet_titles, level_groups
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
    """Every page made from cards. `as_of` is shown on the home page only, where it also turns the showcase."""
    index = FacetIndex(cards, labels)
    titles = facet_titles(frame.words)
    indexes = tuple(Link(label=titles[facet], route=f"{FACETS[facet]}/") for facet in BROWSED if index.values(facet))
    register = NameRegister(cards)
    yield home_page(index, tuple(level_groups(index)), register.letters, solution_cards, frame, as_of)
    yield from name_pages(register, indexes, frame)
    yield from browse_pages(index, frame)
    yield from catalogue_pages(solution_cards, frame)
    yield search_page(index, frame)
    yield not_found_page((Link(label=frame.words.gettext("All partners"), route="partners/"), *indexes), frame)
