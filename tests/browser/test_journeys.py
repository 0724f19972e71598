"""Journeys of a customer and of a partner: on a phone and a desktop, with and without scripts, by keyboard only."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import violations
from tests.browser.whole_site import DESKTOP, PHONE, Open, WholeSite

pytestmark = pytest.mark.browser

DEVICES = pytest.mark.parametrize(
    "device", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["phone", "desktop"]
)


def search(page: Page, words: str) -> None:
    page.locator("main form[data-finder] input[name=q], main input[type=search]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-search="ready"]')
    expect(page.locator(".results .card").first).to_be_visible()


@DEVICES
def test_from_a_need_to_a_comparison_that_can_be_shared(
    device: dict[str, Any], visit: Open, customers_site: WholeSite
) -> None:
    page = visit(customers_site.address, **device)
    search(page, "storage")
    results = page.locator(".results .card")
    first = results.nth(0).locator(".card-name").inner_text()
    results.nth(0).locator(".pick").click()
    second = results.nth(1).locator(".card-name").inner_text()
    results.nth(1).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    page.locator(".tools").get_by_role("button", name="Shortlist").click()
    page.get_by_role("complementary", name="Shortlist").get_by_role("link").click()
    expect(page.locator(".compare-name")).to_have_text([first, second])
    shared = page.url

    friend = visit(shared, **device)
    expect(friend.locator(".compare-name")).to_have_text([first, second])
    friend.locator(".compare-name a").first.click()
    expect(friend.get_by_role("heading", level=1)).to_have_text(first)


@DEVICES
def test_without_scripts_everything_is_found_by_browsing(
    device: dict[str, Any], visit: Open, customers_site: WholeSite
) -> None:
    page = visit(customers_site.address, java_script_enabled=False, **device)
    page.get_by_role("main").get_by_role("link", name="All countries").click()
    page.get_by_role("main").get_by_role("link", name="Germany").click()
    card = page.locator(".card").first
    name = card.locator(".card-name").inner_text()
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("heading", name="Contact")).to_be_visible()
    page.locator(".strip a").first.click()
    expect(page.locator("h1")).to_contain_text("partners in PartnerWorld")
    for folder in ("partners/", "industries/", "technologies/", "levels/", "solutions/", "programs/", "faq/"):
        page.goto(customers_site.address + folder)
        expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus; every stop on the way must show that it has it."""
    for _ in range(most):
        press(page, "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_by_keyboard_alone(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address)
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    press(page, "/")
    page.keyboard.type("storage")
    press(page, "Enter")
    page.wait_for_selector('[data-search="ready"]')
    expect(page.locator(".results .card .pick").nth(1)).to_be_visible()
    tab_to(page, ".results .card:nth-child(1) .pick")
    press(page, "Space")
    tab_to(page, ".results .card:nth-child(2) .pick")
    press(page, "Enter")
    expect(page.locator(".pick[aria-pressed=true]")).to_have_count(2)
    tab_to(page, "[data-shortlist] a", 200)
    press(page, "Enter")
    expect(page.locator(".compare-name")).to_have_count(2)
    tab_to(page, ".compare-remove")
    press(page, "Enter")
    expect(page.locator(".compare-remove")).to_be_focused()
    expect(page.locator(".compare-name")).to_have_count(1)
    press(page, "Shift+Tab")
    expect(page.locator(".compare-name a")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Contact")).to_be_visible()


def test_a_partner_looks_for_somebody_to_team_with(visit: Open, partners_site: WholeSite) -> None:
    page = visit(partners_site.address)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Teaming").click()
    entries = page.locator(".team")
    every = entries.count()
    page.get_by_label("Find in these entries").fill("vendors")
    both = page.locator(".team:visible").count()
    page.get_by_label("Where to look").select_option("seeks")
    seeking = page.locator(".team:visible").count()
    assert 0 < seeking <= both < every
    expect(page.locator("[data-teams-filter] output")).to_have_text(f"{seeking} of {every} shown")
    page.get_by_label("Where to look").select_option("offers")
    page.get_by_label("Find in these entries").fill("zzzz")
    expect(page.locator("[data-teams-filter] output")).to_have_text("No entry has these words.")
    page.get_by_label("Find in these entries").fill("")
    entry = page.locator(".team:visible").first
    entry.get_by_role("button").click()
    expect(page.locator("[data-shortlist]")).to_have_text("Compare (1)")
    page.locator("section[aria-labelledby=region] a").first.click()
    expect(page.locator("h1")).to_contain_text("Teaming across")


def test_the_customers_site_knows_no_teaming(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address)
    expect(page.get_by_role("link", name="Teaming")).to_have_count(0)
    assert not (customers_site.folder / "teaming").exists()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, visit: Open, customers_site: WholeSite, partners_site: WholeSite) -> None:
    customer = visit(customers_site.address + "countries/germany/", color_scheme=scheme, bypass_csp=True)
    customer.locator("main .pick").first.click()
    found = violations(customer)
    for number, route in ((1, "compare.html"), (3, customers_site.comparison(0, 1, 2)), (0, "faq/partnerworld.html")):
        customer.goto(customers_site.address + route)
        expect(customer.locator(".compare-name")).to_have_count(number)
        found += violations(customer)
    partner = visit(partners_site.address + "teaming/", color_scheme=scheme, bypass_csp=True)
    assert found + violations(partner) == []
