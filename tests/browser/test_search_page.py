"""The search page and the header's suggestions as a reader uses them, in a real browser under a strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import CACHE, violations
from tests.search.browser import HOSTILE, Site, browser, page, ready, site  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def search(page: Page, site: Site) -> Page:  # noqa: F811
    """The search page with the results for "kubernetes"."""
    ready(page, site.address + "search/?q=kubernetes")
    return page


def names(page: Page) -> list[str]:  # noqa: F811
    return page.locator(".results .card-name").all_inner_texts()


def test_results_come_while_typing_and_the_address_follows(search: Page) -> None:
    before = names(search)
    search.fill("#finder", "")
    search.type("#finder", "kubernetes germany")
    expect(search.locator(".found")).not_to_have_text("0 partners")
    search.wait_for_url("**/search/?q=kubernetes+germany")
    expect(search.locator(".results .card-name").first).not_to_have_text(before[0])
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
    search.locator('[data-facet="country"] label', has_text="Poland").click()
    search.wait_for_url("**/?q=kubernetes&country=germany&country=poland")
    search.get_by_role("button", name="Remove Germany").click()
    search.wait_for_url("**/?q=kubernetes&country=poland")
    search.get_by_role("button", name="Remove Poland").click()
    search.wait_for_url("**/?q=kubernetes")
    expect(search.locator(".found")).to_have_text(total)


def test_the_count_beside_a_value_is_what_choosing_it_gives(search: Page) -> None:
    row = search.locator('[data-facet="country"] li').nth(2)
    count = row.locator(".count").inner_text()
    row.locator("input").check()
    expect(search.locator(".found")).to_have_text(f"{count} partners")


def test_an_address_brings_the_whole_state_back(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=cloud&level=partnerworld:member&sort=name&page=2")
    expect(page.locator("#finder")).to_have_value("cloud")
    expect(page.locator("#sort")).to_have_value("name")
    expect(page.get_by_role("button", name="Remove Member, PartnerWorld")).to_be_visible()
    expect(page.locator('.paging [aria-current="page"]')).to_have_text("2")
    assert names(page) == sorted(names(page))


def test_pages_turn_and_back_restores_the_scroll(search: Page) -> None:
    first = names(search)
    search.get_by_role("link", name="Next").click()
    search.wait_for_url("**/?q=kubernetes&page=2")
    expect(search.locator(".results .card-name").first).not_to_have_text(first[0])
    scrolled = search.evaluate("scrollY")
    search.go_back()
    expect(search.locator(".results .card-name").first).to_have_text(first[0])
    search.wait_for_function(f"scrollY > {scrolled}")


def test_a_mistyped_word_is_mended_and_said(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=kubernets")
    expect(page.locator(".note")).to_have_text("Showing results for kubernetes")


def test_a_word_that_nobody_has_is_dropped_and_said(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=xzzzx+germany")
    expect(page.locator(".note")).to_have_text("No partner has all of these words. Left out: xzzzx")


def test_where_a_filter_leaves_nothing_the_page_names_it_and_drops_it(page: Page, site: Site) -> None:  # noqa: F811
    name = site.built.documents[0]
    elsewhere = next(
        v[0] for v in site.built.index.frame.facets["country"].values if v[0] not in name.card.facets["country"]
    )
    ready(page, site.address + f"search/?q={name.card.name}&country={elsewhere}")
    expect(page.locator(".nothing")).to_contain_text("there is 1 partner")
    expect(page.locator(".results .card-name").first).to_have_text(name.card.name)
    page.get_by_role("button", name="Drop this filter").click()
    expect(page.locator(".found")).to_have_text("1 partner")


def test_where_no_single_filter_helps_all_can_be_cleared(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=kubernetes&country=nowhere&level=no:level")
    expect(page.locator(".nothing")).to_contain_text("Without filters there are")
    assert len(names(page)) == 3
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.locator(".results .card-name")).to_have_count(10)


def test_nonsense_finds_nothing_and_leads_on(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=xzzzx")
    expect(page.locator(".nothing h2")).to_have_text("No partner matches “xzzzx”.")
    assert page.get_by_role("link", name="All partners, A to Z").get_attribute("href") == site.address + "partners/"


def test_each_result_says_why(search: Page) -> None:
    search.locator(".why summary").first.click()
    expect(search.locator(".why li").first).to_contain_text("kubernetes: in its")


def test_nearest_asks_for_a_place_and_shows_distances(search: Page) -> None:
    search.locator("#sort").select_option("nearest")
    search.locator("#near").type("ham")
    search.get_by_role("option", name="Hamburg, Germany").click()
    expect(search.locator(".near-note")).to_have_text("Distances from Hamburg, Germany. Nothing is sent anywhere.")
    expect(search.locator(".away-by").first).to_contain_text("km")
    assert "Hamburg" in search.locator(".card-place").first.inner_text()
    assert "near" not in search.url.split("?")[1].replace("sort=nearest", "")


def test_the_browsers_own_location_serves_as_well(browser: Browser, site: Site) -> None:  # noqa: F811
    context = browser.new_context(geolocation={"latitude": 52.5, "longitude": 13.4}, permissions=["geolocation"])
    opened = context.new_page()
    ready(opened, site.address + "search/?sort=nearest")
    opened.get_by_role("button", name="Use my location").click()
    expect(opened.locator(".card-place").first).to_contain_text("Berlin")
    context.close()


def test_names_never_become_markup(page: Page, site: Site) -> None:  # noqa: F811
    ready(page, site.address + "search/?q=zweierlei")
    expect(page.locator(".results .card-name")).to_have_text([HOSTILE])
    assert page.locator(".results img").count() == 1


def test_nothing_is_loaded_before_a_reader_turns_to_the_box(page: Page, site: Site) -> None:  # noqa: F811
    site.log.clear()
    page.goto(site.address + "plain/", wait_until="networkidle")
    assert [request.path for request in site.log if "/search/" in request.path and "header" not in request.path] == []
    page.focus("#finder")
    page.wait_for_function("document.querySelector('#finder').role === 'combobox'")


@pytest.fixture
def box(page: Page, site: Site) -> Page:  # noqa: F811
    """An ordinary page with suggestions for "kuber" open."""
    page.goto(site.address + "plain/")
    page.keyboard.press("/")
    expect(page.locator("#finder")).to_be_focused()
    page.keyboard.type("kuber")
    expect(page.locator("#finder")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option").nth(5)).to_be_visible()
    return page


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


def test_enter_leads_to_the_chosen_partner(box: Page, site: Site) -> None:  # noqa: F811
    box.keyboard.press("ArrowDown")
    box.keyboard.press("Enter")
    box.wait_for_url(site.address + "partners/*.html")


def test_enter_without_a_choice_leads_to_the_search_page(box: Page) -> None:
    box.keyboard.press("Enter")
    box.wait_for_url("**/search/?q=kuber")


def test_escape_closes_then_clears(box: Page) -> None:
    box.keyboard.press("Escape")
    expect(box.locator("#finder")).to_have_attribute("aria-expanded", "false")
    expect(box.locator("#finder")).to_have_value("kuber")
    box.keyboard.press("Escape")
    expect(box.locator("#finder")).to_have_value("")


def test_on_a_phone_the_filters_are_a_sheet(page: Page, site: Site) -> None:  # noqa: F811
    page.set_viewport_size({"width": 375, "height": 700})
    ready(page, site.address + "search/?q=kubernetes")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog").locator("label", has_text="Germany").click()
    page.get_by_role("button", name="Show").last.click()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_focused()
    page.wait_for_url("**/?q=kubernetes&country=germany")


STATES = {
    "results": "?q=kubernetes&country=germany",
    "correction": "?q=kubernets",
    "nothing": "?q=xzzzx",
    "repair": "?q=kubernetes&country=nowhere",
    "near": "?sort=nearest",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(page: Page, site: Site, state: str, width: int) -> None:  # noqa: F811
    axe = CACHE / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is installed by `make audit`")
    page.set_viewport_size({"width": width, "height": 900})
    ready(page, site.address + "search/" + STATES[state])
    if state == "results":
        page.locator(".why summary").first.click()
        if width == 375:
            page.get_by_role("button", name="Filters").click()
    assert violations(page, axe) == []


def test_axe_finds_nothing_in_the_suggestions(box: Page) -> None:
    axe = CACHE / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is installed by `make audit`")
    box.keyboard.press("ArrowDown")
    assert violations(box, axe) == []
