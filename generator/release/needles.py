"""One pass over a file that was verified before: may a link in it have broken tonight?

Short needles are searched at once in the raw bytes, lower-cased, gzip unpacked. A hit says no more than that the links
of the file have to be looked at; so needles may find too much, but never too little. A link to a file that went ends in
that file's name, or in the folder's whose index it was; links made of dots alone stand below that folder. A link to an
anchor that went has its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from ahocorasick_rs import BytesAhoCorasick

from generator.release.leaks import unpacked

_INDEX = "index.html"


class TargetNeedles:
    """The search for links to the files that are `gone`, and to `anchors` that are."""

    def __init__(self, gone: Iterable[str], anchors: Iterable[str]) -> None:
        self._addresses: dict[bytes, re.Pattern[bytes]] = {}
        self._below: set[str] = set()
        self._everywhere = False
        for file in gone:
            self._file(file)
        for anchor in anchors:
            for form in _forms(anchor):
                self._add(b"#" + form, re.escape(b"#" + form))

    def hit(self, file: str, content: bytes) -> bool:
        """Whether a link of the file, verified before, may have broken."""
        if self._everywhere or not self._below.isdisjoint(_folders(file)):
            return True
        if not self._addresses:
            return False
        text = unpacked(content).lower()
        found = self._search.find_matches_as_indexes(text, overlapping=True)
        return any(self._addresses[self._needles[number]].match(text, start) for number, start, _ in found)

    @cached_property
    def _needles(self) -> list[bytes]:
        return sorted(self._addresses)

    @cached_property
    def _search(self) -> BytesAhoCorasick:
        return BytesAhoCorasick(self._needles)

    def _file(self, file: str) -> None:
        folder, _, name = file.lower().rpartition("/")
        if name != _INDEX:
            self._add(name.encode(), rb"(?<![0-9a-z._-])" + re.escape(name.encode()) + rb"(?![0-9a-z_-])")
        elif folder:
            self._below.add(f"{folder}/")
            last = folder.rpartition("/")[2].encode()
            self._add(last + b"/", rb"(?<![0-9a-z._-])" + re.escape(last) + rb"/(?:index\.html)?(?![0-9a-z._-])")
        else:
            self._everywhere = True

    def _add(self, needle: bytes, address: bytes) -> None:
        self._addresses[needle] = re.compile(address)


def _forms(text: str) -> Iterator[bytes]:
    """A text as it can stand in lower-cased bytes."""
    for form in {text, text.lower(), text.upper(), text.title(), text.casefold()}:
        for escaped in (form, json.dumps(form)[1:-1], quote(form)):
            yield escaped.encode("utf-8", "replace").lower()


def _folders(file: str) -> Iterator[str]:
    """Every folder that a file lies in, as `a/`, `a/b/`."""
    return (file[: match.end()].lower() for match in re.finditer("/", file))
