"""Comparison without a server: `compare.html` and the small files it reads.

The facts of each listing stand in `data/compare/<first two characters of its key>.json`, an object by key: 1,024 files
at most, so that a comparison loads at most six small ones and a night rewrites only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from generator.audience.publication import Listing
from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import Page, RawFile

COMPARE = "compare.html"
MOST = 6


class CompareEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one listing that a comparison shows, labelled."""

    key: str
    name: str
    route: str


def compare_entry(listing: Listing, card: Card, frame: Frame, labels: Labels) -> CompareEntry:
    """The entry of one listing, made in the chunk that renders it."""
    raise NotImplementedError


def compare_buckets(entries: Iterable[CompareEntry]) -> Iterator[RawFile]:
    """`data/compare/<prefix>.json`, in the order of prefixes."""
    raise NotImplementedError


def compare_page(frame: Frame) -> Page:
    """`compare.html`: an empty page that a script fills from the keys in its address."""
    raise NotImplementedError
