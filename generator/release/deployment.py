"""From a release that stands to an object store: what has to be written, in which order, and what may go.

A store has no swap, so the order keeps every page whole that a reader may hold: new and changed files first, pages
after what they load, then the deletions, and `data/manifest.json` last; it says that the release is complete. Only what
changed is sent (MD5 against the store's ETag), so an interrupted deployment continues where it ended.

Deletions have a grace for assets: they stay for one deployment after the last release that had them, for pages that
readers still have open. Everything else goes at once, because it may hold what a partner has withdrawn.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from generator.errors import Origin, Problem, Severity, UsageError
from generator.pages.findability import CACHING
from generator.pages.manifest import MANIFEST, read_manifest

ASSETS = "assets/"
_SEARCH_ENTRY = "search/manifest.json"
_FOR_OTHER_HOSTS = {"_headers", "_redirects"}
_TYPES = {
    ".bin": "application/octet-stream",
    ".csv": "text/csv; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/xml",
}
_UNCHANGING = CACHING["/assets/*"]
_ALWAYS_ASKED = "public, max-age=0, must-revalidate"


class Store(Protocol):
    """An object store below one prefix; names are files of the site. Raises InputOutputError."""

    def listed(self) -> dict[str, str]:
        """Every object: file → MD5 in hex ("" where the store does not say)."""

    def read(self, file: str) -> bytes | None:
        """The bytes of an object; None where there is none."""

    def write(self, path: Path, file: str, content_type: str, caching: str) -> None:
        """Write one object from a local file."""

    def delete(self, files: Iterable[str]) -> None:
        """Delete objects."""


class Deployment(NamedTuple):
    """What a deployment does: files to write, in steps; files to delete; how many stay; assets that have grace."""

    steps: tuple[tuple[str, ...], ...]
    deletions: tuple[str, ...]
    unchanged: int
    grace: tuple[str, ...]

    @property
    def writes(self) -> int:
        return sum(map(len, self.steps))


def planned(site: Path, store: Store, name: str) -> Deployment:
    """Compare a standing site with the store.

    UsageError where the store holds something else: objects without a manifest of ours beside them.
    """
    there = store.listed()
    manifest = store.read(MANIFEST)
    if there and manifest is None and not _ours(site, there):
        raise UsageError(
            Problem(
                severity=Severity.ERROR,
                code="not-ours",
                message=f"holds {len(there):,} objects of something else, such as {min(there)}.",
                origin=Origin(f"publish.targets.{name}"),
                hint="Choose an empty bucket or another prefix: everything below it will belong to this site.",
            )
        )
    here = {file: _md5(path) for file, path in _files(site)}
    changed = [file for file, total in here.items() if there.get(file) != total]
    gone = sorted(there.keys() - here.keys())
    last = _files_of(manifest)
    grace = tuple(file for file in gone if file.startswith(ASSETS) and file in last)
    steps: list[list[str]] = [[] for _ in range(5)]
    for file in sorted(changed):
        steps[_step(file)].append(file)
    return Deployment(
        steps=tuple(map(tuple, steps)),
        deletions=tuple(file for file in gone if file not in grace),
        unchanged=len(here) - len(changed),
        grace=grace,
    )


def content_type(file: str) -> str:
    """The media type of a file."""
    if file == "changes/feed.xml":
        return "application/atom+xml"
    suffix = Path(file).suffix
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"


def caching(file: str) -> str:
    """How long a file may be kept: for ever where its name holds a hash of its content."""
    if file.startswith(ASSETS) or (file.startswith("search/") and file.endswith(".bin")):
        return _UNCHANGING
    return CACHING["/badges/*"] if file.startswith("badges/") else _ALWAYS_ASKED


def _step(file: str) -> int:
    """What pages load, other files, the entry to the search index, pages, the manifest."""
    if file == MANIFEST:
        return 4
    if file.endswith(".html"):
        return 3
    if file == _SEARCH_ENTRY:
        return 2
    return 0 if file.startswith((ASSETS, "search/")) else 1


def _files(site: Path) -> Iterable[tuple[str, Path]]:
    for path in sorted(site.rglob("*")):
        file = path.relative_to(site).as_posix()
        if path.is_file() and file not in _FOR_OTHER_HOSTS:
            yield file, path


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _ours(site: Path, there: Mapping[str, str]) -> bool:
    """Whether a first deployment was interrupted: everything there is a file of this site."""
    return all((site / file).is_file() for file in there)


def _files_of(manifest: bytes | None) -> frozenset[str]:
    """The files of the release that was deployed last."""
    if manifest is None:
        return frozenset()
    try:
        return frozenset(read_manifest(manifest).sums)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return frozenset()
