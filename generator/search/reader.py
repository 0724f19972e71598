"""Search in a built index, as the browser does it: one algorithm, two readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from generator.errors import Origin, Problem, Severity, UsageError, did_you_mean
from generator.pages.facets import FACETS
from generator.search.folding import words_of
from generator.search.matching import Matches, match
from generator.search.shards import Index, slug_of_card

PAGE = 10
"""Results on a page."""

SORTS = ("relevance", "name", "level", "newest")
"""Orders of results; the browser also sorts by distance from a place."""


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
    """Search the site in `folder` (the one that holds `search/manifest.json`); ten results a page, the last one where
    there are fewer pages.

    `filters` maps facet → slugs. Raises UsageError for an unknown facet, value or sort, InputOutputError when there is
    no index.
    """
    return search_in(Index(folder), query, filters or {}, sort, page)


def search_in(
    index: Index, query: str, filters: Mapping[str, Sequence[str]], sort: str = "relevance", page: int = 1
) -> SearchResult:
    """Search an open index."""
    if sort not in SORTS:
        raise _unknown("sort", sort, f'"{sort}" is no order of results.', f"Choose one of: {', '.join(SORTS)}.")
    matches = match(index, query)
    chosen = _chosen(index, filters)
    facets, passing = counted(index, set(matches.scores), chosen)
    ordered = sorted(passing, key=_ranking(index, matches, sort))
    page = min(page, max(1, -(-len(ordered) // PAGE)))
    shown = [(document, index.card(document)) for document in ordered[(page - 1) * PAGE : page * PAGE]]
    return SearchResult(
        query=query,
        total=len(ordered),
        results=tuple(
            SearchHit(id=index.ids[document], name=card.name, slug=slug_of_card(card), score=matches.scores[document])
            for document, card in shown
        ),
        facets=facets,
        corrected=corrected(query, matches, ordered[0]) if ordered else None,
        dropped=tuple(matches.dropped) if ordered else (),
    )


def _chosen(index: Index, filters: Mapping[str, Sequence[str]]) -> dict[str, set[int]]:
    """The documents that each filter lets pass."""
    chosen: dict[str, set[int]] = {}
    for facet, slugs in filters.items():
        if facet not in FACETS:
            hint = did_you_mean(facet, FACETS) or f"Facets are: {', '.join(FACETS)}."
            raise _unknown("facet", facet, f'there is no facet "{facet}".', hint)
        frame = index.frame.facets.get(facet)
        known = {} if frame is None else {value[0]: number for number, value in enumerate(frame.values)}
        for slug in slugs:
            if slug not in known:
                raise _unknown("value", slug, f'no listing has the {facet} "{slug}".', did_you_mean(slug, known))
            chosen.setdefault(facet, set()).update(index.column(facet)[known[slug]])
    return chosen


def _unknown(kind: str, value: str, message: str, hint: str | None) -> UsageError:
    column = "--sort" if kind == "sort" else "--filter"
    return UsageError(
        Problem(
            severity=Severity.ERROR,
            code=f"unknown-{kind}",
            message=message,
            origin=Origin("build.py"),
            column=column,
            value=value,
            hint=hint,
        )
    )


def counted(
    index: Index, found: set[int], chosen: Mapping[str, set[int]]
) -> tuple[dict[str, dict[str, int]], set[int]]:
    """The counts of every facet value that some result has, and the documents that pass all filters.

    A facet's own filter does not narrow its counts: they say what choosing another of its values would give.
    """
    facets = {}
    for facet, frame in index.frame.facets.items():
        passing = found.intersection(*(documents for other, documents in chosen.items() if other != facet))
        counts = {
            value[0]: len(passing.intersection(documents))
            for value, documents in zip(frame.values, index.column(facet), strict=True)
        }
        facets[facet] = {slug: count for slug, count in counts.items() if count}
    return facets, found.intersection(*chosen.values())


def _ranking(index: Index, matches: Matches, sort: str) -> Any:
    """The sort key of a document. Equals stand by level, then in an order that changes from day to day."""
    seed = mixed(date_seed(index.as_of))

    def equals(document: int) -> tuple[int, int]:
        return -index.ranks[document], mixed(document ^ seed)

    if sort == "relevance":
        return lambda document: (-matches.scores[document], *equals(document))
    if sort == "level":
        return lambda document: (-index.ranks[document], -matches.scores[document], *equals(document))
    order = index.order(sort)
    return lambda document: (order[document], -matches.scores[document], *equals(document))


def date_seed(as_of: date) -> int:
    """A date as a number: 2026-11-22 → 20261122."""
    return int(as_of.strftime("%Y%m%d"))


def mixed(number: int) -> int:
    """A 32-bit number with its bits well mixed (the last step of MurmurHash3)."""
    number ^= number >> 16
    number = number * 0x85EBCA6B & 0xFFFFFFFF
    number ^= number >> 13
    number = number * 0xC2B2AE35 & 0xFFFFFFFF
    return number ^ number >> 16


def corrected(query: str, matches: Matches, first: int) -> str | None:
    """The query as it was answered, with the words that the first result has for the mistyped ones."""
    mended = {reading.word: reading.meant[reading.best.get(first, 0)] for reading in matches.readings if reading.mended}
    answered = (word for word in words_of(query) if word not in matches.dropped)
    return " ".join(mended.get(word, word) for word in answered) if mended else None
