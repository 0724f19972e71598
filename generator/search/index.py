"""The search index of one audience's site, gathered from analysed chunks and written as static files."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np

from generator.pages.page import RawFile
from generator.search.cards import bundle_size, card_bundles
from generator.search.chunk import ChunkPostings
from generator.search.columns import FacetColumn, by_age, by_name, cities, facet_columns, ids, positions, whole_cards
from generator.search.dictionary import Entry, ListedName, Shards, dictionary_files, entry_apart, inline_limit
from generator.search.documents import DisplayedLevel
from generator.search.encoding import BINARY, HashedFile, Numbers, compressed, hashed_file
from generator.search.facts import Facts, joined
from generator.search.leaders import LeaderFiles, leaders_kept
from generator.search.postings import Collection
from generator.search.typos import typo_files
from generator.search.whoosh_engine import stop_words_of

MANIFEST = "search/manifest.json"

VERSION = 3
"""Of the format of all shards."""

SMALL = 3_000
"""Documents of a site whose facet columns all fit into the frame, and whose shards are half as large."""

TARGET = 18_000
"""Bytes of a shard of the dictionary, or of the typo list, before compression."""

OPEN_FIRST = ("level", "country", "industry", "technology")
"""Facet groups that are open at first, as far as their columns are small together."""

OPEN_BYTES = 24_000

PARTS = 64
"""Chunks whose facts wait to be joined; each has facet values and places of its own."""


class Frame(msgspec.Struct, kw_only=True):
    """What a client loads first. Names are eight characters, one after the other.

    `facets`: for each facet the file that has its column, where in it that begins and ends, and its values [slug,
    label, parent's number or −1, documents]. `columns` are those of a small site, the content of their file in base 64.
    `strings` are what cards share, `levels` those of the values of the facet "level", in the same order; `terms` and
    `typos` the keys that bound the shards, and their names.
    """

    inline: int
    leaders: int
    stops: str
    strings: list[str]
    levels: list[DisplayedLevel]
    bundle: int
    cards: str
    terms: tuple[str, str]
    typos: tuple[str, str]
    facets: dict[str, FacetFrame]
    open: list[str]
    name: str
    newest: str
    positions: str
    cities: str
    ids: str
    columns: str


class Manifest(msgspec.Struct, kw_only=True):
    """`search/manifest.json`: the only file of the index whose name stays."""

    version: int
    as_of: date
    documents: int
    frame: Frame


class FacetFrame(msgspec.Struct, frozen=True, array_like=True):
    """One facet in the frame."""

    file: str
    begin: int
    end: int
    values: list[tuple[str, str, int, int]]


def write_index(chunks: Iterable[ChunkPostings], as_of: date, language: str) -> Iterator[HashedFile | RawFile]:
    """Every file of the index, each as soon as it is made; the manifest, the only RawFile, last.

    The order of the chunks does not matter: the same documents give the same bytes. Names hold a hash of their
    content (but for the manifest), so that what did not change keeps its name. `language` as given to `analyse`.
    """
    collection, facts = _taken(chunks)
    packed, strings = whole_cards(facts)
    facts = msgspec.structs.replace(facts, cards=packed)
    terms, typos = Shards("t"), Shards("y")
    yield from _dictionary(collection, facts, terms, typos)
    cards = []
    for file in card_bundles(packed):
        cards.append(file.name)
        yield file
    columns = Columns(list(facet_columns(facts)), len(facts))
    yield from columns.files
    sorts = [hashed_file("s", content(facts)) for content in (by_name, by_age, positions, cities, ids)]
    yield from sorts
    name, newest, places, towns, partners = (file.name for file in sorts)
    frame = Frame(
        inline=inline_limit(len(facts)),
        leaders=leaders_kept(len(facts)),
        stops=" ".join(sorted(stop_words_of(language))),
        strings=strings,
        levels=[facts.levels[slug] for slug, *_ in columns.frames["level"].values] if "level" in columns.frames else [],
        bundle=bundle_size(len(facts)),
        cards="".join(cards),
        terms=("\n".join(terms.keys), "".join(terms.names)),
        typos=("\n".join(typos.keys), "".join(typos.names)),
        facets=columns.frames,
        open=columns.opened,
        name=name,
        newest=newest,
        positions=places,
        cities=towns,
        ids=partners,
        columns=columns.inside,
    )
    manifest = Manifest(version=VERSION, as_of=as_of, documents=len(facts), frame=frame)
    yield RawFile(route=MANIFEST, content=msgspec.json.encode(manifest) + b"\n")


def redated(manifest: bytes, as_of: date) -> RawFile:
    """The manifest of the same index on another day."""
    dated = msgspec.structs.replace(msgspec.json.decode(manifest, type=Manifest), as_of=as_of)
    return RawFile(route=MANIFEST, content=msgspec.json.encode(dated) + b"\n")


def _taken(chunks: Iterable[ChunkPostings]) -> tuple[Collection, Facts]:
    """The postings of all documents, and their facts in the order of their numbers; chunks need not stay in memory."""
    collection = Collection()
    parts: list[Facts] = []
    for chunk in chunks:
        collection.add(chunk)
        parts.append(chunk.facts)
        if len(parts) == PARTS:
            parts = [joined(parts)]
    facts = joined(parts)
    sequence = numbered(facts)
    facts = facts.of(sequence)
    collection.number(sequence, facts.ranks)
    return collection, facts


def numbered(facts: Facts) -> Numbers:
    """The documents in the order of their numbers.

    Documents lie by country, technology and industry, so that columns compress and the results of a question share
    bundles of cards; then by key, which no name can bend. Levels move often, and would move all numbers behind them.
    """
    return np.lexsort(
        (np.array(facts.keys), *(_first(facts, facet) for facet in ("industry", "technology", "country")))
    )


def _first(facts: Facts, facet: str) -> Numbers:
    """Where the first value of each document stands among all values of a facet, by slug; 0 for none."""
    lists, values = facts.facet(facet)
    standing = np.zeros(len(values) + 1, dtype=np.int64)
    ordered = sorted(range(len(values)), key=lambda number: values[number].slug)
    standing[ordered] = np.arange(1, len(values) + 1)
    return standing[lists.firsts()]


def _dictionary(collection: Collection, facts: Facts, terms: Shards, typos: Shards) -> Iterator[HashedFile]:
    leaders = LeaderFiles(facts.cards)
    entries: list[Entry] = []
    inline = inline_limit(len(facts))
    for begin, end in collection.ranges():
        for postings, leading in collection.encoded(begin, end):
            if leading is not None:
                yield from leaders.add(len(entries), leading)
            if postings.documents <= inline:
                entries.append(Entry(postings.documents, postings))
            else:
                entry, *own = entry_apart(postings)
                entries.append(entry)
                yield from own
    yield from leaders.rest()
    words, stem_of = collection.words()
    named = sorted(
        ListedName(word, number, document)
        for document, (word, number) in enumerate(zip(facts.first_words, facts.sums.tolist(), strict=True))
        if word
    )
    target = TARGET // 2 if len(facts) <= SMALL else TARGET
    yield from dictionary_files(words, stem_of, entries, leaders.places, named, terms, target)
    yield from typo_files(words, [entries[stem].documents for stem in stem_of], typos, target)


class Columns:
    """The files of all facet columns: those of the groups open at first in one, on small sites all in the frame."""

    def __init__(self, columns: Sequence[FacetColumn], documents: int) -> None:
        self.files: list[HashedFile] = []
        self.frames: dict[str, FacetFrame] = {}
        self.inside = ""
        self.opened = list(_opened({column.facet: column.content for column in columns}))
        if documents <= SMALL:
            self.inside = base64.b64encode(compressed(*self._placed(columns, ""), postings=True)).decode("ascii")
            return
        first = [column for column in columns if column.facet in self.opened]
        for group in filter(None, (first, *([column] for column in columns if column not in first))):
            file = hashed_file("v", *(column.content for column in group), postings=True)
            self.files.append(file)
            self._placed(group, file.name)

    def _placed(self, group: Sequence[FacetColumn], file: str) -> list[bytes]:
        """The columns of one file, whose places go into the frames."""
        begin = 0
        for column in group:
            numbers = {value.slug: number for number, value in enumerate(column.values)}
            self.frames[column.facet] = FacetFrame(
                file,
                begin,
                begin + len(column.content),
                [
                    (value.slug, value.label, numbers.get(value.parent or "", -1), count)
                    for value, count in zip(column.values, column.counts, strict=True)
                ],
            )
            begin += len(column.content)
        return [BINARY, *(column.content for column in group)]


def _opened(columns: Mapping[str, bytes]) -> Iterator[str]:
    """The groups open at first: levels, which every answer needs, and as many as are small together."""
    room = OPEN_BYTES
    for facet in OPEN_FIRST:
        if facet in columns:
            room -= len(compressed(columns[facet], postings=True))
            if room >= 0 or facet == "level":
                yield facet
