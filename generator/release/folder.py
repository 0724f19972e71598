"""The output folder: releases side by side, a symlink to the one that stands, swapped by one rename.

root/.releases/<id>/{customers,partners}/    releases, complete and never changed
root/.releases/.spare/                       the release that went last: the next one is staged in its folders
root/current -> .releases/<id>               the one rename that publishes
root/{customers,partners} -> current/…       fixed
root/.state/                                 private: the order of publication, and what guards remember
root/.lock                                   held by the running build; freed when its process ends

Killed at any step, the folder holds the old or the new site; the next start clears away what was left behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from generator.errors import InputOutputError, LockedError, Origin, Problem, Severity, UsageError, did_you_mean
from generator.release import disk
from generator.release.journal import STATE, Journal
from generator.release.staging import StagedSite

RELEASES = ".releases"
CURRENT = "current"
_STAGING = ".staging"
_SPARE = ".spare"


def keep_apart(output: Path, published: Path, read: Iterable[Path]) -> None:
    """Refuse (UsageError) an output folder where builds and previews would change what hosts serve from `published`:
    that folder, one inside it, or one whose current release it is; or one inside a folder that builds `read`.
    """
    for folder in read:
        if output.resolve().is_relative_to(folder.resolve()):
            raise UsageError.because(
                f"this lies in {folder}: a build would read what it has written.",
                code="output-input",
                place=str(output),
                column="--output",
                hint="Choose a folder of its own.",
            )
    built, served = output.resolve(), published.resolve()
    current = [place for name in (CURRENT, RELEASES) for place in (built / name, (built / name).resolve())]
    if served in (built, *built.parents) or any(served.is_relative_to(place) for place in current):
        raise UsageError.because(
            f"this is publish.root ({published}), lies in it or holds it: what is made there would go past the guards.",
            code="output-published",
            place=str(output),
            column="--output",
            hint="Choose another folder; build.py publish is what changes the published site.",
        )


class ReleaseFolder:
    """An output or publication folder in the layout above. All that writes needs the lock."""

    def __init__(self, root: Path, sites: Iterable[str], keep: int) -> None:
        self.root = root
        self.sites = tuple(sites)
        self._keep = keep
        self._releases = root / RELEASES
        self._staging = self._releases / f"{_STAGING}-{os.getpid()}"  # no place that processes of a killed run know
        self._journal = Journal(root / STATE)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, put in order; LockedError at once where another build has it."""
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
            self._check_fixed_names()
            self._recover()
            yield
        finally:
            lock.release()

    @contextmanager
    def staged(self) -> Iterator[dict[str, StagedSite]]:
        """Sites to write to, by audience; whatever is not committed is removed.

        They hold what an older release had: making all names anew costs a night more than all else. The folders of the
        sites are new ones: whoever still looks into those of the old release sees nothing of the next.
        """
        staging, current = self._staging, self.current()
        sites = {}
        spared = False
        try:
            for site in self.sites:
                (staging / site).mkdir(parents=True)
                earlier = None if current is None else self._releases / current / site
                reused = earlier is not None and self._take_spare(site)
                spared |= reused
                sites[site] = StagedSite(staging / site, earlier, reused=reused)
            disk.remove(self._releases / _SPARE)
            yield sites
        finally:
            with suppress(OSError):
                if spared and not any(site.sums for site in sites.values()):  # nothing was written
                    staging.rename(self._releases / _SPARE)
                disk.remove(staging)

    def _take_spare(self, site: str) -> bool:
        """Move what the spare has of a site to where it is staged; whether there was something."""
        spare = self._releases / _SPARE / site
        if spare.parent.is_symlink() or spare.is_symlink() or not spare.is_dir():
            return False
        for path in list(spare.iterdir()):
            path.rename(self._staging / site / path.name)
        return True

    def commit(self, release: str, state: bytes = b"") -> Path:
        """Make the staged sites the current release, in one rename; returns its folder.

        `state` is what the next publication's guards compare with. A release of the same name may exist (the same
        inputs built again): the new one gets a number behind its name, because a folder that is being served is never
        replaced.
        """
        folder = self._releases / release
        number = 2
        while folder.exists():
            folder = self._releases / f"{release}.{number}"
            number += 1
        disk.sync_tree(self._staging)
        disk.move(self._staging, folder)
        self._journal.remember(folder.name, state)
        for site in self.sites:
            if not (self.root / site).is_symlink():
                disk.replace_link(self.root / site, Path(CURRENT, site))
        disk.replace_link(self.root / CURRENT, Path(RELEASES, folder.name))
        return folder

    def tidy(self, release: str) -> None:
        """Book the release that stands now, and let the oldest go. The next run makes up for what fails here."""
        self._journal.append(release)
        self._prune(release)

    def current(self) -> str | None:
        """The name of the release that stands."""
        link = self.root / CURRENT
        return link.readlink().name if link.is_symlink() and link.exists() else None

    def site_folder(self, site: str) -> Path | None:
        """Where one site of the release that stands is."""
        current = self.current()
        return None if current is None else self._releases / current / site

    def state(self) -> bytes:
        """What the release that stands left for the guards; b"" where there is nothing."""
        current = self.current()
        return b"" if current is None else self._journal.recall(current)

    def releases(self) -> tuple[str, ...]:
        """The releases that stood and can stand again, in the order of their publication."""
        return tuple(name for name in self._journal.names() if (self._releases / name).is_dir())

    def rollback(self, release: str | None) -> str:
        """Let an earlier release stand again: the one named, or the one before; returns its name."""
        names, current = self.releases(), self.current()
        before = names[: names.index(current)] if current in names else names
        if release is None and not before:
            raise UsageError(self._no_release("there is no release before the current one.", "build.py releases"))
        chosen = release or before[-1]
        if chosen not in names:
            hint = did_you_mean(chosen, names) or f"There are: {', '.join(names) or 'none'}."
            raise UsageError(self._no_release(f'there is no release "{chosen}".', hint))
        missing = [site for site in self.sites if not (self._releases / chosen / site).is_dir()]
        if missing:
            raise InputOutputError(self._no_release(f'the release "{chosen}" has lost its {missing[0]} folder.', None))
        disk.replace_link(self.root / CURRENT, Path(RELEASES, chosen))
        return chosen

    def _no_release(self, message: str, hint: str | None) -> Problem:
        return Problem(
            severity=Severity.ERROR,
            code="unknown-release",
            message=message,
            origin=Origin(str(self.root)),
            hint=f"See {hint}." if hint == "build.py releases" else hint,
        )

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
                        hint="Move it away, or choose another folder.",
                    )
                )

    def _recover(self) -> None:
        """Finish or clear away what a build that was killed left: the release that stands is in the journal, and
        no release is there that never stood.
        """
        current = self.current()
        if current is not None and not self._journal.names():
            self._journal.restore(self._by_age(current))
        elif current is not None and current not in self._journal.names():
            self._journal.append(current)
        kept = {*self._journal.names(), current, _SPARE}
        if self._releases.is_dir():
            for path in sorted(self._releases.iterdir()):
                if path.name not in kept:
                    disk.remove(path)
        self._journal.forget_all_but(name for name in kept if name and (self._releases / name).is_dir())

    def _by_age(self, current: str) -> list[str]:
        """Releases by the time of their folder, the current one last: the order, as far as it can still be told."""
        others = [path for path in self._releases.iterdir() if path.name[0] != "." and path.name != current]
        return [*(path.name for path in sorted(others, key=lambda path: path.stat().st_mtime_ns)), current]

    def _prune(self, current: str) -> None:
        """Remove the oldest releases beyond those to keep, and older copies of the current one; the last to go is the
        spare.
        """
        others = [name for name in self.releases() if name != current]
        copies = [name for name in others if name.partition(".")[0] == current.partition(".")[0]]
        distinct = [name for name in others if name not in copies]
        room = max(self._keep - 1, 0)
        going = copies + distinct[: max(len(distinct) - room, 0)]
        spare = self._releases / _SPARE
        for name in going:
            if os.path.lexists(spare):
                leaving = self._releases / f"{_SPARE}.old"
                disk.move(spare, leaving)
                disk.remove(leaving)
            disk.move(self._releases / name, spare)
        self._journal.forget_all_but(name for name in (*distinct, current) if name not in going)
