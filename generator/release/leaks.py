"""The leak scan: private values searched in every byte of a site, whatever they are wrapped in.

Values and files are cut into words (letters and digits, case folded), so that a value is found however it is
punctuated: in a sentence, an attribute, a file name, a slug. Escapes of HTML, URLs and JSON are undone first; what
looks like base64 is decoded; gzip is unpacked. The search walks the words once and looks each up in a table, so it is
linear in the size of the site and does not depend on the number of values.
"""

from __future__ import annotations

import base64
import html
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
    """Private values by audience, and the search for them. `private` maps a value to those who must not see it."""

    def __init__(self, private: Mapping[str, Set[str]]) -> None:
        self._owners: dict[bytes, list[tuple[str, Set[str]]]] = {}
        self._beginnings: set[bytes] = set()
        for value, audiences in private.items():
            words = _words(value.casefold())[:_MOST_WORDS]
            if len(value) >= LEAST and words:
                self._owners.setdefault(b" ".join(words), []).append((value, audiences))
                self._beginnings.update(b" ".join(words[:count]) for count in range(1, len(words)))
        self._words = frozenset(words for words in self._owners if b" " not in words)
        self._pairs = frozenset(b" ".join(words.split(b" ", 2)[:2]) for words in self._owners if b" " in words)
        self._seen_runs: set[str] = set()

    def look(self, file: str, pieces: Sequence[str], audience: str) -> set[str]:
        """The private values that stand in the name or in pieces of the text of a file of this audience's site.

        No value is found across two pieces.
        """
        text = _APART.join((*pieces, file))
        found = self._in_words(text)
        escaped = [piece for piece in pieces if "&" in piece or "%" in piece or "\\" in piece]
        decoded = _decoded(_APART.join(escaped))
        found |= self._in_words(decoded)
        for run in {*_BASE64.findall(text), *_BASE64.findall(decoded)} - self._seen_runs:
            inside = set[tuple[str, frozenset[str]]]()
            for plain in _from_base64(run):
                inside |= self._in_words(plain)
            found |= inside
            if not inside and len(self._seen_runs) < _MOST_RUNS:
                self._seen_runs.add(run)
        return {value for value, audiences in found if audience in audiences}

    def _in_words(self, text: str) -> set[tuple[str, frozenset[str]]]:
        folded = text.casefold()
        words = _words(folded)
        found = self._words.intersection(words)
        pairs = list(map(b" ".join, pairwise(words)))
        begun = self._pairs.intersection(pairs)
        for place in [place for place, said in enumerate(pairs) if said in begun] if begun else ():
            said, end = pairs[place], place + 2
            found |= {said} & self._owners.keys()
            while said in self._beginnings and end < len(words):
                said += b" " + words[end]
                end += 1
                found |= {said} & self._owners.keys()
        owners = ((said, value, audiences) for said in found for value, audiences in self._owners[said])
        return {(value, frozenset(audiences)) for said, value, audiences in owners if _together(said, value, folded)}


def text_of(content: bytes) -> str:
    """The text of a file, unpacked where it is a gzip stream."""
    return _unpacked(content).decode("utf-8", "replace")


def not_shown(found: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Those of the values that stand in none of the texts: what was found but let out by nobody."""
    left = set(found)
    scan = LeakScan({value: {""} for value in left})
    for text in texts:
        if not left:
            break
        left -= scan.look("", (text,), "")
    return left


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


def _unpacked(content: bytes) -> bytes:
    """The bytes of a gzip stream unpacked; others as they are."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(31).decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return content
