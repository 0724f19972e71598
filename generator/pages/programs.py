"""Program pages: `programs/` and `programs/<program>.html`, from the rules themselves; what a level means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page


def program_pages(cards: Sequence[Card], frame: Frame, labels: Labels) -> Iterator[Page]:
    """The index of programs and one page for each, with its participants by level where the program lists them."""
    raise NotImplementedError
