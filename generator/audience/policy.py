"""Who may see what, and why: visibility of a partner and the rule of every exported column.

Visibility (contract, "Visibility"): a partner is visible to an audience when its profile is approved since the
day before, not ended or suspended, and at least one of its locations has the audience's flag at Yes. A profile that is
suspended now was listed from its approval until its suspension, where both days are known; otherwise never. Unset flags
mean No. Every answer carries the reason and the cell that decided it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from generator.audience.publication import Audience
from generator.errors import Origin
from generator.model.tables import Location, Marketing, Profile, Row


class Reason(StrEnum):
    """Why a partner or location is (not) visible."""

    PUBLISHED = "published"
    NOT_APPROVED = "not-approved"
    APPROVED_TODAY = "approved-today-or-later"
    SUSPENDED = "suspended"
    ENDED = "ended"
    QUARANTINED = "quarantined"
    NO_LOCATION = "no-location"
    LOCATION_ENDED = "location-ended"
    NO_MARKETING = "no-marketing-information"
    FLAG_NO = "not-published-to-this-audience"


class DecidedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The cell that decided: `value` as a person would write it; `column` as docs/exports.md names it."""

    table: str
    origin: Origin
    column: str
    value: str


class LocationVisibility(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one location shows to an audience; `marketing` is the row that speaks for it."""

    location: Location
    visible: bool
    reason: Reason
    decided_by: DecidedBy | None
    marketing: Marketing | None


class Visibility(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a partner shows to an audience, and which of its locations do."""

    audience: Audience
    visible: bool
    reason: Reason
    decided_by: DecidedBy | None
    locations: tuple[LocationVisibility, ...]


FLAGS: dict[Audience, str] = {
    Audience.CUSTOMERS: "publish_to_customers",
    Audience.PARTNERS: "publish_to_partners",
}


def visibility(
    profile: Profile,
    locations: tuple[Location, ...],
    marketing: tuple[Marketing, ...],
    quarantined_by: Origin | None,
    audience: Audience,
    as_of: date,
) -> Visibility:
    """Decide for one partner, one audience and one day."""
    decided = tuple(_location(location, marketing, audience, as_of) for location in locations)
    refusal = _refusal(profile, quarantined_by, as_of)
    if refusal is not None:
        reason, decided_by = refusal
        hidden = tuple(msgspec.structs.replace(d, visible=False, reason=reason, decided_by=decided_by) for d in decided)
        return Visibility(audience=audience, visible=False, reason=reason, decided_by=decided_by, locations=hidden)
    shown = next((d for d in decided if d.visible), None)
    if shown is not None:
        return Visibility(
            audience=audience,
            visible=True,
            reason=Reason.PUBLISHED,
            decided_by=shown.decided_by,
            locations=decided,
        )
    last = decided[-1] if decided else None
    return Visibility(
        audience=audience,
        visible=False,
        reason=Reason.NO_LOCATION if last is None else last.reason,
        decided_by=_by("profiles", profile, "partner_id") if last is None else last.decided_by,
        locations=decided,
    )


def _refusal(profile: Profile, quarantined_by: Origin | None, as_of: date) -> tuple[Reason, DecidedBy] | None:
    """What hides the whole partner, whatever its locations say."""
    if profile.status == "pending":
        return Reason.NOT_APPROVED, _by("profiles", profile, "status")
    if profile.approved_on is not None and profile.approved_on >= as_of:
        return Reason.APPROVED_TODAY, _by("profiles", profile, "approved_on")
    if profile.suspended_on is not None and profile.suspended_on <= as_of:
        return Reason.SUSPENDED, _by("profiles", profile, "suspended_on")
    if profile.status == "suspended" and None in (profile.approved_on, profile.suspended_on):
        return Reason.SUSPENDED, _by("profiles", profile, "status")
    if profile.ended_on is not None and profile.ended_on <= as_of:
        return Reason.ENDED, _by("profiles", profile, "ended_on")
    if quarantined_by is not None:
        decided_by = DecidedBy(table="marketing", origin=quarantined_by, column="", value="")
        return Reason.QUARANTINED, decided_by
    return None


def _location(
    location: Location, marketing: tuple[Marketing, ...], audience: Audience, as_of: date
) -> LocationVisibility:
    row = next((m for m in marketing if m.location_id == location.location_id), None) or next(
        (m for m in marketing if m.location_id is None), None
    )
    flag = FLAGS[audience]
    if location.ended_on is not None and location.ended_on <= as_of:
        reason, decided_by = Reason.LOCATION_ENDED, _by("locations", location, "ended_on")
    elif row is None:
        reason, decided_by = Reason.NO_MARKETING, _by("locations", location, "location_id")
    elif getattr(row, flag):
        reason, decided_by = Reason.PUBLISHED, _by("marketing", row, flag)
    else:
        reason, decided_by = Reason.FLAG_NO, _by("marketing", row, flag)
    return LocationVisibility(
        location=location,
        visible=reason is Reason.PUBLISHED,
        reason=reason,
        decided_by=decided_by,
        marketing=row,
    )


def _by(table: str, row: Row, column: str) -> DecidedBy:
    value = getattr(row, column)
    text = ("Yes" if value else "No") if isinstance(value, bool) else "" if value is None else str(value)
    return DecidedBy(table=table, origin=row.origin, column=column, value=text)


class Rule(StrEnum):
    """What becomes of an exported column. There is no default: a column without a rule fails the tests."""

    PUBLISHED = "published"  # shown on every visible listing
    MARKETING = "marketing"  # shown where the marketing row publishes to the audience
    PARTNERS = "partners"  # as MARKETING, on the partners' site only
    SOLUTION = "solution"  # shown with a published solution
    PUBLIC_CUSTOMER = "public-customer"  # shown where customer_public is Yes
    COUNTED = "counted"  # shows only in a level, a date of a level, or a count
    DECIDES = "decides"  # decides visibility or joins rows; its value is not shown
    OWN = "own"  # shown in the partner's own preview only
    NEVER = "never"  # shown nowhere


SHOWN = frozenset({Rule.PUBLISHED, Rule.MARKETING, Rule.PARTNERS, Rule.SOLUTION, Rule.PUBLIC_CUSTOMER})
"""Rules under which a value may stand in a published file, as it is."""


def _rules(**columns: str) -> dict[str, Rule]:
    return {name: Rule(rule.replace("_", "-")) for rule, names in columns.items() for name in names.split()}


RULES: dict[str, dict[str, Rule]] = {
    "organizations": _rules(published="name", decides="organization_id", own="website"),
    "profiles": _rules(
        published="partner_id name country types website industries technologies languages former_names",
        decides="status approved_on suspended_on ended_on organization_id",
        own="founded employees",
        never="passport_advantage_id company_token",
    ),
    "locations": _rules(
        published="name street city region postal_code country latitude longitude headquarters",
        decides="location_id partner_id ended_on",
        own="phone",
    ),
    "people": _rules(own="person_id role name email location_id left_on", decides="partner_id"),
    "candidate_ids": _rules(never="candidate_id", counted="added_on removed_on", decides="person_id"),
    "earned_skills": _rules(never="candidate_id", counted="skill_code earned_on expires_on"),
    "revenue": _rules(own="revenue_id brand amount currency booked_on source", decides="partner_id"),
    "revenue_claims": _rules(own="claim_id brand amount currency claimed_on status", decides="partner_id"),
    "satisfaction": _rules(own="survey_id score surveyed_on", decides="partner_id"),
    "agreements": _rules(
        own="agreement_id", counted="kind status valid_from valid_to ended_on program", decides="partner_id"
    ),
    "invitations": _rules(
        own="invitation_id", counted="program level track status valid_from valid_to", decides="partner_id"
    ),
    "assessments": _rules(own="note", counted="program assessed_on level", decides="partner_id"),
    "benefits": _rules(own="package status valid_from valid_to", decides="location_id"),
    "metric_values": _rules(own="metric period value program", decides="partner_id"),
    "rates": _rules(counted="currency per rate valid_from"),
    "marketing": _rules(
        marketing="tagline description services logo contact_name contact_email contact_phone contact_url updated_on",
        partners="teaming_offers teaming_seeks teaming_regions",
        decides="partner_id location_id publish_to_customers publish_to_partners",
    ),
    "solutions": _rules(
        solution="solution_id name summary description products industries technologies url published_on showcase"
        " technical_validation validated_on",
        decides="partner_id status withdrawn_on",
    ),
    "customer_experiences": _rules(
        solution="summary decided_on",
        public_customer="customer",
        decides="solution_id customer_public status valid_to",
        own="experience_id",
    ),
    "participants": _rules(
        counted="program invited_on agreement_signed_on assigned_level assigned_on ended_on",
        own="offering offering_launched_on offering_withdrawn_on sales_trained_on delivery_trained_on"
        " training_valid_to executive_sponsor alliance_manager",
        decides="partner_id",
    ),
    "leads": _rules(own="lead_id qualified total_contract_value currency closed_on program", decides="partner_id"),
}
"""The rule of every column of the contract (product, "What each audience may see")."""
