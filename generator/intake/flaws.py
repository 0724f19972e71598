"""What can be wrong with one cell, before it is known where the cell stands."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import msgspec

from generator.errors import Severity, did_you_mean

SHOWN = 60
"""Characters of a wrong value that a message repeats."""

_LONGEST_GUESSED = 60


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with a cell. Without a severity of its own it takes that of the table (error or quarantine)."""

    code: str
    message: str
    hint: str | None = None
    severity: Severity | None = None


class CellError(Exception):
    """A cell with flaws; `value` stands in for it where all of them are warnings."""

    def __init__(self, *flaws: Flaw, value: Any = None) -> None:
        self.flaws = flaws
        self.value = value
        super().__init__(flaws)


def fail(code: str, message: str, hint: str | None = None) -> CellError:
    """The cell cannot be read."""
    return CellError(Flaw(code=code, message=message, hint=hint))


def warn(code: str, message: str, hint: str | None = None, value: Any = None) -> CellError:
    """The cell is reported, and `value` takes its place."""
    return CellError(Flaw(code=code, message=message, hint=hint, severity=Severity.WARNING), value=value)


def visible(text: str) -> str:
    """A text of a file as messages show it: shortened, with everything invisible made visible."""
    if len(text) > SHOWN:
        text = text[:SHOWN] + "…"
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)


def quoted(text: str) -> str:
    """`visible`, in quotes."""
    return f'"{visible(text)}"'


def closest(wrong: str, known: Collection[str]) -> str | None:
    """`did_you_mean`, with its cost bounded: exports can be wrong in every row."""
    return _closest(wrong, frozenset(known)) if len(wrong) <= _LONGEST_GUESSED else None


@lru_cache(maxsize=4096)
def _closest(wrong: str, known: frozenset[str]) -> str | None:
    return did_you_mean(wrong, known)
