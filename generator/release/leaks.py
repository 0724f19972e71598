"""The leak scan: private values searched in every byte of a site, whatever they are wrapped in.

Values and files are cut into words (letters and digits, case folded), so that a value is found however it is
punctuated: in a sentence, an attribute, a file name, a slug. Escapes of HTML, URLs and JSON are undone first; what
looks like base64 is decoded; gzip is unpacked. Words are compared by their marks (`marks`), all of a text at once, and
read only where one is hit: the search is linear in the size of the site and does not depend on the number of values. A
value is told once, at the first file.
"""

from __future__ import annotations

import base64
import html
import re
import urllib.parse
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from generator.release.marks import Lookup, Numbers, Said, marks_of

LEAST = 8
"""Characters of the shortest value that is searched for: shorter ones stand in any text by chance."""

_MOST_WORDS = 8
"""Words of a value that are compared: of a text its beginning, so that an excerpt is found too."""

_APART = "\n\ufdd0\n"
"""Stands between pieces: a word that no value holds."""

_BETWEEN_WORDS = r"[^\w\"<>\[\]{}|;,]{1,4}"

_MOST_RUNS = 1_000_000
_MOST_LETTERS = 1_000_000
_AT_ONCE = 20_000
_MOST_UNPACKED = 1 << 28

_KEPT = bytes(code if code >= 0x80 or chr(code).isalnum() else 0x20 for code in range(256))
_LEAST_ENCODED = 11
"""Base-64 letters of the shortest value that is searched for, without padding."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}")
_BETWEEN = re.compile(r"[/_-]")
_READABLE = re.compile(rb"[ -~]{8,}")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class LeakScan:
    """The search for private `values` in the files of one site. `said` takes up what it is shown."""

    def __init__(self, values: Iterable[str], said: Said | None = None) -> None:
        self.said = Said.of_files(0) if said is None else said
        self._values = [value for value in values if words_of(value)]
        self._found: set[str] = set()
        self._seen_runs: set[str] = set()
        self._before, self._single, self._paired = _lookups(self._values)

    def look(self, file: str, pieces: Iterable[str]) -> set[str]:
        """The values that stand in the name or in pieces of the text of a file, and in no file before.

        No value is found across two pieces.
        """
        found: set[str] = set()
        for text in _joined((*pieces, file)):
            decoded = _decoded(text)
            runs = {*_BASE64.findall(text), *_BASE64.findall(decoded)} - self._seen_runs
            if len(self._seen_runs) < _MOST_RUNS:
                self._seen_runs |= runs
            inside = _APART.join(plain for run in runs for plain in _from_base64(run))
            for form in (text, decoded, inside):
                found |= self._in_words(form)
        return found

    def _in_words(self, text: str) -> set[str]:
        """Of each value the rarest two words are looked for, and where they stand, those around them are compared."""
        folded = text.casefold()
        spoken = _spoken(folded)
        marks = marks_of(spoken)
        self.said.add(marks)
        found = set()
        words: list[bytes] = []
        for place, number in (*self._single.hits(marks.words), *self._paired.hits(marks.pairs)):
            value = self._values[number]
            if value not in self._found:
                words = words or spoken.split()
                wanted = words_of(value)
                begins = place - int(self._before[number])
                if begins >= 0 and words[begins : begins + len(wanted)] == wanted and _together(wanted, value, folded):
                    found.add(value)
                    self._found.add(value)
        return found


def _lookups(values: Sequence[str]) -> tuple[Numbers, Lookup, Lookup]:
    """How many words each value has before those that are looked for, and the searches for these: for the only word of
    a value, and for the two neighbouring words of a longer one that are the rarest among all values.
    """
    none = np.zeros(0, np.uint32)
    words, pairs, lengths = [none], [none], array("L")
    for first in range(0, len(values), _AT_ONCE):
        spoken = [words_of(value) for value in values[first : first + _AT_ONCE]]
        lengths.extend(map(len, spoken))
        marks = marks_of(b" ".join(chain.from_iterable(spoken)))
        words.append(marks.words)
        pairs.append(np.append(marks.pairs, np.uint32(0)))
    word, pair = np.concatenate(words), np.concatenate(pairs)
    length = np.array(lengths, np.int64)
    after = np.cumsum(length)
    begins = after - length
    _, kind, common = np.unique(pair, return_inverse=True, return_counts=True)
    cost = common[kind]
    cost[after - 1] = len(pair)  # with the first word of the next value
    rarest = np.minimum.reduceat(cost << 32 | np.arange(len(pair)), begins) & 0xFFFFFFFF if values else begins
    alone, number = length == 1, np.arange(len(values))
    return rarest - begins, Lookup(word[begins[alone]], number[alone]), Lookup(pair[rarest[~alone]], number[~alone])


def possible_in(said: Said, values: Iterable[str]) -> list[str]:
    """Those of the values that may stand in what was said; the others do not."""
    return [value for value in values if (words := words_of(value)) and said.may_hold(b" ".join(words))]


def text_of(content: bytes) -> str:
    """The text of a file, unpacked where it is a gzip stream."""
    return unpacked(content).decode("utf-8", "replace")


def words_of(value: str) -> list[bytes]:
    """The words of a value that are searched for; none where it is too short to be."""
    return _spoken(value.casefold()).split()[:_MOST_WORDS] if len(value) >= LEAST else []


def excuses(found: Iterable[str], sources: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Those of the values that a text says which somebody lets out, and who does. `sources`: who, and their texts."""
    left = set(found)
    scan = LeakScan(left)
    excused: dict[str, str] = {}
    for source, texts in sources:
        if not left:
            break
        said = scan.look("", tuple(texts))
        excused |= dict.fromkeys(said, source)
        left -= said
    return excused


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces in texts of a bearable size."""
    some: list[str] = []
    size = 0
    for piece in pieces:
        some.append(piece)
        size += len(piece)
        if size > _MOST_LETTERS:
            yield _APART.join(some)
            some, size = [], 0
    yield _APART.join(some)


def _together(words: Sequence[bytes], value: str, folded: str) -> bool:
    """Whether the words stand together in the text as one value, not in two cells or strings beside each other."""
    if value.casefold() in folded:
        return True
    between = (re.escape(word.decode("utf-8", "replace")) for word in words)
    return re.search(_BETWEEN_WORDS.join(between), folded) is not None


def _spoken(folded: str) -> bytes:
    """A case-folded text with nothing but spaces between its words."""
    return folded.encode("utf-8", "replace").translate(_KEPT)


def _decoded(piece: str) -> str:
    """The piece with the escapes of HTML, JSON and URLs undone, in this order."""
    if "&" in piece:
        piece = html.unescape(piece)
    if "\\" in piece:
        piece = _JSON_ESCAPE.sub(_from_json, piece)
    if "%" in piece:
        piece = urllib.parse.unquote_plus(piece)
    return piece


def _from_json(escape: re.Match[str]) -> str:
    code, sign = escape.groups()
    return chr(int(code, 16)) if code else _CONTROL.get(sign, sign)


def _from_base64(run: str) -> Iterator[str]:
    """What a run of base-64 letters says, as a whole and in the parts that a path or a slug would have."""
    for part in (run, *_BETWEEN.split(run)):
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
