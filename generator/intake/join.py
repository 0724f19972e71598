"""Rows joined by partner, in bounded memory.

Rows come in table order, and every table after the tables it names: whose a row is, is known when it comes. It is
encoded at once and put away with the rows of its neighbours (`spill.py`); a chunk of partners is put together when it
is asked for. In memory stay the ids that rows of other tables name.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import msgspec

from generator.errors import Origin
from generator.intake.shelf import Record, print_of, record_of
from generator.intake.spill import Sections, Spill
from generator.model.partner import Partner
from generator.model.tables import TABLES, Organization, Profile, Rate, Row

CHUNK = 200
"""Partners that are put together at once, and rendered by one process: so many on average."""

_LARGEST = 4 * CHUNK

JOINED = tuple(f for f in Partner.__struct_fields__ if f not in ("profile", "organization", "quarantined_by"))
"""The tables of which a partner holds rows."""

THROUGH = {
    "candidate_ids": ("person_id", "people"),
    "earned_skills": ("candidate_id", "candidate_ids"),
    "benefits": ("location_id", "locations"),
    "customer_experiences": ("solution_id", "solutions"),
}
"""Tables whose rows name their partner only through a row of another table: column and table."""

OWNING = {
    "people": "person_id",
    "candidate_ids": "candidate_id",
    "locations": "location_id",
    "solutions": "solution_id",
}
"""Tables that others go through, with their id."""

NOBODY = -1
"""The number of no partner: of rows that count for nobody, such as skills of candidate ids that nobody listed."""


_AS_THEY_ARE: Mapping[str, int] = MappingProxyType({})


def starts_of(ids: list[str]) -> Iterator[int]:
    """Where chunks begin: before ids that a hash picks, so that one partner more moves the bounds around it at most."""
    begin = 0
    for place, partner_id in enumerate(ids):
        if place == 0 or zlib.crc32(partner_id.encode()) % CHUNK == 0 or place - begin == _LARGEST:
            begin = place
            yield place


_VIEWED = frozenset({"locations", "marketing"})


class Partners(msgspec.Struct, frozen=True, kw_only=True):
    """What joining the rows of other tables asks of partners; `members` by organization, `locations` with partners."""

    ids: list[str]
    members: dict[str, list[str]]
    organizations: dict[str, Organization]
    rates: list[Rate]
    locations: dict[str, str]


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """What another process joined."""

    sections: Sections
    quarantined: dict[str, Origin]
    partners: Partners | None


class Join:
    """Every row of every partner."""

    def __init__(self) -> None:
        self.spill = Spill({"profiles": Profile} | {table: TABLES[table].record for table in JOINED})
        self._profiles: dict[str, Profile] = {}
        self._ids: list[str] | None = None
        self._numbers: dict[str, int] = {}
        self._starts: list[int] = []
        self._organizations: dict[str, Organization] = {}
        self._members: dict[str, list[str]] = {}
        self._owners: dict[str, dict[str, str]] = {table: {} for table in OWNING}
        self._quarantined: dict[str, Origin] = {}
        self._finish: Callable[[], None] = lambda: None
        self._last: tuple[int, dict[str, Partner]] = (-1, {})
        self._last_records: tuple[tuple[int, Mapping[str, int]] | None, list[Record]] = (None, [])
        self.rates: list[Rate] = []

    def adder(self, table: str) -> Callable[[Any], int]:
        """What takes the rows of a table; its answer is the number of the row's partner, or NOBODY.

        A profile that is taken answers 0: numbers are given when all profiles are there.
        """
        self._finish()
        self._finish = lambda: None
        if table == "profiles":
            return lambda row: 0 if self._profiles.setdefault(row.partner_id, row) is row else NOBODY
        if table == "organizations":
            return lambda row: 0 if self._organizations.setdefault(row.organization_id, row) is row else NOBODY
        if table == "rates":
            return self._add_rate
        self.ids()
        owner_of = self._owner_getter(table)
        numbers = self._numbers
        owners = self._owners.get(table)
        own_id = OWNING.get(table, "")
        write, self._finish = self.spill.writer(table)

        def add(row: Row) -> int:
            owner = owner_of(row)
            if owner is None:
                write(NOBODY, 0, row)
                return NOBODY
            if owners is not None:
                owners[getattr(row, own_id)] = owner
            number = numbers.get(owner, NOBODY)
            if number != NOBODY:
                write(number >> 16, number & 0xFFFF, row)
            return number

        return add

    def seal(self) -> None:
        """All rows were added: let go of what only reading needs."""
        self.finish()
        for owners in self._owners.values():
            owners.clear()

    def finish(self) -> None:
        """Put away the rows of the last table."""
        self.ids()
        self._finish()
        self._finish = lambda: None

    def handed_over(self, *, partners: bool) -> Joined:
        """What was joined in this process since its spill turned to a volume; `partners`: they were among it."""
        self.finish()
        return Joined(
            sections=self.spill.handed_over(),
            quarantined=self._quarantined,
            partners=self._partners() if partners else None,
        )

    def _partners(self) -> Partners:
        same = {partner_id: partner_id for partner_id in self.ids()}  # one object for one id: it travels once
        return Partners(
            ids=self.ids(),
            members=self._members,
            organizations=self._organizations,
            rates=self.rates,
            locations={known: same.get(owner, owner) for known, owner in self._owners["locations"].items()},
        )

    def adopt(self, joined: Joined) -> None:
        """Go on from what another process joined."""
        self.spill.adopt(joined.sections)
        for partner_id, origin in joined.quarantined.items():
            self.quarantine(partner_id, origin)
        if joined.partners is not None:
            self._organizations, self._members = joined.partners.organizations, joined.partners.members
            self._owners["locations"], self.rates = joined.partners.locations, joined.partners.rates
            self._number(joined.partners.ids)

    def _add_rate(self, rate: Rate) -> int:
        self.rates.append(rate)
        return NOBODY

    def quarantine(self, partner_id: str, origin: Origin) -> None:
        """Leave out the listing of a partner because of one of its own rows; the first one counts."""
        self._quarantined.setdefault(partner_id, origin)

    def owner(self, table: str, key: str) -> str | None:
        """The partner that owns a location, person, candidate id or solution; while rows are read."""
        return self._owners[table].get(key)

    def rows(self, table: str) -> Iterator[Any]:
        """All rows of a table, chunk by chunk; call after `seal`."""
        for chunk in range(self.chunks):
            for _, _, content in self.spill.sections(chunk, frozenset({table})):
                yield from self.spill.rows(table, content)

    def ids(self) -> list[str]:
        """Partner ids in order. All profiles were added when this is first asked for."""
        if self._ids is None:
            ids = self._number(sorted(self._profiles))
            write, finish = self.spill.writer("profiles")
            for partner_id in ids:
                profile = self._profiles[partner_id]
                if profile.organization_id is not None:
                    self._members.setdefault(profile.organization_id, []).append(partner_id)
                number = self._numbers[partner_id]
                write(number >> 16, number & 0xFFFF, profile)
            finish()
            self._profiles.clear()
            return ids
        return self._ids

    def _number(self, ids: list[str]) -> list[str]:
        self._ids, self._starts = ids, list(starts_of(ids))
        for chunk, (begin, end) in enumerate(pairwise([*self._starts, len(ids)])):
            for place, partner_id in enumerate(ids[begin:end]):
                self._numbers[partner_id] = chunk << 16 | place
        return ids

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        self.ids()
        return len(self._starts)

    def ids_in(self, chunk: int) -> list[str]:
        """The partner ids of a chunk, in order."""
        end = self._starts[chunk + 1] if chunk + 1 < self.chunks else len(self.ids())
        return self.ids()[self._starts[chunk] : end]

    def views(
        self, chunk: int, wanted: frozenset[int]
    ) -> Iterator[tuple[Profile, tuple[Any, ...], tuple[Any, ...], Origin | None]]:
        """Profile, locations, marketing rows and quarantine of the partners at some places of a chunk."""
        rows = self._grouped(chunk, _VIEWED | {"profiles"})
        for of in (rows[place] for place in sorted(wanted)):
            profile: Profile = of["profiles"][0]
            yield (
                profile,
                tuple(of.get("locations", ())),
                tuple(of.get("marketing", ())),
                self._quarantined.get(profile.partner_id),
            )

    def partners(self, chunk: int, wanted: frozenset[int] | None = None) -> Iterator[Partner]:
        """The partners of a chunk (those at some places only), each table in the order of its export."""
        if wanted is None or 2 * len(wanted) > len(self.ids_in(chunk)):  # all rows at once cost less than one by one
            grouped = [of for n, of in enumerate(self._grouped(chunk, None)) if wanted is None or n in wanted]
        else:
            grouped = self._grouped_some(chunk, wanted)
        for of in grouped:
            profile: Profile = of.pop("profiles")[0]
            yield Partner(
                profile=profile,
                organization=self._organizations.get(profile.organization_id or ""),
                quarantined_by=self._quarantined.get(profile.partner_id),
                **{table: tuple(found) for table, found in of.items()},
            )

    def partner(self, partner_id: str) -> Partner | None:
        """One partner; its neighbours are at hand then."""
        self.ids()
        number = self._numbers.get(partner_id)
        if number is None:
            return None
        chunk = number >> 16
        if self._last[0] != chunk:
            self._last = (chunk, {partner.id: partner for partner in self.partners(chunk)})
        return self._last[1][partner_id]

    def prints(self, chunk: int) -> list[bytes]:
        """For each partner of a chunk a hash of its rows: of what they say, not of where they stand."""
        return [print_of(record.print, record.partner_id in self._quarantined) for record in self.records(chunk)]

    def records(self, chunk: int, bases: Mapping[str, int] = _AS_THEY_ARE) -> list[Record]:
        """The partners of a chunk, or NOBODY, each with all its rows as a record; `bases` as `record_of` has them."""
        if self._last_records[0] != (chunk, bases):
            self._last_records = ((chunk, bases), list(self._records(chunk, bases)))
        return self._last_records[1]

    def _records(self, chunk: int, bases: Mapping[str, int]) -> Iterator[Record]:
        ids = [""] if chunk == NOBODY else self.ids_in(chunk)
        found: list[dict[str, list[memoryview]]] = [{} for _ in ids]
        for section, owners, content in self.spill.sections(chunk):
            for place, row in zip(owners, self.spill.encoded(content), strict=True):
                found[place].setdefault(section.table, []).append(row)
        for partner_id, rows in zip(ids, found, strict=True):
            yield record_of(partner_id, rows, bases)

    @property
    def organizations(self) -> Mapping[str, Organization]:
        """The worldwide organizations by id."""
        return self._organizations

    def quarantine_of(self, partner_id: str) -> Origin | None:
        """The row for which a partner is left out; None for all others."""
        return self._quarantined.get(partner_id)

    def id_of(self, number: int) -> str:
        """The partner of a number."""
        return self.ids()[self._starts[number >> 16] + (number & 0xFFFF)]

    def organization(self, organization_id: str | None) -> Organization | None:
        """A worldwide organization by its id."""
        return self._organizations.get(organization_id or "")

    def some(self, ids: Iterable[str]) -> Iterator[Partner]:
        """The partners with these ids, those of one chunk at once."""
        numbers = (self._numbers[partner_id] for partner_id in ids if partner_id in self._numbers)
        for chunk, those in groupby(numbers, lambda number: number >> 16):
            yield from self.partners(chunk, frozenset(number & 0xFFFF for number in those))

    def relatives(self, profile: Profile) -> Iterator[Partner]:
        """The other partners of its worldwide organization."""
        members = self._members.get(profile.organization_id or "", ())
        return self.some(partner_id for partner_id in members if partner_id != profile.partner_id)

    def _grouped(self, chunk: int, tables: frozenset[str] | None) -> list[dict[str, list[Any]]]:
        """The rows of a chunk by partner and table."""
        grouped: list[dict[str, list[Any]]] = [{} for _ in self.ids_in(chunk)]
        for section, owners, content in self.spill.sections(chunk, tables):
            table = section.table
            for place, row in zip(owners, self.spill.rows(table, content), strict=True):
                of = grouped[place]
                known = of.get(table)
                if known is None:
                    of[table] = [row]
                else:
                    known.append(row)
        return grouped

    def _grouped_some(self, chunk: int, wanted: frozenset[int]) -> list[dict[str, list[Any]]]:
        grouped: dict[int, dict[str, list[Any]]] = {place: {} for place in sorted(wanted)}
        for section, owners, content in self.spill.sections(chunk):
            for place, row in self.spill.some_rows(section.table, owners, content, wanted):
                grouped[place].setdefault(section.table, []).append(row)
        return list(grouped.values())

    def _owner_getter(self, table: str) -> Callable[[Any], str | None]:
        if table not in THROUGH:
            return attrgetter("partner_id")
        column, through = THROUGH[table]
        owners = self._owners[through]
        return lambda row: owners.get(getattr(row, column))
