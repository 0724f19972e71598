"""Teaming: who offers and seeks what, found by technology, industry, region and country."""

from __future__ import annotations

import msgspec

from generator.audience.publication import Audience, CustomersListing, PartnersListing, Teaming
from generator.pages.listing import listing_page
from generator.pages.page import Page
from generator.pages.teaming import TeamingContext, TeamingEntry, teaming_pages
from tests.pages.sample import BARE, FULL, JAPANESE, LABELS, LISTINGS, assets, card, frame

FRAME = frame(assets(), Audience.PARTNERS)


def entry(listing: CustomersListing, *, offers: str = "", seeks: str = "", regions: str = "") -> TeamingEntry:
    teaming = Teaming(
        offers=tuple(filter(None, offers.split(";"))),
        seeks=tuple(filter(None, seeks.split(";"))),
        regions=tuple(filter(None, regions.split(";"))),
    )
    return TeamingEntry(card=card(listing), teaming=teaming)


ENTRIES = [
    entry(FULL, offers="Peak load;Night shifts", seeks="Robots", regions="Europe"),
    entry(JAPANESE, seeks="Ticketing", regions="Asia Pacific;europe"),
    entry(BARE, offers="Field work", regions="…"),
]


def pages(entries: list[TeamingEntry], size: int = 50) -> dict[str, Page]:
    site = msgspec.structs.replace(FRAME, page_size=size)
    return {page.route: page for page in teaming_pages(entries, site, LABELS)}


def context(page: Page) -> TeamingContext:
    assert isinstance(page.context, TeamingContext)
    return page.context


def test_a_listing_tells_business_partners_what_it_offers() -> None:
    inside = PartnersListing(**msgspec.structs.asdict(FULL), teaming=ENTRIES[0].teaming)
    logo = card(FULL).logo
    assert listing_page(inside, FRAME, LABELS, logo).context.teaming == ENTRIES[0].teaming
    assert listing_page(FULL, FRAME, LABELS, logo).context.teaming is None


def test_entries_stand_in_the_order_of_names_with_counts_of_both_sides() -> None:
    found = context(pages(ENTRIES)["teaming/"])
    assert [shown.card.name for shown in found.entries] == [BARE.name, FULL.name, JAPANESE.name]
    assert (found.offering, found.seeking, found.paging.total) == (2, 2, 3)


def test_values_lead_to_pages_with_as_many_entries_as_they_say() -> None:
    made = pages(ENTRIES)
    indexes = context(made["teaming/"]).indexes
    assert [index.id for index in indexes] == ["technology", "industry", "region", "country"]
    for index in indexes:
        for link in index.links:
            assert context(made[link.route]).paging.total == link.count


def test_a_region_is_one_however_it_is_written() -> None:
    regions = next(index for index in context(pages(ENTRIES)["teaming/"]).indexes if index.id == "region")
    assert [(link.label, link.slug, link.count) for link in regions.links] == [
        ("Asia Pacific", "asia-pacific", 1),
        ("Europe", "europe", 2),
    ]


def test_a_partner_stands_under_its_wider_technologies_too() -> None:
    made = pages(ENTRIES)
    assert [shown.card.name for shown in context(made["teaming/technologies/system-i/"]).entries] == [FULL.name]


def test_titles_are_distinct_and_further_pages_lead_back() -> None:
    made = pages(ENTRIES * 3, size=2)
    titles = [page.context.head.title for page in made.values()]
    assert len(titles) == len(set(titles))
    assert made["teaming/countries/germany/"].context.head.title == "Teaming with partners in Germany"
    for route, page in made.items():
        crumbs = [link.route for link in page.context.head.breadcrumbs]
        assert crumbs == ([] if context(page).title == "Teaming" else ["teaming/"]), route
    assert context(made["teaming/2/"]).indexes == ()
    assert context(made["teaming/2/"]).paging.count == 5


def test_nobody_with_an_interest_leaves_one_empty_page() -> None:
    made = pages([])
    assert list(made) == ["teaming/"]
    assert (context(made["teaming/"]).entries, context(made["teaming/"]).indexes) == ((), ())


def test_many_partners_keep_every_entry() -> None:
    entries = [entry(listing, offers="Something") for listing in LISTINGS]
    shown = [
        shown.card.key
        for route, page in pages(entries, size=10).items()
        if context(page).title == "Teaming"
        for shown in context(page).entries
    ]
    assert sorted(shown) == sorted(card(listing).key for listing in LISTINGS)
