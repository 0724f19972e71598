"""The verify stage: a staged release is read back and checked before anything points at it.

Nothing here trusts what the build believes it wrote. Files on disk are the planned ones and no others; every byte has
the sum in the manifest; links, anchors and assets resolve; structured data parses; pages are whole and of a bearable
size; and no private value stands anywhere (`leaks`). None of this can be overridden.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.release.before import Before
from generator.release.checks import Checks, Finding, StagedRelease
from generator.release.known import Known
from generator.release.leaks import LeakScan, text_of
from generator.release.links import has_anchor
from generator.release.reading import Reading
from generator.release.shares import Saying, shares_of

Spread = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""What a function makes of every piece, in order, from as many processes as there are to use."""


def verify(
    site: StagedRelease,
    scan: LeakScan,
    known: Known | None = None,
    saying: Saying | None = None,
    spread: Spread = map,
) -> Iterator[Finding]:
    """Everything that is wrong with a staged site.

    What many files of a share say alike (the frame around every page, cards) is searched for leaks once: a leak is told
    at a file that has it. `known` is the standing site as it was verified: a file of it that is the same byte for
    byte is looked at again only where a link in it may have broken (`needles`), or where values became private that its
    share may hold; of a changed file what it did not say before is new. `saying` takes up what the site says.
    """
    checks = Checks(site)
    on_disk = dict(_files(site.folder))
    yield from checks.plan(on_disk)
    manifest = checks.manifest()
    if isinstance(manifest, Finding):
        yield manifest
        return
    yield from checks.sums_complete(manifest)
    del manifest
    files = sorted(filter(on_disk.get, on_disk))
    before = Before(site, known, files, spread)
    shares = shares_of(files, () if before.known is None else before.known.shares)
    reading = Reading(site, scan, before, on_disk.keys(), [some for _, some in shares])
    told: set[str] = set()
    wanted: dict[tuple[str, str], str] = {}
    for (first, _), share in zip(shares, spread(reading.share, range(len(shares))), strict=True):
        for finding in share.findings:
            if finding.value is None or finding.value not in told:
                yield finding
        told.update(finding.value for finding in share.findings if finding.value is not None)
        for link, file in share.wanted.items():
            wanted.setdefault(link, file)
        if saying is not None:
            saying.add(first, share.marks, share.fresh)
    for (target, anchor), file in sorted(wanted.items()):
        if not has_anchor(text_of(site.read(target)), anchor):
            yield checks.of("broken-link", file, f"links to #{anchor} of {target}, which has no such anchor.")


def _files(folder: Path, below: str = "") -> Iterator[tuple[str, bool]]:
    """Every file below a folder, relative to it, and whether it is a plain one; links are followed nowhere."""
    with os.scandir(f"{folder}/{below}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, f"{below}{entry.name}/")
            else:
                yield below + entry.name, entry.is_file(follow_symlinks=False)
