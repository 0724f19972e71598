"""What of a staged site was verified with the one that stands, and what went since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from generator.release.checks import StagedRelease
from generator.release.known import Known
from generator.release.leaks import text_of
from generator.release.links import anchors_of
from generator.release.marks import Numbers
from generator.release.needles import TargetNeedles
from generator.release.shares import marks_of_share
from generator.release.sought import rows_of

_AT_ONCE = 1000


class Before:
    """Knows nothing where no verification is `known`, or where a file that changed tonight no longer stands as it was
    verified.
    """

    def __init__(
        self,
        site: StagedRelease,
        known: Known | None,
        files: Sequence[str],
        spread: Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]],
    ) -> None:
        self.known = known
        self._site, self._there = site, frozenset(files)
        sums = {} if known is None else known.sums
        self._changed = {file for file, total in sums.items() if site.sums.get(file) != total}
        changed = sorted(self._changed)
        anchors: set[str] = set()
        for gone in spread(self._gone, [changed[at : at + _AT_ONCE] for at in range(0, len(changed), _AT_ONCE)]):
            if gone is None:
                self.known, self._changed = None, set()
                break
            anchors |= gone
        self._sums = {} if self.known is None else self.known.sums
        self._targets = TargetNeedles(sorted(self._sums.keys() - self._there), anchors)
        self._rows = rows_of(() if self.known is None else self.known.values)

    def holds(self, file: str, total: str) -> bool:
        """Whether these are the bytes that were verified under this name."""
        return self._sums.get(file) == total

    def leads_astray(self, file: str, content: bytes) -> bool:
        """Whether a link of a file that stands may have broken."""
        return self._targets.hit(file, content)

    def marks(self, share: int) -> Numbers | None:
        """What a share said; None where that is not known."""
        return None if self.known is None else marks_of_share(self.known.marks, self.known.shares[share])

    def fresh(self, share: int) -> int:
        """As in `Share`; only where its marks are known."""
        return 0 if self.known is None else self.known.shares[share].fresh

    def possible_in(self, marks: Numbers) -> list[str]:
        """The values that became private and that may stand where this was said."""
        return [] if self.known is None else list(map(self.known.values.__getitem__, self._rows.possible_in(marks)))

    def content(self, file: str) -> bytes | None:
        """What a file held that changed since; None for others."""
        return None if self.known is None or file not in self._changed else self.known.content(file)

    def _gone(self, changed: Sequence[str]) -> set[str] | None:
        """Anchors that pages had and no longer have (links to a page that went lead to its file); None where a file
        is not as it was verified.
        """
        gone: set[str] = set()
        for file in changed:
            content = None if self.known is None else self.known.content(file)
            if content is None:
                return None
            if file.endswith(".html") and file in self._there:
                gone |= anchors_of(text_of(content)) - anchors_of(text_of(self._site.read(file)))
        return gone
