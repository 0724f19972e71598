"""The leak scan: private values searched in every byte of a site, whatever they are wrapped in.

Values and files are cut into words (letters and digits, case folded), so that a value is found however it is
punctuated: in a sentence, an attribute, a file name, a slug. Escapes of HTML, URLs and JSON are undone first; what
looks like base64 is decoded; gzip is unpacked. Words are compared by their marks (`marks`), all of a text at once, and
read only where one is hit: the search is linear in the size of the site and does not depend on the number of values. A
value is told once, at one of the files that have it.
"""

from __future__ import annotations

import base64
import html
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import accumulate, chain, filterfalse
from typing import NamedTuple

import numpy as np

from generator.release.marks import Numbers, Said, marks_of
from generator.release.sought import fold, only_words, rows_of, sought_of, words_of

_APART = "\n\ufdd0\n"
"""Stands between pieces: a word that no value holds."""

_BETWEEN_WORDS = r"[^\w\"<>\[\]{}|;,:\ufdd0]{1,4}"
_WITH_COLON = r"[^\w\"<>\[\]{}|;,\ufdd0]{1,4}"
"""Between the words of a value that has a colon itself: another's colon parts two texts, as "name: text" does."""

_MOST_RUNS = 1_000_000
_MOST_LETTERS = 500_000
_BETWEEN_TEXTS = b" \xff "
_BETWEEN_MARK = marks_of(_BETWEEN_TEXTS).words[0]
_ESCAPED = re.compile(r"[&%\\]")
_MOST_UNPACKED = 1 << 28

_LEAST_ENCODED = 11
"""Base-64 letters of the shortest value that is searched for, without padding."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}")
_BETWEEN = re.compile(r"[/_-]")
_READABLE = re.compile(rb"[ -~]{8,}")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_IN_URL = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Leak(NamedTuple):
    """A private value, and a file that holds it."""

    file: str
    value: str


class LeakScan:
    """The search for private `values` in the files of one site. `said` takes up what they say."""

    def __init__(self, values: Sequence[str], said: Said | None = None) -> None:
        rows = rows_of(values)
        self._values, self._kept = values, rows.kept
        self._sought = sought_of(rows)
        self._begin(said)

    def anew(self, said: Said | None = None) -> LeakScan:
        """The search for the same values, as if nothing was looked at yet."""
        other = copy(self)
        other._begin(said)
        return other

    def _begin(self, said: Said | None) -> None:
        self._said = said
        self._found: set[int] = set()
        self._seen_runs: set[str] = set()
        self._waiting: list[tuple[str, list[str]]] = []
        self._letters = 0

    @property
    def searches(self) -> bool:
        """Whether there is a value that was not found yet."""
        return len(self._found) < len(self._kept)

    def look(self, file: str, pieces: Iterable[str]) -> Iterator[Leak]:
        """Look at the name and at pieces of the text of a file; what was found so far, in this file or ones before.

        No value is found across two pieces. Many files are searched at once; `rest` searches those that are left.
        """
        some: list[str] = [file]
        for piece in pieces:
            some.append(piece)
            self._letters += len(piece)
            if self._letters > _MOST_LETTERS:
                self._waiting.append((file, some))
                yield from self.rest()
                some = []
        self._waiting.append((file, some))

    def rest(self) -> Iterator[Leak]:
        """What is found in the files that were looked at and not searched yet."""
        files = [file for file, _ in self._waiting]
        texts = [_APART.join(pieces) for _, pieces in self._waiting]
        decoded = [_decoded(_APART.join(filter(_ESCAPED.search, pieces))) for _, pieces in self._waiting]
        inside = [self._inside(plain, other) for plain, other in zip(texts, decoded, strict=True)]
        self._waiting, self._letters = [], 0
        for form in (texts, decoded, inside):
            for number, value in self._in_words(form):
                yield Leak(files[number], value)

    def _inside(self, *texts: str) -> str:
        """What base64 hides in texts, and was not seen before."""
        found = chain.from_iterable(map(_BASE64.findall, texts))
        runs = dict.fromkeys(filterfalse(self._seen_runs.__contains__, found))
        if len(self._seen_runs) < _MOST_RUNS:
            self._seen_runs.update(runs)
        return _APART.join(plain for run in runs for plain in _from_base64(run))

    def _in_words(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The values that stand in texts, each with the number of a text that has it.

        Of a value the rarest two words are looked for, and where they stand, those around them are compared.
        """
        if not any(texts):
            return
        folded = [fold(text) for text in texts]
        spoken = [only_words(text) for text in folded]
        marks = marks_of(_BETWEEN_TEXTS.join(spoken))
        if self._said is not None:
            self._said.add(marks)
        hits = self._sought.hits(marks)
        if not hits:
            return
        begins = _begins(spoken, marks.words)
        words: dict[int, list[bytes]] = {}
        tried: set[tuple[int, int]] = set()
        for place, number in hits:
            text = bisect_right(begins, place) - 1
            if number in self._found or (text, number) in tried:
                continue
            if text not in words:
                words[text] = spoken[text].split()
            value = self._values[int(self._kept[number])]
            begin, wanted = place - begins[text], words_of(value)
            if words[text][begin : begin + len(wanted)] == wanted:
                tried.add((text, number))
                if _is_one(wanted, value, folded[text]):
                    self._found.add(number)
                    yield text, value


