"""What a partner itself may see of its own rows, in its private preview: the third publication type.

A field that is not here is not let out, whatever the tables hold: the company token, candidate ids and the Passport
Advantage id have no field. People appear by initials, or by their id where they have no name.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from generator.audience.publication import Published

State = Literal["current", "pending", "denied", "ended", "future"]
"""How a dated row stands on the day. `pending` and `denied` are marked as such wherever they show."""


class OwnPerson(Published, frozen=True, kw_only=True):
    """Somebody at the partner: `who` is initials or an id; `location` the city of the office."""

    who: str
    role: str
    email: str | None
    location: str | None
    left_on: date | None


class OwnOffice(Published, frozen=True, kw_only=True):
    """A location with what is not public of it."""

    location_id: str
    city: str | None
    country: str
    phone: str | None
    ended_on: date | None


class OwnSkill(Published, frozen=True, kw_only=True):
    """An earned skill by one person. `listed` is false where no program's skills table has the code."""

    name: str
    code: str
    program: str | None
    area: str | None
    kind: str | None
    who: str
    earned_on: date
    expires_on: date | None
    listed: bool
    state: State


class OwnRevenue(Published, frozen=True, kw_only=True):
    """One booking."""

    revenue_id: str
    brand: str
    amount: Decimal
    currency: str
    booked_on: date
    source: str


class OwnClaim(Published, frozen=True, kw_only=True):
    """Revenue that the partner says is missing; never counted."""

    claim_id: str
    brand: str
    amount: Decimal
    currency: str
    claimed_on: date
    status: str


class OwnSurvey(Published, frozen=True, kw_only=True):
    """A satisfaction score."""

    survey_id: str
    score: Decimal
    surveyed_on: date


class OwnSolution(Published, frozen=True, kw_only=True):
    """A solution with its status, drafts of the exports included."""

    solution_id: str
    name: str
    status: str
    published_on: date | None
    withdrawn_on: date | None
    showcase: bool
    technical_validation: str | None
    validated_on: date | None


class OwnExperience(Published, frozen=True, kw_only=True):
    """A customer experience, whatever its status."""

    experience_id: str
    solution: str
    customer: str | None
    customer_public: bool
    summary: str | None
    status: str
    decided_on: date | None
    valid_to: date | None
    state: State


class OwnAgreement(Published, frozen=True, kw_only=True):
    """An agreement; `program` None: for all programs."""

    agreement_id: str
    kind: str
    program: str | None
    valid_from: date
    valid_to: date | None
    ended_on: date | None
    state: State


class OwnInvitation(Published, frozen=True, kw_only=True):
    """An invitation to a program."""

    invitation_id: str
    program: str
    level: str | None
    track: str | None
    status: str
    valid_from: date
    valid_to: date | None


class OwnAssessment(Published, frozen=True, kw_only=True):
    """A decision by the program about the level."""

    program: str
    assessed_on: date
    level: str | None
    note: str | None


class OwnBenefit(Published, frozen=True, kw_only=True):
    """A benefit package of one location."""

    location: str
    package: str
    valid_from: date
    valid_to: date | None
    status: str
    state: State


class OwnParticipation(Published, frozen=True, kw_only=True):
    """A participation in an alliance program. A sponsor that the level does not entitle to is left out."""

    program: str
    invited_on: date | None
    agreement_signed_on: date | None
    assigned_level: str | None
    assigned_on: date | None
    ended_on: date | None
    offering: str | None
    offering_launched_on: date | None
    offering_withdrawn_on: date | None
    sales_trained_on: date | None
    delivery_trained_on: date | None
    training_valid_to: date | None
    executive_sponsor: str | None
    alliance_manager: str | None


class OwnLead(Published, frozen=True, kw_only=True):
    """A sales lead tagged with the partner."""

    lead_id: str
    program: str
    qualified: bool
    total_contract_value: Decimal
    currency: str
    closed_on: date


class OwnMetric(Published, frozen=True, kw_only=True):
    """A ready-made score."""

    program: str
    metric: str
    period: str
    value: Decimal


class OwnListing(Published, frozen=True, kw_only=True):
    """Everything of its own that a partner may see beside its listing."""

    id: str
    name: str
    status: str
    approved_on: date | None
    suspended_on: date | None
    ended_on: date | None
    founded: int | None
    employees: int | None
    organization: str | None
    organization_website: str | None
    people: tuple[OwnPerson, ...]
    offices: tuple[OwnOffice, ...]
    skills: tuple[OwnSkill, ...]
    revenue: tuple[OwnRevenue, ...]
    claims: tuple[OwnClaim, ...]
    satisfaction: tuple[OwnSurvey, ...]
    solutions: tuple[OwnSolution, ...]
    experiences: tuple[OwnExperience, ...]
    agreements: tuple[OwnAgreement, ...]
    invitations: tuple[OwnInvitation, ...]
    assessments: tuple[OwnAssessment, ...]
    benefits: tuple[OwnBenefit, ...]
    participations: tuple[OwnParticipation, ...]
    leads: tuple[OwnLead, ...]
    metrics: tuple[OwnMetric, ...]
