"""The verify stage: a staged release is read back and checked before anything points at it.

Nothing here trusts what the build believes it wrote. Files on disk are the planned ones and no others; every byte has
the sum in the manifest; links, anchors and assets resolve; structured data parses; pages are whole and of a bearable
size; and no private value stands anywhere (`leaks`). None of this can be overridden.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Set
from itertools import filterfalse
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from generator.errors import Origin, Problem, Severity
from generator.pages.manifest import MANIFEST, Manifest, read_manifest
from generator.release.leaks import LeakScan, text_of
from generator.release.links import LinkCheck

LARGEST_PAGE = 2_000_000
"""Bytes of a page beyond which something went wrong: nobody reads it, and hosts refuse it."""

NAMED_AT_MOST = 20

_MARKED_UP = (".html", ".xml", ".svg")
_MOST_PIECES = 1_000_000
"""Pieces of text that are remembered as read, so that memory is bounded."""

_STRUCTURED = re.compile(r"<script type=\"application/ld\+json\">(.*?)</script>", re.DOTALL)


class StagedRelease(msgspec.Struct, frozen=True, kw_only=True):
    """One staged site: where it lies, its audience and address, what was written (file → SHA-256), the listing files
    that the first pass planned, and those files under `partners/` that history adds (redirects, notices).
    """

    audience: str
    folder: Path
    base_url: str
    sums: dict[str, str]
    listings: Set[str]
    history: Set[str] = frozenset()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with one file of a site. `value` is set for leaks only."""

    code: str
    audience: str
    file: str
    message: str
    value: str | None = None


def verify(site: StagedRelease, scan: LeakScan) -> Iterator[Finding]:
    """Everything that is wrong with a staged site, found in one reading of its files.

    What many files say alike (the frame around every page, cards) is searched for leaks once: a leak is told at the
    first file that has it.
    """
    found = _Findings(site)
    on_disk = dict(_files(site.folder))
    yield from found.plan(on_disk)
    manifest = found.manifest()
    if isinstance(manifest, Finding):
        yield manifest
        return
    yield from found.sums_complete(manifest)
    links = LinkCheck(frozenset(on_disk), site.base_url)
    seen: set[str] = set()
    for file, path in sorted(on_disk.items(), key=lambda one: (one[0] == MANIFEST, one[0])):  # it names all others
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        yield from found.whole(file, content)
        text = text_of(content)
        pieces = text.split("<" if file.endswith(_MARKED_UP) else "\n")
        new = list(filterfalse(seen.__contains__, pieces))
        if len(seen) < _MOST_PIECES:
            seen.update(new)
        for value in sorted(scan.look(file, new)):
            yield found.of("leak", file, f"holds a private value: {_masked(value)}.", value)
        if file.endswith((".html", ".xml", ".svg", ".css", ".js", ".jsonl")) or file == "_redirects":
            for complaint in links.look(file, text, pieces, new):
                yield found.of("broken-link", file, f"{complaint}.")
            yield from found.structured(file, text)
        elif file.endswith(".json"):
            yield from found.parsed(file, content)
    for file, complaint in links.missing_anchors():
        yield found.of("broken-link", file, f"{complaint}.")


