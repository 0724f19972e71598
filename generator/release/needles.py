"""One pass over a file that was verified before: does anything in it concern what is new tonight?

A few thousand short needles are searched at once in the raw bytes, lower-cased, gzip unpacked. A hit says no more than
that the file has to be looked at whole; so needles may find too much, but never too little:

- A private value is a row of runs of ASCII letters or digits, and those are written as they are by all that writes
  here (HTML, JSON and URL escapes, slugs). Between two runs may stand anything but an ASCII letter or digit, and
  escapes.
- A file in which an escape or a sign does stand for an ASCII letter or digit counts as hit, whatever the needles; but
  for the search index, which escapes nothing and whose numbers look like anything.
- A value of another script is searched in its own and the usual cases, plain and in JSON and URL escapes.
- What base64 can hide was written down when the file was verified (`LeakScan.encoded`).
- A link to a file that went ends in that file's name, or in the folder's whose index it was; links made of dots alone
  stand below that folder. A link to an anchor that went has its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from urllib.parse import quote

from ahocorasick_rs import BytesAhoCorasick, Implementation

from generator.release.leaks import unpacked, words_of

_RUN = re.compile(rb"[0-9a-z]+")
_GAP = rb"(?:[^0-9a-z]|&[0-9a-z#]{1,32};|%%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[bfnrt]){1,%d}?"
_BEGIN = rb"(?:(?<![0-9a-z])|(?<=%[0-9a-f]{2})|(?<=\\u[0-9a-f]{4})|(?<=\\[bfnrt]))"
_END = rb"(?![0-9a-z])"
_ALPHANUMERIC = [f"{code:02x}" for code in range(128) if chr(code).isalnum()]
_NAMES = ("bsol", "ffilig", "fflig", "ffllig", "filig", "fjlig", "fllig", "idot", "napos", "percnt", "szlig")
_ESCAPES = frozenset(
    escape.encode()
    for escape in (
        *(f"&#{begins}" for begins in ("x", 0, 1, 2, "3;", 30, 31, 32, 33, 35, 36, 37, 38, 4, 5, 6, 7, 8, 9)),
        *(f"&{name}" for name in _NAMES),
        *(f"\\u00{code}" for code in ("25", *_ALPHANUMERIC)),
        *(f"\\{sign}" for sign in "acdeghijklmopqsvwxyz0123456789"),
        *(f"%{code}" for code in _ALPHANUMERIC),
    )
)
"""Escapes that can stand for an ASCII letter or digit, or for a sign that begins another escape; of numbers in HTML all
but those of quotation marks, which ours are.
"""

_FOLDS = "ßẞİ"
_FOLDED = {sign.encode(): sign.casefold().encode() for sign in _FOLDS}
_RARE = "ŉſǰẖẗẘẙẚ\u212aﬀﬁﬂﬃﬄﬅﬆ"
"""With the three above: all signs that fold to ASCII letters."""

_SHORT = 4
_BINARY = ".bin"
_UNKNOWN: Mapping[bytes, int] = MappingProxyType({})
_INDEX = "index.html"
_MOST_DENSE = 5_000


class _Search:
    """Needles, searched in bytes at once, each with patterns of what it has to begin.

    `_runs` are those behind which no letter or digit may stand.
    """

    def __init__(self) -> None:
        self._rest: dict[bytes, set[bytes]] = {}
        self._runs: set[bytes] = set()
        self._compiled: dict[bytes, list[re.Pattern[bytes]]] = {}

    def _stand_in(self, text: bytes, without: Container[bytes] = ()) -> bool:
        needles = self._needles
        for number, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            needle = needles[number]
            if needle in without or (needle in self._runs and text[end : end + 1].isalnum()):
                continue
            if any(rest.match(text, start) for rest in self._patterns(needle)):
                return True
        return False

    @cached_property
    def _needles(self) -> list[bytes]:
        return sorted(self._rest)

    @cached_property
    def _search(self) -> BytesAhoCorasick:
        dense = len(self._rest) <= _MOST_DENSE
        return BytesAhoCorasick(
            self._needles, implementation=Implementation.DFA if dense else Implementation.ContiguousNFA
        )

    def _patterns(self, needle: bytes) -> list[re.Pattern[bytes]]:
        if needle not in self._compiled:
            self._compiled[needle] = [re.compile(rest, re.DOTALL) for rest in sorted(self._rest[needle])]
        return self._compiled[needle]

    def _add(self, needle: bytes, rest: bytes = b"") -> None:
        self._rest.setdefault(needle, set()).add(rest)


class Needles(_Search):
    """The search for private `values`. `encoded`: words that stand in base64 somewhere; `common`: how often runs of
    letters and digits stand in some files of the site.
    """

    def __init__(
        self, values: Iterable[str], encoded: frozenset[bytes] = frozenset(), common: Mapping[bytes, int] = _UNKNOWN
    ) -> None:
        super().__init__()
        self._common = common
        self._everywhere = False
        for escape in _ESCAPES:
            self._add(escape)
        for sign in _RARE:
            self._add(sign.encode())
        for sign in (*_FOLDS, *_RARE):
            self._add(quote(sign).lower().encode())
            self._add(json.dumps(sign)[1:-1].encode())
        for value in values:
            words = words_of(value)
            if words:
                self._everywhere |= encoded.issuperset(words)
                self._value(value, words)

    def hit(self, file: str, content: bytes) -> bool:
        """Whether the file, verified before, may hold one of the values."""
        if self._everywhere or self._stand_in(file.lower().encode()):
            return True
        text = unpacked(content)
        if not text.isascii():
            for sign, folded in _FOLDED.items():
                text = text.replace(sign, folded)
        return self._stand_in(text.lower(), _ESCAPES if file.endswith(_BINARY) else ())

    def _value(self, value: str, words: list[bytes]) -> None:
        runs = runs_of(b" ".join(words))
        foreign = max((word for word in words if not word.isascii()), key=len, default=b"").decode("utf-8", "replace")
        if len(runs) > 1:
            at = min(range(len(runs) - 1), key=lambda at: self._cost(runs[at]))
            self._runs.add(runs[at])
            self._add(runs[at], _BEGIN + (_GAP % (4 * len(value) + 16)).join(runs[at:]) + _END)
        elif (runs and len(runs[0]) >= _SHORT and foreign.upper() != foreign.lower()) or not foreign:
            self._add(runs[0])
        else:
            own = next((word for word in value.split() if foreign in word.casefold()), foreign)
            for form in {form for text in (own, foreign) for form in _forms(text)}:
                self._add(form)

    def _cost(self, run: bytes) -> tuple[bool, int, int]:
        """Orders runs by how often they stand in files by chance."""
        return len(run) < _SHORT, self._common.get(run, 0), -len(run)


class TargetNeedles(_Search):
    """The search for links to the files that are `gone`, and to `anchors` that are."""

    def __init__(self, gone: Iterable[str], anchors: Iterable[str]) -> None:
        super().__init__()
        self._below: set[str] = set()
        self._everywhere = False
        for file in gone:
            self._file(file)
        for anchor in anchors:
            for form in _forms(anchor):
                self._add(b"#" + form)

    def hit(self, file: str, content: bytes) -> bool:
        """Whether a link of the file, verified before, may have broken."""
        if self._everywhere or not self._below.isdisjoint(_folders(file)):
            return True
        return bool(self._rest) and self._stand_in(unpacked(content).lower())

    def _file(self, file: str) -> None:
        folder, _, name = file.lower().rpartition("/")
        if name != _INDEX:
            self._add(name.encode(), rb"(?<![0-9a-z._-])" + re.escape(name.encode()) + rb"(?![0-9a-z_-])")
        elif folder:
            self._below.add(f"{folder}/")
            last = folder.rpartition("/")[2].encode()
            address = rb"(?<![0-9a-z._-])" + re.escape(last) + rb"/(?:index\.html)?(?![0-9a-z._-])"
            self._add(last + b"/", address)
        else:
            self._everywhere = True


def runs_of(text: bytes) -> list[bytes]:
    """The runs of ASCII letters and digits in lower-cased bytes."""
    return _RUN.findall(text)


def _forms(text: str) -> Iterator[bytes]:
    """A text as it can stand in lower-cased bytes."""
    for form in {text, text.lower(), text.upper(), text.title(), text.casefold()}:
        for escaped in (form, json.dumps(form)[1:-1], quote(form)):
            yield escaped.encode("utf-8", "replace").lower()


def _folders(file: str) -> Iterator[str]:
    """Every folder that a file lies in, as `a/`, `a/b/`."""
    return (file[: match.end()].lower() for match in re.finditer("/", file))
