"""The dictionary: from a word as people type it to the postings of its stem, in shards by ranges of words.

A shard (numbers are LEB128, "names" five bytes, all regions one after the other):

1. length of the text in bytes; the words, sorted, with line feeds between (UTF-8)
2. for each word 0 where its stem is new in this shard, or how many stems back it stands
3. for each stem its number of documents
4. for each stem with more documents than the frame's `inline` the name of its postings file
5. the number of leader files, their names; for each stem with more than FEW documents the file that has its leaders;
   and for each of these its place among the stems of that file
6. gaps, low bytes, high parts and fields of all other stems (see `postings.py`), region by region
7. names whose first word lies in this range: their number, their CRC-32s (four bytes, highest first), their documents

A postings file holds the name of its fields file (five bytes), the number of documents, gaps, low bytes, high parts.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec

from generator.search.encoding import HashedFile, hashed_file, leb
from generator.search.postings import StemPostings


def inline_limit(documents: int) -> int:
    """Postings of a stem that stand in the dictionary; longer lists have a file of their own.

    Below some ten thousand documents all do: a request costs more than the few kilobytes that it brings.
    """
    return 12_000 if documents <= 30_000 else 64


class Entry(msgspec.Struct, frozen=True):
    """What the dictionary says of a stem: its postings, or the name of the file that has them."""

    documents: int
    postings: StemPostings | None
    name: bytes = b""


class ListedName(msgspec.Struct, frozen=True, order=True):
    """The name of a listing: its first word, the CRC-32 of its words, its document."""

    word: str
    sum: int
    document: int


def entry_apart(postings: StemPostings) -> tuple[Entry, HashedFile, HashedFile]:
    """The entry of a stem whose postings stand in files of their own, and these."""
    fields = hashed_file("f", postings.fields, postings=True)
    first = fields.digest + leb((postings.documents,))
    file = hashed_file("p", first, postings.gaps, postings.lows, postings.highs, postings=True)
    return Entry(postings.documents, None, file.digest), file, fields


class Shards:
    """The shards of one ordering as they are cut: `keys` bounds each from its predecessor."""

    def __init__(self, kind: str) -> None:
        self.keys: list[str] = []
        self.names: list[str] = []
        self._kind = kind
        self._last = ""

    def file(self, first: str, last: str, *regions: bytes) -> HashedFile:
        file = hashed_file(self._kind, *regions)
        self.keys.append(shortest_between(self._last, first))
        self.names.append(file.name)
        self._last = last
        return file


def shortest_between(before: str, first: str) -> str:
    """The shortest beginning of `first` that sorts after `before`."""
    for size in range(1, len(first)):
        if first[:size] > before:
            return first[:size]
    return first


def cut(words: Sequence[str], sizes: Sequence[int], target: int) -> Iterator[tuple[int, int]]:
    """Ranges of words with about `target` bytes each.

    Where a range ends depends on the words around it alone, so that one word more leaves the other shards as they are.
    """
    ends = list(accumulate(sizes))
    begin = before = 0
    while begin < len(words):
        latest = max(begin + 1, bisect_right(ends, before + target * 3 // 2))
        end = max(begin + 1, bisect_right(ends, before + target * 3 // 4) + 1)
        while end < latest and zlib.crc32(words[end].encode("utf-8")) & 15:
            end += 1
        end = min(end, latest)
        yield begin, end
        begin, before = end, ends[end - 1]


def dictionary_files(
    words: Sequence[str],
    stem_of: Sequence[int],
    entries: Sequence[Entry],
    leaders: Mapping[int, tuple[bytes, int]],
    named: Sequence[ListedName],
    shards: Shards,
    target: int,
) -> Iterator[HashedFile]:
    """The shards of all words (sorted), `stem_of` giving each its number in `entries`; `named` is sorted.

    `leaders` are the hashes of the stems' leader files, and their places in these.
    """
    if not words:
        return
    sizes = []
    before = -1
    for word, stem in zip(words, stem_of, strict=True):
        entry = entries[stem]
        new = 0 if stem == before else 6 if entry.postings is None else 2 + 4 * entry.documents
        sizes.append(len(word) + 2 + new)
        before = stem
    ranges = list(cut(words, sizes, target))
    firsts = [name.word for name in named]
    bounds = [0, *(bisect_left(firsts, words[begin]) for begin, _ in ranges[1:]), len(named)]
    for (begin, end), low, high in zip(ranges, bounds[:-1], bounds[1:], strict=True):
        regions = _shard(words[begin:end], stem_of[begin:end], entries, leaders)
        names = sorted((name.sum, name.document) for name in named[low:high])
        sums = b"".join(number.to_bytes(4, "big") for number, _ in names)
        documents = leb(document for _, document in names)
        yield shards.file(words[begin], words[end - 1], *regions, leb((len(names),)) + sums, documents)


def _shard(
    words: Sequence[str], stem_of: Sequence[int], entries: Sequence[Entry], leaders: Mapping[int, tuple[bytes, int]]
) -> tuple[bytes, ...]:
    text = "\n".join(words).encode("utf-8")
    slots: dict[int, int] = {}
    back = []
    for stem in stem_of:
        back.append(len(slots) - slots[stem] if stem in slots else 0)
        slots.setdefault(stem, len(slots))
    distinct = [entries[stem] for stem in slots]
    inline = [entry.postings for entry in distinct if entry.postings is not None]
    led = [leaders[stem] for stem in slots if stem in leaders]
    files = {name: number for number, name in enumerate(dict.fromkeys(name for name, _ in led))}
    return (
        leb((len(text),)) + text,
        leb(back),
        leb(entry.documents for entry in distinct),
        b"".join(entry.name for entry in distinct),
        leb((len(files),)) + b"".join(files) + leb(files[name] for name, _ in led) + leb(place for _, place in led),
        b"".join(postings.gaps for postings in inline),
        b"".join(postings.lows for postings in inline),
        b"".join(postings.highs for postings in inline),
        b"".join(postings.fields for postings in inline),
    )
