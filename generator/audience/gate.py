"""The gate: one partner in, what one audience sees of it out. Field by field, denying by default.

Nothing beyond this module receives a `Partner`. A field is published because a line here says so and the rule
in `policy.RULES` allows it; the canary tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from generator.audience.policy import LocationVisibility, Visibility, visibility
from generator.audience.publication import (
    Audience,
    CustomersListing,
    Listing,
    PartnerRef,
    PartnersListing,
    PublishedContact,
    PublishedExperience,
    PublishedLevel,
    PublishedLocation,
    PublishedSolution,
    SkillArea,
    Teaming,
)
from generator.model.outcome import Outcome
from generator.model.partner import Partner
from generator.model.program import Program
from generator.model.tables import CustomerExperience, Marketing, Solution

DATED = ("locations", "solutions", "customer_experiences")
"""The tables whose dates, beside those of its profile and of levels, decide what is shown of a partner."""


def visibility_of(partner: Partner, audience: Audience, as_of: date) -> Visibility:
    """Whether and where a joined partner shows to an audience."""
    return visibility(partner.profile, partner.locations, partner.marketing, partner.quarantined_by, audience, as_of)


def publish(
    partner: Partner,
    decision: Visibility,
    as_of: date,
    outcomes: Sequence[Outcome],
    programs: Mapping[str, Program],
    sisters: Sequence[PartnerRef],
) -> Listing | None:
    """The listing of a partner for the audience of `decision`; None where it is not visible.

    `outcomes`: one per program, from the level engine for `as_of`; `sisters`: the visible partners of the same
    organization for the same audience, without this one.
    """
    if not decision.visible:
        return None
    shown = [location for location in decision.locations if location.visible]
    shown.sort(key=lambda location: (not location.location.headquarters, location.location.location_id))
    marketing = _speaking(shown)
    profile = partner.profile
    listing = CustomersListing(
        id=profile.partner_id,
        name=profile.name,
        former_names=profile.former_names,
        country=profile.country,
        types=profile.types,
        industries=profile.industries,
        technologies=profile.technologies,
        languages=profile.languages,
        website=profile.website,
        tagline=marketing.tagline,
        description=marketing.description,
        services=marketing.services,
        logo=marketing.logo,
        contact=_contact(marketing),
        updated_on=marketing.updated_on,
        listed_since=None if profile.approved_on is None else profile.approved_on + timedelta(days=1),
        organization=None if partner.organization is None or not sisters else partner.organization.name,
        locations=tuple(_published_location(location) for location in shown),
        levels=tuple(_levels(outcomes, programs, as_of)),
        skills=tuple(
            SkillArea(program=outcome.program, area=area, skills=count)
            for outcome in outcomes
            if outcome.participant
            for area, count in outcome.skill_areas
        ),
        solutions=tuple(_solutions(partner, as_of)),
        sisters=tuple(sisters),
    )
    if decision.audience is Audience.CUSTOMERS:
        return listing
    return PartnersListing(
        **{name: getattr(listing, name) for name in CustomersListing.__struct_fields__},
        teaming=_teaming(marketing),
    )


def _speaking(shown: Sequence[LocationVisibility]) -> Marketing:
    """The row whose words stand on the listing: the one for all locations where it speaks for a visible one,
    else that of the first visible location. Every visible location has a row that publishes to the audience.
    """
    rows = [location.marketing for location in shown if location.marketing is not None]
    return next((row for row in rows if row.location_id is None), rows[0])


def _published_location(decided: LocationVisibility) -> PublishedLocation:
    location = decided.location
    return PublishedLocation(
        name=location.name,
        street=location.street,
        city=location.city,
        region=location.region,
        postal_code=location.postal_code,
        country=location.country,
        latitude=location.latitude,
        longitude=location.longitude,
        headquarters=location.headquarters,
    )


def _contact(marketing: Marketing) -> PublishedContact | None:
    contact = PublishedContact(
        name=marketing.contact_name,
        email=marketing.contact_email,
        phone=marketing.contact_phone,
        url=marketing.contact_url,
    )
    return contact if contact != PublishedContact() else None


def _teaming(marketing: Marketing) -> Teaming | None:
    if not marketing.teaming_offers and not marketing.teaming_seeks:
        return None
    return Teaming(offers=marketing.teaming_offers, seeks=marketing.teaming_seeks, regions=marketing.teaming_regions)


def _levels(outcomes: Sequence[Outcome], programs: Mapping[str, Program], as_of: date) -> list[PublishedLevel]:
    """Displayed levels; nothing of a program before its directory is deployed."""
    published = []
    for outcome in outcomes:
        opens = programs[outcome.program].directory_from
        if outcome.participant and (opens is None or opens <= as_of):
            published.append(
                PublishedLevel(program=outcome.program, level=outcome.displayed, since=outcome.displayed_since)
            )
    return published


def _solutions(partner: Partner, as_of: date) -> list[PublishedSolution]:
    published = []
    for solution in partner.solutions:
        if not _is_published(solution, as_of):
            continue
        validated = solution.technical_validation == "validated" and (
            solution.validated_on is None or solution.validated_on <= as_of
        )
        published.append(
            PublishedSolution(
                solution_id=solution.solution_id,
                name=solution.name,
                summary=solution.summary,
                description=solution.description,
                products=solution.products,
                industries=solution.industries,
                technologies=solution.technologies,
                url=solution.url,
                published_on=solution.published_on,
                showcase=solution.showcase,
                validated=validated,
                validated_on=solution.validated_on if validated else None,
                experiences=tuple(
                    PublishedExperience(
                        customer=experience.customer if experience.customer_public else None,
                        summary=experience.summary,
                        decided_on=experience.decided_on,
                    )
                    for experience in partner.customer_experiences
                    if experience.solution_id == solution.solution_id and _is_approved(experience, as_of)
                ),
            )
        )
    return published


def _is_published(solution: Solution, as_of: date) -> bool:
    withdrawn_later = solution.status == "withdrawn" and None not in (solution.published_on, solution.withdrawn_on)
    return (
        (solution.status == "published" or withdrawn_later)
        and (solution.published_on is None or solution.published_on <= as_of)
        and (solution.withdrawn_on is None or as_of < solution.withdrawn_on)
    )


def _is_approved(experience: CustomerExperience, as_of: date) -> bool:
    return (
        experience.status == "approved"
        and (experience.decided_on is None or experience.decided_on <= as_of)
        and (experience.valid_to is None or as_of <= experience.valid_to)
    )
