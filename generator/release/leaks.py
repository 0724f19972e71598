"""The leak scan: private values searched in every byte of a site, whatever they are wrapped in.

Values and files are cut into words (letters and digits, case folded), so that a value is found however it is
punctuated: in a sentence, an attribute, a file name, a slug. Escapes of HTML, URLs and JSON are undone first; what
looks like base64 is decoded; gzip is unpacked. The search walks the words once and looks each up in a table, so it is
linear in the size of the site and does not depend on the number of values. A value is told once, at the first file.
"""

from __future__ import annotations

import base64
import html
import re
import urllib.parse
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

LEAST = 8
"""Characters of the shortest value that is searched for: shorter ones stand in any text by chance."""

_MOST_WORDS = 8
"""Words of a value that are compared: of a text its beginning, so that an excerpt is found too."""

_APART = "\n\ufdd0\n"
"""Stands between pieces: a word that no value holds."""

_BETWEEN_WORDS = r"[^\w\"<>\[\]{}|;,]{1,4}"

_MOST_RUNS = 1_000_000
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
    """The search for private `values` in the files of one site."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values: dict[bytes, list[str]] = {}
        for value in values:
            words = words_of(value)
            if words:
                self._values.setdefault(b" ".join(words), []).append(value)
        split = [said.split() for said in self._values]
        common = Counter(pair for words in split for pair in set(pairwise(words)))
        self._single = frozenset(words[0] for words in split if len(words) == 1)
        self._around: dict[bytes, dict[bytes, set[tuple[int, int]]]] = {}
        for words in split:
            pairs = list(pairwise(words))
            if pairs:
                place = min(range(len(pairs)), key=lambda at: common[pairs[at]])
                after = self._around.setdefault(words[place], {}).setdefault(words[place + 1], set())
                after.add((place, len(words) - place))
        self._first = frozenset(self._around)
        self._seen_runs: set[str] = set()
        self.encoded: set[bytes] = set()
        """Words that base64 hid in what was looked at."""

    def look(self, file: str, pieces: Sequence[str]) -> set[str]:
        """The values that stand in the name or in pieces of the text of a file, and in no file before.

        No value is found across two pieces.
        """
        text = _APART.join((*pieces, file))
        decoded = _decoded(_APART.join(piece for piece in pieces if "&" in piece or "%" in piece or "\\" in piece))
        runs = {*_BASE64.findall(text), *_BASE64.findall(decoded)} - self._seen_runs
        if len(self._seen_runs) < _MOST_RUNS:
            self._seen_runs |= runs
        inside = _APART.join(plain for run in runs for plain in _from_base64(run))
        self.encoded.update(_words(inside.casefold()))
        return self._in_words(text) | self._in_words(decoded) | self._in_words(inside)

    def _in_words(self, text: str) -> set[str]:
        """Of each value the rarest two words are looked for, and where they stand, those around them are looked up."""
        folded = text.casefold()
        words = _words(folded)
        distinct = set(words)
        said = distinct & self._single
        first = distinct & self._first
        if first:
            for place, (word, second) in enumerate(pairwise(words)):
                if word in first and second in self._around[word]:
                    for before, after in self._around[word][second]:
                        said.add(b" ".join(words[max(place - before, 0) : place + after]))
        found = set()
        for one in self._values.keys() & said:
            together = {value for value in self._values[one] if _together(one, value, folded)}
            if together:
                self._values[one] = [value for value in self._values[one] if value not in together]
                found |= together
        return found


def text_of(content: bytes) -> str:
    """The text of a file, unpacked where it is a gzip stream."""
    return unpacked(content).decode("utf-8", "replace")


def words_of(value: str) -> list[bytes]:
    """The words of a value that are searched for; none where it is too short to be."""
    return _words(value.casefold())[:_MOST_WORDS] if len(value) >= LEAST else []


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


def _together(words: bytes, value: str, folded: str) -> bool:
    """Whether the words stand together in the text as one value, not in two cells or strings beside each other."""
    if value.casefold() in folded:
        return True
    return re.search(_BETWEEN_WORDS.join(map(re.escape, words.decode("utf-8", "replace").split())), folded) is not None


def _words(folded: str) -> list[bytes]:
    return folded.encode("utf-8", "replace").translate(_KEPT).split()


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
