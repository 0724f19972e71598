"""Structured data: schema.org objects that are complete, absolute and true to the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import msgspec
import pytest

from generator.pages.frame import Link
from generator.pages.listing import listing_page
from generator.pages.solutions import solution_pages
from generator.pages.structured import breadcrumb_list, faq_page, organization, software_application, website
from generator.render.environment import Renderer
from tests.pages.sample import BARE, FULL, LABELS, LISTINGS, TEMPLATES, assets, card, frame

FRAME = frame(assets())

PROPERTIES = {
    "Organization": "name alternateName url mainEntityOfPage logo slogan address location knowsAbout knowsLanguage "
    "hasCertification contactPoint",
    "Certification": "name issuedBy validFrom",
    "ContactPoint": "name email telephone url",
    "PostalAddress": "streetAddress addressLocality addressRegion postalCode addressCountry",
    "Place": "name address geo",
    "GeoCoordinates": "latitude longitude",
    "SoftwareApplication": "name description url mainEntityOfPage applicationCategory keywords datePublished publisher",
    "BreadcrumbList": "itemListElement",
    "ListItem": "position name item",
    "WebSite": "name description url inLanguage potentialAction",
    "SearchAction": "target query-input",
    "EntryPoint": "urlTemplate",
    "FAQPage": "url inLanguage mainEntity",
    "Question": "name acceptedAnswer",
    "Answer": "text",
}
"""Type → its properties at schema.org that we use."""


def things(of: object) -> Iterator[Mapping[str, object]]:
    """Every object in a structure."""
    if isinstance(of, Mapping):
        yield of
        for value in of.values():
            yield from things(value)
    elif isinstance(of, list | tuple):
        for value in of:
            yield from things(value)


@pytest.mark.parametrize("listing", LISTINGS[:12], ids=lambda listing: listing.id)
def test_every_object_has_known_properties_with_values(listing: type(FULL)) -> None:
    made: list[object] = [organization(listing, FRAME, LABELS, "logos/x.png"), website(FRAME)]
    made += [software_application(solution, listing, FRAME, LABELS) for solution in listing.solutions]
    for thing in things(json.loads(json.dumps(made))):
        kind = thing["@type"]
        assert isinstance(kind, str)
        assert set(thing) - {"@type", "@context"} <= set(PROPERTIES[kind].split())
        assert all(value not in (None, "", [], {}) for value in thing.values())


def test_only_the_outermost_object_names_the_context() -> None:
    made = organization(FULL, FRAME, LABELS, "logos/x.png")
    assert [thing.get("@context") for thing in things(made)].count("https://schema.org") == 1


def test_a_level_is_a_certification_since_its_day() -> None:
    made = organization(FULL, FRAME, LABELS, "logos/x.png")
    certifications = made["hasCertification"]
    assert isinstance(certifications, list)
    assert certifications[0] == {
        "@type": "Certification",
        "name": "PartnerWorld: Advanced",
        "issuedBy": {"@type": "Organization", "name": "Sample Partner Program"},
        "validFrom": "2026-03-03",
    }


def test_every_office_is_a_place() -> None:
    places = organization(FULL, FRAME, LABELS, "logos/x.png")["location"]
    assert isinstance(places, list)
    assert [place["address"]["addressLocality"] for place in places] == ["Hamburg", "Kiel", "Szczecin"]
    assert places[0]["geo"] == {"@type": "GeoCoordinates", "latitude": 53.5511, "longitude": 9.9937}
    assert "geo" not in places[2]


def test_nothing_but_a_name_says_nothing_but_a_name() -> None:
    address = "https://partners.example/partners/bo-vawkkrdh.html"
    made = organization(BARE, FRAME, LABELS, "monograms/b.svg")
    assert made == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Bo",
        "url": made["url"],
        "mainEntityOfPage": made["url"],
        "logo": "https://partners.example/monograms/b.svg",
        "address": {"@type": "PostalAddress", "addressCountry": "KE"},
    }
    assert str(made["url"]).startswith(address[:37])


def test_breadcrumbs_lead_from_home_to_the_page_itself() -> None:
    made = breadcrumb_list((Link(label="Partners", route="partners/"),), "Bo", "partners/bo.html", FRAME)
    steps = made["itemListElement"]
    assert isinstance(steps, list)
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Partner Directory", "https://partners.example/"),
        (2, "Partners", "https://partners.example/partners/"),
        (3, "Bo", "https://partners.example/partners/bo.html"),
    ]


def test_the_site_names_its_search() -> None:
    action = website(FRAME)["potentialAction"]
    assert action == {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": "https://partners.example/search/?q={search_term_string}",
        },
        "query-input": "required name=search_term_string",
    }


def test_a_question_has_its_answer() -> None:
    made = faq_page([("How?", "So.")], "faq/x.html", FRAME)
    assert made["mainEntity"] == [
        {"@type": "Question", "name": "How?", "acceptedAnswer": {"@type": "Answer", "text": "So."}}
    ]


def test_no_text_ends_the_script_that_holds_it() -> None:
    hostile = msgspec.structs.replace(FULL, tagline="</script><script>alert(1)</script><!--")
    html = Renderer([TEMPLATES], FRAME).render(listing_page(hostile, FRAME, LABELS, card(hostile).logo)).decode()
    assert "<script>alert" not in html
    start = html.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    embedded = json.loads(html[start : html.index("</script>", start)])
    assert embedded["slogan"] == hostile.tagline


def test_a_solution_names_its_publisher() -> None:
    page = next(solution_pages(FULL, card(FULL), FRAME, LABELS))
    application = page.context.head.structured[0]
    assert application["publisher"] == {
        "@type": "Organization",
        "name": FULL.name,
        "url": "https://partners.example/partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html",
    }
