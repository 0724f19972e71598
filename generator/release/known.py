"""What one night's verification leaves for the next, so that it costs what changed.

The record names the manifest of the release that it verified, by its sum, and the state of code and settings that did
it: for any other release, and for any other code, it is as good as none. It says which private values stood nowhere on
the site, and which stood there because the gate, or the operator, published the same text; all of them as hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from generator.intake import sealed, unsealed
from generator.pages.manifest import MANIFEST, Manifest, read_manifest
from generator.release import disk
from generator.release.shares import Share

VERSION = 3

OPERATOR = ""
"""Who excuses a value that the operator's own texts say; else it is the key of a listing."""


class Record(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One site as it was verified. `manifest`: the SHA-256 of its manifest; `key`: code and settings; `texts`: a hash
    of the operator's texts; `cleared`: hashes of values (64 bits each), sorted; `excused`: hash → who published it;
    `shares`: where the marks of what it says stand.
    """

    version: int = VERSION
    manifest: str
    key: bytes
    texts: bytes
    cleared: bytes
    excused: dict[int, str]
    shares: list[Share]


class Known(NamedTuple):
    """A site that stands and was verified: its folder, its sums (file → SHA-256, manifest included), the private
    `values` that it was not searched for, and its shares with their `marks`.
    """

    folder: Path
    sums: Mapping[str, str]
    values: Sequence[str]
    shares: Sequence[Share]
    marks: Path

    def content(self, file: str) -> bytes | None:
        """A standing file as it was verified; None where it is no longer."""
        try:
            content = (self.folder / file).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.sums[file] else None


def remember(place: Path, record: Record) -> None:
    disk.replace_file(place, sealed(msgspec.msgpack.encode(record)))


def recall(place: Path, key: bytes, site: Path | None) -> tuple[Record, Manifest] | None:
    """The record at `place` and the manifest of the standing `site`, where one was made for the other by `key`."""
    try:
        record = msgspec.msgpack.decode(unsealed(place.read_bytes()), type=Record)
        content = b"" if site is None else (site / MANIFEST).read_bytes()
        if (record.version, record.key, record.manifest) != (VERSION, key, hashlib.sha256(content).hexdigest()):
            return None
        return record, read_manifest(content)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def still_excused(record: Record, before: Manifest, now: Manifest, texts: bytes) -> Mapping[int, str]:
    """Values, by hash, whose excuse holds: the listing that publishes them, or the operator's texts, did not change."""
    same = {key for key, facts in now.listings.items() if (known := before.listings.get(key)) and known == facts}
    if texts == record.texts:
        same.add(OPERATOR)
    return {value: excuser for value, excuser in record.excused.items() if excuser in same}
