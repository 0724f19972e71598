"""A folder that fills up beside the site that stands, and knows the sum of every file it holds."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_SAFE_PART = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}$")


class StagedSite:
    """One audience's site while it is being written. `sums`: file → SHA-256 in hex, files relative to the site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sums: dict[str, str] = {}
        self.size = 0
        self._made: set[str] = set()

    def write(self, file: str, content: bytes) -> None:
        """Write one file of the site; each file once. Raises OSError where the disk refuses.

        A file name that could leave the folder, or a second write of the same file, is a mistake of ours
        (ValueError): routes are made of slugs, and collisions are found on the page plan.
        """
        if not all(_SAFE_PART.match(part) for part in file.split("/")):
            raise ValueError(f"not a safe file name: {file!r}")
        if file in self.sums:
            raise ValueError(f"written twice: {file}")
        path = self.folder / file
        parent = file.rpartition("/")[0]
        if parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        self.sums[file] = hashlib.sha256(content).hexdigest()
        self.size += len(content)


def release_id(as_of: str, sites: dict[str, StagedSite]) -> str:
    """The name of a release: its day and a hash of every file's sum, so that the same site has the same name."""
    digest = hashlib.sha256()
    for audience in sorted(sites):
        for file, total in sorted(sites[audience].sums.items()):
            digest.update(f"{audience}/{file}\0{total}\n".encode())
    return f"{as_of}-{digest.hexdigest()[:12]}"
