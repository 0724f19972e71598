"""Columns over all documents: facet values, sort orders, positions; each loads when it is wanted.

A facet's column lists for each of its values (in the frame's order) how many documents have it, and those as gaps. A
sort order holds one number for each document. Positions hold for each document how many points it has, then
latitude and longitude in hundredths of a degree, as differences from the point before (zigzag).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec
import numpy as np

from generator.pages.facets import FACETS, FacetValue
from generator.search.chunk import ChunkPostings, DocumentFacts
from generator.search.encoding import Numbers, gaps, leb, varints
from generator.search.folding import fold


class FacetColumn(msgspec.Struct, frozen=True):
    """One facet: its values, the most frequent first, the number of documents of each, and its column."""

    facet: str
    values: list[FacetValue]
    counts: list[int]
    content: bytes


def facet_columns(chunks: Sequence[ChunkPostings], order: Numbers) -> Iterator[FacetColumn]:
    """The columns of all facets that have values; `order` numbers the documents, chunk after chunk."""
    for place, facet in enumerate(FACETS):
        values: dict[str, FacetValue] = {}
        members: dict[str, list[Numbers]] = {}
        first = 0
        for chunk in chunks:
            held = [facts.facets[place] for facts in chunk.facts]
            documents = np.repeat(order[first : first + len(held)], list(map(len, held)))
            first += len(held)
            which = np.fromiter(chain.from_iterable(held), dtype=np.int64, count=len(documents))
            known = chunk.values.get(facet, [])
            ends = np.cumsum(np.bincount(which, minlength=len(known)))
            parts = np.split(documents[np.argsort(which, kind="stable")], ends[:-1])
            for value, part in zip(known, parts, strict=False):
                if len(part):
                    values[value.slug] = value
                    members.setdefault(value.slug, []).append(part)
        having = {slug: np.sort(np.concatenate(parts)) for slug, parts in members.items()}
        if values:
            ordered = sorted(values, key=lambda slug: (-len(having[slug]), slug))
            yield FacetColumn(
                facet,
                [values[slug] for slug in ordered],
                [len(having[slug]) for slug in ordered],
                b"".join(_listed(having[slug]) for slug in ordered),
            )


def _listed(documents: Numbers) -> bytes:
    return leb((len(documents),)) + varints(gaps(documents, np.zeros(1, dtype=np.int64)))[0].tobytes()


def ranks(facts: Sequence[DocumentFacts]) -> list[int]:
    """Level ranks of all documents as runs: rank, length, rank, length, … (documents lie by country and rank)."""
    runs: list[int] = []
    for document in facts:
        if runs and runs[-2] == document.rank:
            runs[-1] += 1
        else:
            runs += (document.rank, 1)
    return runs


def by_name(facts: Sequence[DocumentFacts]) -> bytes:
    """For each document its place in the order of names, in planes: all low bytes, then the higher ones."""
    ordered = sorted(range(len(facts)), key=lambda number: (fold(facts[number].name), facts[number].key))
    places = np.empty(len(facts), dtype=np.uint32)
    places[ordered] = np.arange(len(facts), dtype=np.uint32)
    planes = 1 if len(facts) <= 1 << 8 else 2 if len(facts) <= 1 << 16 else 3 if len(facts) <= 1 << 24 else 4
    return b"".join(((places >> (8 * plane)) & 0xFF).astype(np.uint8).tobytes() for plane in range(planes))


def by_age(facts: Sequence[DocumentFacts]) -> bytes:
    """For each document the days between its listing and the newest one's, plus one; 0 where it is unknown."""
    newest = max((document.listed for document in facts), default=0)
    return leb(newest - document.listed + 1 if document.listed else 0 for document in facts)


def positions(facts: Sequence[DocumentFacts]) -> bytes:
    """The points of all documents."""
    counts = leb([len(document.points) for document in facts])
    points = np.array([point for document in facts for point in document.points], dtype=np.float64).reshape(-1, 2)
    hundredths = np.rint(points * 100).astype(np.int64)
    steps: Numbers = np.diff(hundredths, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    return counts + varints((steps << 1) ^ (steps >> 63))[0].tobytes()


def ids(facts: Sequence[DocumentFacts]) -> bytes:
    """The partner ids of all documents as JSON; the client needs none."""
    return msgspec.json.encode([document.id for document in facts])


def cities(facts: Sequence[DocumentFacts]) -> bytes:
    """The cities of the directory as JSON: [label, latitude, longitude, listings], the most frequent first."""
    found: dict[str, list[tuple[float, float]]] = {}
    for document in facts:
        for place in document.places:
            found.setdefault(place.label, []).append((place.latitude, place.longitude))
    lines = [
        (
            label,
            round(sum(p[0] for p in points) / len(points), 2),
            round(sum(p[1] for p in points) / len(points), 2),
            len(points),
        )
        for label, points in found.items()
    ]
    return msgspec.json.encode(sorted(lines, key=lambda line: (-line[3], line[0])))
