"""Problems in what a user gave us, and the few exceptions that end a run.

A `Problem` is a value: it names file, row, column and value, says what was expected and, where we can tell,
how to mend it. Stages collect problems in `Problems` and go on, so that one run shows all of them; only the
pipeline decides whether they stop the build.
"""

from __future__ import annotations

import difflib
import errno
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import msgspec


class Exit(IntEnum):
    """Exit codes of every command (contract, "Commands")."""

    DONE = 0
    CONTENT = 1
    USAGE = 2
    GUARD = 3
    LOCKED = 4
    INPUT_OUTPUT = 5
    BUG = 70


class Severity(StrEnum):
    """How far a problem reaches: the whole run, one listing or solution, or nothing."""

    ERROR = "error"
    QUARANTINE = "quarantine"
    WARNING = "warning"


class Origin(msgspec.Struct, frozen=True, order=True, gc=False, array_like=True):
    """Where a record stands: the file as the user would name it, and the physical line on which it starts."""

    file: str
    row: int | None = None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}:{self.row}"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, said so that the person who can mend it knows where and how.

    `code` is stable and machine-readable (`unknown-country`); `message` is a sentence; `hint` says what to do.
    """

    severity: Severity
    code: str
    message: str
    origin: Origin
    column: str | None = None
    value: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = f"{self.origin}: {self.column}: " if self.column else f"{self.origin}: "
        return where + self.message + (f" {self.hint}" if self.hint else "")

    def as_json(self) -> dict[str, Any]:
        """The contract's form: `{severity, code, file, row, column, value, message, hint}`."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "file": self.origin.file,
            "row": self.origin.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "hint": self.hint,
        }


class Problems:
    """Collects problems in the order they are found; answers in file and row order."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._found: list[Problem] = list(problems)

    def add(self, problem: Problem) -> None:
        self._found.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        self._found.extend(problems)

    def error(self, code: str, message: str, origin: Origin, **more: str | None) -> None:
        self.add(Problem(severity=Severity.ERROR, code=code, message=message, origin=origin, **more))

    def quarantine(self, code: str, message: str, origin: Origin, **more: str | None) -> None:
        self.add(Problem(severity=Severity.QUARANTINE, code=code, message=message, origin=origin, **more))

    def warning(self, code: str, message: str, origin: Origin, **more: str | None) -> None:
        self.add(Problem(severity=Severity.WARNING, code=code, message=message, origin=origin, **more))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found, key=lambda p: (p.origin.file, p.origin.row or 0, p.column or "", p.code)))

    def __len__(self) -> int:
        return len(self._found)

    def since(self, count: int) -> list[Problem]:
        """Those found after the first so many, in the order they were found."""
        return self._found[count:]

    def count(self, severity: Severity) -> int:
        return sum(p.severity is severity for p in self._found)

    def left_out(self) -> int:
        """How many rows are left out; a row may have several problems."""
        return len({p.origin for p in self._found if p.severity is Severity.QUARANTINE})

    def stopping(self, *, strict: bool = False) -> bool:
        """Whether a build must stop: on errors, and under `strict` on anything."""
        return bool(self._found) if strict else any(p.severity is Severity.ERROR for p in self._found)


class DirectoryError(Exception):
    """Ends a run with an exit code and the problems that explain it. `answer`: what the run found out all the same,
    for `--json`.
    """

    exit: Exit = Exit.BUG
    answer: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, problems: Problems | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem(severity=Severity.ERROR, code="failed", message=problems, origin=Origin("build.py"))
        self.problems = Problems([problems]) if isinstance(problems, Problem) else problems
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[DirectoryError], tuple[Problems]]:
        """Comes back whole from a worker process."""
        return type(self), (self.problems,)


class ContentError(DirectoryError):
    """The exports or other content have problems; nothing was written."""

    exit = Exit.CONTENT


class UsageError(DirectoryError):
    """Wrong command line or settings, or an id that does not exist."""

    exit = Exit.USAGE

    @classmethod
    def because(cls, message: str, *, code: str = "usage", place: str = "build.py", **more: str | None) -> UsageError:
        """One reason; `more` are the column (the option), value and hint of the problem."""
        return cls(Problem(severity=Severity.ERROR, code=code, message=message, origin=Origin(place), **more))


class GuardError(DirectoryError):
    """A publication guard refused."""

    exit = Exit.GUARD


class LockedError(DirectoryError):
    """Another build holds the lock."""

    exit = Exit.LOCKED


_OF_A_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


class InputOutputError(DirectoryError):
    """A file is missing or unreadable, the disk is full or read-only."""

    exit = Exit.INPUT_OUTPUT

    @classmethod
    def from_os(cls, failure: OSError, doing: str) -> InputOutputError:
        """The operating system's refusal in words: `doing` is what we tried, such as "reading"."""
        # Of what fills a disk or breaks with it, only our temporary files are written without a name.
        unnamed = tempfile.gettempdir() if failure.errno in _OF_A_DISK else "build.py"
        path = str(failure.filename or failure.filename2 or unnamed)
        reason = (failure.strerror or str(failure)).lower()
        hint = {
            errno.ENOSPC: "Free some space, or choose another output folder with --output.",
            errno.EROFS: "The file system is mounted read-only.",
            errno.EACCES: "Check the permissions of this path for the user who runs the build.",
            errno.ENOENT: "Check the path.",
        }.get(failure.errno or 0)
        return cls(
            Problem(
                severity=Severity.ERROR,
                code="input-output",
                message=f"{doing} failed: {reason}.",
                origin=Origin(path),
                hint=hint,
            )
        )


def did_you_mean(wrong: str, known: Iterable[str]) -> str | None:
    """A hint naming the closest known spelling, or None when nothing is close."""
    by_folded = {k.casefold(): k for k in sorted(known, reverse=True)}
    close = difflib.get_close_matches(wrong.casefold(), by_folded, n=1, cutoff=0.6)
    return f'Did you mean "{by_folded[close[0]]}"?' if close else None
