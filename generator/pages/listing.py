"""The page of one listing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import msgspec

from generator.audience.publication import Listing, PartnersListing, PublishedContact, Teaming
from generator.pages.facets import Labels
from generator.pages.frame import Context, Frame, Head, Link
from generator.pages.level_strip import LevelEntry, level_entries
from generator.pages.offices import CountryOffices, offices_by_country
from generator.pages.page import Page
from generator.pages.routes import key_of, listing_route
from generator.pages.solutions import SolutionEntry, solution_entries
from generator.pages.structured import breadcrumb_list, organization
from generator.pages.texts import DESCRIPTION_LENGTH, shortened
from generator.wording import Wording


class OutsideLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that leaves the site, with the text to show."""

    label: str
    href: str


class ContactEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach a partner. `action` is the one primary way (form, mail, telephone or web site)."""

    name: str | None
    action: OutsideLink | None
    email: OutsideLink | None
    phone: OutsideLink | None
    website: OutsideLink | None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the fact list: a term and what it leads to."""

    label: str
    links: tuple[Link, ...]


class SkillCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many skills count in one area."""

    area: str
    skills: int


class ProgramSkills(msgspec.Struct, frozen=True, kw_only=True):
    """The skills that count in one program, by area, most first; `most` is the largest count."""

    program: str
    areas: tuple[SkillCount, ...]
    most: int


class Sister(msgspec.Struct, frozen=True, kw_only=True):
    """A company of the same organization in another place."""

    name: str
    country: str
    route: str


class ListingContext(Context, frozen=True, kw_only=True):
    """Everything `pages/listing.html` shows. Empty parts are left out on the page.

    `description` is partner-written Markdown (the template sanitises it); `logo` a route; `updated_on` is written out,
    `updated_iso` the same day for machines; `report` leads to whoever takes reports about this listing.
    `teaming` is for business partners alone.
    """

    key: str
    name: str
    former_names: tuple[str, ...]
    place: str
    tagline: str | None
    logo: str
    levels: tuple[LevelEntry, ...]
    contact: ContactEntry
    description: str | None
    services: tuple[str, ...]
    teaming: Teaming | None
    solutions: tuple[SolutionEntry, ...]
    skills: tuple[ProgramSkills, ...]
    offices: tuple[CountryOffices, ...]
    office_count: int
    facts: tuple[Fact, ...]
    organization: str | None
    sisters: tuple[Sister, ...]
    updated_on: str | None
    updated_iso: str | None
    report: OutsideLink | None


def listing_page(listing: Listing, frame: Frame, labels: Labels, logo: str) -> Page:
    """The page of a listing; `logo` is the route of its logo or monogram (the one its card has)."""
    words = frame.words
    route = listing_route(listing.id, listing.name)
    first = listing.locations[0]
    country = labels.country(first.country)
    place = f"{first.city}, {country.label}" if first.city else country.label
    levels = level_entries(listing, labels, words)
    crumbs = (
        Link(label=words.gettext("Partners"), route="partners/"),
        Link(label=country.label, route=country.route),
    )
    return Page(
        route=route,
        template="pages/listing.html",
        context=ListingContext(
            head=Head(
                title=f"{listing.name}, {place}",
                description=_summary(listing, place, levels, words),
                route=route,
                breadcrumbs=crumbs,
                structured=(
                    organization(listing, frame, labels, logo),
                    breadcrumb_list(crumbs, listing.name, route, frame),
                ),
                section="partners/",
                kind="profile",
                scripts=("js/listing.js",),
            ),
            key=key_of(listing.id),
            name=listing.name,
            former_names=listing.former_names,
            place=place,
            tagline=listing.tagline,
            logo=logo,
            levels=levels,
            contact=_contact(listing, words),
            description=listing.description,
            services=listing.services,
            teaming=listing.teaming if isinstance(listing, PartnersListing) else None,
            solutions=solution_entries(listing, labels, words),
            skills=_skills(listing, labels),
            offices=offices_by_country(listing.locations, labels),
            office_count=len(listing.locations),
            facts=tuple(_facts(listing, labels, words)),
            organization=listing.organization,
            sisters=tuple(
                Sister(
                    name=sister.name,
                    country=labels.country(sister.country).label,
                    route=listing_route(sister.id, sister.name),
                )
                for sister in listing.sisters
            ),
            updated_on=None if listing.updated_on is None else words.date(listing.updated_on),
            updated_iso=None if listing.updated_on is None else listing.updated_on.isoformat(),
            report=_report(listing, frame, route),
        ),
    )


def _summary(listing: Listing, place: str, levels: Iterable[LevelEntry], words: Wording) -> str:
    """The meta description: who, where, which level, and the tagline as far as it fits."""
    shown = [f"{level.label} ({level.program})" for level in levels if level.label]
    who = f"{listing.name}, {place}" + (f": {', '.join(shown)}" if shown else "") + "."
    text = f"{who} {listing.tagline}" if listing.tagline else who
    return shortened(text, DESCRIPTION_LENGTH)


def _contact(listing: Listing, words: Wording) -> ContactEntry:
    published = listing.contact or PublishedContact()
    email = published.email and OutsideLink(label=published.email, href=f"mailto:{quote(published.email, safe='@+')}")
    phone = published.phone and OutsideLink(label=published.phone, href=_telephone(published.phone))
    website = listing.website and OutsideLink(label=_host(listing.website), href=listing.website)
    action = None
    if published.url:
        action = OutsideLink(label=words.gettext("Contact %(name)s", name=listing.name), href=published.url)
    elif email:
        action = OutsideLink(label=words.gettext("Send an e-mail"), href=email.href)
    elif phone:
        action = OutsideLink(label=words.gettext("Call"), href=phone.href)
    elif website:
        action = OutsideLink(label=words.gettext("Visit the web site"), href=website.href)
    return ContactEntry(
        name=published.name,
        action=action,
        email=email or None,
        phone=phone or None,
        website=website or None,
    )


def _telephone(number: str) -> str:
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789")


def _host(url: str) -> str:
    """The address as people say it: without scheme, `www.`, query and a lone slash."""
    address = url.partition("//")[2].partition("?")[0].partition("#")[0]
    return address.removeprefix("www.").rstrip("/")


def _facts(listing: Listing, labels: Labels, words: Wording) -> Iterator[Fact]:
    terms = (
        (words.gettext("Type"), "type", listing.types),
        (words.gettext("Industries"), "industry", listing.industries),
        (words.gettext("Technologies"), "technology", listing.technologies),
        (words.gettext("Languages"), "language", listing.languages),
    )
    for label, facet, values in terms:
        if values:
            yield Fact(label=label, links=labels.links(facet, values))


def _skills(listing: Listing, labels: Labels) -> tuple[ProgramSkills, ...]:
    by_program: dict[str, list[SkillCount]] = {}
    for counted in listing.skills:
        by_program.setdefault(counted.program, []).append(SkillCount(area=counted.area, skills=counted.skills))
    return tuple(
        ProgramSkills(
            program=labels.programs[program].title,
            areas=tuple(sorted(areas, key=lambda area: (-area.skills, area.area))),
            most=max(area.skills for area in areas),
        )
        for program, areas in by_program.items()
    )


def _report(listing: Listing, frame: Frame, route: str) -> OutsideLink | None:
    contact = frame.report_contact
    if contact is None:
        return None
    label = frame.words.gettext("Report a problem with this listing")
    if contact.url:
        return OutsideLink(label=label, href=contact.url)
    if contact.email:
        subject = quote(frame.words.gettext("Listing of %(name)s", name=listing.name), safe="")
        body = quote(frame.url(route), safe="")
        return OutsideLink(label=label, href=f"mailto:{quote(contact.email, safe='@+')}?subject={subject}&body={body}")
    return None
