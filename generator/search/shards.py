"""Reading a built index: manifest, dictionary, postings, columns, cards; each file at most once.

The browser's twin is `templates/assets/search/shards.js`.
"""

from __future__ import annotations

import base64
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import msgspec

from generator.errors import InputOutputError
from generator.search.cards import PackedCard, plain_slug
from generator.search.encoding import BINARY, NAME_BYTES, name_of
from generator.search.facts import name_sum
from generator.search.index import MANIFEST, Manifest
from generator.search.leaders import FEW

_MAGIC = b"\x1f\x8b"


class Postings(msgspec.Struct, frozen=True):
    """The documents of a stem, rising, with what each adds to its score."""

    documents: list[int]
    impacts: list[int]


class Stem(msgspec.Struct, frozen=True):
    """A stem in a dictionary shard: its postings, or the name of their file."""

    documents: int
    postings: Postings | None
    name: str


class TermShard(msgspec.Struct, frozen=True):
    """A decoded dictionary shard: words, their stems, and exact names as CRC-32 → documents."""

    words: list[str]
    stems: list[Stem]
    names: dict[int, list[int]]


class Bytes:
    """A cursor over the numbers of a shard."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def number(self) -> int:
        number = shift = 0
        while True:
            byte = self.content[self.at]
            self.at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def numbers(self, count: int) -> list[int]:
        return [self.number() for _ in range(count)]

    def take(self, size: int) -> bytes:
        self.at += size
        return self.content[self.at - size : self.at]

    def rising(self, count: int) -> list[int]:
        """Positions that were written as gaps."""
        last = -1
        found = []
        for gap in self.numbers(count):
            last += gap + 1
            found.append(last)
        return found


class Index:
    """A built index in a site's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._terms: dict[int, TermShard] = {}
        self._bundles: dict[int, list[PackedCard]] = {}
        manifest = msgspec.json.decode(self._read(MANIFEST), type=Manifest)
        self.as_of = manifest.as_of
        self.documents = manifest.documents
        self.frame = manifest.frame
        self._columns = {"": _unpacked(base64.b64decode(self.frame.columns))}
        self.stops = frozenset(self.frame.stops.split())
        self._term_keys = self.frame.terms[0].split("\n")
        self._typo_keys = self.frame.typos[0].split("\n")

    def _read(self, route: str) -> bytes:
        try:
            return (self._folder / route).read_bytes()
        except OSError as failure:
            raise InputOutputError.from_os(failure, "reading the search index") from None

    def file(self, kind: str, name: str) -> bytes:
        """The content of a shard."""
        return _unpacked(self._read(f"search/{kind}{name}.bin"))

    @cached_property
    def ranks(self) -> list[int]:
        """The level rank of each document."""
        ranks = [0] * self.documents
        if self.frame.levels:
            for level, documents in zip(self.frame.levels, self.column("level"), strict=True):
                for document in documents:
                    ranks[document] = max(ranks[document], level.rank)
        return ranks

    def term_shard(self, number: int) -> TermShard:
        if number not in self._terms:
            self._terms[number] = _term_shard(
                self.file("t", self.frame.terms[1][8 * number : 8 * number + 8]), self.frame.inline
            )
        return self._terms[number]

    def shard_of(self, word: str) -> int:
        """The number of the dictionary shard in whose range a word lies."""
        return max(0, bisect_right(self._term_keys, word) - 1)

    def stem(self, word: str) -> Stem | None:
        """The stem of a word that stands in the dictionary as it is."""
        if not self.documents:
            return None
        shard = self.term_shard(self.shard_of(word))
        place = bisect_left(shard.words, word)
        return shard.stems[place] if place < len(shard.words) and shard.words[place] == word else None

    def beginning_with(self, prefix: str) -> list[tuple[str, Stem]]:
        """All words with a beginning, sorted."""
        found: list[tuple[str, Stem]] = []
        for number in self._span(self._term_keys, prefix):
            shard = self.term_shard(number)
            for place in range(bisect_left(shard.words, prefix), len(shard.words)):
                if not shard.words[place].startswith(prefix):
                    return found
                found.append((shard.words[place], shard.stems[place]))
        return found

    def typo_keys(self, prefix: str) -> list[tuple[str, int]]:
        """All keys of the typo shards with a beginning, and how many documents each word's stem has, about."""
        found = []
        for number in self._span(self._typo_keys, prefix):
            cursor = Bytes(self.file("y", self.frame.typos[1][8 * number : 8 * number + 8]))
            keys = cursor.take(cursor.number()).decode("utf-8").split("\n")
            found += [pair for pair in zip(keys, cursor.numbers(len(keys)), strict=True) if pair[0].startswith(prefix)]
        return found

    def _span(self, keys: list[str], prefix: str) -> range:
        if not keys[0]:
            return range(0)
        return range(max(0, bisect_right(keys, prefix) - 1), bisect_left(keys, prefix + "\U0010ffff"))

    def postings(self, stem: Stem) -> Postings:
        if stem.postings is not None:
            return stem.postings
        cursor = Bytes(self.file("p", stem.name))
        cursor.take(NAME_BYTES)
        count = cursor.number()
        documents = cursor.rising(count)
        lows = cursor.take(count)
        return Postings(documents, [low | high << 8 for low, high in zip(lows, cursor.numbers(count), strict=True)])

    def named(self, words: Sequence[str]) -> set[int]:
        """The documents whose name is exactly these words, in any order."""
        if not self.documents:
            return set()
        number = name_sum(words)
        shards = {self.shard_of(word) for word in words}
        return {document for shard in shards for document in self.term_shard(shard).names.get(number, ())}

    def column(self, facet: str) -> list[list[int]]:
        """The documents of each value of a facet, in the frame's order."""
        place = self.frame.facets[facet]
        content = self._columns.get(place.file)
        if content is None:
            content = self._columns[place.file] = self.file("v", place.file)
        cursor = Bytes(content[place.begin : place.end])
        return [cursor.rising(cursor.number()) for _ in place.values]

    def card(self, document: int) -> PackedCard:
        number, place = divmod(document, self.frame.bundle)
        if number not in self._bundles:
            bundle = self.file("c", self.frame.cards[8 * number : 8 * number + 8])
            self._bundles[number] = msgspec.json.decode(bundle, type=list[PackedCard])
        return self._bundles[number][place]

    @cached_property
    def ids(self) -> list[str]:
        """The partner id of each document."""
        return msgspec.json.decode(self.file("s", self.frame.ids), type=list[str])

    def order(self, sort: str) -> list[int]:
        """For each document its place by name, or by age with the newest first (unknown last)."""
        count = self.documents
        if sort == "newest":
            ages = Bytes(self.file("s", self.frame.newest)).numbers(count)
            return [age or 1 << 30 for age in ages]
        planes = self.file("s", self.frame.name)
        places = [0] * count
        for plane in range(len(planes) // max(1, count)):
            for document in range(count):
                places[document] |= planes[plane * count + document] << 8 * plane
        return places


def _unpacked(content: bytes) -> bytes:
    return (zlib.decompress(content, 31) if content[:2] == _MAGIC else content).removeprefix(BINARY)


def slug_of_card(card: PackedCard) -> str:
    """The slug of a result."""
    return card.slug if isinstance(card.slug, str) else plain_slug(card.name, card.key)


def _term_shard(content: bytes, limit: int) -> TermShard:
    cursor = Bytes(content)
    words = cursor.take(cursor.number()).decode("utf-8").split("\n")
    slots: list[int] = []
    distinct = 0
    for back in cursor.numbers(len(words)):
        slots.append(distinct - back if back else distinct)
        distinct += not back
    counts = cursor.numbers(distinct)
    names = [name_of(cursor.take(NAME_BYTES)) if count > limit else "" for count in counts]
    cursor.take(NAME_BYTES * cursor.number())
    cursor.numbers(2 * sum(count > FEW for count in counts))
    inline = [count for count in counts if count <= limit]
    documents = [cursor.rising(count) for count in inline]
    total = sum(inline)
    lows = cursor.take(total)
    impacts = [low | high << 8 for low, high in zip(lows, cursor.numbers(total), strict=True)]
    cursor.take(total)
    bounds = [0]
    for count in inline:
        bounds.append(bounds[-1] + count)
    lists = iter(
        Postings(found, impacts[low:high]) for found, (low, high) in zip(documents, pairwise(bounds), strict=True)
    )
    stems = [Stem(count, None if name else next(lists), name) for count, name in zip(counts, names, strict=True)]
    exact: dict[int, list[int]] = {}
    count = cursor.number()
    sums = [int.from_bytes(cursor.take(4), "big") for _ in range(count)]
    for number, document in zip(sums, cursor.numbers(count), strict=True):
        exact.setdefault(number, []).append(document)
    return TermShard(words, [stems[slot] for slot in slots], exact)
