"""What is made of a listing, as one record: what the whole site gathers of it, and what the next night can keep.

A block holds the records of one chunk of partners for every audience, with their analysed words. Blocks are what
workers return and what stays on disk for the next build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import msgspec

from generator.audience.gate import DATED
from generator.audience.publication import Teaming
from generator.errors import Problem
from generator.model.fields import Kind, fields_of
from generator.model.outcome import Outcome
from generator.model.partner import Partner
from generator.pages.findability import Redirect
from generator.pages.manifest import ListedFacts
from generator.search.chunk import ChunkPostings, merged, packed, unpacked

FileSum = tuple[str, str]
"""A file and its SHA-256 in hex."""


PRINT = 16
"""Bytes of a hash (`print_of`)."""

_PARTS = 6
"""Parts in which the words of a chunk may lie before they are put together."""


class Made(msgspec.Struct, array_like=True, kw_only=True, gc=False):
    """Everything that one audience's site gathers of one listing.

    `card` and `solution_cards` are a `Card` and `SolutionCard`s, encoded, each with its HTML on pages: they
    are looked at one by one, if at all.
    `print` is a hash of what it was made of; it holds until `until`, the first day on which it can look different
    though no row changes (None: for ever). `line`, `row`, `solution_lines` and `comparison` are the bytes of the data
    files. `document` is a hash of its words for the search index. `files` are all that was written for it, `size` bytes
    in all.
    """

    id: str
    print: bytes
    until: date | None
    card: tuple[msgspec.Raw, bytes]
    solution_cards: tuple[tuple[msgspec.Raw, bytes], ...]
    line: bytes
    row: bytes
    solution_lines: bytes
    facts: ListedFacts
    comparison: bytes
    teaming: Teaming | None
    redirects: tuple[Redirect, ...]
    routes: tuple[str, ...]
    changed_on: date | None
    monogram: tuple[str, bytes] | None
    description: int
    document: bytes
    files: tuple[FileSum, ...]
    size: int
    problems: tuple[Problem, ...] = ()


class Block(msgspec.Struct, array_like=True, kw_only=True):
    """One chunk: its listings and their words (packed `ChunkPostings`), by audience."""

    made: dict[str, list[Made]]
    postings: dict[str, list[msgspec.Raw]]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Block).decode


def raw(record: msgspec.Struct) -> msgspec.Raw:
    """A record, encoded."""
    return msgspec.Raw(_encode(record))


def encoded(block: Block) -> bytes:
    return _encode(block)


def decoded(content: bytes) -> Block:
    """The block of these bytes; msgspec.MsgspecError where they are none."""
    return _decode(content)


def postings_of(before: Iterable[msgspec.Raw], same: Container[str], own: Sequence[ChunkPostings]) -> list[msgspec.Raw]:
    """The analysed words of a chunk: of those from `before` whose ids are in `same`, and its `own` new ones."""
    parts = []
    for content in before:
        postings = unpacked(content)
        stays = [one for one in postings.ids if one in same]
        if len(stays) == len(postings.ids):
            parts.append(content)
        elif stays:
            parts.append(packed(postings.keep(stays)))
    parts += map(packed, own)
    return parts if len(parts) <= _PARTS else [packed(merged(list(map(unpacked, parts))))]


def print_of(*parts: bytes | str | None) -> bytes:
    """A hash of several parts, told apart (SHA-256, which processors work out themselves)."""
    digest = hashlib.sha256()
    for part in parts:
        content = b"\0" if part is None else part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.digest()[:PRINT]


def holds_until(rows: Iterable[msgspec.Struct], outcomes: Sequence[Outcome], as_of: date) -> date | None:
    """The first day after `as_of` on which anything of a partner's rows can differ though they stay as they are.

    Levels and skills say their days. Whatever else is dated begins or ends on a date of these rows, or the day after.
    """
    days = [day for outcome in outcomes for day in (outcome.changes_on, outcome.skills_change_on) if day is not None]
    for row in rows:
        for column in _date_columns(row.__class__):
            day = getattr(row, column)
            if day is not None:
                if day > as_of:
                    days.append(day)
                elif day == as_of:
                    days.append(day + timedelta(days=1))
    return min(days, default=None)


def dated_rows(partner: Partner) -> Iterator[msgspec.Struct]:
    """The rows of a partner whose dates decide what is shown of it, but for those that decide its levels."""
    yield partner.profile
    for table in DATED:
        yield from getattr(partner, table)


@cache
def _date_columns(record: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(record) if field.kind is Kind.DATE and not field.many)
