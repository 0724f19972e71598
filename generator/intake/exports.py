"""Everything that intake hands on: `read_exports` and its result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from generator.errors import Origin, Problems
from generator.model.document import Document
from generator.model.partner import Partner, Reference
from generator.model.site import Site
from generator.model.tables import Location, Marketing, Profile
from generator.model.vocabulary import Vocabulary
from generator.yaml_source import YamlSource


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read: `file` as problems name it, `modified` in nanoseconds since 1970."""

    file: str
    sha256: str
    size: int
    modified: int


class Uncounted(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of `earned_skills` that cannot count, as the outside world is never complete."""

    unknown_codes: int = 0
    unlisted_candidates: int = 0


class ProfileView(msgspec.Struct, frozen=True, kw_only=True):
    """What the first pass needs of a partner."""

    profile: Profile
    locations: tuple[Location, ...]
    marketing: tuple[Marketing, ...]
    quarantined_by: Origin | None


class Exports:
    """The exports of one night, cross-checked."""

    reference: Reference
    vocabulary: Vocabulary
    programs: tuple[YamlSource, ...]
    uncounted: Uncounted
    files: tuple[FileRead, ...]
    counts: dict[str, int]

    def partners(self) -> Iterator[Partner]:
        """Joined partners in the order of their ids (code points)."""
        raise NotImplementedError

    def partner(self, partner_id: str) -> Partner | None:
        """One joined partner, or None where no profile has the id."""
        raise NotImplementedError

    def profiles(self) -> Iterator[ProfileView]:
        """The light view of the first pass, in the order of partner ids."""
        raise NotImplementedError

    def count(self, table: str) -> int:
        """Rows of a table, header not counted; 0 for an absent one."""
        raise NotImplementedError

    def logo(self, marketing: Marketing) -> Path | None:
        """Where the logo of a marketing row stands, or None. Existence was checked by intake."""
        raise NotImplementedError

    def documents(self, folder: Literal["faq", "pages"]) -> tuple[Document, ...]:
        """Markdown documents in the order of their paths; `index.md` of a FAQ collection is one of them."""
        raise NotImplementedError


def read_exports(site: Site, root: Path, problems: Problems) -> Exports:
    """Read and cross-check everything under `root / site.content`.

    Whatever is wrong with the content goes into `problems`, all of it in one run. Raises InputOutputError for
    files that are missing or unreadable, ContentError for a file that changed while it was read.
    """
    raise NotImplementedError
