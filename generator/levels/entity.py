"""Whose rows count together: the cases that a partner's level is worked out from.

A case has members, each a partner with some or all of its rows (docs/programs.md, "Whose rows count").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from generator.levels.achieved import NONE
from generator.levels.days import FOREVER
from generator.levels.rows import Case, Member
from generator.model.partner import Partner
from generator.model.program import Program
from generator.model.tables import Assessment, Location

TAKING_PART = frozenset({"agreements", "invitations", "participants", "assessments"})
"""The tables that say who takes part, and on what terms."""

IDENTITY = frozenset({"profiles", "organizations"})


def cases_of(program: Program, partner: Partner, relatives: Iterable[Partner], slots: int) -> list[Case]:
    """One case, or one for each location whose level the partner inherits."""
    if program.entity == "organization":
        return [_organization(program, partner, relatives, slots)]
    if program.entity == "location" and partner.locations:
        return _locations(program, partner, slots)
    return [Case(partner, slots)]


def _organization(program: Program, partner: Partner, relatives: Iterable[Partner], slots: int) -> Case:
    partners = sorted([partner, *relatives], key=lambda one: one.id)
    if len(partners) == 1:
        return Case(partner, slots)
    members = [Member(one, one.profile.name) for one in partners]
    if program.inherit == "own":
        return Case(partner, slots, members, TAKING_PART | IDENTITY)
    return Case(_joint(program, partner, partners), slots, members, frozenset({"organizations"}))


def _joint(program: Program, partner: Partner, partners: Sequence[Partner]) -> Partner:
    """The partner as one participant with its relatives: on all their tracks, in all their participations."""
    ranks = {level.id: rank for rank, level in enumerate(program.levels)}

    def rank(row: Assessment) -> int:
        return ranks.get(row.level or "", NONE)

    types = dict.fromkeys(term for one in partners for term in one.profile.types)
    return msgspec.structs.replace(
        partner,
        profile=msgspec.structs.replace(partner.profile, types=tuple(types)),
        participants=tuple(row for one in partners for row in one.participants),
        # Of two assessments on one day the last is read: the lowest.
        assessments=tuple(sorted((row for one in partners for row in one.assessments), key=rank, reverse=True)),
    )


def _locations(program: Program, partner: Partner, slots: int) -> list[Case]:
    """A case for each location: its own rows, and those that name no location."""
    headquarters = [place for place in partner.locations if place.headquarters] or [partner.locations[0]]
    everywhere = Member(_without_location(partner), None)
    terms = {table: getattr(partner, table) for table in sorted(TAKING_PART)}
    only_terms = Member(Partner(profile=partner.profile, organization=partner.organization, **terms), None)
    cases = []
    for place in headquarters if program.inherit == "headquarters" else partner.locations:
        all_count = program.without_location == "everywhere" or place in headquarters
        name = place.city or place.name or place.location_id
        members = [Member(_at(partner, place), name), everywhere if all_count else only_terms]
        until = FOREVER if place.ended_on is None else place.ended_on.toordinal()
        cases.append(Case(partner, slots, members, IDENTITY, until))
    return cases


def _at(partner: Partner, place: Location) -> Partner:
    """The rows that name the location, skills by the person who earned them."""
    return Partner(
        profile=partner.profile,
        locations=(place,),
        benefits=tuple(row for row in partner.benefits if row.location_id == place.location_id),
        marketing=tuple(row for row in partner.marketing if row.location_id == place.location_id),
        **_of_people(partner, place.location_id),
    )


def _without_location(partner: Partner) -> Partner:
    """The rows that name no location."""
    return msgspec.structs.replace(
        partner,
        locations=(),
        benefits=(),
        marketing=tuple(row for row in partner.marketing if row.location_id is None),
        **_of_people(partner, None),
    )


def _of_people(partner: Partner, location_id: str | None) -> dict[str, Any]:
    people = tuple(row for row in partner.people if row.location_id == location_id)
    persons = {row.person_id for row in people}
    ids = tuple(row for row in partner.candidate_ids if row.person_id in persons)
    candidates = {row.candidate_id for row in ids}
    earned = tuple(row for row in partner.earned_skills if row.candidate_id in candidates)
    return {"people": people, "candidate_ids": ids, "earned_skills": earned}
