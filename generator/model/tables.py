"""One frozen record per row of each export table (contract, "Exports").

The records are the single description of a table: column names are the field names, required columns are the
fields without a default, kinds come from `fields`. Dates: `valid_to` and `expires_on` are the last valid day;
`ended_on`, `left_on`, `removed_on`, `suspended_on`, `withdrawn_on` are the first day without. A value without
a date holds on every day. Every record knows the file and line it came from.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from generator.errors import Origin
from generator.model.fields import (
    Country,
    Currency,
    Date,
    Email,
    File,
    Flag,
    Id,
    Integer,
    Languages,
    Latitude,
    Longitude,
    MarkdownText,
    Name,
    Names,
    Number,
    Phone,
    Prose,
    Term,
    Terms,
    Text,
    Texts,
    Url,
)


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """A record with its origin."""

    origin: Origin


class Organization(Row, frozen=True, kw_only=True):
    """A worldwide organization; its partners in several countries are sister companies."""

    organization_id: Id
    name: Name
    website: Url | None = None


class Profile(Row, frozen=True, kw_only=True):
    """The exported record of a partner: one country enterprise."""

    partner_id: Id
    name: Name
    status: Literal["pending", "approved", "suspended"]
    approved_on: Date | None = None
    suspended_on: Date | None = None
    ended_on: Date | None = None
    country: Country
    types: Terms = ()
    organization_id: Id | None = None
    website: Url | None = None
    industries: Terms = ()
    technologies: Terms = ()
    languages: Languages = ()
    founded: Integer | None = None
    employees: Integer | None = None
    passport_advantage_id: Id | None = None
    company_token: Id | None = None
    former_names: Names = ()


class Location(Row, frozen=True, kw_only=True):
    """One office of a partner. Coordinates in decimal degrees (WGS 84)."""

    location_id: Id
    partner_id: Id
    name: Name | None = None
    street: Text | None = None
    city: Name | None = None
    region: Name | None = None
    postal_code: Text | None = None
    country: Country
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Phone | None = None
    headquarters: Flag = False
    ended_on: Date | None = None


class Person(Row, frozen=True, kw_only=True):
    """Somebody at a partner. People are never published."""

    person_id: Id
    partner_id: Id
    location_id: Id | None = None
    role: Literal["authorized_profile_administrator", "primary_relationship_contact", "employee"]
    name: Name | None = None
    email: Email | None = None
    left_on: Date | None = None


class CandidateId(Row, frozen=True, kw_only=True):
    """The id under which a person takes exams; a person may have several."""

    candidate_id: Id
    person_id: Id
    added_on: Date
    removed_on: Date | None = None


class EarnedSkill(Row, frozen=True, kw_only=True):
    """A certification or mastery, as the test vendor reports it. Code and candidate id may be unknown."""

    candidate_id: Id
    skill_code: Id
    earned_on: Date
    expires_on: Date | None = None


class Revenue(Row, frozen=True, kw_only=True):
    """One booking; `amount` in `currency`, negative for a reversal."""

    revenue_id: Id
    partner_id: Id
    brand: Text
    amount: Number
    currency: Currency
    booked_on: Date
    source: Literal["distributor", "passport_advantage", "sales_representative"]


class RevenueClaim(Row, frozen=True, kw_only=True):
    """Revenue a partner says is missing; never counts."""

    claim_id: Id
    partner_id: Id
    brand: Text
    amount: Number
    currency: Currency
    claimed_on: Date
    status: Text


class Satisfaction(Row, frozen=True, kw_only=True):
    """The score of one customer survey."""

    survey_id: Id
    partner_id: Id
    score: Number
    surveyed_on: Date


class Agreement(Row, frozen=True, kw_only=True):
    """A contract with a partner; `kind` is open (membership, partner_plan, procurement, …)."""

    agreement_id: Id
    partner_id: Id
    kind: Text
    status: Literal["pending", "approved"]
    valid_from: Date
    valid_to: Date | None = None
    ended_on: Date | None = None
    program: Id | None = None


class Invitation(Row, frozen=True, kw_only=True):
    """An invitation to a program; empty level or track means any."""

    invitation_id: Id
    partner_id: Id
    program: Id
    level: Id | None = None
    track: Id | None = None
    status: Literal["offered", "accepted", "declined"]
    valid_from: Date
    valid_to: Date | None = None


class Assessment(Row, frozen=True, kw_only=True):
    """A decision by a person that sets the level on a day; an empty level means none."""

    partner_id: Id
    program: Id
    assessed_on: Date
    level: Id | None = None
    note: Text | None = None


class Benefit(Row, frozen=True, kw_only=True):
    """A benefit package of one location. Never published."""

    location_id: Id
    package: Text
    status: Text
    valid_from: Date
    valid_to: Date | None = None


class MetricValue(Row, frozen=True, kw_only=True):
    """A ready-made score for a program that exports nothing else. `period`: 2026, 2026-Q1, 2026-03 or a date."""

    partner_id: Id
    program: Id
    metric: Id
    period: Text
    value: Number


class Rate(Row, frozen=True, kw_only=True):
    """1 unit of `currency` is `rate` units of `per`, from `valid_from` until the next row."""

    currency: Currency
    per: Currency
    rate: Number
    valid_from: Date


class Marketing(Row, frozen=True, kw_only=True):
    """Marketing information: what a partner says of itself and to whom. Unset flags mean No.

    A row without `location_id` speaks for every location; a row with one replaces it there.
    """

    partner_id: Id
    location_id: Id | None = None
    publish_to_customers: Flag = False
    publish_to_partners: Flag = False
    tagline: Text | None = None
    description: MarkdownText | None = None
    services: Texts = ()
    logo: File | None = None
    contact_name: Name | None = None
    contact_email: Email | None = None
    contact_phone: Phone | None = None
    contact_url: Url | None = None
    teaming_offers: Texts = ()
    teaming_seeks: Texts = ()
    teaming_regions: Texts = ()
    updated_on: Date | None = None


class Solution(Row, frozen=True, kw_only=True):
    """A product or service in the solutions showcase."""

    solution_id: Id
    partner_id: Id
    name: Name
    summary: Prose | None = None
    description: MarkdownText | None = None
    products: Texts = ()
    industries: Terms = ()
    technologies: Terms = ()
    url: Url | None = None
    status: Literal["draft", "published", "withdrawn"]
    published_on: Date | None = None
    withdrawn_on: Date | None = None
    showcase: Flag = False
    technical_validation: Literal["nominated", "validated"] | None = None
    validated_on: Date | None = None


class CustomerExperience(Row, frozen=True, kw_only=True):
    """A customer's use of a solution, checked by the program. The customer is named only where public."""

    experience_id: Id
    solution_id: Id
    customer: Name | None = None
    customer_public: Flag = False
    summary: Prose | None = None
    status: Literal["submitted", "approved", "denied"]
    decided_on: Date | None = None
    valid_to: Date | None = None


