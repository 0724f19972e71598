"""What the leak scan searches for: the texts of a partner's rows that the gate did not let out to an audience.

Whole values of at least eight characters. Numbers and dates are left to the types and canaries (any page is full of
them), and so are words that many rows share: vocabulary, places, names of programs, brands and packages say nothing
by themselves and stand in the operator's own texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import msgspec
import numpy as np

from generator.audience.policy import RULES, Rule
from generator.audience.publication import Audience, Listing
from generator.model.fields import Field, Kind, fields_of
from generator.model.partner import Partner
from generator.model.tables import TABLES
from generator.release.marks import Numbers
from generator.release.sought import LEAST
from generator.release.values import Values, encoded, hash_of

_SEARCHED = {Kind.ID, Kind.TEXT, Kind.NAME, Kind.PROSE, Kind.MARKDOWN, Kind.URL, Kind.EMAIL, Kind.PHONE, Kind.FILE}
_SHARED = {"brand", "city", "kind", "metric", "package", "period", "postal_code", "program", "region", "status", "role"}

_BITS = {Audience.CUSTOMERS: 1, Audience.PARTNERS: 2}

Texts = dict[str, int]
"""Value → the sum of the bits of the audiences from whom it is private."""


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """Private values as they travel: in UTF-8, their lengths in bytes, hashes (`hash_of`) and bits, in one order."""

    texts: bytes
    sizes: bytes
    hashes: bytes
    bits: bytes


def packed(texts: Texts) -> Packed:
    """Values, and from whom they are private, in little room."""
    content = list(map(encoded, texts))
    return Packed(
        b"".join(content),
        np.fromiter(map(len, content), np.uint32, len(content)).tobytes(),
        np.fromiter(map(hash_of, texts), np.uint64, len(content)).tobytes(),
        bytes(texts.values()),
    )


class Private:
    """What all chunks gave, and which of it is private from one audience."""

    def __init__(self) -> None:
        self._some: list[Packed] = []

    def add(self, some: Packed) -> None:
        self._some.append(some)

    def of(self, audience: Audience) -> tuple[Values, Numbers]:
        """The values that are private from an audience, each once, and their hashes, sorted."""
        columns = zip(*map(msgspec.structs.astuple, self._some), strict=True)
        texts, sizes, hashes, bits = map(b"".join, columns) if self._some else [b""] * 4
        self._some = [Packed(texts, sizes, hashes, bits)]
        lengths, numbers = np.frombuffer(sizes, np.uint32), np.frombuffer(hashes, np.uint64)
        chosen = np.flatnonzero(np.frombuffer(bits, np.uint8) & _BITS[audience])
        hashed, first = np.unique(numbers[chosen], return_index=True)
        starts = np.cumsum(lengths, dtype=np.int64) - lengths
        chosen = chosen[first]
        return Values(texts, starts[chosen], lengths[chosen]), hashed


def private_texts(partner: Partner, listings: Mapping[Audience, Listing]) -> Texts:
    """Every text in the partner's rows that its listing does not show to both audiences."""
    shown = {audience: "\n".join(shown_texts(listing)) for audience, listing in listings.items()}
    customers, partners = shown.get(Audience.CUSTOMERS, ""), shown.get(Audience.PARTNERS, "")
    return {
        text: _BITS[Audience.CUSTOMERS] * (text not in customers) + _BITS[Audience.PARTNERS] * (text not in partners)
        for text in sorted(set(_texts(partner)))
        if len(text) >= LEAST and not (text in customers and text in partners)
    }


def shown_texts(published: object) -> Iterator[str]:
    """Every text in a published record, however deep."""
    if isinstance(published, str):
        yield published
    elif isinstance(published, msgspec.Struct):
        for name in published.__struct_fields__:
            yield from shown_texts(getattr(published, name))
    elif isinstance(published, tuple):
        for part in published:
            yield from shown_texts(part)


def _texts(partner: Partner) -> Iterator[str]:
    for name in partner.__struct_fields__:
        if name in TABLES or name in ("profile", "organization"):
            rows = getattr(partner, name)
            for row in rows if isinstance(rows, tuple) else (rows,):
                if row is not None:
                    yield from _cells(row, _table_of(name))


def _cells(row: msgspec.Struct, table: str) -> Iterable[str]:
    for field in _columns(table):
        value = getattr(row, field.name)
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield value


@cache
def _columns(table: str) -> tuple[Field, ...]:
    """The columns of a table whose values are searched for."""
    rules = RULES[table]
    return tuple(
        field
        for field in fields_of(TABLES[table].record)
        if field.kind in _SEARCHED and field.name not in _SHARED and rules[field.name] is not Rule.COUNTED
    )


def _table_of(name: str) -> str:
    return {"profile": "profiles", "organization": "organizations"}.get(name, name)
