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
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from itertools import filterfalse
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from generator.errors import Origin, Problem, Severity
from generator.pages.manifest import MANIFEST, Manifest, read_manifest
from generator.release.known import Known
from generator.release.leaks import Leak, LeakScan, text_of
from generator.release.links import LinkCheck, anchors_of
from generator.release.needles import TargetNeedles

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


def verify(site: StagedRelease, scan: LeakScan, known: Known | None = None) -> Iterator[Finding]:
    """Everything that is wrong with a staged site, found in one reading of its files.

    What many files say alike (the frame around every page, cards) is searched for leaks once: a leak is told at a
    file that has it. `known` is the standing site as it was verified: a file of it that is the same byte for
    byte is looked at again only where a link in it may have broken (`needles`), or where values became private that the
    site may hold; of a changed file what it did not say before is new.
    """
    found = _Findings(site)
    on_disk = dict(_files(site.folder))
    yield from found.plan(on_disk)
    manifest = found.manifest()
    if isinstance(manifest, Finding):
        yield manifest
        return
    yield from found.sums_complete(manifest)
    links = LinkCheck(frozenset(on_disk), site.base_url, lambda file: text_of(_read(site.folder, file)))
    before = _Before(site, known, links, frozenset(on_disk))
    unseen = _Unseen()
    for file in sorted(filter(on_disk.get, on_disk), key=before.place):
        content = _read(site.folder, file)
        total = hashlib.sha256(content).hexdigest()
        yield from found.whole(file, content, total)
        stands = before.holds(file, total)
        leads_on = stands and not before.leads_astray(file, content)
        if leads_on and not before.searches:
            continue
        text = text_of(content)
        pieces = _pieces(file, text)
        if not stands:
            yield from found.leaks(scan.look(file, unseen.of(before.added(file, pieces))))
        if before.searches:
            yield from found.leaks(before.look(file, pieces))
        if leads_on:
            continue
        if file.endswith((".html", ".xml", ".svg", ".css", ".js", ".jsonl")) or file == "_redirects":
            for complaint in links.look(file, text, pieces):
                yield found.of("broken-link", file, f"{complaint}.")
            yield from found.structured(file, text)
        elif file.endswith(".json"):
            yield from found.parsed(file, content)
    yield from found.leaks(scan.rest())
    yield from found.leaks(before.rest())
    for file, complaint in links.missing_anchors():
        yield found.of("broken-link", file, f"{complaint}.")


class _Before:
    """What of a staged site was verified with the one that stands; nothing where that is not known, or where a file
    that changed tonight no longer stands as it was verified.
    """

    def __init__(self, site: StagedRelease, known: Known | None, links: LinkCheck, on_disk: frozenset[str]) -> None:
        self._links = links
        self._on_disk = on_disk
        self._known = known
        self._sums = {} if known is None else known.sums
        self._changed = {file for file, total in self._sums.items() if site.sums.get(file) != total}
        self._anchors: dict[str, frozenset[str]] = {}
        for file in sorted(self._changed):
            content = None if known is None else known.content(file)
            if content is None:
                self._known, self._sums = None, {}
                break
            if file.endswith(".html"):
                self._anchors[file] = anchors_of(text_of(content))
        self._scan = LeakScan(() if self._known is None else self._known.values)
        self._unseen = _Unseen()

    def place(self, file: str) -> tuple[bool, bool, str]:
        """The order in which files are read: changed ones, then those that stand, last the manifest, which names all
        others.
        """
        return file == MANIFEST, self._stands(file), file

    def holds(self, file: str, total: str) -> bool:
        """Whether these are the bytes that were verified under this name."""
        return self._sums.get(file) == total

    def leads_astray(self, file: str, content: bytes) -> bool:
        """Whether a link of a file that stands may have broken; to be asked once those that changed were read."""
        return self._targets.hit(file, content)

    @property
    def searches(self) -> bool:
        """Whether values are searched everywhere, and not found yet."""
        return self._scan.searches

    def look(self, file: str, pieces: list[str]) -> Iterator[Leak]:
        """Look for the values that are searched everywhere; as `LeakScan.look`."""
        return self._noted(self._scan.look(file, self._unseen.of(pieces)))

    def rest(self) -> Iterator[Leak]:
        return self._noted(self._scan.rest())

    def _noted(self, leaks: Iterable[Leak]) -> Iterator[Leak]:
        for leak in leaks:
            if self._known is not None:
                self._known.found_in.add(leak.file)
            yield leak

    def added(self, file: str, pieces: list[str]) -> Iterable[str]:
        """Those of the pieces that a file did not have when it was verified."""
        content = None if self._known is None or file not in self._changed else self._known.content(file)
        if content is None:
            return pieces
        return filterfalse(set(_pieces(file, text_of(content))).__contains__, pieces)

    def _stands(self, file: str) -> bool:
        return file in self._sums and file not in self._changed

    @cached_property
    def _targets(self) -> TargetNeedles:
        """What went: files, and the anchors of pages that changed (links to a page that went lead to its file)."""
        there = (file for file in self._anchors if file in self._on_disk)
        anchors = {anchor for file in there for anchor in self._anchors[file] - self._links.anchors_in(file)}
        return TargetNeedles(sorted(self._sums.keys() - self._on_disk), anchors)


class _Unseen:
    """Tells which pieces of text were not looked at before, as far as it remembers."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def of(self, pieces: Iterable[str]) -> list[str]:
        new = list(filterfalse(self._seen.__contains__, pieces))
        if len(self._seen) < _MOST_PIECES:
            self._seen.update(new)
        return new


class _Findings:
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


def _pieces(file: str, text: str) -> list[str]:
    """A file cut into what many files say alike."""
    return text.split("<" if file.endswith(_MARKED_UP) else "\n")


def _files(folder: Path, below: str = "") -> Iterator[tuple[str, bool]]:
    """Every file below a folder, relative to it, and whether it is a plain one; links are followed nowhere."""
    with os.scandir(f"{folder}/{below}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, f"{below}{entry.name}/")
            else:
                yield below + entry.name, entry.is_file(follow_symlinks=False)


def _read(folder: Path, file: str) -> bytes:
    with open(f"{folder}/{file}", "rb") as content:  # noqa: PTH123 a path object a file is a tenth of a night
        return content.read()


def _masked(value: str) -> str:
    """Enough to find the cell, not enough to read it in a log."""
    return f'"{value[:2]}…" ({len(value)} characters)'
