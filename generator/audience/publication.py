"""What one audience sees of a partner: the allow-list types.

Only these records pass the gate. A field that is not here cannot be published; templates, search, data files,
feeds and badges receive nothing else. Values are as exported (Markdown is not yet rendered, vocabulary not yet
labelled); dates are `datetime.date`; coordinates are decimal degrees.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Audience(StrEnum):
    """The two sites."""

    CUSTOMERS = "customers"
    PARTNERS = "partners"


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything an audience may see."""


class PublishedContact(Published, frozen=True, kw_only=True):
    """The contact named in the marketing information; at least one field is set."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None


class PublishedLocation(Published, frozen=True, kw_only=True):
    """An office whose marketing information is published to this audience."""

    name: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str
    latitude: float | None = None
    longitude: float | None = None
    headquarters: bool = False


class PublishedLevel(Published, frozen=True, kw_only=True):
    """Participation in a program, with the displayed level and the day it began (None: no level)."""

    program: str
    level: str | None = None
    since: date | None = None


class PublishedExperience(Published, frozen=True, kw_only=True):
    """An approved, current customer experience; the customer only where it agreed to be named."""

    customer: str | None = None
    summary: str | None = None
    decided_on: date | None = None


class PublishedSolution(Published, frozen=True, kw_only=True):
    """A published solution. `validated_on` is set where the technical validation succeeded and has a date."""

    solution_id: str
    name: str
    summary: str | None = None
    description: str | None = None
    products: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    url: str | None = None
    published_on: date | None = None
    showcase: bool = False
    validated: bool = False
    validated_on: date | None = None
    experiences: tuple[PublishedExperience, ...] = ()


class SkillArea(Published, frozen=True, kw_only=True):
    """How many distinct skills count in one area of a program's skills table."""

    program: str
    area: str
    skills: int


class Teaming(Published, frozen=True, kw_only=True):
    """What a partner offers to and seeks from other partners, and where."""

    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class PartnerRef(Published, frozen=True, kw_only=True):
    """Another visible partner, for links."""

    id: str
    name: str
    country: str


class CustomersListing(Published, frozen=True, kw_only=True):
    """One listing as customers see it. `locations` are the visible ones, headquarters first."""

    id: str
    name: str
    former_names: tuple[str, ...] = ()
    country: str
    types: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    website: str | None = None
    tagline: str | None = None
    description: str | None = None
    services: tuple[str, ...] = ()
    logo: str | None = None
    contact: PublishedContact | None = None
    updated_on: date | None = None
    listed_since: date | None = None
    organization: str | None = None
    locations: tuple[PublishedLocation, ...]
    levels: tuple[PublishedLevel, ...] = ()
    skills: tuple[SkillArea, ...] = ()
    solutions: tuple[PublishedSolution, ...] = ()
    sisters: tuple[PartnerRef, ...] = ()


class PartnersListing(CustomersListing, frozen=True, kw_only=True):
    """One listing as other business partners see it: the same, and teaming interest."""

    teaming: Teaming | None = None


Listing = CustomersListing
"""Either site's listing; only the partners' site knows `PartnersListing`."""
