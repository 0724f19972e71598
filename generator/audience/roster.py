"""Who is visible to an audience at all: the first pass, over profiles, locations and marketing rows only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from generator.audience.policy import visibility
from generator.audience.publication import Audience, PartnerRef
from generator.errors import Origin
from generator.model.tables import Location, Marketing, Profile


class Candidate(Protocol):
    """What the first pass needs of a partner (`intake.ProfileView` has it)."""

    @property
    def profile(self) -> Profile: ...
    @property
    def locations(self) -> tuple[Location, ...]: ...
    @property
    def marketing(self) -> tuple[Marketing, ...]: ...
    @property
    def quarantined_by(self) -> Origin | None: ...


class Roster:
    """The visible partners of one audience, by id, and the sister companies of each."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.visible: dict[str, PartnerRef] = {}
        self._by_organization: dict[str, list[PartnerRef]] = defaultdict(list)
        self._organization_of: dict[str, str] = {}

    def add(self, ref: PartnerRef, organization_id: str | None) -> None:
        """The next visible partner, in id order."""
        self.visible[ref.id] = ref
        if organization_id is not None:
            self._by_organization[organization_id].append(ref)
            self._organization_of[ref.id] = organization_id

    def organization_of(self, partner_id: str) -> str | None:
        """The organization of a visible partner."""
        return self._organization_of.get(partner_id)

    def company(self, partner_id: str) -> tuple[PartnerRef, ...]:
        """All visible partners of a visible partner's organization, in id order; () where it has none."""
        organization = self._organization_of.get(partner_id)
        return () if organization is None else tuple(self._by_organization[organization])

    def sisters(self, profile: Profile) -> tuple[PartnerRef, ...]:
        """The other visible partners of the same organization, in id order."""
        if profile.organization_id is None:
            return ()
        return tuple(ref for ref in self._by_organization[profile.organization_id] if ref.id != profile.partner_id)


def rosters(
    candidates: Iterable[Candidate], as_of: date, audiences: Iterable[Audience] = tuple(Audience)
) -> dict[Audience, Roster]:
    """One roster per audience, from candidates in id order."""
    found = {audience: Roster(audience) for audience in audiences}
    for one in candidates:
        for audience, roster in found.items():
            if visibility(one.profile, one.locations, one.marketing, one.quarantined_by, audience, as_of).visible:
                profile = one.profile
                ref = PartnerRef(id=profile.partner_id, name=profile.name, country=profile.country)
                roster.add(ref, profile.organization_id)
    return found
