"""Pages of solutions: one for each, the catalogue, the showcase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.audience.publication import Listing
from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page
from generator.pages.solution_cards import SolutionCard


def solution_pages(listing: Listing, card: Card, frame: Frame, labels: Labels) -> Iterator[Page]:
    """One page for every published solution of a listing."""
    raise NotImplementedError


def catalogue_pages(cards: Sequence[SolutionCard], frame: Frame) -> Iterator[Page]:
    """`solutions/` with its further pages, by name, and `showcase/`."""
    raise NotImplementedError
