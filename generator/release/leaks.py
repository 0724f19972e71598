"""The leak scan: private values searched in every byte of a site, whatever they are wrapped in.

Values and files are cut into words (letters and digits, case folded), so that a value is found however it is
punctuated: in a sentence, an attribute, a file name, a slug. Escapes of HTML, URLs and JSON are undone first; what
looks like base64 is decoded; gzip is unpacked. The search walks the words once and looks each up in a table, so it is
linear in the size of the site and does not depend on the number of values. Pieces that were seen before (the frame
around every page) are not looked at again.
"""

from __future__ import annotations

import base64
import html
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import filterfalse, pairwise

LEAST = 8
"""Characters of the shortest value that is searched for: shorter ones stand in any text by chance."""

_MOST_WORDS = 8
"""Words of a value that are compared: of a text its beginning, so that an excerpt is found too."""

_MARKED_UP = (".html", ".xml", ".svg")
_APART = "\n\ufdd0\n"
"""Stands between pieces: a word that no value holds."""

_BETWEEN_WORDS = r"[^\w\"<>\[\]{}|;,]{1,4}"

_MOST_PIECES = 1_000_000
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
    """Private values by audience, and the search for them. `private` maps a value to those who must not see it."""

    def __init__(self, private: Mapping[str, Set[str]]) -> None:
        self._owners: dict[bytes, list[tuple[str, Set[str]]]] = {}
        self._beginnings: set[bytes] = set()
        for value, audiences in private.items():
            words = _words(value)[:_MOST_WORDS]
            if len(value) >= LEAST and words:
                self._owners.setdefault(b" ".join(words), []).append((value, audiences))
                self._beginnings.update(b" ".join(words[:count]) for count in range(1, len(words)))
        self._words = frozenset(words for words in self._owners if b" " not in words)
        self._pairs = frozenset(b" ".join(words.split(b" ", 2)[:2]) for words in self._owners if b" " in words)
        self._seen: set[str] = set()
        self._seen_runs: set[str] = set()

    def look(self, file: str, text: str, audience: str) -> set[str]:
        """The private values that stand in the name or in the text of a file of this audience's site.

        What this file says and no file before it said is looked at as one text, its pieces kept apart; only where that
        hits, each piece is looked at by itself.
        """
        pieces = text.split("<" if file.endswith(_MARKED_UP) else "\n")
        pieces.append(file)
        new = list(filterfalse(self._seen.__contains__, pieces))
        if not self._in_text(_APART.join(new)):
            if len(self._seen) < _MOST_PIECES:
                self._seen.update(new)
            return set()
        found = (hit for piece in new for hit in self._in_text(piece))
        return {value for value, audiences in found if audience in audiences}

    def _in_text(self, text: str) -> set[tuple[str, frozenset[str]]]:
        found = self._in_words(text)
        decoded = _decoded(text)
        if decoded != text:
            found |= self._in_words(decoded)
        for run in set(_BASE64.findall(decoded)) - self._seen_runs:
            inside = set[tuple[str, frozenset[str]]]()
            for plain in _from_base64(run):
                inside |= self._in_words(plain)
            found |= inside
            if not inside and len(self._seen_runs) < _MOST_PIECES:
                self._seen_runs.add(run)
        return found

    def _in_words(self, text: str) -> set[tuple[str, frozenset[str]]]:
        found: set[tuple[str, frozenset[str]]] = set()
        words = _words(text)
        if self._words.isdisjoint(words) and self._pairs.isdisjoint(map(b" ".join, pairwise(words))):
            return found
        for place, word in enumerate(words):
            said, end = word, place + 1
            while True:
                for value, audiences in self._owners.get(said, ()):
                    if _together(said, value, text):
                        found.add((value, frozenset(audiences)))
                if said not in self._beginnings or end == len(words):
                    break
                said += b" " + words[end]
                end += 1
        return found


def text_of(content: bytes) -> str:
    """The text of a file, unpacked where it is a gzip stream."""
    return _unpacked(content).decode("utf-8", "replace")


def not_shown(found: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Those of the values that stand in none of the texts: what was found but let out by nobody."""
    left = set(found)
    scan = LeakScan({value: {""} for value in left})
    for text in texts:
        left -= scan.look("", text, "")
    return left


def _together(words: bytes, value: str, text: str) -> bool:
    """Whether the words stand together in the text as one value, not in two cells or strings beside each other."""
    folded = text.casefold()
    if value.casefold() in folded:
        return True
    return re.search(_BETWEEN_WORDS.join(map(re.escape, words.decode("utf-8", "replace").split())), folded) is not None


def _words(text: str) -> list[bytes]:
    return text.casefold().encode("utf-8", "replace").translate(_KEPT).split()


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


def _unpacked(content: bytes) -> bytes:
    """The bytes of a gzip stream unpacked; others as they are."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(31).decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return content
