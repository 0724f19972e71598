"""The pages in a real browser: readable at every size, by keyboard, without scripts; quiet on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from generator.pages.routes import listing_route
from tests.browser.audit import violations
from tests.browser.screenshots import page_types, served
from tests.pages.build_sample import write_sample
from tests.pages.sample import FULL, HARD, LONG

pytestmark = pytest.mark.browser

FULL_ROUTE = listing_route(FULL.id, FULL.name)
SMALLEST: ViewportSize = {"width": 320, "height": 800}
MOST_VISITED = {"home", "country", "level", "solution", FULL.id, LONG.id}
"""Pages and listings that axe looks at in every run."""


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
    """What a browser finds on its way through pages: how wide each is in a window of 320 pixels, complaints in the
    console, addresses of other hosts that were asked."""

    widths: dict[str, int]
    complaints: list[str]
    strangers: list[str]


def width(page: Page, address: str) -> int:
    page.goto(address)
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture(scope="module")
def visited(chromium: Browser, address: str, routes: dict[str, str]) -> Visited:
    """Every page type and every hard listing, opened on the smallest phone; not the search: there is no index here."""
    complaints: list[str] = []
    strangers: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(address):
            strangers.append(request.url)

    page = chromium.new_page(viewport=SMALLEST)
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", asked)
    widths = {name: width(page, address + route) for name, route in routes.items() if name != "search"}
    page.wait_for_timeout(300)  # what comes late is heard too
    page.close()
    return Visited(widths, complaints, strangers)


def broken_rules(chromium: Browser, scheme: Literal["light", "dark"], pages: dict[str, str]) -> dict[str, list[str]]:
    """What axe finds, by page; `pages` are names and addresses."""
    page = chromium.new_page(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    found = {}
    for name, address in pages.items():
        page.goto(address)
        found[name] = violations(page)
    page.close()
    return {name: lines for name, lines in found.items() if lines}


def test_nothing_is_wider_than_the_window(
    visited: Visited, chromium: Browser, address: str, routes: dict[str, str]
) -> None:
    page = chromium.new_page(viewport=SMALLEST)
    widths = visited.widths | {"search": width(page, address + routes["search"])}
    page.close()
    assert [name for name, found in widths.items() if found > 320] == []


def test_pages_complain_of_nothing_and_ask_nothing_of_others(visited: Visited) -> None:
    assert not visited.complaints
    assert not visited.strangers


def test_axe_finds_nothing(chromium: Browser, address: str, routes: dict[str, str]) -> None:
    pages = {name: address + route for name, route in routes.items() if name in MOST_VISITED}
    assert len(pages) == len(MOST_VISITED)
    assert broken_rules(chromium, "light", pages) == {}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_anywhere(
    chromium: Browser, address: str, routes: dict[str, str], scheme: Literal["light", "dark"]
) -> None:
    pages = {name: address + route for name, route in routes.items() if name != "search"}  # no index here
    assert broken_rules(chromium, scheme, pages) == {}


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


def test_a_printed_listing_says_whose_directory_it_is_from(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.goto(address + FULL_ROUTE)
    name = page.locator(".brand span").bounding_box()
    assert name is not None
    assert name["width"] > 50
    expect(page.locator(".report")).to_be_hidden()
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


@pytest.mark.slow
def test_axe_would_notice(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.evaluate("document.querySelector('.finder label').remove(); document.documentElement.lang = ''")
    assert {line.split(":")[0] for line in violations(page)} >= {"html-has-lang"}
    page.close()
