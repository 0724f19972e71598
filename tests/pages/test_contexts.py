"""What the pages know, before any template sees it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import msgspec
import pytest

from generator.audience.publication import Audience, PublishedContact, PublishedLocation
from generator.pages.browse import BrowseContext, CardGroup, ValueContext
from generator.pages.home import HomeContext, featured
from generator.pages.listing import ListingContext, listing_page
from generator.pages.names import LetterContext, PartnersContext, letter_of
from generator.pages.offices import offices_by_country
from generator.pages.page import Page
from generator.pages.paging import paged
from generator.pages.solution_cards import solution_cards
from generator.pages.solutions import SolutionContext, solution_pages
from generator.pages.texts import by_name, shortened
from tests.pages.sample import (
    AS_OF,
    BARE,
    FULL,
    JAPANESE,
    LABELS,
    LISTINGS,
    LONG,
    assets,
    card,
    frame,
    gathering_pages,
    generated,
    surveyed,
)

SITE = frame(assets())
CARDS = [card(listing) for listing in LISTINGS]
SOLUTIONS = [
    entry for listing, shown in zip(LISTINGS, CARDS, strict=True) for entry in solution_cards(listing, shown, LABELS)
]
PAGES = {page.route: page for page in gathering_pages(CARDS, SOLUTIONS, SITE, LABELS, AS_OF)}


def context(page: Page, kind: type[msgspec.Struct]) -> msgspec.Struct:
    assert isinstance(page.context, kind)
    return page.context


def listing(of: object) -> ListingContext:
    page = listing_page(of, SITE, LABELS, "monograms/x.svg")  # type: ignore[arg-type]
    assert isinstance(page.context, ListingContext)
    return page.context


def value(route: str) -> ValueContext:
    found = PAGES[route].context
    assert isinstance(found, ValueContext)
    return found


# ── Listing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_level_says_since_when_and_what_it_means() -> None:
    first, second = listing(FULL).levels
    assert (first.label, first.rank, first.of, first.since) == ("Advanced", 2, 3, "3 March 2026")
    assert first.meaning == "Has proved skills or a solution that a customer confirmed, and sells in earnest."
    assert second.meaning == "The highest of 3 levels in Security Services Alliance Program."


def test_nothing_but_a_name_gives_empty_parts() -> None:
    bare = listing(BARE)
    assert (bare.place, bare.levels, bare.facts, bare.solutions, bare.skills) == ("Kenya", (), (), (), ())
    assert bare.contact.action is None


@pytest.mark.parametrize(
    ("contact", "website", "action"),
    [
        (PublishedContact(url="https://a.example/form", email="a@b.example"), None, "https://a.example/form"),
        (PublishedContact(email="a+b@c.example", phone="1"), None, "mailto:a+b@c.example"),
        (PublishedContact(phone="+49 (0) 40-12"), "https://a.example", "tel:+4904012"),
        (None, "https://a.example", "https://a.example"),
    ],
)
def test_the_primary_action_is_the_most_direct_contact(
    contact: PublishedContact | None, website: str | None, action: str
) -> None:
    found = listing(msgspec.structs.replace(FULL, contact=contact, website=website)).contact.action
    assert found is not None
    assert found.href == action


def test_a_web_site_is_shown_as_people_say_it() -> None:
    website = listing(FULL).contact.website
    assert website is not None
    assert website.label == "kranichwerk.example"


def test_offices_are_grouped_by_country_headquarters_first() -> None:
    groups = listing(FULL).offices
    assert [(group.country, [office.title for office in group.offices]) for group in groups] == [
        ("Germany", ["Hamburg", "Kiel"]),
        ("Poland", ["Szczecin"]),
    ]
    assert groups[0].offices[0].lines == ("Hauptsitz", "Baumwallkaje 14", "20459 Hamburg")
    assert groups[0].offices[0].map_url == (
        "https://www.openstreetmap.org/?mlat=53.55110&mlon=9.99370#map=16/53.55110/9.99370"
    )


def test_skills_are_counted_by_area_most_first() -> None:
    (program,) = listing(FULL).skills
    assert [(area.area, area.skills) for area in program.areas] == [
        ("Power Systems", 4),
        ("Storage", 3),
        ("Solution sales", 2),
    ]


def test_a_report_names_the_listing() -> None:
    report = listing(FULL).report
    assert report is not None
    assert report.href.startswith("mailto:directory@partners.example?subject=Listing%20of%20Kranichwerk%20")


def test_the_description_for_search_engines_is_short_and_says_the_level() -> None:
    assert listing(FULL).head.description == (
        "Kranichwerk Systemhaus GmbH, Hamburg, Germany: Advanced (PartnerWorld), Platinum (Security Services Alliance "
        "Program). System i and storage for companies…"
    )
    assert len(listing(LONG).head.description) <= 155


@pytest.mark.parametrize(
    ("text", "cut"), [("short", "short"), ("some words here", "some words…"), ("abcdefghijklmnop", "abcdefghijk…")]
)
def test_shortened(text: str, cut: str) -> None:
    assert shortened(text, 12) == cut


def test_a_customer_that_is_not_named_stays_unnamed() -> None:
    named, unnamed = listing(FULL).solutions[0].experiences
    assert (named.customer, unnamed.customer) == ("Terminal Süderelbe AG", None)


def test_a_solution_page_knows_its_partner_and_the_others() -> None:
    first, second = solution_pages(FULL, card(FULL), SITE, LABELS)
    assert isinstance(first.context, SolutionContext)
    assert first.context.partner.name == FULL.name
    assert [link.route for link in first.context.others] == [second.route]


# ── Browse ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_is_planned_once_and_every_link_of_a_page_is_planned() -> None:
    routes = [page.route for page in gathering_pages(CARDS, SOLUTIONS, SITE, LABELS, AS_OF)]
    assert len(routes) == len(set(routes))
    for page in PAGES.values():
        for crumb in page.context.head.breadcrumbs:
            assert crumb.route in PAGES


def test_titles_are_distinct() -> None:
    titles = [page.context.head.title for page in PAGES.values()]
    assert len(titles) == len(set(titles))


def test_counts_equal_the_cards_that_have_the_value() -> None:
    index = surveyed(CARDS).index
    for facet in ("country", "industry", "technology", "level", "language", "type"):
        for found in index.values(facet):
            number = sum(found.slug in shown.facets[facet] for shown in CARDS)
            assert index.count(found) == index.counts[facet][found.slug] == len(index.of(found)) == number


def test_a_wider_value_counts_its_narrower_ones_once() -> None:
    system_i = value("technologies/system-i/")
    assert [link.slug for link in system_i.narrower] == [
        "backup-and-recovery",
        "disk-storage",
        "storage-virtualization",
    ]
    assert system_i.paging.total == sum("system-i" in shown.facets["technology"] for shown in CARDS)


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("US", ("1400 Gullwing Way", "Seattle, WA 98101")),
        ("GB", ("1400 Gullwing Way", "Seattle 98101", "WA")),
        ("FR", ("1400 Gullwing Way", "98101 Seattle", "WA")),
    ],
)
def test_an_address_is_written_as_its_country_writes_it(country: str, lines: tuple[str, ...]) -> None:
    place = PublishedLocation(
        street="1400 Gullwing Way", city="Seattle", region="WA", postal_code="98101", country=country
    )
    [group] = offices_by_country((place,), LABELS)
    assert group.offices[0].lines == lines


def test_equals_are_ordered_by_level_then_by_key() -> None:
    cards = value("industries/healthcare/").groups[0].cards
    assert list(cards) == sorted(cards, key=lambda shown: (-shown.rank, shown.key))


def test_a_country_page_is_grouped_by_region_and_city() -> None:
    headings = [group.heading for group in value("countries/mexico/").groups]
    assert headings == ["Jalisco – Guadalajara", "Nuevo León – Monterrey"]


def test_a_partner_stands_in_every_country_where_it_has_an_office() -> None:
    groups: tuple[CardGroup, ...] = value("countries/poland/").groups
    assert any(shown.name == FULL.name and group.heading == "Szczecin" for group in groups for shown in group.cards)


def test_a_level_page_explains_the_level() -> None:
    advanced = value("levels/partnerworld/advanced/")
    assert advanced.title == "Advanced partners in PartnerWorld"
    assert (advanced.rank, advanced.of, advanced.program_route) == (2, 3, "programs/partnerworld.html")
    assert advanced.query == "search/?level=partnerworld:advanced"


def test_countries_stand_under_their_part_of_the_world() -> None:
    found = PAGES["countries/"].context
    assert isinstance(found, BrowseContext)
    assert [group.label for group in found.groups] == ["Europe", "Americas", "Middle East and Africa", "Asia Pacific"]


def test_a_value_that_nobody_has_has_no_page() -> None:
    assert "countries/france/" in PAGES
    assert "countries/canada/" not in PAGES


# ── Names, home, paging ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Österreich", "o"),
        ("株式会社", "z"),
        ("3 Musketeers", "0-9"),
        ("«Ёлка»", "e"),
        ("…", "0-9"),
        ("#1 Partner", "0-9"),
    ],
)
def test_letter_of(name: str, letter: str) -> None:
    assert letter_of(by_name(name, "key")) == letter


def test_only_letters_that_exist_have_pages() -> None:
    found = PAGES["partners/"].context
    assert isinstance(found, PartnersContext)
    assert sum(group.letter.count for group in found.letters) == found.total == len(CARDS)
    for group in found.letters:
        assert isinstance(PAGES[group.letter.route].context, LetterContext)


def test_home_shows_the_newest_first() -> None:
    home = PAGES[""].context
    assert isinstance(home, HomeContext)
    assert home.newest[0].name == JAPANESE.name
    assert (home.partners, home.countries) == (75, 12)


def test_the_showcase_turns_with_the_date_and_everyone_has_a_turn() -> None:
    showcased = {entry.key for entry in SOLUTIONS if entry.showcase}
    ring = surveyed(CARDS, SOLUTIONS).catalogue.showcased
    seen = {entry.key for day in range(1, 15) for entry in featured(ring, date(2026, 3, day))}
    assert seen == showcased
    assert featured(ring, date(2026, 3, 1)) != featured(ring, date(2026, 3, 2))
    assert featured([], date(2026, 3, 1)) == ()


def test_no_entry_is_lost_between_pages() -> None:
    pages = list(paged(range(101), "x/", 50))
    assert [route for route, _, _ in pages] == ["x/", "x/2/", "x/3/"]
    assert [entry for _, shown, _ in pages for entry in shown] == list(range(101))
    assert (pages[2][2].first, pages[2][2].last, pages[2][2].previous, pages[2][2].next) == (101, 101, "x/2/", None)


def test_page_links_show_the_ends_and_the_neighbours() -> None:
    middle = list(paged(range(500), "x/", 10))[24][2]
    assert [link.label if link else "…" for link in middle.pages] == ["1", "…", "24", "25", "26", "…", "50"]
    second = next(paged(range(40), "x/", 10))[2]
    assert [link.label if link else "…" for link in second.pages] == ["1", "2", "3", "4"]


def test_an_empty_directory_still_has_its_pages() -> None:
    routes = {page.route for page in gathering_pages([], [], SITE, LABELS, AS_OF)}
    in_the_footer = {"countries/", "industries/", "technologies/", "levels/"}
    assert routes == {"", "partners/", "solutions/", "showcase/", "search/", "404.html"} | in_the_footer


def test_only_the_partners_site_leads_to_teaming() -> None:
    assert "teaming/" not in {link.route for link in SITE.header}
    assert "teaming/" in {link.route for link in frame(assets(), Audience.PARTNERS).header}


def test_cards_of_generated_listings_have_at_most_four_technologies() -> None:
    assert max(len(card(generated(number)).technologies) for number in range(20)) <= 4
    assert len(card(LONG).technologies) == 4


def test_pages_are_pure() -> None:
    allowed = {"errors", "yaml_source", "wording", "pages", "levels"}
    for path in (Path(__file__).parents[2] / "generator" / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator."):
                parts = (node.module or "").split(".")
                assert parts[1] in allowed | {"model", "audience"}, f"{path.name} imports {node.module}"
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open")
