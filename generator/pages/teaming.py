"""Teaming, on the partners' site only: who offers and seeks what, by technology, industry and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from generator.audience.publication import PartnersListing
from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page


class TeamingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What one partner offers and seeks, and where; texts as the partner wrote them."""

    card: Card
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    regions: tuple[str, ...]


def teaming_entry(listing: PartnersListing, card: Card) -> TeamingEntry | None:
    """The entry of a listing; None where it states no teaming interest."""
    raise NotImplementedError


def teaming_pages(entries: Sequence[TeamingEntry], frame: Frame, labels: Labels) -> Iterator[Page]:
    """`teaming/` and its further pages. Call it for the partners' site only."""
    raise NotImplementedError
