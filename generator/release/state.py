"""What one publication leaves for the guards of the next: numbers that no site shows, kept beside the releases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

VERSION = 1

FacetCounts = Mapping[str, Mapping[str, int]]
"""Facet → value → how many listings have it."""


class NightState(msgspec.Struct, frozen=True, kw_only=True):
    """One night in numbers.

    `tables`: rows of every export table; `facets` and `descriptions` by audience, the latter by key: characters of
    the published description; `problems`: warnings and rows left out; `export_age`: days between the newest export and
    the day of the site; `carried`: assets, by audience, that the release kept of the one before for open pages.
    """

    version: int = VERSION
    as_of: date
    tables: dict[str, int]
    facets: dict[str, FacetCounts]
    descriptions: dict[str, dict[str, int]]
    problems: int
    export_age: int
    carried: dict[str, tuple[str, ...]] = {}


def state_file(state: NightState) -> bytes:
    return msgspec.json.encode(state, order="deterministic") + b"\n"


def read_state(content: bytes) -> NightState | None:
    """The state that a release left; None where there is none, or one of another version or torn."""
    try:
        state = msgspec.json.decode(content, type=NightState)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return state if state.version == VERSION else None
