"""Rows of the export tables for tests: a partner is built the way its exports would say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator.errors import Origin, Problems
from generator.levels import Engine, compile_program, parse_program
from generator.model import tables
from generator.model.partner import Partner, Reference
from generator.model.program import Program
from generator.yaml_source import parse_yaml

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "content" / "programs"
ALLIANCE = "security-services-alliance"


def day(text: str) -> date:
    return date.fromisoformat(text)


def program(name: str, folder: Path = PROGRAMS) -> Program:
    return program_from((folder / f"{name}.yml").read_text(encoding="utf-8"), f"{name}.yml")


def program_from(text: str, file: str = "test.yml") -> Program:
    problems = Problems()
    found = parse_program(parse_yaml(text, file), problems)
    assert found is not None, [str(p) for p in problems]
    return found


def problems_of(text: str, file: str = "test.yml") -> list[str]:
    problems = Problems()
    parse_program(parse_yaml(text, file), problems)
    return [str(p) for p in problems]


def skill(code: str, kind: str, **more: Any) -> tables.Skill:
    given = {"name": code, "area": "Storage", "type": "certification", "vendor": "IBM"} | more
    return tables.Skill(origin=Origin("skills.csv"), skill_code=code, kind=kind, **given)


SKILLS = (
    *(skill(f"T{n}", "technical") for n in range(1, 10)),
    *(skill(f"S{n}", "sales", area="Sales") for n in range(1, 10)),
)


def rate(currency: str, value: str, valid_from: str, per: str = "USD") -> tables.Rate:
    origin = Origin("rates.csv")
    return tables.Rate(origin=origin, currency=currency, per=per, rate=Decimal(value), valid_from=day(valid_from))


def engine_for(
    what: Program,
    skills: Iterable[tables.Skill] = SKILLS,
    rates: Iterable[tables.Rate] = (),
    absent: Iterable[str] = (),
) -> Engine:
    reference = Reference(rates=tuple(rates), skills={what.id: tuple(skills)}, absent=frozenset(absent))
    return compile_program(what, reference)


@dataclass
class World:
    """One partner's rows, added one by one; `partner()` joins them. Dates are ISO texts."""

    id: str = "P1"
    profile: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, table: str, **columns: Any) -> World:
        """Append a row; ids that tests do not care about are numbered."""
        record = tables.TABLES[table].record
        present = self.rows.setdefault(table, [])
        key = tables.TABLES[table].key
        if len(key) == 1 and key[0] not in columns and key[0] != "partner_id":
            columns[key[0]] = f"{table}-{len(present) + 1}"
        fields = record.__struct_fields__
        if "partner_id" in fields:
            columns.setdefault("partner_id", self.id)
        values = {name: self._value(name, value) for name, value in columns.items()}
        present.append(record(origin=Origin(f"{table}.csv", len(present) + 2), **values))
        return self

    @staticmethod
    def _value(name: str, value: Any) -> Any:
        if isinstance(value, str) and name.endswith(("_on", "valid_from", "valid_to")):
            return day(value)
        if name in ("amount", "score", "total_contract_value", "value"):
            return Decimal(value)
        return value

    def partner(self) -> Partner:
        columns = {"name": "Partner", "status": "approved", "country": "DE", "approved_on": "2000-01-01"} | self.profile
        values = {name: self._value(name, value) for name, value in columns.items()}
        profile = tables.Profile(origin=Origin("profiles.csv", 2), partner_id=self.id, **values)
        return Partner(profile=profile, **{name: tuple(rows) for name, rows in self.rows.items()})

    # Shorthand for the cases of the two reference programs.

    def person(self, person_id: str = "PE1", candidate: str = "C1", added_on: str = "2000-01-01", **more: Any) -> World:
        known = {p.person_id for p in self.rows.get("people", [])}
        if person_id not in known:
            self.add("people", person_id=person_id, role="employee", **more)
        return self.add("candidate_ids", candidate_id=candidate, person_id=person_id, added_on=added_on)

    def skills(self, *codes: str, candidate: str = "C1", earned_on: str = "2008-06-01", **more: Any) -> World:
        if candidate not in {c.candidate_id for c in self.rows.get("candidate_ids", [])}:
            self.person(f"PE-{candidate}", candidate)
        for code in codes:
            self.add("earned_skills", candidate_id=candidate, skill_code=code, earned_on=earned_on, **more)
        return self

    def revenue(self, brand: str, amount: str, booked_on: str = "2008-06-01", **more: Any) -> World:
        columns = {"currency": "USD", "source": "distributor"} | more
        return self.add("revenue", brand=brand, amount=amount, booked_on=booked_on, **columns)

    def agreement(self, kind: str, valid_from: str = "2000-01-01", **more: Any) -> World:
        return self.add("agreements", **({"kind": kind, "status": "approved", "valid_from": valid_from} | more))

    def solution(self, status: str = "approved", decided_on: str = "2008-06-01", **more: Any) -> World:
        name = f"SOL{len(self.rows.get('solutions', [])) + 1}"
        columns = {"status": "published", "published_on": "2008-06-01"} | more
        self.add("solutions", solution_id=name, name=name, **columns)
        return self.add("customer_experiences", solution_id=name, status=status, decided_on=decided_on)

    def lead(self, amount: str, closed_on: str, **more: Any) -> World:
        columns = {"program": ALLIANCE, "qualified": True, "currency": "USD"} | more
        return self.add("leads", total_contract_value=amount, closed_on=closed_on, **columns)


def reseller() -> World:
    """A PartnerWorld reseller with a membership agreement, not listed before 2008-06-01."""
    world = World(profile={"types": ("reseller",), "approved_on": "2008-05-31"})
    return world.agreement("membership", "2000-01-01")


def isv() -> World:
    world = reseller()
    world.profile["types"] = ("isv",)
    return world


def participant(level: str = "silver", **more: Any) -> World:
    """An alliance participant since 2017 that misses no prerequisite."""
    columns = {
        "program": ALLIANCE,
        "invited_on": "2017-01-10",
        "agreement_signed_on": "2017-03-01",
        "assigned_level": level,
        "offering": "Managed service",
        "offering_launched_on": "2017-06-01",
        "sales_trained_on": "2017-06-01",
        "delivery_trained_on": "2017-06-01",
    }
    world = World().agreement("procurement").agreement("deal_registration")
    return world.add("participants", **(columns | more))
