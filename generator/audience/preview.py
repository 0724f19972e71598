"""The gate of the private preview: one partner in, what it may see of itself out. Denies by default, as `gate` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from generator.audience.own import (
    OwnAgreement,
    OwnAssessment,
    OwnBenefit,
    OwnClaim,
    OwnExperience,
    OwnInvitation,
    OwnLead,
    OwnListing,
    OwnMetric,
    OwnOffice,
    OwnParticipation,
    OwnPerson,
    OwnRevenue,
    OwnSkill,
    OwnSolution,
    OwnSurvey,
    State,
)
from generator.audience.publication import Published
from generator.errors import Origin
from generator.model.partner import Partner, Reference
from generator.model.receipt import Receipt
from generator.model.tables import Participant, Person, Row

Own = TypeVar("Own", bound=Published)


def own_listing(partner: Partner, reference: Reference, receipts: Iterable[Receipt], as_of: date) -> OwnListing:
    """The partner's own rows for its preview on a day; `receipts` say what is suppressed. Newest rows first."""
    profile = partner.profile
    cities = {place.location_id: place.city or place.name or place.country for place in partner.locations}
    solutions = {solution.solution_id: solution.name for solution in partner.solutions}
    suppressed = {(found.origin, found.column) for receipt in receipts for found in receipt.suppressed}
    return _of(
        OwnListing,
        profile,
        id=profile.partner_id,
        organization=None if partner.organization is None else partner.organization.name,
        organization_website=None if partner.organization is None else partner.organization.website,
        people=tuple(
            _of(OwnPerson, row, who=who(row), location=cities.get(row.location_id or "")) for row in partner.people
        ),
        offices=tuple(_of(OwnOffice, row, city=row.city or row.name) for row in partner.locations),
        skills=tuple(_skills(partner, reference, as_of)),
        revenue=tuple(_of(OwnRevenue, row) for row in _newest(partner.revenue, "booked_on")),
        claims=tuple(_of(OwnClaim, row) for row in _newest(partner.revenue_claims, "claimed_on")),
        satisfaction=tuple(_of(OwnSurvey, row) for row in _newest(partner.satisfaction, "surveyed_on")),
        solutions=tuple(_of(OwnSolution, row) for row in partner.solutions),
        experiences=tuple(
            _of(
                OwnExperience,
                row,
                solution=solutions.get(row.solution_id, row.solution_id),
                state=_state(row.status, row.decided_on, row.valid_to, None, as_of),
            )
            for row in partner.customer_experiences
        ),
        agreements=tuple(
            _of(OwnAgreement, row, state=_state(row.status, row.valid_from, row.valid_to, row.ended_on, as_of))
            for row in _newest(partner.agreements, "valid_from")
        ),
        invitations=tuple(_of(OwnInvitation, row) for row in _newest(partner.invitations, "valid_from")),
        assessments=tuple(_of(OwnAssessment, row) for row in _newest(partner.assessments, "assessed_on")),
        benefits=tuple(
            _of(
                OwnBenefit,
                row,
                location=cities.get(row.location_id, row.location_id),
                state=_state(row.status, row.valid_from, row.valid_to, None, as_of),
            )
            for row in partner.benefits
        ),
        participations=tuple(_participation(row, suppressed) for row in partner.participants),
        leads=tuple(_of(OwnLead, row) for row in _newest(partner.leads, "closed_on")),
        metrics=tuple(_of(OwnMetric, row) for row in partner.metric_values),
    )


def who(person: Person) -> str:
    """A person by initials ("J. H."), or by id where there is no name."""
    initials = [part[0].upper() + "." for part in (person.name or "").replace("-", " ").split() if part[0].isalpha()]
    return " ".join(initials) or person.person_id


def _of(kind: type[Own], row: Row, **more: Any) -> Own:
    """A record of the columns that its type names, and of what is worked out."""
    return kind(**{name: getattr(row, name) for name in kind.__struct_fields__ if name not in more}, **more)


def _newest(rows: Iterable[Any], column: str) -> list[Any]:
    return sorted(rows, key=lambda row: getattr(row, column), reverse=True)


def _skills(partner: Partner, reference: Reference, as_of: date) -> Iterator[OwnSkill]:
    """Earned skills, those that end soonest first; ended ones and those of nobody listed last."""
    tables = {row.skill_code: (program, row) for program, rows in reversed(reference.skills.items()) for row in rows}
    people = {person.person_id: person for person in partner.people}
    owners = {candidate.candidate_id: people.get(candidate.person_id) for candidate in partner.candidate_ids}
    found = []
    for earned in partner.earned_skills:
        person = owners.get(earned.candidate_id)
        program, skill = tables.get(earned.skill_code, (None, None))
        ends = [day for day in (earned.expires_on, None if skill is None else skill.expires_on) if day is not None]
        last = min(ends, default=None)
        gone = None if person is None else person.left_on
        found.append(
            OwnSkill(
                name=earned.skill_code if skill is None else skill.name,
                code=earned.skill_code,
                program=program,
                area=None if skill is None else skill.area,
                kind=None if skill is None else skill.kind,
                who="–" if person is None else who(person),
                earned_on=earned.earned_on,
                expires_on=last,
                listed=skill is not None,
                state=_state("approved", earned.earned_on, last, gone, as_of),
            )
        )
    yield from sorted(found, key=lambda one: (one.state == "ended", one.expires_on or date.max, one.name, one.who))


def _participation(row: Participant, suppressed: set[tuple[Origin, str]]) -> OwnParticipation:
    hidden = {column: None for origin, column in suppressed if origin == row.origin}
    return _of(OwnParticipation, row, **{name: None for name in OwnParticipation.__struct_fields__ if name in hidden})


def _state(status: str, begins: date | None, last: date | None, without: date | None, as_of: date) -> State:
    """Where a row stands on the day: `last` is its last valid day, `without` the first day without it."""
    if status in ("pending", "submitted"):
        return "pending"
    if status == "denied":
        return "denied"
    if (last is not None and last < as_of) or (without is not None and without <= as_of):
        return "ended"
    return "future" if begins is not None and begins > as_of else "current"
