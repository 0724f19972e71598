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
        numbers: dict[str, int] = {}
        values: list[FacetValue] = []
        which: list[Numbers] = []
        held: list[int] = []
        for chunk in chunks:
            for value in chunk.values.get(facet, ()):
                if value.slug not in numbers:
                    numbers[value.slug] = len(values)
                    values.append(value)
            here = np.array([numbers[value.slug] for value in chunk.values.get(facet, ())], dtype=np.int64)
            members = [facts.facets[place] for facts in chunk.facts]
            held += map(len, members)
            which.append(here[np.fromiter(chain.from_iterable(members), dtype=np.int64)])
        found = np.concatenate(which) if which else order[:0]
        found = np.sort(found * len(order) + np.repeat(order, held))
        counts = np.bincount(found // max(1, len(order)), minlength=len(values)).tolist()
        ends = np.cumsum(counts)
        ordered = sorted((-counts[n], values[n].slug, n) for n in range(len(values)) if counts[n])
        if ordered:
            lists = np.split(found % len(order), ends[:-1])
            yield FacetColumn(
                facet,
                [values[n] for _, _, n in ordered],
                [counts[n] for _, _, n in ordered],
                b"".join(_listed(lists[n]) for _, _, n in ordered),
            )


def _listed(documents: Numbers) -> bytes:
    return leb((len(documents),)) + varints(gaps(documents, np.zeros(1, dtype=np.int64)))[0].tobytes()


def whole_cards(chunks: Sequence[ChunkPostings], order: Numbers) -> tuple[list[bytes], list[str]]:
    """The cards of all documents by number, and the words that they share (the frame's `strings`)."""
    country, technology = list(FACETS).index("country"), list(FACETS).index("technology")
    found: list[tuple[bytes, str, list[str]]] = []
    for chunk in chunks:
        countries, technologies = (
            [value.label for value in chunk.values[facet]] for facet in ("country", "technology")
        )
        for facts in chunk.facts:
            shown = [technologies[number] for number in facts.facets[technology][: facts.technologies]]
            found.append((facts.card, countries[facts.facets[country][0]], shown))
    strings = sorted({word for _, where, shown in found for word in (where, *shown)})
    numbers = {word: b"%d" % number for number, word in enumerate(strings)}
    cards = [b""] * len(found)
    for place, (start, where, shown) in zip(order.tolist(), found, strict=True):
        cards[place] = b"%b,%b,[%b]]" % (start, numbers[where], b",".join([numbers[word] for word in shown]))
    return cards, strings


def by_name(facts: Sequence[DocumentFacts]) -> bytes:
    """For each document its place in the order of names, in planes: all low bytes, then the higher ones."""
    names = [(fold(document.name), document.key) for document in facts]
    ordered = sorted(range(len(facts)), key=names.__getitem__)
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
