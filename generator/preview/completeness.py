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
    _ = words.gettext
    profile = partner.profile
    located = all(place.latitude is not None for place in partner.locations if place.ended_on is None)
    given = Marketing(origin=profile.origin, partner_id=partner.id) if row is None else row
    description, tagline = given.description or "", given.tagline or ""
    contact = given.contact_email or given.contact_phone or given.contact_url
    solved = any(solution.status == "published" for solution in partner.solutions)
    rows = (
        (_("Tagline"), bool(tagline), _("Say in one sentence what you do for whom; cards and results show it.")),
        (
            _("Tagline fits on a card"),
            len(tagline) <= LONG_TAGLINE,
            _("Shorten it to %(number)s characters: cards cut it after two lines.", number=LONG_TAGLINE),
        ),
        (
            _("Description"),
            len(description) >= SHORT,
            _("Write at least %(number)s characters: what you are called for, for whom, where.", number=SHORT),
        ),
        (_("Services"), bool(given.services), _("List what you do; visitors search for these words.")),
        (_("Logo"), given.logo is not None, _("Send an SVG, PNG, JPEG or WebP; initials stand in for it now.")),
        (_("Contact name"), given.contact_name is not None, _("Name a person or a team to ask for.")),
        (
            _("Contact"),
            contact is not None,
            _("Give a mail address, a telephone number or a form: the listing has no way to reach you."),
        ),
        (_("Web site"), profile.website is not None, _("Add it to your company profile.")),
        (
            _("Industries"),
            bool(profile.industries),
            _("Add them to your company profile: visitors filter by them."),
        ),
        (
            _("Technologies"),
            bool(profile.technologies),
            _("Add them to your company profile: visitors filter by them."),
        ),
        (_("Languages"), bool(profile.languages), _("Say in your company profile which languages you work in.")),
        (
            _("Places on the map"),
            bool(partner.locations) and located,
            _("Add latitude and longitude to each location: searches by distance leave it out otherwise."),
        ),
        (
            _("A published solution"),
            solved,
            _("Publish one in the solutions catalogue, with a customer experience."),
        ),
        (
            _("Teaming"),
            bool(given.teaming_offers or given.teaming_seeks),
            _("Say what you offer to other partners and what you seek."),
        ),
        (
            _("Verified within a year"),
            given.updated_on is not None and given.updated_on > as_of - STALE,
            _("Check your marketing information and save it; the listing shows the date."),
        ),
    )
    return Completeness(
        fields=tuple(Recommended(field=field, filled=bool(filled), advice=advice) for field, filled, advice in rows)
    )
