"""Everything that intake hands on: `read_exports` and its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from generator.errors import ContentError, InputOutputError, Origin, Problems
from generator.intake.compared import NotByDifference
from generator.intake.difference import ByDifference
from generator.intake.found import Apart
from generator.intake.join import NOBODY, Join
from generator.intake.reading import Reading
from generator.intake.shelf import Record
from generator.intake.sources import FileRead
from generator.intake.standing import Keeper, Standing
from generator.intake.states import states_of
from generator.intake.stock import Stock
from generator.model.document import Document
from generator.model.partner import Partner, Reference
from generator.model.site import Site
from generator.model.tables import Location, Marketing, Profile
from generator.model.vocabulary import Vocabulary
from generator.yaml_source import YamlSource


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
    """The exports of one night, cross-checked. `counts` are rows by table, those that cannot be used included.

    `program_ids` are those of program files, readable or not; `ruled` the ids of partners with rows that name levels or
    days of a program (invitations, assessments, participants).
    """

    def __init__(self, reading: Reading, root: Path) -> None:
        self._reading, found = reading, reading.found
        self.reference: Reference = reading.reference()
        self.vocabulary: Vocabulary = reading.vocabulary()
        self.programs: tuple[YamlSource, ...] = reading.programs
        self.program_ids: tuple[str, ...] = reading.program_ids
        self.uncounted = Uncounted(unknown_codes=found.unknown_codes, unlisted_candidates=found.unlisted_candidates)
        self.files: tuple[FileRead, ...] = reading.sources.files
        self.counts: dict[str, int] = found.counts
        self._join: Join | Stock = Stock(reading) if isinstance(reading, ByDifference) else reading.join
        self.ruled = sorted(found.ruled)
        self._documents = reading.documents
        self._root = root
        self._left: dict[str, bytes] = {}

    def partners(self) -> Iterator[Partner]:
        """Joined partners in the order of their ids (code points)."""
        for chunk in range(self._join.chunks):
            yield from self._join.partners(chunk)

    def some(self, ids: Iterable[str]) -> Iterator[Partner]:
        """The joined partners with these ids."""
        return self._join.some(ids)

    def partner(self, partner_id: str) -> Partner | None:
        """One joined partner, or None where no profile has the id."""
        return self._join.partner(partner_id)

    def relatives(self, partner: Partner) -> tuple[Partner, ...]:
        """The other partners of its worldwide organization, in the order of their ids."""
        return tuple(self._join.relatives(partner.profile))

    def profiles(self) -> Iterator[ProfileView]:
        """The light view of the first pass, in the order of partner ids."""
        for chunk in range(self._join.chunks):
            yield from self.views_in(chunk, frozenset(range(len(self.ids_in(chunk)))))

    def views_in(self, chunk: int, places: frozenset[int]) -> Iterator[ProfileView]:
        """The light view of the partners at these places of a chunk."""
        for profile, locations, marketing, quarantined_by in self._join.views(chunk, places):
            yield ProfileView(profile=profile, locations=locations, marketing=marketing, quarantined_by=quarantined_by)

    def quarantined(self, partner_id: str) -> bool:
        """Whether a row of a partner could not be read."""
        return self._join.quarantine_of(partner_id) is not None

    def row_print(self, partner_id: str) -> bytes:
        """A hash of what a partner's rows say; where they were read by difference, or once they were left."""
        return self._left[partner_id] if isinstance(self._join, Join) else self._join.row_print(partner_id)

    def blame(self, origin: Origin) -> None:
        """Something is wrong with this row: the next reading reads it again."""
        self._reading.found.flawed.add(origin)

    @property
    def by_difference(self) -> bool:
        """Whether only what changed since the last reading was read."""
        return isinstance(self._join, Stock)

    @property
    def chunks(self) -> int:
        """Runs of neighbouring partners that are put together at once."""
        return self._join.chunks

    def ids_in(self, chunk: int) -> list[str]:
        """The partner ids of a chunk, in order."""
        return self._join.ids_in(chunk)

    def prints(self, chunk: int) -> list[bytes]:
        """For each partner of a chunk a hash of what its rows say."""
        return self._join.prints(chunk)

    def records(self, chunk: int) -> bytes:
        """What `leave` needs of a chunk; nothing where the exports were read by difference."""
        return b"" if isinstance(self._join, Stock) else msgspec.msgpack.encode(self._join.records(chunk))

    def take(self, records: bytes, keeper: Keeper) -> None:
        """Put `records` of the next chunk by."""
        for record in msgspec.msgpack.decode(records, type=list[Record]) if records else ():
            keeper.add(record)

    def leave(self, keeper: Keeper, key: bytes) -> None:
        """Leave for the next reading what this one found; the records of all chunks were taken."""
        reading = self._reading
        if isinstance(reading, ByDifference) and reading.same:
            keeper.discard()
            return
        if isinstance(self._join, Stock):
            records: Iterable[Record] = self._join.all_records()
        else:
            records = self._join.records(NOBODY)
        for record in records:
            keeper.add(record)
        self._left = keeper.prints
        ordinals = {partner_id: ordinal for ordinal, partner_id in enumerate(keeper.partners)}
        keeper.commit(
            key, states_of(reading, ordinals), reading.paths, reading.derived_terms, reading.found.unknown_codes
        )

    def partners_in(self, chunk: int, places: frozenset[int]) -> Iterator[Partner]:
        """The partners at these places of a chunk."""
        return self._join.partners(chunk, places)

    def organization_name(self, organization_id: str | None) -> str | None:
        """The name of a worldwide organization."""
        found = self._join.organization(organization_id)
        return None if found is None else found.name

    def ids(self) -> list[str]:
        """Partner ids in order."""
        return self._join.ids()

    def count(self, table: str) -> int:
        """Rows of a table, header not counted; 0 for an absent one."""
        return self.counts.get(table, 0)

    def logo(self, marketing: Marketing) -> Path | None:
        """Where the logo of a marketing row stands, or None. Intake checked that it is a file in that folder."""
        return self._root / Path(marketing.origin.file).parent / marketing.logo if marketing.logo else None

    def documents(self, folder: Literal["faq", "pages"]) -> tuple[Document, ...]:
        """Markdown documents in the order of their paths; `index.md` of a FAQ collection is one of them."""
        return self._documents[folder]


def read_exports(
    site: Site, root: Path, problems: Problems, standing: Standing | None = None, apart: Apart | None = None
) -> Exports:
    """Read and cross-check everything under `root / site.content`, by difference to what stands where that will do.

    `apart` does tasks in processes of their own (None: this process reads everything). The result is the same.
    Whatever is wrong with the content goes into `problems`, all of it in one run. Raises InputOutputError for
    files that are missing or unreadable, ContentError for a file that changed while it was read.
    """
    try:
        reading = None if standing is None else _by_difference(site, root, problems, standing, apart)
        if reading is None:
            reading = Reading(site, root, problems, apart)
            reading.run()
    except OSError as failure:
        raise InputOutputError.from_os(failure, "reading") from None
    return Exports(reading, root)


def _by_difference(
    site: Site, root: Path, problems: Problems, standing: Standing, apart: Apart | None
) -> Reading | None:
    found = Problems()
    reading = ByDifference(site, root, found, standing, apart)
    try:
        reading.run()
    except (NotByDifference, ContentError):
        return None
    if found.stopping():
        return None
    problems.extend(found)
    return reading
