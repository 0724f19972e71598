"""Names that look like another partner's, or mix alphabets in one word: warnings for somebody to look at.

Two names look alike when they have the same skeleton (Unicode Technical Standard 39, section 4): both are decomposed,
and every character is replaced by the one that it can be mistaken for (`confusables.txt`). Names that are equal are
no disguise, and those of one organization are its own.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from generator.errors import Origin, Problems
from generator.intake.flaws import quoted

_TABLE = Path(__file__).with_name("confusables.txt")
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = frozenset(["ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"])
"""Alphabets with letters in common to the eye, as the names of their letters begin."""
_LAST_LATIN = "\u024f"
"""The last letter before those of other alphabets."""


class Named(Protocol):
    """What is asked of a profile."""

    @property
    def name(self) -> str: ...
    @property
    def organization_id(self) -> str | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def origin(self) -> Origin: ...


class _Named(NamedTuple):
    name: str
    organization: str | None
    origin: Origin


class LookAlikes:
    """The names of all partners that have not ended, by skeleton."""

    def __init__(self, header: str, problems: Problems) -> None:
        self._header = header
        self._problems = problems
        self._first: dict[str, _Named] = {}
        self._others: dict[str, list[_Named]] = {}

    def add(self, profile: Named) -> None:
        """Take a profile's name into account."""
        if profile.ended_on is not None:
            return
        name = profile.name
        named = _Named(name, profile.organization_id, profile.origin)
        shape = skeleton(name)
        if self._first.setdefault(shape, named) is not named:
            self._others.setdefault(shape, []).append(named)
        if max(name) > _LAST_LATIN and (mixed := mixed_word(name)):
            word, alphabets = mixed
            message = f"{quoted(word)} mixes {' and '.join(alphabets)} letters in one word."
            hint = "Letters of another alphabet can pass one company off as another: have the name looked at."
            self._warn("mixed-alphabets", message, named, hint)

    def report(self) -> None:
        """One warning for all names of one skeleton, at the last of their rows. Nothing can be added after it."""
        for shape, others in self._others.items():
            *before, last = sorted([self._first[shape], *others], key=lambda named: named.origin)
            like = [one for one in before if one.name != last.name and not _one_company(one, last)]
            if like:
                told = "; ".join(f"{quoted(one.name)} ({one.origin})" for one in like)
                message = f"{quoted(last.name)} looks like {told}."
                self._warn("look-alike-name", message, last, _hint(like, last))
        self._first.clear()
        self._others.clear()

    def _warn(self, code: str, message: str, named: _Named, hint: str) -> None:
        self._problems.warning(code, message, named.origin, column=self._header, value=named.name, hint=hint)


def skeleton(name: str) -> str:
    """What a name looks like: names with one skeleton can be mistaken for each other."""
    if name.isascii():
        for sign, shown in _looks_in_ascii():
            name = name.replace(sign, shown)
        return name
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).translate(_looks()))


def mixed_word(name: str) -> tuple[str, list[str]] | None:
    """The first word with letters of several alphabets that look alike, and their names; None where there is none."""
    for word in _WORD.findall(name):
        first_words = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        alphabets = sorted(first_words & _ALPHABETS)
        if len(alphabets) > 1:
            return word, [alphabet.title() for alphabet in alphabets]
    return None


def _one_company(one: _Named, other: _Named) -> bool:
    return one.organization is not None and one.organization == other.organization


def _hint(like: list[_Named], last: _Named) -> str:
    known = set("".join(one.name for one in like))
    odd = next((sign for sign in last.name if not sign.isascii() and sign not in known), None)
    told = "" if odd is None else f" It holds U+{ord(odd):04X} ({unicodedata.name(odd, 'a character without a name')})."
    return f"Have both looked at: one may pass for the other.{told}"


@cache
def _looks() -> dict[int, str]:
    """Character → what it can be mistaken for."""
    looks: dict[int, str] = {}
    for line in _TABLE.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            prototype, _, sources = line.partition(":")
            shown = "".join(chr(int(code, 16)) for code in prototype.split("+"))
            looks.update((int(code, 16), shown) for code in sources.split())
    return looks


@cache
def _looks_in_ascii() -> tuple[tuple[str, str], ...]:
    return tuple((chr(code), shown) for code, shown in _looks().items() if code < 128)