class _Findings:
    """The checks of one site, each of which yields what it finds."""

    def __init__(self, site: StagedRelease) -> None:
        self._site = site

    def of(self, code: str, file: str, message: str, value: str | None = None) -> Finding:
        return Finding(code=code, audience=self._site.audience, file=file, message=message, value=value)

    def plan(self, on_disk: dict[str, Path]) -> Iterator[Finding]:
        """Planned files and no others, all of them plain files; a page for every listing and no other listing."""
        site = self._site
        for file, path in on_disk.items():
            if file not in site.sums:
                yield self.of("unplanned-file", file, "is not in the plan of this release.")
            elif path.is_symlink() or not path.is_file():
                yield self.of("unplanned-file", file, "is not a plain file.")
        for file in site.sums.keys() - on_disk.keys():
            yield self.of("missing-file", file, "was written but is not there.")
        pages = {file for file in on_disk if re.fullmatch(r"partners/[^/]+\.html", file)} - {"partners/index.html"}
        for file in site.listings - pages:
            yield self.of("missing-file", file, "is a planned listing but is not there.")
        for file in pages - site.listings - site.history:
            yield self.of("unplanned-file", file, "is a listing that the first pass did not plan.")

    def manifest(self) -> Manifest | Finding:
        try:
            return read_manifest((self._site.folder / MANIFEST).read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError) as failure:
            return self.of("bad-manifest", MANIFEST, f"cannot be read: {failure}.")

    def sums_complete(self, manifest: Manifest) -> Iterator[Finding]:
        """The manifest has the sum of every file but itself, and every listing has its page."""
        written = {file: total for file, total in self._site.sums.items() if file != MANIFEST}
        for file in sorted(written.keys() ^ manifest.sums.keys()):
            word = "is missing from" if file in written else "is not there, but stands in"
            yield self.of("bad-manifest", file, f"{word} the sums of the manifest.")
        for facts in manifest.listings.values():
            if f"partners/{facts.slug}.html" not in self._site.listings:
                yield self.of("bad-manifest", f"partners/{facts.slug}.html", "is in the manifest but not in the plan.")

    def whole(self, file: str, content: bytes) -> Iterator[Finding]:
        """The bytes on disk are those that were written, to the end."""
        if hashlib.sha256(content).hexdigest() != self._site.sums.get(file):
            yield self.of("torn-file", file, "does not have the bytes that were written.")
        if file.endswith(".html"):
            if not content.rstrip().endswith(b"</html>"):
                yield self.of("torn-file", file, "does not end as a page ends.")
            if len(content) > LARGEST_PAGE:
                yield self.of("too-large", file, f"has {len(content):,} bytes; a page has at most {LARGEST_PAGE:,}.")
        elif not content and file not in ("_redirects",) and not file.endswith(".jsonl"):
            yield self.of("torn-file", file, "is empty.")

    def structured(self, file: str, text: str) -> Iterator[Finding]:
        """Structured data in pages parses, and so does XML."""
        if file.endswith(".html"):
            for block in _STRUCTURED.findall(text):
                yield from self.parsed(file, block.encode())
        elif file.endswith((".xml", ".svg")):
            try:
                ParserCreate().Parse(text, True)
            except ExpatError as failure:
                yield self.of("bad-structure", file, f"is not well-formed XML: {failure}.")
        elif file.endswith(".jsonl"):
            for number, line in enumerate(text.rstrip("\n").split("\n") if text else (), start=1):
                yield from self.parsed(f"{file}", line.encode(), f" in line {number}")

    def parsed(self, file: str, content: bytes, where: str = "") -> Iterator[Finding]:
        try:
            msgspec.json.decode(content)
        except (msgspec.MsgspecError, UnicodeDecodeError) as failure:
            yield self.of("bad-structure", file, f"holds JSON that cannot be read{where}: {failure}.")


def as_problems(findings: list[Finding]) -> Iterator[Problem]:
    """Findings as problems, at most twenty of a kind; what was left out is counted."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= NAMED_AT_MOST:
            yield _problem(finding.code, f"{finding.audience}/{finding.file}", finding.message)
    for code, count in counts.items():
        if count > NAMED_AT_MOST:
            yield _problem(code, "verify", f"{count - NAMED_AT_MOST:,} more of this kind.")


def _problem(code: str, file: str, message: str) -> Problem:
    hint = "build.py publish --full writes every file anew." if code in ("torn-file", "missing-file") else None
    return Problem(severity=Severity.ERROR, code=code, message=message, origin=Origin(file), hint=hint)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, files in os.walk(folder):
        for name in (*files, *(inner for inner in folders if Path(place, inner).is_symlink())):
            path = Path(place, name)
            yield path.relative_to(folder).as_posix(), path


def _masked(value: str) -> str:
    """Enough to find the cell, not enough to read it in a log."""
    return f'"{value[:2]}…" ({len(value)} characters)'
