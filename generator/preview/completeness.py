"""How complete the marketing information is, and what to add: recommended fields, each with what it is good for."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from generator.model.partner import Partner
from generator.model.tables import Marketing
from generator.wording import Wording

SHORT = 200
"""Characters below which a description says too little to be found."""
LONG_TAGLINE = 120
"""Characters that cards show of a tagline, in two lines."""
STALE = timedelta(days=365)


class Recommended(msgspec.Struct, frozen=True, kw_only=True):
    """One recommended field: whether it is filled, and what to do where it is not."""

    field: str
    filled: bool
    advice: str


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """All recommended fields. `percent` is the share that is filled, in whole percent."""

    fields: tuple[Recommended, ...]

    @property
    def percent(self) -> int:
        return round(100 * sum(field.filled for field in self.fields) / len(self.fields))

    @property
    def missing(self) -> tuple[Recommended, ...]:
        return tuple(field for field in self.fields if not field.filled)


def completeness(partner: Partner, row: Marketing | None, as_of: date, words: Wording) -> Completeness:
    """The completeness of a partner whose listing takes its words from `row` (None: no marketing information)."""
    say = words.gettext
    profile = partner.profile
    located = all(place.latitude is not None for place in partner.locations if place.ended_on is None)
    given = Marketing(origin=profile.origin, partner_id=partner.id) if row is None else row
    description, tagline = given.description or "", given.tagline or ""
    contact = given.contact_email or given.contact_phone or given.contact_url
    solved = any(solution.status == "published" for solution in partner.solutions)
    rows = (
        (say("Tagline"), bool(tagline), say("Say in one sentence what you do for whom; cards and results show it.")),
        (
            say("Tagline fits on a card"),
            len(tagline) <= LONG_TAGLINE,
            say("Shorten it to %(number)s characters: cards cut it after two lines.", number=LONG_TAGLINE),
        ),
        (
            say("Description"),
            len(description) >= SHORT,
            say("Write at least %(number)s characters: what you are called for, for whom, where.", number=SHORT),
        ),
        (say("Services"), bool(given.services), say("List what you do; visitors search for these words.")),
        (say("Logo"), given.logo is not None, say("Send an SVG, PNG, JPEG or WebP; initials stand in for it now.")),
        (say("Contact name"), given.contact_name is not None, say("Name a person or a team to ask for.")),
        (
            say("Contact"),
            contact is not None,
            say("Give a mail address, a telephone number or a form: the listing has no way to reach you."),
        ),
        (say("Web site"), profile.website is not None, say("Add it to your company profile.")),
        (
            say("Industries"),
            bool(profile.industries),
            say("Add them to your company profile: visitors filter by them."),
        ),
        (
            say("Technologies"),
            bool(profile.technologies),
            say("Add them to your company profile: visitors filter by them."),
        ),
        (say("Languages"), bool(profile.languages), say("Say in your company profile which languages you work in.")),
        (
            say("Places on the map"),
            bool(partner.locations) and located,
            say("Add latitude and longitude to each location: searches by distance leave it out otherwise."),
        ),
        (
            say("A published solution"),
            solved,
            say("Publish one in the solutions catalogue, with a customer experience."),
        ),
        (
            say("Teaming"),
            bool(given.teaming_offers or given.teaming_seeks),
            say("Say what you offer to other partners and what you seek."),
        ),
        (
            say("Verified within a year"),
            given.updated_on is not None and given.updated_on > as_of - STALE,
            say("Check your marketing information and save it; the listing shows the date."),
        ),
    )
    return Completeness(
        fields=tuple(Recommended(field=field, filled=bool(filled), advice=advice) for field, filled, advice in rows)
    )
