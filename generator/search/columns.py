"""Columns over all documents: facet values, sort orders, positions; each loads when it is wanted.

A facet's column lists for each of its values (in the frame's order) how many documents have it, and those as gaps. A
sort order holds one number for each document. Positions hold for each document how many points it has, then
latitude and longitude in hundredths of a degree, as differences from the point before (zigzag).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from generator.pages.facets import FACETS, FacetValue
from generator.search.encoding import Numbers, gaps, leb, varints
from generator.search.facts import Facts


class FacetColumn(msgspec.Struct, frozen=True):
    """One facet: its values, the most frequent first, the number of documents of each, and its column."""

    facet: str
    values: list[FacetValue]
    counts: list[int]
    content: bytes


def facet_columns(facts: Facts) -> Iterator[FacetColumn]:
    """The columns of all facets that have values."""
    for facet in FACETS:
        lists, values = facts.facet(facet)
        found = np.sort(lists.numbers.astype(np.int64) * len(facts) + np.repeat(np.arange(len(facts)), lists.counts))
        counts = np.bincount(found // max(1, len(facts)), minlength=len(values)).tolist()
        ends = np.cumsum(counts)
        ordered = sorted((-counts[n], values[n].slug, n) for n in range(len(values)) if counts[n])
        if ordered:
            documents = np.split(found % len(facts), ends[:-1])
            yield FacetColumn(
                facet,
                [values[n] for _, _, n in ordered],
                [counts[n] for _, _, n in ordered],
                b"".join(_listed(documents[n]) for _, _, n in ordered),
            )


def _listed(documents: Numbers) -> bytes:
    return leb((len(documents),)) + varints(gaps(documents, np.zeros(1, dtype=np.int64)))[0].tobytes()


def whole_cards(facts: Facts) -> tuple[list[bytes], list[str]]:
    """The cards of all documents, and the words that they share (the frame's `strings`)."""
    (countries, country_values), (technologies, technology_values) = facts.facet("country"), facts.facet("technology")
    where, shown = countries.firsts(), technologies.at_most(facts.technologies)
    strings = sorted(
        {country_values[number].label for number in np.unique(where).tolist()}
        | {technology_values[number].label for number in np.unique(shown.numbers).tolist()}
    )
    numbers = {word: b"%d" % number for number, word in enumerate(strings)}
    country, technology = (
        [numbers.get(value.label, b"") for value in values] for values in (country_values, technology_values)
    )
    cards = [
        b"%b,%b,[%b]]" % (start, country[first], b",".join([technology[number] for number in its]))
        for start, first, its in zip(facts.cards, where.tolist(), shown.separate(), strict=True)
    ]
    return cards, strings


def by_name(facts: Facts) -> bytes:
    """For each document its place in the order of names, in planes: all low bytes, then the higher ones."""
    names = list(zip(facts.names, facts.keys, strict=True))
    ordered = sorted(range(len(facts)), key=names.__getitem__)
    places = np.empty(len(facts), dtype=np.uint32)
    places[ordered] = np.arange(len(facts), dtype=np.uint32)
    planes = 1 if len(facts) <= 1 << 8 else 2 if len(facts) <= 1 << 16 else 3 if len(facts) <= 1 << 24 else 4
    return b"".join(((places >> (8 * plane)) & 0xFF).astype(np.uint8).tobytes() for plane in range(planes))


def by_age(facts: Facts) -> bytes:
    """For each document the days between its listing and the newest one's, plus one; 0 where it is unknown."""
    days = facts.listed.astype(np.int64)
    return varints(np.where(days > 0, days.max(initial=0) - days + 1, 0))[0].tobytes()


def positions(facts: Facts) -> bytes:
    """The points of all documents."""
    hundredths = facts.points.numbers.astype(np.int64).reshape(-1, 2)
    steps: Numbers = np.diff(hundredths, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    counts = varints(facts.points.counts.astype(np.int64) // 2)[0].tobytes()
    return counts + varints((steps << 1) ^ (steps >> 63))[0].tobytes()


def ids(facts: Facts) -> bytes:
    """The partner ids of all documents as JSON; the client needs none."""
    return msgspec.json.encode(facts.ids)


def cities(facts: Facts) -> bytes:
    """The cities of the directory as JSON: [label, latitude, longitude, listings], the most frequent first."""
    found: dict[int, list[tuple[float, float]]] = {}
    degrees = facts.degrees.tolist()
    for number, latitude, longitude in zip(facts.places.numbers.tolist(), degrees[::2], degrees[1::2], strict=True):
        found.setdefault(number, []).append((latitude, longitude))
    lines = [
        (
            facts.cities[number],
            round(sum(latitude for latitude, _ in points) / len(points), 2),
            round(sum(longitude for _, longitude in points) / len(points), 2),
            len(points),
        )
        for number, points in found.items()
    ]
    return msgspec.json.encode(sorted(lines, key=lambda line: (-line[3], line[0])))
