"""The page of one listing."""

from __future__ import annotations

from generator.audience.publication import Listing
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page


def listing_page(listing: Listing, frame: Frame, labels: Labels, logo: str) -> Page:
    """The page of a listing; `logo` is the route of its logo or monogram (the one its card has)."""
    raise NotImplementedError
