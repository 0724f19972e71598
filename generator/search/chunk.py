"""One chunk of search documents, analysed: what workers return for the whole index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator.search.documents import Field, SearchDocument
from generator.search.facts import Facts, facts_of, joined, numbering
from generator.search.folding import MARK, words_of_all
from generator.search.whoosh_engine import LONGEST_WORD, Stemmer, stop_words_of

FREQUENCY_BITS = 13
"""A posting is one number: field above, frequency (at most 8,191) in the lower bits."""

MOST = (1 << FREQUENCY_BITS) - 1


class ChunkPostings(msgspec.Struct, array_like=True, kw_only=True):
    """The analysed documents of a chunk: compact, picklable, in any order. At most 65,535 documents.

    `forms` are the distinct words, sorted by stem and form, `stems` their stems. Posting arrays run in that order,
    with `counts` postings for each form: `documents` are positions in `facts`, `codes` are field and frequency.
    `lengths` has the words of each field, document after document.

    An unchanged document need not be analysed again: `keep` what is left of an old chunk and hand it to
    `write_index` beside the chunk of the changed documents.
    """

    facts: Facts
    forms: list[str]
    stems: list[str]
    counts: NDArray[np.uint32]
    documents: NDArray[np.uint16]
    codes: NDArray[np.uint16]
    lengths: NDArray[np.uint32]

    @property
    def ids(self) -> list[str]:
        """The partner ids of the documents."""
        return self.facts.ids

    def keep(self, ids: Iterable[str]) -> ChunkPostings:
        """The same without the documents whose ids are not in `ids`."""
        wanted = frozenset(ids)
        stays = np.fromiter((one in wanted for one in self.ids), dtype=bool, count=len(self.ids))
        moved = (np.cumsum(stays) - 1).astype(np.uint16)
        mask = stays[self.documents]
        form_of = np.repeat(np.arange(len(self.forms)), self.counts)
        counts = np.bincount(form_of[mask], minlength=len(self.forms))
        used = np.flatnonzero(counts)
        return ChunkPostings(
            facts=self.facts.of(np.flatnonzero(stays)),
            forms=[self.forms[i] for i in used],
            stems=[self.stems[i] for i in used],
            counts=counts[used].astype(np.uint32),
            documents=moved[self.documents[mask]],
            codes=self.codes[mask],
            lengths=self.lengths[np.repeat(stays, len(Field))],
        )


def packed(postings: ChunkPostings) -> msgspec.Raw:
    """A chunk as MessagePack, its arrays as bytes."""
    return msgspec.Raw(_packer.encode(postings))


def unpacked(content: bytes | msgspec.Raw) -> ChunkPostings:
    """The chunk of these bytes; msgspec.MsgspecError where they are none."""
    return _unpacker.decode(content)


def _array(kind: Any, content: bytes) -> NDArray[Any]:
    """An array of a field's type: NDArray[number]."""
    return np.frombuffer(content, dtype=get_args(get_args(kind)[1])[0])


_packer = msgspec.msgpack.Encoder(enc_hook=np.ndarray.tobytes)
_unpacker = msgspec.msgpack.Decoder(ChunkPostings, dec_hook=_array)


def merged(parts: Sequence[ChunkPostings]) -> ChunkPostings:
    """Several chunks as one."""
    pairs = sorted({pair for part in parts for pair in zip(part.stems, part.forms, strict=True)})
    numbers = {pair: number for number, pair in enumerate(pairs)}
    form_of, documents, before = [], [], 0
    for part in parts:
        places = np.array([numbers[pair] for pair in zip(part.stems, part.forms, strict=True)], dtype=np.int64)
        form_of.append(np.repeat(places, part.counts))
        documents.append(part.documents.astype(np.int64) + before)
        before += len(part.facts)
    forms, places, codes = np.concatenate(form_of), np.concatenate(documents), np.concatenate([p.codes for p in parts])
    order = np.lexsort((codes, places, forms))
    return ChunkPostings(
        facts=joined([part.facts for part in parts]),
        forms=[form for _, form in pairs],
        stems=[stem for stem, _ in pairs],
        counts=np.bincount(forms, minlength=len(pairs)).astype(np.uint32),
        documents=places[order].astype(np.uint16),
        codes=codes[order],
        lengths=np.concatenate([part.lengths for part in parts]),
    )


class _Keys(dict[str, str]):
    """Stem and word in one text, "" for what is not indexed; keeps what it has worked out, up to a million words.

    They sort as pairs do, since no word holds what stands between them.
    """

    def __init__(self, language: str) -> None:
        super().__init__({MARK: ""} | dict.fromkeys(stop_words_of(language), ""))
        self._stem = Stemmer(language)

    def __missing__(self, word: str) -> str:
        key = f"{self._stem(word)}\0{word}" if len(word) <= LONGEST_WORD else ""
        if len(self) < 1_000_000:
            self[word] = key
        return key


_keys = lru_cache(maxsize=4)(_Keys)


def analyse(documents: Sequence[SearchDocument], language: str) -> ChunkPostings:
    """Analyse a chunk (pure; in any process); `language` is the site's, which decides stemming and stop words."""
    number = numbering()
    mark = number[MARK]
    tokens: list[int] = []
    for document in documents:
        tokens += map(number.__getitem__, words_of_all(document.texts))
    numbers_of = {key: n for n, key in enumerate(map(_keys(language).__getitem__, number)) if key}
    order = sorted(numbers_of)
    pairs = "\0".join(order).split("\0") if order else []
    place = np.full(len(number), -1, dtype=np.int64)
    place[[numbers_of[key] for key in order]] = np.arange(len(order))

    texts = len(documents) * len(Field)
    numbers = np.array(tokens, dtype=np.int64)
    form_of = place[numbers]
    kept = form_of >= 0
    slots, form_of = np.cumsum(numbers == mark)[kept], form_of[kept]
    postings, frequency = np.unique(form_of * texts + slots, return_counts=True)
    form_of, slots = np.divmod(postings, max(1, texts))
    documents_of, fields = np.divmod(slots, len(Field))
    lengths = np.bincount(slots, weights=frequency, minlength=texts)
    return ChunkPostings(
        facts=facts_of(documents),
        forms=pairs[1::2],
        stems=pairs[::2],
        counts=np.bincount(form_of, minlength=len(order)).astype(np.uint32),
        documents=documents_of.astype(np.uint16),
        codes=((fields << FREQUENCY_BITS) | np.minimum(frequency, MOST)).astype(np.uint16),
        lengths=lengths.astype(np.uint32),
    )
