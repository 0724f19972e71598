"""What reading tables finds, in one process or in several: each hands over its part, and the parts become one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from generator.errors import Origin, Problem
from generator.intake.crosscheck import Crosschecked
from generator.intake.join import THROUGH, Joined
from generator.intake.sources import FileRead
from generator.intake.standing import Notes
from generator.model.tables import TABLES

T = TypeVar("T")

LARGE = 8 << 20
"""Bytes of tables that are worth processes of their own: one second of reading."""

FIRST = ("organizations", "profiles", "locations", "rates")
"""The tables that rows of many others need."""


def groups() -> list[tuple[str, ...]]:
    """The other tables, those together of which one leads through another to its partner."""
    found: list[tuple[str, ...]] = []
    for table in TABLES:
        _, through = THROUGH.get(table, ("", None))
        if through is not None and found and through in found[-1]:
            found[-1] += (table,)
        elif table not in FIRST:
            found.append((table,))
    return found


class Findings(msgspec.Struct, kw_only=True):
    """`counts` are rows by table, `notes` by file; `flawed` are rows with something wrong in a cell, `ruled` partners
    with rows that name levels and days which a program's rules must know.
    """

    counts: dict[str, int] = {}
    notes: dict[str, Notes] = {}
    flawed: set[Origin] = set()
    logos: list[tuple[Origin, str]] = []
    ruled: set[str] = set()
    unknown_codes: int = 0
    unlisted_candidates: int = 0

    def add(self, other: Findings) -> None:
        """Those of other tables too."""
        self.counts |= other.counts
        self.notes |= other.notes
        self.flawed |= other.flawed
        self.logos += other.logos
        self.ruled |= other.ruled
        self.unknown_codes += other.unknown_codes
        self.unlisted_candidates += other.unlisted_candidates


class Part(NamedTuple):
    """What one process hands over of what it read; `terms`: facet and value of those that tables use."""

    findings: Findings
    problems: list[Problem]
    files: dict[Path, FileRead]
    terms: list[tuple[str, str]]
    hints: int


class Group(NamedTuple):
    """Tables that were read as a whole."""

    part: Part
    joined: Joined
    crosschecked: Crosschecked


class Apart(Protocol):
    """What does tasks, of these sizes, in processes of their own; the results are in the order of the tasks."""

    def __call__(self, tasks: Sequence[Callable[[], T]], sizes: Sequence[int]) -> list[T]: ...
