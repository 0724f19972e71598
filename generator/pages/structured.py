"""Structured data: schema.org objects for `Head.structured`, as plain mappings ready for JSON.

Empty properties are left out. Addresses are absolute. Nothing is said here that the page does not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.audience.publication import Listing, PublishedLocation, PublishedSolution
from generator.pages.facets import Labels
from generator.pages.frame import Frame, Link
from generator.pages.routes import listing_route, solution_route

Thing = Mapping[str, object]
"""A schema.org object."""

_CONTEXT = "https://schema.org"


def organization(listing: Listing, frame: Frame, labels: Labels, logo: str) -> Thing:
    """The company of a listing, with its offices, what it knows and the levels it was given."""
    contact = listing.contact
    placed = len(listing.locations) > 1 or listing.locations[0].latitude is not None
    return _thing(
        "Organization",
        name=listing.name,
        alternateName=listing.former_names,
        url=listing.website or frame.url(listing_route(listing.id, listing.name)),
        mainEntityOfPage=frame.url(listing_route(listing.id, listing.name)),
        logo=frame.url(logo),
        slogan=listing.tagline,
        address=_address(listing.locations[0]),
        location=[_place(location) for location in listing.locations] if placed else [],
        knowsAbout=labels.names("technology", listing.technologies),
        knowsLanguage=listing.languages,
        hasCertification=[
            _part(
                "Certification",
                name=f"{labels.programs[shown.program].title}: {labels.levels[shown.program, shown.level].label}",
                issuedBy=_part("Organization", name=frame.operator or frame.site_name),
                validFrom=None if shown.since is None else shown.since.isoformat(),
            )
            for shown in listing.levels
            if shown.level is not None
        ],
        contactPoint=None
        if contact is None
        else _part("ContactPoint", name=contact.name, email=contact.email, telephone=contact.phone, url=contact.url),
    )


def software_application(solution: PublishedSolution, listing: Listing, frame: Frame, labels: Labels) -> Thing:
    """A solution, published by the company of a listing."""
    return _thing(
        "SoftwareApplication",
        name=solution.name,
        description=solution.summary,
        url=solution.url or frame.url(solution_route(solution.solution_id, solution.name)),
        mainEntityOfPage=frame.url(solution_route(solution.solution_id, solution.name)),
        applicationCategory="BusinessApplication",
        keywords=labels.names("technology", solution.technologies),
        datePublished=None if solution.published_on is None else solution.published_on.isoformat(),
        publisher=_part("Organization", name=listing.name, url=frame.url(listing_route(listing.id, listing.name))),
    )


def breadcrumb_list(crumbs: Sequence[Link], title: str, route: str, frame: Frame) -> Thing:
    """The way from the home page to the page `title` at `route`; `crumbs` as in `Head.breadcrumbs`."""
    steps = [Link(label=frame.site_name, route=""), *crumbs, Link(label=title, route=route)]
    return _thing(
        "BreadcrumbList",
        itemListElement=[
            _part("ListItem", position=position, name=step.label, item=frame.url(step.route))
            for position, step in enumerate(steps, start=1)
        ],
    )


def website(frame: Frame) -> Thing:
    """The site, with its search: for the home page."""
    return _thing(
        "WebSite",
        name=frame.site_name,
        description=frame.description,
        url=frame.base_url,
        inLanguage=frame.language,
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": frame.url("search/?q={search_term_string}")},
            "query-input": "required name=search_term_string",
        },
    )


def faq_page(questions: Iterable[tuple[str, str]], route: str, frame: Frame) -> Thing:
    """Questions with their answers, as plain text."""
    return _thing(
        "FAQPage",
        url=frame.url(route),
        inLanguage=frame.language,
        mainEntity=[
            _part("Question", name=wording, acceptedAnswer=_part("Answer", text=answer))
            for wording, answer in questions
        ],
    )


def _place(location: PublishedLocation) -> Thing:
    located = location.latitude is not None and location.longitude is not None
    return _part(
        "Place",
        name=location.name,
        address=_address(location),
        geo=_part("GeoCoordinates", latitude=location.latitude, longitude=location.longitude) if located else None,
    )


def _address(location: PublishedLocation) -> Thing:
    return _part(
        "PostalAddress",
        streetAddress=location.street,
        addressLocality=location.city,
        addressRegion=location.region,
        postalCode=location.postal_code,
        addressCountry=location.country,
    )


def _thing(kind: str, **properties: object) -> Thing:
    return {"@context": _CONTEXT} | _part(kind, **properties)


def _part(kind: str, **properties: object) -> dict[str, object]:
    return {"@type": kind} | {name: value for name, value in properties.items() if value or value == 0}
