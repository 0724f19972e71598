"""Search in a built index, as the browser does it: one algorithm, two readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """One result."""

    id: str
    name: str
    slug: str
    score: int


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `build.py search`. `facets` maps facet → slug → number of results that choosing it would leave
    in its group; `corrected` is the query that was answered when a word was mended, `dropped` the words left out.
    """

    query: str
    total: int
    results: tuple[SearchHit, ...]
    facets: dict[str, dict[str, int]]
    corrected: str | None = None
    dropped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's fields; `corrected` and `dropped` only where there are some."""
        answer: dict[str, Any] = msgspec.to_builtins(self)
        return {key: value for key, value in answer.items() if value or key not in ("corrected", "dropped")}


def search(
    folder: Path,
    query: str,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "relevance",
    page: int = 1,
) -> SearchResult:
    """Search the site in `folder` (the one that holds `search/manifest.json`); ten results a page.

    `filters` maps facet → slugs. Raises UsageError for an unknown facet, value or sort, InputOutputError when there is
    no index.
    """
    raise NotImplementedError
