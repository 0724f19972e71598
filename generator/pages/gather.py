"""Pages that gather: home, all partners, A–Z, browse indexes and values, catalogue, search, not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page
from generator.pages.solution_cards import SolutionCard


def gathering_pages(
    cards: Sequence[Card],
    solution_cards: Sequence[SolutionCard],
    frame: Frame,
    labels: Labels,
    as_of: date,
) -> Iterator[Page]:
    """Every page made from cards. `as_of` is shown on the home page only, where it also turns the showcase."""
    raise NotImplementedError
