"""Rows joined by partner.

This is the in-memory join: whatever replaces it for exports that do not fit keeps `adder`, `partners` and `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from generator.errors import Origin
from generator.model.partner import Partner
from generator.model.tables import Location, Marketing, Organization, Profile, Rate, Row

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


class Join:
    """Every row of every partner. Rows come in table order, those of a table after the tables it names."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}
        self._organizations: dict[str, Organization] = {}
        self._rows: dict[str, dict[str, list[Any]]] = {table: {} for table in JOINED}
        self._owners: dict[str, dict[str, str]] = {table: {} for table in OWNING}
        self._quarantined: dict[str, Origin] = {}
        self.rates: list[Rate] = []

    def adder(self, table: str) -> Callable[[Any], bool]:
        """What takes the rows of a table; its answer tells whether the row is any partner's."""
        if table == "profiles":
            return lambda row: self._profiles.setdefault(row.partner_id, row) is row
        if table == "organizations":
            return lambda row: self._organizations.setdefault(row.organization_id, row) is row
        if table == "rates":
            return self._add_rate
        owner_of = self._owner_getter(table)
        rows = self._rows[table]
        owners = self._owners.get(table)
        own_id = OWNING.get(table, "")

        def add(row: Row) -> bool:
            owner = owner_of(row)
            if owner is None:
                return False
            if owners is not None:
                owners[getattr(row, own_id)] = owner
            known = rows.get(owner)
            if known is None:
                rows[owner] = [row]
            else:
                known.append(row)
            return True

        return add

    def _add_rate(self, rate: Rate) -> bool:
        self.rates.append(rate)
        return True

    def quarantine(self, partner_id: str, origin: Origin) -> None:
        """Leave out the listing of a partner because of one of its own rows; the first one counts."""
        self._quarantined.setdefault(partner_id, origin)

    def owner(self, table: str, key: str) -> str | None:
        """The partner that owns a location, person, candidate id or solution."""
        return self._owners[table].get(key)

    def rows(self, table: str) -> Iterator[Any]:
        """All rows of a table, partner by partner."""
        if table == "profiles":
            yield from self._profiles.values()
        for rows in self._rows.get(table, {}).values():
            yield from rows

    def ids(self) -> list[str]:
        """Partner ids in order."""
        return sorted(self._profiles)

    def view(self, partner_id: str) -> tuple[Profile, tuple[Location, ...], tuple[Marketing, ...], Origin | None]:
        """Profile, locations, marketing rows and quarantine of a partner."""
        return (
            self._profiles[partner_id],
            tuple(self._rows["locations"].get(partner_id, ())),
            tuple(self._rows["marketing"].get(partner_id, ())),
            self._quarantined.get(partner_id),
        )

    def partner(self, partner_id: str) -> Partner | None:
        """A partner with all its rows, each table in the order of its export."""
        profile = self._profiles.get(partner_id)
        if profile is None:
            return None
        return Partner(
            profile=profile,
            organization=self._organizations.get(profile.organization_id or ""),
            quarantined_by=self._quarantined.get(partner_id),
            **{table: tuple(rows[partner_id]) for table, rows in self._rows.items() if partner_id in rows},
        )

    def _owner_getter(self, table: str) -> Callable[[Any], str | None]:
        if table not in THROUGH:
            return attrgetter("partner_id")
        column, through = THROUGH[table]
        owners = self._owners[through]
        return lambda row: owners.get(getattr(row, column))
