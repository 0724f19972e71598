"""Badges: `badges/<key>/<program>.svg` says program, level and since when, for a partner's own web site."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audience.publication import Listing
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import RawFile


def badge_files(listing: Listing, frame: Frame, labels: Labels) -> Iterator[RawFile]:
    """One badge for every program in which the listing shows a level."""
    raise NotImplementedError


def neutral_badge(key: str, program: str, frame: Frame) -> RawFile:
    """The badge at the address of one that is gone: it names the directory, no partner, no program, no level."""
    raise NotImplementedError


def badge_snippet(listing: Listing, program: str, frame: Frame, labels: Labels) -> str:
    """The HTML a partner copies into its web site: the badge, linked to the listing."""
    raise NotImplementedError
