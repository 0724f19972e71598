"""How long each stage of a run takes, and how far it is."""

from __future__ import annotations

import time
from typing import Protocol


class Progress(Protocol):
    """Where a run says how far it is."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` steps where they can be counted."""

    def advance(self, steps: int) -> None:
        """So many more steps of the stage are done."""


class Clock:
    """Seconds spent in each stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began = time.perf_counter()
        self._name = ""
        self.seconds: dict[str, float] = {}

    def stage(self, name: str, total: int | None = None) -> None:
        self.stop()
        self._name = name
        self._progress.stage(name, total)

    def stop(self) -> None:
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = round(self.seconds.get(self._name, 0.0) + now - self._began, 3)
        self._began = now

    def advance(self, steps: int) -> None:
        """So many more steps of the stage are done."""
        self._progress.advance(steps)
