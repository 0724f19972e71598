"""The output folder: releases side by side, a symlink to the one that stands, swapped by one rename.

output/.releases/<id>/{customers,partners}/    releases, complete and never changed
output/current -> .releases/<id>               the one rename that publishes
output/{customers,partners} -> current/…       fixed
output/.lock                                   held by the running build; freed when its process ends
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from generator.errors import InputOutputError, LockedError, Origin, Problem, Severity
from generator.release.staging import StagedSite

RELEASES = ".releases"
CURRENT = "current"
_STAGING = ".staging"


class ReleaseFolder:
    """An output or publication folder in the layout above."""

    def __init__(self, root: Path, sites: Iterable[str], keep: int) -> None:
        self.root = root
        self.sites = tuple(sites)
        self._keep = keep
        self._releases = root / RELEASES

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder; LockedError at once where another build has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise LockedError(
                Problem(
                    severity=Severity.ERROR,
                    code="locked",
                    message="another build is writing here.",
                    origin=Origin(str(self.root)),
                    hint="Wait for it to end; the lock frees itself, even when that build is killed.",
                )
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def staged(self) -> Iterator[dict[str, StagedSite]]:
        """Empty sites to write to, by audience; whatever is not committed is removed. Needs the lock."""
        staging = self._releases / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        sites = {}
        for site in self.sites:
            (staging / site).mkdir(parents=True)
            sites[site] = StagedSite(staging / site)
        try:
            yield sites
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def commit(self, release: str) -> Path:
        """Make the staged sites the current release, in one rename; returns its folder.

        A release of the same name may exist (the same inputs built again): the new one gets a number behind
        its name, because a folder that is being served is never replaced.
        """
        self._check_fixed_names()
        folder = self._releases / release
        number = 2
        while folder.exists():
            folder = self._releases / f"{release}.{number}"
            number += 1
        (self._releases / _STAGING).rename(folder)
        _swap(self.root / CURRENT, Path(RELEASES) / folder.name)
        for site in self.sites:
            link = self.root / site
            if not link.is_symlink():
                link.symlink_to(Path(CURRENT) / site)
        self._prune(folder)
        return folder

    def _check_fixed_names(self) -> None:
        """A real folder where a symlink belongs is somebody's work: we do not touch it."""
        for name in (CURRENT, *self.sites):
            path = self.root / name
            if path.exists() and not path.is_symlink():
                raise InputOutputError(
                    Problem(
                        severity=Severity.ERROR,
                        code="not-ours",
                        message="stands where a symlink to the current release belongs.",
                        origin=Origin(str(path)),
                        hint="Move it away, or choose another folder with --output.",
                    )
                )

    def _prune(self, current: Path) -> None:
        """Remove the oldest releases beyond those to keep; the current one always stays."""
        others = [path for path in self._releases.iterdir() if path.is_dir() and path != current]
        others.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        for path in others[max(self._keep - 1, 0) :]:
            shutil.rmtree(path)


def _swap(link: Path, target: Path) -> None:
    """Point `link` at `target` so that a reader sees the old or the new one, never neither."""
    waiting = link.with_name(f".{link.name}.new")
    waiting.unlink(missing_ok=True)
    waiting.symlink_to(target)
    waiting.replace(link)
