"""Previews on disk: one for a look, or all of them to hand out, each at an address that nobody can guess.

output/preview/<key>/         one partner's, for a local look: no secret, not for hosts
output/previews/<address>/    to hand out; <address> is the HMAC of the partner id with PREVIEW_SECRET
output/previews.csv           partner id, administrator's address, path, last day: for the mailing, not for hosts

None of it lies in a release, and no page links to it. All previews are swapped in together, by renaming.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import msgspec

from generator.errors import InputOutputError, Origin, Problem, Problems, Severity, UsageError
from generator.intake.drafts import Drafts
from generator.model.partner import Partner
from generator.pages.page import RawFile
from generator.pages.routes import key_of
from generator.pipeline.executor import spread_chunks
from generator.preview.csv_lines import csv_line
from generator.preview.maker import AT_A_TIME, PreviewMaker
from generator.preview.own_problems import OwnProblems
from generator.preview.pages import PreviewOrder, preview_files

SECRET = "PREVIEW_SECRET"  # noqa: S105 the name of the variable
LOCAL, HANDED_OUT, MAILING = "preview", "previews", "previews.csv"
SHORT_SECRET = 16
ADMINISTRATOR = "authorized_profile_administrator"


def secret_from(environment: Mapping[str, str], problems: Problems) -> str:
    """The secret of the addresses; UsageError without one, a warning for one that could be guessed."""
    secret = environment.get(SECRET, "")
    if not secret:
        raise UsageError(
            Problem(
                severity=Severity.ERROR,
                code="no-preview-secret",
                message=f"{SECRET} is not set: without it the addresses of the previews could be guessed.",
                origin=Origin("build.py"),
                column="preview --all",
                hint=f"Set {SECRET} to a long random text and keep it: with another one all addresses change.",
            )
        )
    if len(secret) < SHORT_SECRET:
        message = f"{SECRET} has {len(secret)} characters; whoever guesses it knows every address."
        problems.warning("short-secret", message, Origin("build.py"), hint=f"Use at least {SHORT_SECRET} at random.")
    return secret


def address_of(partner_id: str, secret: str) -> str:
    """The folder of a partner's preview: HMAC-SHA-256 of its id, in hexadecimal."""
    return hmac.new(secret.encode("utf-8"), partner_id.encode("utf-8"), hashlib.sha256).hexdigest()


class Mailed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the mailing: to whom a preview goes. `email` is empty where the profile names no administrator."""

    partner_id: str
    email: str
    path: str


class HandedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What `write_all` did."""

    previews: int
    folder: Path
    mailing: Path
    without_administrator: int
    bytes: int


