"""The partners of tonight where the exports were read by difference: records of the last time, and those made anew.

It answers as `Join` does for what was read as a whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from generator.errors import Origin
from generator.intake.difference import ByDifference
from generator.intake.join import JOINED, NOBODY, starts_of
from generator.intake.shelf import Record, print_of
from generator.model.partner import Partner
from generator.model.tables import Organization, Profile


class Stock:
    """Every row of every partner."""

    def __init__(self, reading: ByDifference) -> None:
        self._join, self._shelf = reading.join, reading.shelf
        bases = {file: one.base for file, one in reading.files.items()}
        for chunk in (NOBODY, *range(self._join.chunks)):
            for record in self._join.records(chunk, bases):
                self._shelf.changed[record.partner_id] = record
        self._ids = sorted((self._shelf.ordinals.keys() - reading.affected) | set(self._join.ids()))
        self._starts = [*starts_of(self._ids), len(self._ids)]
        self._members: dict[str, list[str]] = {}
        for partner_id in self._ids:
            facts = self._shelf.facts_of(partner_id)
            if facts is not None and facts.organization_id is not None:
                self._members.setdefault(facts.organization_id, []).append(partner_id)

    def ids(self) -> list[str]:
        """Partner ids in order."""
        return self._ids

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return len(self._starts) - 1

    def ids_in(self, chunk: int) -> list[str]:
        """The partner ids of a chunk, in order."""
        return self._ids[self._starts[chunk] : self._starts[chunk + 1]]

    def prints(self, chunk: int) -> list[bytes]:
        """For each partner of a chunk a hash of its rows: of what they say, not of where they stand."""
        out = self.quarantine_of
        return [print_of(self.row_print(known), out(known) is not None) for known in self.ids_in(chunk)]

    def row_print(self, partner_id: str) -> bytes:
        """A hash of what a partner's rows say."""
        return self._shelf.print_of(partner_id)

    def quarantine_of(self, partner_id: str) -> Origin | None:
        """The row for which a partner is left out; None for all others."""
        return self._join.quarantine_of(partner_id)

    def views(
        self, chunk: int, wanted: frozenset[int]
    ) -> Iterator[tuple[Profile, tuple[Any, ...], tuple[Any, ...], Origin | None]]:
        """Profile, locations, marketing rows and quarantine of the partners at some places of a chunk."""
        for partner in self.partners(chunk, wanted):
            yield partner.profile, partner.locations, partner.marketing, partner.quarantined_by

    def partners(self, chunk: int, wanted: frozenset[int] | None = None) -> Iterator[Partner]:
        """The partners of a chunk (those at some places only), each table in the order of its export."""
        ids = self.ids_in(chunk)
        for place in range(len(ids)) if wanted is None else sorted(wanted):
            yield self._partner(ids[place])

    def partner(self, partner_id: str) -> Partner | None:
        """One partner."""
        place = bisect_left(self._ids, partner_id)
        return self._partner(partner_id) if self._ids[place : place + 1] == [partner_id] else None

    def some(self, ids: Iterable[str]) -> Iterator[Partner]:
        """The partners with these ids."""
        return filter(None, map(self.partner, ids))

    def relatives(self, profile: Profile) -> Iterator[Partner]:
        """The other partners of its worldwide organization."""
        members = self._members.get(profile.organization_id or "", ())
        return self.some(partner_id for partner_id in members if partner_id != profile.partner_id)

    def organization(self, organization_id: str | None) -> Organization | None:
        """A worldwide organization by its id."""
        return self._join.organization(organization_id)

    def all_records(self) -> Iterable[Record]:
        """The records of all partners, in the order of their ids, and that of NOBODY."""
        shelf = self._shelf
        for known in (*self._ids, ""):
            yield Record(known, shelf.content(known), shelf.print_of(known), shelf.facts_of(known))

    def _partner(self, partner_id: str) -> Partner:
        rows = self._shelf.rows(partner_id)
        profile: Profile = rows["profiles"][0]
        return Partner(
            profile=profile,
            organization=self._join.organization(profile.organization_id),
            quarantined_by=self.quarantine_of(partner_id),
            **{table: rows[table] for table in JOINED},
        )
