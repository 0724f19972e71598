"""A folder that fills up beside the site that stands, and knows the sum of every file it holds."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from generator.pages.manifest import MANIFEST
from generator.release import disk


class Written(NamedTuple):
    """What was written: file → SHA-256, bytes in all, and how many files stand unchanged."""

    sums: dict[str, str]
    size: int
    unchanged: int


class _Sums(msgspec.Struct):
    """What a manifest says of the files of its site."""

    sums: dict[str, str] = {}


_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,120})*")


class StagedSite:
    """One audience's site while it is being written. `sums`: file → SHA-256 in hex, files relative to the site.

    `earlier` is the same site as it stands now, where there is one (in the folder of its `release`). A file that has
    not changed becomes a second name of the standing file (a hard link): it keeps its inode and its time, costs no
    space and needs no flushing. A standing file that was touched after its release was finished (its manifest is the
    last of its files) is not trusted.

    The folder may hold an older release of the site (`reused`): most of its files are names of standing files already
    and stay; what is not of this site goes (`sweep`).
    """

    def __init__(self, folder: Path, earlier: Path | None = None, *, reused: bool = False) -> None:
        self.folder = folder
        self._reused = reused
        self.sums: dict[str, str] = {}
        self.size = 0
        self.unchanged = 0
        self._earlier = earlier
        self.release = None if earlier is None else earlier.parent.name
        self._finished = None if earlier is None else _finished(earlier)
        self._made: set[str] = set()
        self._names: list[str] = []

    def write(self, file: str, content: bytes) -> None:
        """Write one file of the site; each file once. Raises OSError where the disk refuses.

        A file name that could leave the folder, or a second write of the same file, is a mistake of ours
        (ValueError): routes are made of slugs, and collisions are found on the page plan.
        """
        if not _SAFE.fullmatch(file):
            raise ValueError(f"not a safe file name: {file!r}")
        if file in self.sums:
            raise ValueError(f"written twice: {file}")
        path = f"{self.folder}/{file}"
        self._make(file.rpartition("/")[0])
        if self._reused:
            _clear(path)
        if self._link(file, path, content):
            self.unchanged += 1
        else:
            disk.write_new(path, content)
        self.sums[file] = hashlib.sha256(content).hexdigest()
        self._names.append(file)
        self.size += len(content)

    def written_since_last(self) -> Written:
        """What this object wrote since this was last asked; its books begin anew."""
        written = Written(self.sums, self.size, self.unchanged)
        self.sums, self.size, self.unchanged, self._names = {}, 0, 0, []
        return written

    @property
    def count(self) -> int:
        """How many files this object wrote."""
        return len(self._names)

    def since(self, count: int) -> Iterator[tuple[str, str]]:
        """The files that this object wrote after its first `count`, with their sums."""
        return ((file, self.sums[file]) for file in self._names[count:])

    def book(self, written: Written) -> None:
        """Take over what another process wrote into the same folder; ValueError where both wrote one file."""
        twice = self.sums.keys() & written.sums.keys()
        if twice:
            raise ValueError(f"written twice: {min(twice)}")
        self.sums |= written.sums
        self.size += written.size
        self.unchanged += written.unchanged

    def beside(self) -> StagedSite:
        """The same folder with books of its own, which `book` takes over."""
        return StagedSite(self.folder, self._earlier, reused=self._reused)

    def keep(self, files: Sequence[tuple[str, str]], size: int) -> bool:
        """Take over files of the standing site whose sums are known, `size` bytes in all; whether all were there,
        and as they were written.
        """
        standing = [self._untouched(file) for file, _ in files]
        if sum(found.st_size for found in standing if found is not None) != size or None in standing:
            return False
        folder, earlier = f"{self.folder}/", f"{self._earlier}/"
        done: list[str] = []
        for (file, _), found in zip(files, standing, strict=True):
            self._make(file.rpartition("/")[0])
            try:
                if not self._reused or not self._is_there(folder + file, found):
                    os.link(earlier + file, folder + file, follow_symlinks=False)
            except OSError:
                for linked in done:
                    Path(folder + linked).unlink()
                return False
            done.append(file)
        self.sums.update(files)
        self._names.extend(file for file, _ in files)
        self.size += size
        self.unchanged += len(files)
        return True

    def _is_there(self, path: str, standing: os.stat_result | None) -> bool:
        """Whether a path is a name of this standing file already; what else is there goes."""
        with suppress(FileNotFoundError):
            if standing is not None and _same(os.lstat(path), standing):
                return True
            _clear(path)
        return False

    @staticmethod
    def _clear_for_folder(path: str) -> None:
        """Remove what is no folder where one belongs: nothing is written through a link."""
        with suppress(FileNotFoundError, IsADirectoryError):  # another process may have been here
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)  # noqa: PTH108 a folder must stay

    def sweep(self) -> None:
        """Remove what an older release left in the folder and this site has not written."""
        if self._reused:
            disk.remove_others(self.folder, self.sums)

    def _make(self, parent: str) -> None:
        if parent not in self._made:
            if self._reused and parent:
                self._make(parent.rpartition("/")[0])
                self._clear_for_folder(f"{self.folder}/{parent}")
            try:
                os.mkdir(f"{self.folder}/{parent}")  # noqa: PTH102 a folder for every badge: paths would cost more
            except FileExistsError:
                pass
            except FileNotFoundError:
                (self.folder / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)

    def gone(self) -> int:
        """How many pages of the standing site this one has not, by its manifest."""
        manifest = None if self._earlier is None else self.standing(MANIFEST)
        with suppress(msgspec.MsgspecError):
            before = msgspec.json.decode(manifest or b"{}", type=_Sums).sums
            return sum(file.endswith(".html") and file not in self.sums for file in before)
        return 0

    def standing(self, file: str) -> bytes | None:
        """A file of the site as it stands; None where there is none, or somebody touched it."""
        return None if self._earlier is None or self._untouched(file) is None else (self._earlier / file).read_bytes()

    def carry(self, file: str, total: str) -> bool:
        """Keep a file of the standing site that this one no longer makes; whether it was there with that SHA-256."""
        if file in self.sums:
            return False
        content = self.standing(file)
        if content is None or hashlib.sha256(content).hexdigest() != total:
            return False
        self.write(file, content)
        return True

    def _untouched(self, file: str) -> os.stat_result | None:
        """A standing file that is as its release left it; None where there is none such."""
        if self._finished is None:
            return None
        try:
            found = os.lstat(f"{self._earlier}/{file}")
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found if stat.S_ISREG(found.st_mode) and found.st_mtime_ns <= self._finished else None

    def _link(self, file: str, path: str, content: bytes) -> bool:
        """Whether the standing file has the same bytes and now has this name too."""
        if self._earlier is None:
            return False
        standing = self._earlier / file
        try:
            if standing.stat().st_size != len(content) or standing.is_symlink() or standing.read_bytes() != content:
                return False
            os.link(standing, path)
        except OSError:  # no such file, or a file system without hard links: then it is written
            return False
        return True


def _clear(path: str) -> None:
    """Remove whatever is there."""
    try:
        os.unlink(path)  # noqa: PTH108 a path object a file would cost more
    except FileNotFoundError:
        pass
    except OSError:  # a folder
        disk.remove(Path(path))


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two names are of one file, also where a file system numbers none."""
    return os.path.samestat(one, other) and (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _finished(site: Path) -> int | None:
    """When the last file of a standing site was written, in nanoseconds; None where its manifest is gone."""
    try:
        return (site / MANIFEST).stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return None


def release_id(as_of: str, sites: dict[str, StagedSite], before: Iterable[str] = ()) -> str:
    """The name of a release: its day and a hash of every file's sum, so that the same site has the same name.

    `before` are the releases that this one tells its changes against.
    """
    digest = hashlib.sha256("\n".join(sorted(before)).encode())
    for audience in sorted(sites):
        for file, total in sorted(sites[audience].sums.items()):
            digest.update(f"{audience}/{file}\0{total}\n".encode())
    return f"{as_of}-{digest.hexdigest()[:12]}"
