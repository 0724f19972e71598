"""The search page and the header's suggestions as a reader uses them, in a real browser under a strict policy."""

from __future__ import annotations

import itertools
import re
import time
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.search.browser import HOSTILE, Site, ready

pytestmark = pytest.mark.browser


@pytest.fixture
def search(fresh_page: Page, search_site: Site) -> Page:
    """The search page with the results for "kubernetes"."""
    ready(fresh_page, search_site.address + "search/?q=kubernetes")
    return fresh_page


def names(page: Page) -> list[str]:
    return page.locator(".results .card-name").all_inner_texts()


def test_results_come_while_typing_and_the_address_follows(search: Page) -> None:
    before = search.locator(".found").inner_text()
    search.locator("#finder").press("End")
    search.locator("#finder").press_sequentially(" germany")
    search.wait_for_url("**/search/?q=kubernetes+germany")
    expect(search.locator(".found")).not_to_have_text(before)
    assert search.locator("mark").first.inner_text().lower() in ("kubernetes", "germany")


def test_back_returns_to_what_stood_before(search: Page) -> None:
    before = names(search)
    search.fill("#finder", "databricks")
    search.wait_for_url("**/?q=databricks")
    search.fill("#finder", "databricks cloud")
    search.wait_for_url("**/?q=databricks+cloud")
    search.go_back()
    search.wait_for_url("**/?q=kubernetes")
    expect(search.locator("#finder")).to_have_value("kubernetes")
    expect(search.locator(".results .card-name").first).to_have_text(before[0])


def test_a_filter_narrows_is_in_the_address_and_its_chip_takes_it_away(search: Page) -> None:
    total = search.locator(".found").inner_text()
    search.locator('[data-facet="country"] label', has_text="Germany").click()
    search.wait_for_url("**/?q=kubernetes&country=germany")
    expect(search.locator(".found")).not_to_have_text(total)
    search.locator('[data-facet="country"] label', has_text="United States").click()
    search.wait_for_url("**/?q=kubernetes&country=germany&country=united-states")
    search.get_by_role("button", name="Remove Germany").click()
    search.wait_for_url("**/?q=kubernetes&country=united-states")
    search.get_by_role("button", name="Remove United States").click()
    search.wait_for_url("**/?q=kubernetes")
    expect(search.locator(".found")).to_have_text(total)


def test_the_count_beside_a_value_is_what_choosing_it_gives(search: Page) -> None:
    row = search.locator('[data-facet="country"] li').nth(2)
    count = row.locator(".count").inner_text()
    row.locator("input").check()
    expect(search.locator(".found")).to_have_text(f"{count} partners")


