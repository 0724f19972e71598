"""The pages in a real browser: readable at every size, by keyboard, without scripts; quiet on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from generator.pages.routes import listing_route
from tests.browser.audit import violations
from tests.browser.screenshots import page_types, served
from tests.pages.build_sample import write_sample
from tests.pages.sample import FULL, HARD

pytestmark = pytest.mark.browser

FULL_ROUTE = listing_route(FULL.id, FULL.name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample")
    write_sample(made)
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as found:
        yield found


@pytest.fixture
def routes(folder: Path) -> dict[str, str]:
    hard = {listing.id: listing_route(listing.id, listing.name) for listing in HARD}
    return page_types(folder) | hard


def test_nothing_is_wider_than_the_window(chromium: Browser, address: str, routes: dict[str, str]) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    wide = []
    for name, route in routes.items():
        page.goto(address + route)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    page.close()
    assert not wide


def test_pages_complain_of_nothing_and_ask_nothing_of_others(
    chromium: Browser, address: str, routes: dict[str, str]
) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def note(request: Request) -> None:
        if not request.url.startswith(address):
            strangers.append(request.url)

    page.on("request", note)
    for name, route in routes.items():
        if name != "search":  # the sample has no index
            page.goto(address + route)
    page.wait_for_timeout(300)
    page.close()
    assert not complaints
    assert not strangers


@pytest.mark.slow  # counts every frame: only an idle machine answers it fairly
def test_nothing_moves_while_a_listing_loads(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
        "window.moved += entry.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    for route in ("", FULL_ROUTE, "countries/mexico/"):
        page.goto(address + route, wait_until="networkidle")
        assert page.evaluate("window.moved") == 0
    page.close()


def test_the_chosen_scheme_is_kept(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(address)
    switch = page.get_by_role("button", name="Dark colours")
    switch.click()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 22, 26)"
    page.goto(address + FULL_ROUTE)
    assert page.evaluate(ground) == "rgb(20, 22, 26)"
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    context.close()


def test_share_copies_the_canonical_address(chromium: Browser, address: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + FULL_ROUTE)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://partners.example/{FULL_ROUTE}"
    context.close()


def test_the_keyboard_skips_to_the_content(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + FULL_ROUTE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_without_scripts_every_partner_is_found_by_browsing(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="All countries").click()
    page.get_by_role("link", name="Germany").click()
    page.get_by_role("link", name=FULL.name).click()
    assert page.get_by_role("heading", level=1).inner_text() == FULL.name
    assert page.get_by_role("link", name="Send an e-mail").is_visible()
    assert page.get_by_role("button", name="Dark colours").count() == 0
    page.get_by_label("Search partners").fill("storage")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}search/?q=storage")
    assert page.get_by_role("link", name="All partners, A to Z").is_visible()
    context.close()


def test_a_card_is_one_link(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + "countries/mexico/")
    card = page.locator(".card").first
    assert card.get_by_role("link").count() == 1
    box = card.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 8)
    page.wait_for_url("**/partners/*.html")
    page.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(chromium: Browser, address: str, routes: dict[str, str], scheme: str) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    found = []
    for name, route in routes.items():
        if name != "search":
            page.goto(address + route)
            found += [f"{name}: {line}" for line in violations(page)]
    page.close()
    assert not found


def test_axe_would_notice(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.evaluate("document.querySelector('.finder label').remove(); document.documentElement.lang = ''")
    assert {line.split(":")[0] for line in violations(page)} >= {"html-has-lang"}
    page.close()
