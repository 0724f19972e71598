"""What is checked of a staged site, file by file, apart from leaks and links; and findings in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from generator.errors import Origin, Problem, Severity
from generator.pages.manifest import MANIFEST, Manifest, read_manifest
from generator.release.leaks import Leak

LARGEST_PAGE = 2_000_000
"""Bytes of a page beyond which something went wrong: nobody reads it, and hosts refuse it."""

NAMED_AT_MOST = 20

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

    def read(self, file: str) -> bytes:
        with open(f"{self.folder}/{file}", "rb") as content:  # noqa: PTH123 a path object a file is a tenth of a night
            return content.read()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with one file of a site. `value` is set for leaks only."""

    code: str
    audience: str
    file: str
    message: str
    value: str | None = None


class Checks:
    """The checks of one site, each of which yields what it finds."""

    def __init__(self, site: StagedRelease) -> None:
        self._site = site
        self._told: set[str] = set()

    def of(self, code: str, file: str, message: str, value: str | None = None) -> Finding:
        return Finding(code=code, audience=self._site.audience, file=file, message=message, value=value)

    def leaks(self, leaks: Iterable[Leak]) -> Iterator[Finding]:
        """Each value that leaks, once."""
        for file, value in leaks:
            if value not in self._told:
                self._told.add(value)
                yield self.of("leak", file, f"holds a private value: {_masked(value)}.", value)

    def plan(self, on_disk: Mapping[str, bool]) -> Iterator[Finding]:
        """Planned files and no others, all of them plain files (`on_disk`: whether they are); a page for every listing
        and no other listing.
        """
        site = self._site
        for file, is_plain in on_disk.items():
            if file not in site.sums:
                yield self.of("unplanned-file", file, "is not in the plan of this release.")
            elif not is_plain:
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

    def whole(self, file: str, content: bytes, total: str) -> Iterator[Finding]:
        """The bytes on disk (their SHA-256: `total`) are those that were written, to the end."""
        if total != self._site.sums.get(file):
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

    def lines(self, file: str, content: bytes) -> Iterator[Finding]:
        """Every line of a file is JSON."""
        begin, over, number = 0, len(content), 1
        while content.endswith(b"\n", 0, over):
            over -= 1
        while begin < over:
            end = content.find(b"\n", begin, over) % (over + 1)
            yield from self.parsed(file, content[begin:end], f" in line {number}")
            begin, number = end + 1, number + 1

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


def _masked(value: str) -> str:
    """Enough to find the cell, not enough to read it in a log."""
    return f'"{value[:2]}…" ({len(value)} characters)'