def test_an_address_brings_the_whole_state_back(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=cloud&level=partnerworld:member&sort=name&page=2")
    expect(fresh_page.locator("#finder")).to_have_value("cloud")
    expect(fresh_page.locator("#sort")).to_have_value("name")
    expect(fresh_page.get_by_role("button", name="Remove Member, PartnerWorld")).to_be_visible()
    expect(fresh_page.locator('.paging [aria-current="page"]')).to_have_text("2")
    assert names(fresh_page) == sorted(names(fresh_page))


def test_what_others_add_to_an_address_narrows_nothing(search: Page, search_site: Site) -> None:
    total = search.locator(".found").inner_text()
    ready(search, search_site.address + "search/?utm_source=mail&q=kubernetes&constructor=x&__proto__=y")
    expect(search.locator(".found")).to_have_text(total)
    expect(search.locator(".chip")).to_have_count(0)


def test_a_page_beyond_the_last_is_the_last(search: Page, search_site: Site) -> None:
    pages = search.locator(".paging li").last.inner_text()
    ready(search, search_site.address + "search/?q=kubernetes&page=999")
    expect(search.locator('.paging [aria-current="page"]')).to_have_text(pages)
    assert names(search)


def test_typing_after_a_choice_begins_an_entry_of_its_own(search: Page) -> None:
    search.fill("#finder", "cloud")
    search.locator('[data-facet="country"] input').first.check()
    search.wait_for_url("**/?q=cloud&country=*")
    chosen = search.url
    search.fill("#finder", "cloud security")
    search.wait_for_url("**/?q=cloud+security*")
    expect(search).to_have_title(re.compile("^cloud security – "))
    search.go_back()
    search.wait_for_url(chosen)
    expect(search).to_have_title(re.compile("^cloud – "))


def test_a_browser_that_refuses_more_history_still_gets_answers(search: Page) -> None:
    search.evaluate("() => { history.pushState = history.replaceState = () => { throw new Error('too many') }; }")
    for query in ("databricks", "xzzzx"):
        search.fill("#finder", query)
    expect(search.locator(".nothing h2")).to_have_text("No partner matches “xzzzx”.")


def test_the_focus_goes_on_to_what_stands_where_the_chosen_one_stood(search: Page, search_site: Site) -> None:
    ready(search, search_site.address + "search/?q=kubernetes&country=germany&country=france&country=nowhere")
    search.get_by_role("button", name="Remove Germany").press("Enter")
    expect(search.get_by_role("button", name="Remove France")).to_be_focused()
    search.get_by_role("button", name="Clear all filters").press("Enter")
    expect(search.locator(".found")).to_be_focused()
    ready(search, search_site.address + "search/?q=kubernetes&country=nowhere")
    search.get_by_role("button", name="Drop this filter").press("Enter")
    expect(search.locator(".results .card-name")).to_have_count(10)
    expect(search.locator(".found")).to_be_focused()


def test_endless_words_widen_no_page(fresh_page: Page, search_site: Site) -> None:
    fresh_page.set_viewport_size({"width": 320, "height": 600})
    endless = "x" * 3000
    for query in (f"q={endless}", f"q=kubernetes&country={endless}"):
        ready(fresh_page, search_site.address + f"search/?{query}")
        assert fresh_page.evaluate("document.documentElement.scrollWidth") == 320, query[:20]
    ready(fresh_page, search_site.address + f"search/?q={endless}")
    assert len(fresh_page.locator(".nothing h2").inner_text()) < 120


def test_pages_turn_and_back_restores_the_scroll(search: Page) -> None:
    first = names(search)
    search.get_by_role("link", name="Next").click()
    search.wait_for_url("**/?q=kubernetes&page=2")
    expect(search.locator(".results .card-name").first).not_to_have_text(first[0])
    scrolled = search.evaluate("scrollY")
    search.go_back()
    expect(search.locator(".results .card-name").first).to_have_text(first[0])
    deadline = time.monotonic() + 5
    while search.evaluate("scrollY") <= scrolled:
        assert time.monotonic() < deadline


def test_a_mistyped_word_is_mended_and_said(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=kubernets")
    expect(fresh_page.locator(".note")).to_have_text("Showing results for kubernetes")


def test_a_word_that_nobody_has_is_dropped_and_said(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=xzzzx+germany")
    expect(fresh_page.locator(".note")).to_have_text("No partner has all of these words. Left out: xzzzx")


def test_what_is_said_to_be_shown_has_no_word_that_was_left_out(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=xzzzx+kubernets")
    expect(fresh_page.locator(".note").first).to_have_text("Showing results for kubernetes")
    expect(fresh_page.locator(".note").last).to_contain_text("Left out: xzzzx")


def test_where_a_filter_leaves_nothing_the_page_names_it_and_drops_it(fresh_page: Page, search_site: Site) -> None:
    name = search_site.built.documents[0]
    elsewhere = next(
        v[0] for v in search_site.built.index.frame.facets["country"].values if v[0] not in name.card.facets["country"]
    )
    ready(fresh_page, search_site.address + f"search/?q={name.card.name}&country={elsewhere}")
    expect(fresh_page.locator(".nothing")).to_contain_text("there is 1 partner")
    expect(fresh_page.locator(".results .card-name").first).to_have_text(name.card.name)
    fresh_page.get_by_role("button", name="Drop this filter").click()
    expect(fresh_page.locator(".found")).to_have_text("1 partner")


def test_where_no_single_filter_helps_all_can_be_cleared(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=kubernetes&country=nowhere&level=no:level")
    expect(fresh_page.locator(".nothing")).to_contain_text("Without filters there are")
    assert len(names(fresh_page)) == 3
    group = fresh_page.locator('[data-facet="industry"]')
    expect(group).to_be_hidden()  # no value is left in it
    fresh_page.get_by_role("button", name="Clear all filters").click()
    expect(fresh_page.locator(".results .card-name")).to_have_count(10)
    expect(group).to_be_visible()


def test_nonsense_finds_nothing_and_leads_on(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=xzzzx")
    expect(fresh_page.locator(".nothing h2")).to_have_text("No partner matches “xzzzx”.")
    assert (
        fresh_page.get_by_role("link", name="All partners, A to Z").get_attribute("href")
        == search_site.address + "partners/"
    )


def test_each_result_says_why(search: Page) -> None:
    search.locator(".why summary").first.click()
    expect(search.locator(".why li").first).to_contain_text("kubernetes: in its")


def test_of_unspaced_writing_only_what_matches_is_marked(search: Page, search_site: Site) -> None:
    ready(search, search_site.address + "search/?q=新幹")
    assert set(search.locator("mark").all_inner_texts()) == {"新幹"}
    assert search.locator(".card-place bdi").count() == 0  # "city, country" stands in the direction of the page


def test_nearest_asks_for_a_place_and_shows_distances(search: Page) -> None:
    search.locator("#sort").select_option("nearest")
    search.locator("#near").type("ham")
    search.get_by_role("option", name="Hamburg, Germany").click()
    expect(search.locator(".near-note")).to_have_text("Distances from Hamburg, Germany. Nothing is sent anywhere.")
    expect(search.locator(".away-by").first).to_contain_text("km")
    away = [float(text.split()[-2].replace(",", "")) for text in search.locator(".away-by").all_inner_texts()]
    assert away == sorted(away)
    assert away[0] < 60
    assert "near" not in search.url.split("?")[1].replace("sort=nearest", "")


def test_back_brings_the_place_and_its_distances_back(search: Page) -> None:
    search.locator("#sort").select_option("nearest")
    search.locator("#near").press("Enter")
    expect(search.locator(".near-note")).to_have_text("")
    search.locator("#near").fill("germany hamburg")
    search.locator("#near").press("Enter")
    expect(search.locator(".near-note")).to_contain_text("Distances from Hamburg, Germany")
    away = search.locator(".away-by").first.inner_text()
    search.goto("about:blank")
    search.go_back()
    expect(search.locator("#near")).to_have_value("Hamburg, Germany")
    expect(search.locator(".away-by").first).to_have_text(away)
    search.locator("#near").fill("Nowhere")
    search.locator("#near").press("Enter")
    expect(search.locator(".near-note")).to_contain_text("Try a larger city near it")
    expect(search.locator(".away-by")).to_have_count(0)


def test_the_browsers_own_location_serves_as_well(chromium: Browser, search_site: Site) -> None:
    context = chromium.new_context(geolocation={"latitude": 52.5, "longitude": 13.4}, permissions=["geolocation"])
    opened = context.new_page()
    ready(opened, search_site.address + "search/?sort=nearest")
    opened.get_by_role("button", name="Use my location").click()
    expect(opened.locator(".away-by").first).to_contain_text("nearest office")
    context.close()


def test_names_never_become_markup(fresh_page: Page, search_site: Site) -> None:
    ready(fresh_page, search_site.address + "search/?q=zweierlei")
    expect(fresh_page.locator(".results .card-name")).to_have_text([HOSTILE])
    assert fresh_page.locator(".results img").count() == 1


def test_nothing_is_loaded_before_a_reader_turns_to_the_box(fresh_page: Page, search_site: Site) -> None:
    search_site.log.clear()
    fresh_page.goto(search_site.address + "plain/", wait_until="networkidle")
    assert [
        request.path for request in search_site.log if "/search/" in request.path and "header" not in request.path
    ] == []
    fresh_page.focus("#finder")
    expect(fresh_page.locator("#finder")).to_have_attribute("role", "combobox")


@pytest.fixture
def box(fresh_page: Page, search_site: Site) -> Page:
    """An ordinary page with suggestions for "kuber" open."""
    fresh_page.goto(search_site.address + "plain/")
    fresh_page.keyboard.press("/")
    expect(fresh_page.locator("#finder")).to_be_focused()
    fresh_page.keyboard.type("kuber")
    expect(fresh_page.locator("#finder")).to_have_attribute("aria-expanded", "true")
    expect(fresh_page.get_by_role("option").nth(5)).to_be_visible()
    return fresh_page


def test_suggestions_are_a_combobox(box: Page) -> None:
    finder = box.locator("#finder")
    expect(finder).to_have_attribute("role", "combobox")
    expect(finder).to_have_attribute("aria-autocomplete", "list")
    controls = finder.get_attribute("aria-controls")
    assert box.locator(f"#{controls}").get_attribute("role") == "listbox"
    box.keyboard.press("ArrowDown")
    active = box.locator(f"#{finder.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    box.keyboard.press("ArrowUp")
    expect(finder).not_to_have_attribute("aria-activedescendant", "")
    box.keyboard.press("ArrowUp")
    expect(box.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    expect(box.get_by_role("status").first).to_contain_text("partners")


def test_enter_leads_to_the_chosen_partner(box: Page, search_site: Site) -> None:
    box.keyboard.press("ArrowDown")
    box.keyboard.press("Enter")
    box.wait_for_url(search_site.address + "partners/*.html", wait_until="commit")


def test_enter_without_a_choice_leads_to_the_search_page(box: Page) -> None:
    box.keyboard.press("Enter")
    box.wait_for_url("**/search/?q=kuber")


def test_escape_closes_then_clears(box: Page) -> None:
    box.keyboard.press("Escape")
    expect(box.locator("#finder")).to_have_attribute("aria-expanded", "false")
    expect(box.locator("#finder")).to_have_value("kuber")
    box.keyboard.press("Escape")
    expect(box.locator("#finder")).to_have_value("")


def test_on_a_phone_the_filters_are_a_sheet(fresh_page: Page, search_site: Site) -> None:
    fresh_page.set_viewport_size({"width": 375, "height": 700})
    ready(fresh_page, search_site.address + "search/?q=kubernetes")
    fresh_page.get_by_role("button", name="Filters").click()
    fresh_page.get_by_role("dialog").locator("label", has_text="Germany").click()
    fresh_page.get_by_role("button", name="Show").last.click()
    expect(fresh_page.get_by_role("button", name="Filters (1)")).to_be_focused()
    fresh_page.wait_for_url("**/?q=kubernetes&country=germany")


STATES = {
    "results": "?q=kubernetes&country=germany",
    "facets": "?q=kubernetes&country=germany&level=partnerworld:member",
    "correction": "?q=kubernets",
    "nothing": "?q=xzzzx",
    "repair": "?q=kubernetes&country=nowhere",
    "near": "?sort=nearest",
}
EVERY_DAY = [
    ("results", 1280, "dark"),
    ("facets", 375, "light"),
    ("repair", 375, "dark"),
]


@pytest.mark.parametrize(
    ("state", "width", "scheme"),
    [
        pytest.param(*how, marks=() if how in EVERY_DAY else pytest.mark.slow)
        for how in itertools.product(STATES, (375, 1280), ("light", "dark"))
    ],
)
def test_axe_finds_nothing(
    fresh_page: Page, search_site: Site, state: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    fresh_page.emulate_media(color_scheme=scheme)
    fresh_page.set_viewport_size({"width": width, "height": 900})
    ready(fresh_page, search_site.address + "search/" + STATES[state])
    if state == "results":
        fresh_page.locator(".why summary").first.click()
    if state == "facets" and width == 375:
        fresh_page.locator(".filters-open").click()
    if state == "facets":
        fresh_page.locator("details.facet").evaluate_all("groups => groups.forEach((group) => (group.open = true))")
    assert violations(fresh_page) == []


def test_axe_finds_nothing_in_the_suggestions(box: Page) -> None:
    box.keyboard.press("ArrowDown")
    assert violations(box) == []
