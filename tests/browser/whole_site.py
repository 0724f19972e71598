"""The sample site, built whole and served at a sub-path under a strict policy, and readers who visit it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Request

from tests.search.site import served

PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

Open = Callable[..., Page]
"""Opens a page as a new reader: `open(route, **options)`, options being those of a browser context."""


class WholeSite(msgspec.Struct, frozen=True):
    """One audience's site: its address, its folder, and the open data of its listings."""

    address: str
    folder: Path
    listings: tuple[dict[str, Any], ...]

    def comparison(self, *positions: int) -> str:
        """The route that compares the listings at these positions."""
        return "compare.html?ids=" + ",".join(self.listings[position]["key"] for position in positions)


def _site(folder: Path) -> Iterator[WholeSite]:
    lines = (folder / "data" / "partners.jsonl").read_text(encoding="utf-8").splitlines()
    with served(folder) as (address, _):
        yield WholeSite(address, folder, tuple(map(json.loads, lines)))


@pytest.fixture(scope="session")
def customers_site(sample_release: Path) -> Iterator[WholeSite]:
    yield from _site(sample_release / "customers")


@pytest.fixture(scope="session")
def partners_site(sample_release: Path) -> Iterator[WholeSite]:
    yield from _site(sample_release / "partners")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Opens pages as new readers. The test fails on any error in a console, and on any request to another host."""
    contexts = []
    complaints: list[str] = []
    strangers: list[str] = []

    def opened(address: str, **options: Any) -> Page:
        context = chromium.new_context(**(DESKTOP | options))
        contexts.append(context)
        page = context.new_page()
        host = "/".join(address.split("/")[:3])

        def asked(request: Request) -> None:
            if not request.url.startswith((host, "blob:")):
                strangers.append(request.url)

        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, complaints
    assert not strangers, strangers
