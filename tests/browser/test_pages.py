"""The pages in a real browser: readable at every size, by keyboard, without scripts; quiet on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Request

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


@pytest.fixture(scope="module")
def routes(folder: Path) -> dict[str, str]:
    hard = {listing.id: listing_route(listing.id, listing.name) for listing in HARD}
    return page_types(folder) | hard


class Visited(NamedTuple):
    """What a browser finds on one page: how wide it is in a window of 320 pixels, complaints in the console,
    addresses of other hosts that it asks, violations that axe sees."""

    width: int
    complaints: list[str]
    strangers: list[str]
    violations: list[str]


def visit(page: Page, address: str, route: str) -> Visited:
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def asked(request: Request) -> None:
        if not request.url.startswith(address):
            strangers.append(request.url)

    page.on("request", asked)
    page.goto(address + route)
    width = page.evaluate("document.documentElement.scrollWidth")
    return Visited(width, complaints, strangers, violations(page))


@pytest.fixture(scope="module")
def visited(chromium: Browser, address: str, routes: dict[str, str]) -> dict[str, Visited]:
    """Every page type and every hard listing, opened on the smallest phone."""
    found = {}
    for name, route in routes.items():
        page = chromium.new_page(viewport={"width": 320, "height": 800})
        found[name] = visit(page, address, route)
        page.close()
    return found


def test_nothing_is_wider_than_the_window(visited: dict[str, Visited]) -> None:
    assert [name for name, found in visited.items() if found.width > 320] == []


def test_pages_complain_of_nothing_and_ask_nothing_of_others(visited: dict[str, Visited]) -> None:
    del visited["search"]  # this small site has no index
    assert [(name, found.complaints) for name, found in visited.items() if found.complaints] == []
    assert [(name, found.strangers) for name, found in visited.items() if found.strangers] == []


def test_axe_finds_nothing(visited: dict[str, Visited]) -> None:
    assert [(name, found.violations) for name, found in visited.items() if found.violations] == []


@pytest.mark.slow
def test_axe_finds_nothing_in_the_dark(chromium: Browser, address: str, routes: dict[str, str]) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800}, color_scheme="dark")
    found = {name: visit(page, address, route).violations for name, route in routes.items()}
    page.close()
    assert {name: lines for name, lines in found.items() if lines} == {}


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


def test_axe_would_notice(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.evaluate("document.querySelector('.finder label').remove(); document.documentElement.lang = ''")
    assert {line.split(":")[0] for line in violations(page)} >= {"html-has-lang"}
    page.close()
