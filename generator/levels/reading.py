"""Typed getters over a YAML document that carry the path and line of every value.

A getter reports what is wrong and answers something of its type, so that one reading finds every problem; whoever
reads throws the result away when there was an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from generator.errors import Origin, Problems, did_you_mean
from generator.model.program import Number
from generator.yaml_source import Path, YamlSource

ID = re.compile(r"[a-z][a-z0-9_]*")
T = TypeVar("T", bound=str)
R = TypeVar("R")


class Reader:
    """One value of the document, with its path."""

    def __init__(self, source: YamlSource, problems: Problems, value: Any, path: Path = ()) -> None:
        self.value = value
        self.path = path
        self._source = source
        self._problems = problems

    @property
    def origin(self) -> Origin:
        """The line of the value."""
        return self._source.origin(self.path)

    @property
    def where(self) -> str:
        """The path as the file's author would write it: `versions[0].metrics.skills`."""
        return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path).lstrip(".")

    def part(self, value: str) -> Reader:
        """The same place in the file, holding a part of its text."""
        return Reader(self._source, self._problems, value, self.path)

    def child(self, key: str | int) -> Reader:
        """The value under a key or at an index, which must exist."""
        return Reader(self._source, self._problems, self.value[key], (*self.path, key))

    def error(self, code: str, message: str, hint: str | None = None) -> None:
        """Report a problem with this value."""
        value = self.value if isinstance(self.value, str | int | float | date) else None
        self._problems.error(
            code,
            message,
            self.origin,
            column=self.where or None,
            value=None if value is None else str(value),
            hint=hint,
        )

    def _expected(self, what: str) -> None:
        self.error("program-type", f"expected {what}, found {_described(self.value)}.")

    def mapping(self, known: Iterable[str], required: Iterable[str] = ()) -> Mapping[str, Reader]:
        """The children by key; unknown and missing keys are reported. An empty value (null) counts as missing."""
        known = tuple(known)
        children = self.any_mapping(f"a mapping with {_listed(known)}")
        missing = set(required) - children.keys() if isinstance(self.value, dict) else set()
        for key in self.value if isinstance(self.value, dict) else ():
            if key not in known:
                hint = did_you_mean(str(key), known)
                missing -= {meant for meant in missing if hint and f'"{meant}"' in hint}
                hint = hint or f"Known here: {_listed(known)}."
                self.child(key).error("program-unknown-key", f'the key "{key}" is unknown here.', hint)
        for key in sorted(missing):
            self.error("program-missing-key", f'the key "{key}" is missing.', f"Add {key}.")
        return {key: child for key, child in children.items() if key in known}

    def any_mapping(self, expected: str) -> dict[str, Reader]:
        """The children by key, whatever the keys."""
        if not isinstance(self.value, dict):
            self._expected(expected)
            return {}
        return {str(key): self.child(key) for key, value in self.value.items() if value is not None}

    def sequence(self, of: str) -> Iterator[Reader]:
        """The children of a list; `of` says what a list is expected of."""
        if not isinstance(self.value, list):
            self._expected(f"a list of {of}")
            return
        if not self.value:
            self.error("program-empty", f"expected at least one of {of}, found an empty list.")
        yield from (self.child(index) for index in range(len(self.value)))

    def text(self) -> str:
        """A text of at least one character."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self._expected("a text")
        return "?"

    def id(self) -> str:
        """An id: small letters, digits and underscores."""
        text = self.text()
        if text != "?" and not ID.fullmatch(text):
            self.error("program-id", f'"{text}" is not an id.', "Use small letters, digits and underscores.")
        return text

    def flag(self) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        self._expected("true or false")
        return False

    def number(self) -> Number:
        """A whole number or a decimal, exactly as written."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, float):
            exact = Decimal(repr(self.value))
            if exact.is_finite():
                return exact
        self._expected("a number")
        return 0

    def count(self) -> int:
        """A whole number of at least 1."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 1:
            return self.value
        self._expected("a whole number of at least 1")
        return 1

    def day(self) -> date:
        """A date, such as 2026-01-31."""
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value
        self._expected("a date such as 2026-01-31")
        return date.min

    def one_of(self, known: tuple[T, ...], what: str = "one of") -> T:
        """One of the known texts."""
        for choice in known:
            if self.value == choice:
                return choice
        if isinstance(self.value, str):
            hint = did_you_mean(self.value, known)
            self.error("program-unknown-value", f'"{self.value}" is not {what} {_listed(known)}.', hint)
        else:
            self._expected(f"{what} {_listed(known)}")
        return known[0]


def get(keys: Mapping[str, Reader], name: str, read: Callable[[Reader], R], default: R) -> R:
    """The value under a key, or the default where the key is not given."""
    return read(keys[name]) if name in keys else default


def each(reader: Reader | None, of: str, read: Callable[[Reader], R]) -> tuple[R, ...]:
    """Each value of a list; none where the list is not given."""
    return () if reader is None else tuple(read(child) for child in reader.sequence(of))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _described(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return "true" if value else "false"
        case str():
            return f'the text "{value}"'
    return str(value)
