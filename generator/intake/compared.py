"""One file of a table beside what it was the last time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from generator.intake.standing import FileState, Numbers, Owners
from generator.intake.tables import BadRow
from generator.model.tables import Row

Places = np.ndarray[Any, np.dtype[np.int64]]

_LAST_NUMBER = 1 << 31


class NotByDifference(Exception):  # noqa: N818 a way out, not an error
    """Everything has to be read."""


class ComparedFile:
    """One file of a table: what is kept of it, and its fresh rows.

    `lines`, `numbers` and `owners` are of tonight's records; fresh ones have no number and owner before `settle`.
    `places`: of each record its place the last time, or −1 (None: the file is the same).
    """

    def __init__(self, path: Path, file: str, before: FileState) -> None:
        self.path = path
        self.before = before
        self.file = file
        self.fresh: list[Row | BadRow] = []
        self.gone: Owners = np.empty(0, dtype=np.int32)
        self.lines: Numbers = np.frombuffer(before.lines, dtype=np.uint32)
        self.numbers: Numbers = np.frombuffer(before.numbers, dtype=np.uint32)
        self.owners: Owners = np.frombuffer(before.owners, dtype=np.int32)
        self.places: Places | None = None
        self.base = int(self.numbers.max(initial=0)) + 1
        if self.base > _LAST_NUMBER:
            raise NotByDifference

    def change(self) -> Change:
        """What another process needs to know of this file."""
        if self.places is None:
            return Change(self.fresh, self.gone, None)
        return Change(self.fresh, self.gone, (self.lines, self.numbers, self.owners, self.places))

    def take(self, change: Change) -> None:
        """Know what another process found."""
        self.fresh, self.gone, placed = change
        if placed is not None:
            self.lines, self.numbers, self.owners, self.places = placed


class Change(NamedTuple):
    """What a comparison found in one file; see `ComparedFile`."""

    fresh: list[Row | BadRow]
    gone: Owners
    placed: tuple[Numbers, Numbers, Owners, Places] | None