class Participant(Row, frozen=True, kw_only=True):
    """One participation in an alliance program; several rows of a partner do not overlap."""

    partner_id: Id
    program: Id
    invited_on: Date | None = None
    agreement_signed_on: Date | None = None
    assigned_level: Id | None = None
    assigned_on: Date | None = None
    ended_on: Date | None = None
    offering: Text | None = None
    offering_launched_on: Date | None = None
    offering_withdrawn_on: Date | None = None
    sales_trained_on: Date | None = None
    delivery_trained_on: Date | None = None
    training_valid_to: Date | None = None
    executive_sponsor: Name | None = None
    alliance_manager: Name | None = None


class Lead(Row, frozen=True, kw_only=True):
    """A sales lead; without `partner_id` (the tag) it counts for nobody."""

    lead_id: Id
    partner_id: Id | None = None
    program: Id
    qualified: Flag
    total_contract_value: Number
    currency: Currency
    closed_on: Date


class Skill(Row, frozen=True, kw_only=True):
    """One line of a program's skills table; `root` groups the versions of one skill (default: the code)."""

    skill_code: Id
    root: Id | None = None
    vendor: Text | None = None
    name: Name
    area: Term
    kind: Literal["technical", "sales"]
    type: Literal["certification", "mastery"]
    status: Literal["active", "withdrawn"] = "active"
    expires_on: Date | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Where a table stands and how its rows hang together.

    `key`: columns that are unique together (empty: rows may repeat). `references`: column → table whose key it
    names. `headers`: columns that must be there, though their cells may be empty. `partner_written`: a bad row is
    quarantined with its listing or solution instead of stopping the build.
    """

    name: str
    folder: str
    record: type[Row]
    key: tuple[str, ...] = ()
    references: dict[str, str] = {}
    headers: tuple[str, ...] = ()
    partner_written: bool = False
    required: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f for f in self.record.__struct_fields__ if f != "origin")


def _tables(*tables: Table) -> dict[str, Table]:
    return {t.name: t for t in tables}


_PARTNER = {"partner_id": "profiles"}

TABLES: dict[str, Table] = _tables(
    Table(name="organizations", folder="profiles", record=Organization, key=("organization_id",)),
    Table(
        name="profiles",
        folder="profiles",
        record=Profile,
        key=("partner_id",),
        references={"organization_id": "organizations"},
        required=True,
    ),
    Table(name="locations", folder="profiles", record=Location, key=("location_id",), references=_PARTNER),
    Table(
        name="people",
        folder="profiles",
        record=Person,
        key=("person_id",),
        references=_PARTNER | {"location_id": "locations"},
    ),
    Table(
        name="candidate_ids",
        folder="profiles",
        record=CandidateId,
        key=("candidate_id",),
        references={"person_id": "people"},
    ),
    Table(name="earned_skills", folder="profiles", record=EarnedSkill),
    Table(name="revenue", folder="profiles", record=Revenue, key=("revenue_id",), references=_PARTNER),
    Table(name="revenue_claims", folder="profiles", record=RevenueClaim, key=("claim_id",), references=_PARTNER),
    Table(name="satisfaction", folder="profiles", record=Satisfaction, key=("survey_id",), references=_PARTNER),
    Table(
        name="agreements",
        folder="profiles",
        record=Agreement,
        key=("agreement_id",),
        references=_PARTNER | {"program": "programs"},
    ),
    Table(
        name="invitations",
        folder="profiles",
        record=Invitation,
        key=("invitation_id",),
        references=_PARTNER | {"program": "programs"},
    ),
    Table(
        name="assessments",
        folder="profiles",
        record=Assessment,
        key=("partner_id", "program", "assessed_on"),
        references=_PARTNER | {"program": "programs"},
    ),
    Table(name="benefits", folder="profiles", record=Benefit, references={"location_id": "locations"}),
    Table(
        name="metric_values",
        folder="profiles",
        record=MetricValue,
        key=("partner_id", "program", "metric", "period"),
        references=_PARTNER | {"program": "programs"},
    ),
    Table(name="rates", folder="profiles", record=Rate, key=("currency", "per", "valid_from")),
    Table(
        name="marketing",
        folder="marketing",
        record=Marketing,
        key=("partner_id", "location_id"),
        references=_PARTNER | {"location_id": "locations"},
        headers=("publish_to_customers", "publish_to_partners"),
        partner_written=True,
    ),
    Table(
        name="solutions",
        folder="solutions",
        record=Solution,
        key=("solution_id",),
        references=_PARTNER,
        headers=("showcase",),
        partner_written=True,
    ),
    Table(
        name="customer_experiences",
        folder="solutions",
        record=CustomerExperience,
        key=("experience_id",),
        references={"solution_id": "solutions"},
        partner_written=True,
    ),
    Table(
        name="participants",
        folder="alliance",
        record=Participant,
        references=_PARTNER | {"program": "programs"},
    ),
    Table(
        name="leads",
        folder="alliance",
        record=Lead,
        key=("lead_id",),
        references=_PARTNER | {"program": "programs"},
    ),
)

SKILLS = Table(name="skills", folder="programs", record=Skill, key=("skill_code",))
"""The skills table of one program: `programs/<program>/skills.csv`."""
