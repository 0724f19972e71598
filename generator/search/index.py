"""The search index of one audience's site, gathered from analysed chunks and written as static files."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np

from generator.pages.facets import FACETS
from generator.pages.page import RawFile
from generator.search.cards import CardLevel, SharedWords, bundle_size, card_bundles
from generator.search.chunk import ChunkPostings, DocumentFacts
from generator.search.columns import FacetColumn, by_age, by_name, cities, facet_columns, ids, positions, ranks
from generator.search.dictionary import Entry, ListedName, Shards, dictionary_files, entry_of, inline_limit
from generator.search.encoding import BINARY, Numbers, compressed, hash_in, hashed_file
from generator.search.leaders import LeaderFiles, leaders_kept
from generator.search.postings import Collection
from generator.search.typos import typo_files
from generator.search.whoosh_engine import stop_words_of

MANIFEST = "search/manifest.json"

VERSION = 2
"""Of the format of all shards."""

SMALL = 3_000
"""Documents of a site whose facet columns all fit into the frame, and whose shards are half as large."""

TARGET = 18_000
"""Bytes of a shard of the dictionary, or of the typo list, before compression."""

OPEN_FIRST = ("level", "country", "industry", "technology")
"""Facet groups that are open at first, as far as their columns are small together."""

OPEN_BYTES = 24_000


class Frame(msgspec.Struct, kw_only=True):
    """What a client loads first. Names are eight characters, one after the other.

    `facets`: for each facet the file that has its column, where in it that begins and ends, and its values [slug,
    label, parent's number or −1, documents]. `columns` are those of a small site, the content of their file in base 64.
    `strings` and `levels` are what cards share; `terms` and `typos` the keys that bound the shards, and their names.
    """

    inline: int
    leaders: int
    stops: str
    ranks: list[int]
    strings: list[str]
    levels: list[CardLevel]
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


def write_index(chunks: Iterable[ChunkPostings], as_of: date, language: str) -> Iterator[RawFile]:
    """Every file of the index, each as soon as it is made; the manifest last.

    The order of the chunks does not matter: the same documents give the same bytes. Names hold a hash of their
    content (but for the manifest), so that what did not change keeps its name. `language` as given to `analyse`.
    """
    held = [chunk for chunk in chunks if chunk.facts]
    order, facts = numbered(held)
    words = SharedWords([document.card for document in facts])
    terms, typos = Shards("t"), Shards("y")
    yield from _dictionary(held, order, facts, words.cards, terms, typos)
    cards = []
    for file in card_bundles(words.cards):
        cards.append(hash_in(file))
        yield file
    columns = Columns(list(facet_columns(held, order)), len(facts))
    yield from columns.files
    sorts = [hashed_file("s", content(facts)) for content in (by_name, by_age, positions, cities, ids)]
    yield from sorts
    name, newest, places, towns, partners = map(hash_in, sorts)
    frame = Frame(
        inline=inline_limit(len(facts)),
        leaders=leaders_kept(len(facts)),
        stops=" ".join(sorted(stop_words_of(language))),
        ranks=ranks(facts),
        strings=words.strings,
        levels=words.levels,
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


def numbered(chunks: Sequence[ChunkPostings]) -> tuple[Numbers, list[DocumentFacts]]:
    """The number of each document, chunk after chunk, and the facts in the order of these numbers.

    Documents lie by country, level, technology and industry, so that columns compress and the results of a question
    share bundles of cards; then by key, which no name can bend.
    """
    found = [
        (*_neighbours(chunk, facts), facts.key, place, facts)
        for place, (chunk, facts) in enumerate((chunk, facts) for chunk in chunks for facts in chunk.facts)
    ]
    found.sort(key=lambda entry: entry[:5])
    order = np.empty(len(found), dtype=np.int64)
    order[[entry[-2] for entry in found]] = np.arange(len(found))
    return order, [entry[-1] for entry in found]


def _neighbours(chunk: ChunkPostings, facts: DocumentFacts) -> tuple[str, int, str, str]:
    """First country, level rank (the highest first), first technology and industry of a document."""
    first = {}
    for facet, numbers in zip(FACETS, facts.facets, strict=True):
        first[facet] = chunk.values[facet][numbers[0]].slug if numbers else ""
    return first["country"], -facts.rank, first["technology"], first["industry"]


def _dictionary(
    chunks: Sequence[ChunkPostings],
    order: Numbers,
    facts: Sequence[DocumentFacts],
    cards: Sequence[bytes],
    terms: Shards,
    typos: Shards,
) -> Iterator[RawFile]:
    collection = Collection(chunks, order, np.array([document.rank for document in facts], dtype=np.int64))
    leaders = LeaderFiles(cards)
    entries: list[Entry] = []
    for begin, end in collection.ranges():
        for postings in collection.encoded(begin, end):
            if len(postings.leaders):
                yield from leaders.add(len(entries), postings.leaders)
            entry, own = entry_of(postings, inline_limit(len(facts)))
            entries.append(entry)
            yield from own
    yield from leaders.rest()
    numbers = {stem: number for number, stem in enumerate(collection.stems)}
    stems = {form: numbers[stem] for chunk in chunks for form, stem in zip(chunk.forms, chunk.stems, strict=True)}
    words = sorted(stems)
    stem_of = [stems[word] for word in words]
    named = sorted(
        ListedName(document.name_word, document.name_sum, number)
        for number, document in enumerate(facts)
        if document.name_word
    )
    target = TARGET // 2 if len(facts) <= SMALL else TARGET
    yield from dictionary_files(words, stem_of, entries, leaders.names, named, terms, target)
    yield from typo_files(words, [entries[stem].documents for stem in stem_of], typos, target)


class Columns:
    """The files of all facet columns: those of the groups open at first in one, on small sites all in the frame."""

    def __init__(self, columns: Sequence[FacetColumn], documents: int) -> None:
        self.files: list[RawFile] = []
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
            self._placed(group, hash_in(file))

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
    """The groups open at first: as many as are small together."""
    room = OPEN_BYTES
    for facet in OPEN_FIRST:
        if facet in columns:
            room -= len(compressed(columns[facet], postings=True))
            if room >= 0:
                yield facet
