"""The pages in a real browser: readable at every size, by keyboard, without scripts; quiet on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, Request

from generator.pages.routes import listing_route
from tests.browser.audit import violations
from tests.browser.screenshots import page_types, served
from tests.pages.build_sample import write_sample
from tests.pages.sample import FULL, HARD, LONG

pytestmark = pytest.mark.browser

FULL_ROUTE = listing_route(FULL.id, FULL.name)
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
    """What a browser finds on one page: how wide it is in a window of 320 pixels, complaints in the console,
    addresses of other hosts that it asks."""

    width: int
    complaints: list[str]
    strangers: list[str]


@pytest.fixture(scope="module")
def visited(chromium: Browser, address: str, routes: dict[str, str]) -> dict[str, Visited]:
    """Every page type and every hard listing, opened on the smallest phone."""
    found: dict[str, Visited] = {}
    complaints: list[str] = []
    strangers: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(address):
            strangers.append(request.url)

    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    for name, route in routes.items():
        page.goto(address + route)
        width = page.evaluate("document.documentElement.scrollWidth")
        found[name] = Visited(width, complaints[:], strangers[:])
        complaints.clear()
        strangers.clear()
    page.close()
    return found


def broken_rules(chromium: Browser, scheme: Literal["light", "dark"], pages: dict[str, str]) -> dict[str, list[str]]:
    """What axe finds, by page; `pages` are names and addresses."""
    page = chromium.new_page(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    found = {}
    for name, address in pages.items():
        page.goto(address)
        found[name] = violations(page)
    page.close()
    return {name: lines for name, lines in found.items() if lines}


def test_nothing_is_wider_than_the_window(visited: dict[str, Visited]) -> None:
    assert [name for name, found in visited.items() if found.width > 320] == []


def test_pages_complain_of_nothing_and_ask_nothing_of_others(visited: dict[str, Visited]) -> None:
    del visited["search"]  # this small site has no index
    assert [(name, found.complaints) for name, found in visited.items() if found.complaints] == []
    assert [(name, found.strangers) for name, found in visited.items() if found.strangers] == []


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


def test_axe_would_notice(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.evaluate("document.querySelector('.finder label').remove(); document.documentElement.lang = ''")
    assert {line.split(":")[0] for line in violations(page)} >= {"html-has-lang"}
    page.close()
