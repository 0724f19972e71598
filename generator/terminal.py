"""Progress for people: a bar on a terminal for anything over a second, plain lines elsewhere, on stderr."""

from __future__ import annotations

import sys
import time
from typing import Any

from tqdm import tqdm

NAMES = {
    "read": "Reading the exports",
    "check": "Checking the page plan",
    "pages": "Rendering partners",
    "previews": "Making previews",
    "gather": "Gathering pages and the search index",
    "verify": "Verifying every file",
    "release": "Swapping in the release",
}
_PATIENCE = 1.0


class TerminalProgress:
    """Says the stage and, where steps are counted, rate and remaining time. Silent when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._terminal = sys.stderr.isatty()
        self._began = time.monotonic()

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; the one before it is over."""
        self.close()
        if self._quiet:
            return
        title = NAMES.get(name, name)
        if self._terminal:
            self._bar = tqdm(total=total, desc=title, delay=_PATIENCE, leave=False, file=sys.stderr, unit="partner")
        elif time.monotonic() - self._began > _PATIENCE:
            print(f"{title} …", file=sys.stderr, flush=True)

    def advance(self, steps: int) -> None:
        """So many more steps are done."""
        if self._bar is not None:
            self._bar.update(steps)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
