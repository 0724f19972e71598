"""What a comparison can show of a listing, and where it lies."""

from __future__ import annotations

import msgspec

from generator.pages.compare import MOST, CompareContext, compare_buckets, compare_entry, compare_line, compare_page
from generator.pages.frame import Link
from tests.pages.sample import BARE, FULL, JAPANESE, LABELS, LISTINGS, assets, card, frame

FRAME = frame(assets())
ENTRIES = [compare_entry(listing, card(listing), FRAME, LABELS) for listing in LISTINGS]


def test_the_facts_of_an_entry_are_labelled() -> None:
    entry = ENTRIES[LISTINGS.index(FULL)]
    assert entry.facts == {
        "industry": ("Ports and Shipping", "Warehousing", "Food and Beverage"),
        "technology": ("System i", "Disk Storage", "Backup and Recovery", "C++", "Storage Virtualization"),
        "type": ("Reseller", "System integrator"),
        "language": ("German", "English"),
        "country": ("Germany", "Poland"),
        "offices": ("3",),
        "services": FULL.services,
        "experiences": ("2",),
        "skills:partnerworld": ("Power Systems: 4", "Storage: 3", "Solution sales: 2"),
        "listed": ("7 May 2014",),
    }
    assert [solution.label for solution in entry.solutions] == ["Hafenblick", "Kühlkette"]
    assert (entry.levels["partnerworld"].label, entry.levels["partnerworld"].since) == (
        "Advanced",
        "since 3 March 2026",
    )


def test_what_is_not_stated_is_left_out_of_the_file() -> None:
    entry = msgspec.json.decode(msgspec.json.encode(ENTRIES[LISTINGS.index(BARE)]))
    assert set(entry) == {"key", "name", "route", "logo", "place", "facts"}
    assert entry["facts"] == {"country": ["Kenya"], "offices": ["1"]}


def test_an_entry_lies_in_the_bucket_of_its_key() -> None:
    files = {
        file.route: msgspec.json.decode(file.content) for file in compare_buckets(sorted(map(compare_line, ENTRIES)))
    }
    assert list(files) == sorted(files)
    for entry in ENTRIES:
        assert files[f"data/compare/{entry.key[:2]}.json"][entry.key]["name"] == entry.name
    assert sum(map(len, files.values())) == len(ENTRIES)


def test_every_fact_of_every_entry_has_a_row() -> None:
    context = compare_page({level.program for listing in LISTINGS for level in listing.levels}, FRAME, LABELS).context
    assert isinstance(context, CompareContext)
    rows = {row.id for row in context.rows}
    for entry in ENTRIES:
        assert set(entry.facts) <= rows
        assert {f"level:{program}" for program in entry.levels} <= rows
        assert all((level.rank, level.of) in context.marks for level in entry.levels.values() if level.rank)
    assert context.most == MOST == 6


def test_a_program_that_nobody_is_in_has_no_row() -> None:
    context = compare_page([level.program for level in JAPANESE.levels], FRAME, LABELS).context
    assert isinstance(context, CompareContext)
    assert [row.id for row in context.rows if ":" in row.id] == ["level:partnerworld", "skills:partnerworld"]


def test_the_page_is_not_for_search_engines() -> None:
    page = compare_page([], FRAME, LABELS)
    assert (page.route, page.context.head.indexed) == ("compare.html", False)


def test_solutions_lead_to_their_pages() -> None:
    entry = ENTRIES[LISTINGS.index(FULL)]
    assert isinstance(entry.solutions[0], Link)
    assert entry.solutions[0].route.startswith("solutions/hafenblick-")