class Handout:
    """Writes the previews of one opened directory into an output folder."""

    def __init__(self, maker: PreviewMaker, drafts: Drafts, problems: OwnProblems, output: Path) -> None:
        self._maker = maker
        self._drafts = drafts
        self._problems = problems
        self._output = output

    def files(self, partner: Partner, order: PreviewOrder) -> dict[str, bytes]:
        """The files of one preview, shared assets included."""
        facts = self._maker.facts(partner, self._drafts, self._problems)
        return preview_files(self._maker, facts, order) | {file.route: file.content for file in self._maker.assets}

    def local(self, partner: Partner, order: PreviewOrder) -> Path:
        """One preview for a look on this machine; returns its folder."""
        return self._swapped(self._output / LOCAL / key_of(partner.id), self.files(partner, order))

    def one(self, partner: Partner, secret: str, order: PreviewOrder) -> Path:
        """One preview at the address where `all` puts it; returns its folder."""
        return self._swapped(self._output / HANDED_OUT / address_of(partner.id, secret), self.files(partner, order))

    def all(
        self, ids: Sequence[str], secret: str, order: PreviewOrder, jobs: int, advance: Callable[[int], None]
    ) -> HandedOut:
        """Every preview, written to a new folder beside the one that stands, then swapped in, with the mailing."""
        staging = self._staging()
        with _disk("writing previews"):
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir(parents=True)

        def several(chunk: Sequence[str]) -> tuple[int, list[Mailed]]:
            size = 0
            lines: list[Mailed] = []
            for partner_id in chunk:
                partner = self._maker.opened.partner(partner_id)
                address = address_of(partner_id, secret)
                size += _write(staging / address, self._own(partner, order), self._maker.assets, staging)
                lines += _mailed(partner, f"{HANDED_OUT}/{address}/", self._maker.as_of)
            return size, lines

        written = 0
        mailed: list[Mailed] = []
        try:
            for count, (size, lines) in spread_chunks(several, ids, AT_A_TIME, jobs):
                written += size
                mailed += lines
                advance(count)
            return self._finish(mailed, written, order)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _finish(self, lines: Sequence[Mailed], written: int, order: PreviewOrder) -> HandedOut:
        folder, mailing = self._output / HANDED_OUT, self._output / MAILING
        valid_to = "" if order.valid_to is None else order.valid_to.isoformat()
        header = csv_line(("partner_id", "email", "path", "valid_to"))
        rows = (csv_line((line.partner_id, line.email, line.path, valid_to)) for line in lines)
        with _disk("writing previews"):
            _private(mailing.with_name(MAILING + ".new"), header + "".join(rows))
            _swap(self._staging(), folder)
            mailing.with_name(MAILING + ".new").replace(mailing)
        addressed = {line.partner_id for line in lines if line.email}
        every = {line.partner_id for line in lines}
        return HandedOut(
            previews=len(every),
            folder=folder,
            mailing=mailing,
            without_administrator=len(every - addressed),
            bytes=written,
        )

    def _own(self, partner: Partner, order: PreviewOrder) -> dict[str, bytes]:
        return preview_files(self._maker, self._maker.facts(partner, self._drafts, self._problems), order)

    def _staging(self) -> Path:
        return self._output / f".{HANDED_OUT}.new"

    def _swapped(self, folder: Path, files: dict[str, bytes]) -> Path:
        staging = folder.parent / f".{folder.name}.new"
        with _disk("writing the preview"):
            shutil.rmtree(staging, ignore_errors=True)
            for route, content in files.items():
                _put(staging / route, content)
            _swap(staging, folder)
        return folder


def _write(folder: Path, own: dict[str, bytes], assets: Sequence[RawFile], pool: Path) -> int:
    """Write one folder; assets are hard links to one copy, so that each folder is complete and none costs much."""
    with _disk("writing previews"):
        for route, content in own.items():
            _put(folder / route, content)
        for file in assets:
            shared = pool / ".assets" / file.route
            if not shared.exists():
                _put(shared.with_name(f"{shared.name}.{os.getpid()}"), file.content)
                shared.with_name(f"{shared.name}.{os.getpid()}").replace(shared)
            target = folder / file.route
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(shared, target)
            except OSError:  # no hard links here, or too many of them
                target.write_bytes(file.content)
    return sum(map(len, own.values()))


def _mailed(partner: Partner, path: str, as_of: date) -> Iterator[Mailed]:
    """One line for each administrator with an address; one without where there is none."""
    addresses = dict.fromkeys(
        person.email
        for person in partner.people
        if person.role == ADMINISTRATOR and person.email and (person.left_on is None or person.left_on > as_of)
    )
    for email in addresses or {"": None}:
        yield Mailed(partner_id=partner.id, email=email or "", path=path)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _private(path: Path, text: str) -> None:
    """A file that only its owner reads: it holds addresses that nobody else may know."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
        out.write(text)


def _swap(staging: Path, folder: Path) -> None:
    """Put a complete folder in the place of the one that stands."""
    old = folder.parent / f".{folder.name}.old"
    shutil.rmtree(staging / ".assets", ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    with suppress(FileNotFoundError):
        folder.rename(old)
    staging.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _disk(doing: str) -> Iterator[None]:
    """Turns refusals of the disk into the message of exit code 5."""
    try:
        yield
    except OSError as failure:
        raise InputOutputError.from_os(failure, doing) from None


def last_day(as_of: date, days: int) -> date:
    """The last day of a preview that is made on a day."""
    return date.fromordinal(as_of.toordinal() + days)
