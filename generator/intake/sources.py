"""Every file of the content folder is opened here: hashed while it is read, and checked afterwards for changes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from generator.errors import InputOutputError, Origin, Problem, Severity

CHUNK = 1 << 18
TEXT_CAP = 4_000_000
"""Bytes of a file that is read as a whole: YAML, Markdown, sidecars."""


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read: `file` as problems name it, `modified` in nanoseconds since 1970."""

    file: str
    sha256: str
    size: int
    modified: int


class Sources:
    """Opens files under `root`, names them relative to it, and remembers what it read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[Path, FileRead] = {}

    def label(self, path: Path) -> str:
        """The file as problems name it."""
        try:
            return path.relative_to(self._root).as_posix()
        except ValueError:
            return path.as_posix()

    def chunks(self, path: Path) -> Iterator[bytes]:
        """The bytes of a file in pieces. Raises InputOutputError where it cannot be read."""
        digest = hashlib.sha256()
        size = 0
        try:
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):
                raise InputOutputError(self._problem(path, "input-output", "is not a regular file."))
            with path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    yield chunk
        except OSError as failure:
            failure.filename = self.label(path)
            raise InputOutputError.from_os(failure, "reading") from None
        self._read[path] = FileRead(
            file=self.label(path), sha256=digest.hexdigest(), size=size, modified=before.st_mtime_ns
        )

    def whole(self, path: Path) -> bytes:
        """All bytes of a small file. Raises InputOutputError where it cannot be read or is far too large."""
        pieces: list[bytes] = []
        for chunk in self.chunks(path):
            pieces.append(chunk)
            if len(pieces) * CHUNK > TEXT_CAP + CHUNK:
                raise InputOutputError(self._problem(path, "input-output", f"is larger than {TEXT_CAP:,} bytes."))
        return b"".join(pieces)

    def sha256(self, path: Path) -> str | None:
        """The sum of a file that was read to its end."""
        return self._read[path].sha256 if path in self._read else None

    def handed_over(self) -> dict[Path, FileRead]:
        """What was read, for `adopt` in another process."""
        return self._read

    def adopt(self, read: dict[Path, FileRead]) -> None:
        """Files that another process read."""
        self._read |= read

    def refusal(self, folder: Path, name: str) -> str | None:
        """Why a file named in an export is not to be used: it is not there, or leads out of the export's folder."""
        path = folder / name
        try:
            if "/" not in name and stat.S_ISREG(path.lstat().st_mode):
                return None
            real = path.resolve(strict=True)
            if not real.is_relative_to(folder.resolve()):
                return "leads out of the folder of this export"
            return None if real.is_file() else "is not a file"
        except (OSError, RuntimeError):
            return "does not exist beside this export"

    @property
    def files(self) -> tuple[FileRead, ...]:
        return tuple(sorted(self._read.values(), key=lambda read: read.file))

    def changed(self) -> list[Problem]:
        """An error for each file that is not any more what was read."""
        return [
            self._problem(path, "changed-while-read", "changed while it was read. Run again when it is complete.")
            for path, read in self._read.items()
            if _state(path) != (read.size, read.modified)
        ]

    def _problem(self, path: Path, code: str, message: str) -> Problem:
        return Problem(severity=Severity.ERROR, code=code, message=message, origin=Origin(self.label(path)))


def folder_entries(path: Path) -> list[os.DirEntry[str]]:
    """The entries of a folder by name, without hidden ones; none where the folder does not exist."""
    try:
        with os.scandir(path) as entries:
            return sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except FileNotFoundError:
        return []
    except OSError as failure:
        raise InputOutputError.from_os(failure, "reading") from None


def _state(path: Path) -> tuple[int, int] | None:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns
