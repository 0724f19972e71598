"""Fixtures of the browser tests of search: a site served at a sub-path under a strict policy, and a page on it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from generator.render.logos import monogram
from tests.search.conftest import Built, build
from tests.search.directory import RARE_TEXTS, documents
from tests.search.site import Request, served, write_site

HOSTILE = "<img src=x onerror=alert(1)> Zweierlei"
"""A name that must not become markup."""


class Site(msgspec.Struct, frozen=True):
    """A served site: its address, what it holds, what it was asked for."""

    address: str
    built: Built
    log: list[Request]


@pytest.fixture(scope="session")
def search_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    found = list(documents(300))
    logo = monogram(HOSTILE, found[20].id).route
    card = msgspec.structs.replace(found[20].card, name=HOSTILE, tagline=HOSTILE, logo=logo)
    found[20] = msgspec.structs.replace(found[20], card=card, texts=(HOSTILE, *found[20].texts[1:]))
    said = msgspec.structs.replace(found[7].card, tagline=RARE_TEXTS[7])
    found[7] = msgspec.structs.replace(found[7], card=said)
    built = build(found, tmp_path_factory.mktemp("site"))
    write_site(built)
    with served(built.folder) as (address, log):
        yield Site(address, built, log)


@pytest.fixture
def fresh_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page 1,280 pixels wide; the test fails on any error or message in its console."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console",
        lambda message: None if "favicon" in message.location["url"] else complaints.append(message.text),
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints, complaints


def ready(page: Page, address: str) -> None:
    """Open a search page and wait for its first results."""
    page.goto(address)
    page.wait_for_selector('[data-search="ready"]')
