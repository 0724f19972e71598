"""A partner joined with all its rows, and what all partners share."""

from __future__ import annotations

import msgspec

from generator.errors import Origin
from generator.model.tables import (
    Agreement,
    Assessment,
    Benefit,
    CandidateId,
    CustomerExperience,
    EarnedSkill,
    Invitation,
    Lead,
    Location,
    Marketing,
    MetricValue,
    Organization,
    Participant,
    Person,
    Profile,
    Rate,
    Revenue,
    RevenueClaim,
    Satisfaction,
    Skill,
    Solution,
)


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Every row that names one partner, each table in the order of its export.

    `earned_skills` are those of the candidate ids of the partner's people; `customer_experiences` those of its
    solutions; `leads` those tagged with its id. `quarantined_by` is the first partner-written row that could
    not be read: the listing is then left out, because that row may have withdrawn consent.
    """

    profile: Profile
    organization: Organization | None = None
    locations: tuple[Location, ...] = ()
    people: tuple[Person, ...] = ()
    candidate_ids: tuple[CandidateId, ...] = ()
    earned_skills: tuple[EarnedSkill, ...] = ()
    revenue: tuple[Revenue, ...] = ()
    revenue_claims: tuple[RevenueClaim, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    metric_values: tuple[MetricValue, ...] = ()
    marketing: tuple[Marketing, ...] = ()
    solutions: tuple[Solution, ...] = ()
    customer_experiences: tuple[CustomerExperience, ...] = ()
    participants: tuple[Participant, ...] = ()
    leads: tuple[Lead, ...] = ()
    quarantined_by: Origin | None = None

    @property
    def id(self) -> str:
        return self.profile.partner_id


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of every partner look up: conversion rates, skills tables by program, tables that exist.

    `absent` names the contract's tables that no export was given for: a metric over one of them is unknown,
    not zero.
    """

    rates: tuple[Rate, ...] = ()
    skills: dict[str, tuple[Skill, ...]] = {}
    absent: frozenset[str] = frozenset()
