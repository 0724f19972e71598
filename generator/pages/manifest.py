"""`data/manifest.json`: what a release holds, its sums, and the public facts that the next release compares with.

The manifest is public, so it holds published facts only. Past nights name listings by key alone: what has become
invisible since cannot be named from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import msgspec

from generator.audience.publication import Audience, Listing
from generator.pages.page import RawFile
from generator.pages.routes import slug_of

MANIFEST = "data/manifest.json"


class ListedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the next release compares: public facts of one listing. `text` is a hash of all that it says."""

    name: str
    slug: str
    former_names: tuple[str, ...] = ()
    levels: dict[str, str | None] = {}
    text: str


class LevelChange(msgspec.Struct, frozen=True, kw_only=True):
    """A displayed level that changed; None stands for no level."""

    key: str
    program: str
    before: str | None
    after: str | None


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """What one release changed. `renamed` maps key → the name before ("" where that name is no longer public)."""

    as_of: date
    release: str
    added: tuple[str, ...] = ()
    removed: int = 0
    renamed: dict[str, str] = {}
    levels: tuple[LevelChange, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether nothing changed that `changes/` would name."""
        return not (self.added or self.removed or self.renamed or self.levels)


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One release of one site. `sums` maps path → SHA-256; `programs` maps program → level ids, lowest first.

    `listings` is by key, the part of an address that never changes; `history` holds the nights shown on `changes/`,
    newest first.
    """

    as_of: date
    release: str
    audience: Audience
    counts: dict[str, int]
    programs: dict[str, tuple[str, ...]]
    listings: dict[str, ListedFacts]
    history: tuple[Night, ...] = ()
    sums: dict[str, str] = {}


def listed_facts(listing: Listing) -> ListedFacts:
    """The facts of a listing that the manifest keeps."""
    return ListedFacts(
        name=listing.name,
        slug=slug_of(listing.id, listing.name),
        former_names=listing.former_names,
        levels={level.program: level.level for level in listing.levels},
        text=hashlib.sha256(msgspec.json.encode(listing, order="deterministic")).hexdigest()[:16],
    )


def manifest_file(manifest: Manifest, sums: Mapping[str, str]) -> RawFile:
    """`data/manifest.json` with the sums of all other files of the site, sorted by path."""
    complete = msgspec.structs.replace(manifest, sums=dict(sorted(sums.items())))
    return RawFile(route=MANIFEST, content=msgspec.json.format(msgspec.json.encode(complete), indent=1) + b"\n")


def read_manifest(content: bytes) -> Manifest:
    """The manifest of an earlier release; raises `msgspec.DecodeError` naming what is wrong and where."""
    return msgspec.json.decode(content, type=Manifest)