def _begins(spoken: Sequence[bytes], words: Numbers) -> list[int]:
    """How many words, with those between texts, stand before each text."""
    found = [0, *(np.flatnonzero(words == _BETWEEN_MARK) + 1).tolist()]
    if len(found) != len(spoken):  # a word has by chance the mark of what stands between texts
        found = list(accumulate((len(text.split()) + 1 for text in spoken[:-1]), initial=0))
    return found


def text_of(content: bytes) -> str:
    """The text of a file, unpacked where it is a gzip stream."""
    return unpacked(content).decode("utf-8", "replace")


def excuses(scan: LeakScan, sources: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Those of the values searched for that a text says which somebody lets out, and who does. `sources`: who, and
    their texts.
    """
    excused: dict[str, str] = {}
    for source, texts in sources:
        if not scan.searches:
            break
        excused |= {leak.value: leak.file for leak in scan.look(source, texts)}
    return excused | {leak.value: leak.file for leak in scan.rest()}


def _is_one(words: Sequence[bytes], value: str, folded: str) -> bool:
    """Whether the words stand together in the text as one value, not in two cells or strings beside each other."""
    if fold(value) in folded:
        return True
    escaped = (re.escape(word.decode("utf-8", "replace")) for word in words)
    between = _WITH_COLON if ":" in value else _BETWEEN_WORDS
    return re.search(between.join(escaped), folded) is not None


def _decoded(piece: str) -> str:
    """The piece with the escapes of HTML, JSON and URLs undone, in this order."""
    if "&" in piece:
        piece = html.unescape(piece)
    if "\\" in piece:
        piece = _JSON_ESCAPE.sub(_from_json, piece)
        piece = piece.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # letters written as two escapes
    if "%" in piece:
        piece = _IN_URL.sub(_from_url, piece.replace("+", " "))
    return piece


def _from_url(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8", "replace")


def _from_json(escape: re.Match[str]) -> str:
    code, sign = escape.groups()
    return chr(int(code, 16)) if code else _CONTROL.get(sign, sign)


def _from_base64(run: str) -> Iterator[str]:
    """What a run of base-64 letters says, as a whole and in the parts that a path or a slug would have."""
    parts = _BETWEEN.split(run)
    for part in parts if len(parts) == 1 else (run, *parts):
        if len(part) >= _LEAST_ENCODED and not (part.isalpha() and part.islower()):
            letters = part.replace("-", "+").replace("_", "/")
            whole = len(letters) // 4 * 4
            plain = base64.b64decode(letters[:whole] + _padded(letters[whole:]))
            try:
                yield plain.decode()
            except UnicodeDecodeError:
                yield from (readable.decode() for readable in _READABLE.findall(plain))


def _padded(rest: str) -> str:
    return "" if len(rest) < 2 else rest + "=" * (4 - len(rest))


def unpacked(content: bytes) -> bytes:
    """The bytes of a gzip stream unpacked; others as they are."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(31).decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return content
