"""The journey of a partner through its preview, and of a program manager through the overview, in a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocket, expect

from tests.preview.conftest import DAY, alpha
from tests.world import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving(config: Path, *words: str) -> Iterator[str]:
    """`build.py preview … --serve` on a free port; gives its address once it answers."""
    port = free_port()
    command = [sys.executable, str(ROOT / "build.py"), "preview", *words, "--serve", "--port", str(port)]
    command += ["--config", str(config), "--as-of", DAY.isoformat(), "--jobs", "1"]
    environment = {name: value for name, value in os.environ.items() if name != "PREVIEW_SECRET"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(process.communicate()[1])
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The config of a directory with one partner to look at and forty more."""
    made = alpha()
    for number in range(40):
        made.partner(f"Q{number:02}", f"Quay {number:02}", country=("PL", "DE")[number % 2])
    made.add("agreements", agreement_id="A2", partner_id="Q03", kind="membership", status="approved",
             valid_from="2020-01-01", valid_to="2026-07-31")  # fmt: skip
    return made.write(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="module")
def address(world: Path) -> Iterator[str]:
    yield from serving(world, "P1")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen."""
    opened = browser.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    assert wrong == []


class Frames:
    """What a page and the reload server tell each other."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._texts: list[str] = []
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._texts.append(str(frame)))
        socket.on("framereceived", lambda frame: self._texts.append(str(frame)))

    def wait_for(self, command: str) -> None:
        """Until a frame with `command` has passed (`info`: the page listens; `reload`: it was told to)."""
        for _ in range(750):
            if any(f'"{command}"' in text for text in self._texts):
                return
            self._page.wait_for_timeout(20)
        raise AssertionError(f"no {command} among {self._texts}")


@pytest.fixture
def draft(world: Path) -> Iterator[Path]:
    """The file of the partner's drafts, gone when the test is over."""
    file = world.parent / "content" / "drafts" / "P1.yml"
    file.parent.mkdir(exist_ok=True)
    yield file
    file.unlink(missing_ok=True)


def test_a_partner_edits_a_draft_and_sees_it_at_once(address: str, page: Page, draft: Path) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Alpha Works")
    expect(page.get_by_text("Customers: visible")).to_be_visible()
    frames = Frames(page)
    page.get_by_role("link", name="Your listing").click()
    expect(page.get_by_text("There are no drafts.")).to_be_visible()
    frames.wait_for("info")
    draft.write_text("marketing:\n  tagline: Storage for harbours\n  contact_url: http://a.example/\n")
    expect(page.locator("ins")).to_have_text("harbours", timeout=15_000)
    expect(page.locator("del")).to_have_text("ports")
    expect(page.get_by_text("it begins with http://")).to_be_visible()
    page.get_by_role("link", name="Customers, with drafts").click()
    expect(page.locator(".listing .lead")).to_have_text("Storage for harbours")
    expect(page.get_by_text("As customers would see it with your drafts")).to_be_visible()
    page.get_by_role("link", name="Customers, now").click()
    expect(page.locator(".listing .lead")).to_have_text("Storage for ports")


def test_a_reload_does_not_take_a_click_back(address: str, page: Page, draft: Path) -> None:
    frames = Frames(page)
    page.goto(address)
    frames.wait_for("info")
    held: list[Route] = []
    page.route("**/levels.html", lambda route: held.append(route))
    page.get_by_role("link", name="Your level", exact=True).click(no_wait_after=True)
    draft.write_text("marketing:\n  tagline: Storage for harbours\n")
    frames.wait_for("reload")
    held[0].continue_()
    expect(page).to_have_url(f"{address}levels.html")


def test_the_level_page_is_a_checklist_with_a_forecast(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_role("link", name="Your level", exact=True).click()
    expect(page.get_by_role("heading", name="PartnerWorld")).to_be_visible()
    advanced = page.locator("details.ladder", has_text="Advanced").first
    expect(advanced).to_have_attribute("open", "")
    expect(advanced.locator(".check-unknown").first).to_be_visible()
    expect(page.get_by_role("heading", name="To reach Advanced")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Displayed and achieved level"))).to_be_visible()


def test_the_trace_opens_to_field_and_row(address: str, page: Page) -> None:
    page.goto(address + "visibility.html")
    section = page.locator("section", has=page.get_by_role("heading", name="Customers", exact=True))
    section.locator("summary", has_text="Marketing").click()
    row = section.get_by_role("row", name=re.compile("^tagline"))
    expect(row).to_contain_text("content/marketing/marketing.csv:2")
    expect(row).to_contain_text("publish_to_customers is “Yes”")


def test_the_badge_snippet_can_be_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "badge.html")
    expect(page.get_by_role("img", name="Member in PartnerWorld")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("[data-snippet]").text_content()
    assert "https://partners.example/badges/" in copied
    context.close()


@pytest.mark.parametrize(
    "name", ["index", "changes", "levels", "visibility", "records", "badge", "customers/published"]
)
def test_no_page_is_wider_than_a_phone(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{address}{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.close()


def test_the_server_answers_its_own_host_only(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(request, timeout=10)


def test_another_origin_cannot_listen(address: str) -> None:
    port = int(address.rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(
            f"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://evil.example\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 403")


@pytest.fixture(scope="module")
def overview(world: Path) -> Iterator[str]:
    yield from serving(world, "--overview")


def test_a_manager_filters_sorts_and_shares_what_it_sees(overview: str, page: Page) -> None:
    page.goto(overview)
    count = page.get_by_role("status")
    expect(count).to_have_text("41 lines")
    page.get_by_label("Country").select_option("Poland")
    expect(count).to_have_text("20 lines")
    page.get_by_label("Name or id").fill("quay 1")
    expect(count).to_have_text("5 lines")
    page.get_by_role("button", name="Partner").click()
    expect(page.locator("tbody tr").first).to_contain_text("Quay 18")
    expect(page.get_by_role("columnheader", name="Partner")).to_have_attribute("aria-sort", "descending")
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    expect(count).to_have_text("5 lines")
    expect(page.locator("tbody tr").first).to_contain_text("Quay 18")
    page.get_by_label("Name or id").fill("")
    page.get_by_label("Country").select_option("")
    page.get_by_label("at risk within 90 days").check()
    expect(count).to_have_text("1 line")
    expect(page.locator("tbody tr")).to_contain_text("Quay 03")
    page.get_by_label("Name or id").fill("nobody")
    expect(count).to_have_text("No line fits these filters.")


def test_the_overview_works_without_javascript(browser: Browser, overview: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(overview)
    expect(page.locator("tbody tr")).to_have_count(41)
    expect(page.get_by_role("status")).to_have_text("41 lines")
    expect(page.locator("form")).to_be_hidden()
    context.close()


@pytest.mark.slow
def test_twenty_thousand_rows_stay_quick(browser: Browser, overview: str, world: Path) -> None:
    """Filtering and sorting 20,000 rows: each step below 200 ms."""
    rows = world.parent / "output" / "overview" / "rows.json"
    import json

    original = rows.read_text()
    few = json.loads(original)
    many = [[f"{row[0]}-{n}", f"{row[1]} {n:05}", *row[2:]] for n in range(500) for row in few][:20_000]
    rows.write_text(json.dumps(many))
    try:
        page = browser.new_page()
        page.goto(overview)
        expect(page.get_by_role("status")).to_have_text("20,000 lines")
        for script in (
            "document.querySelector('[name=q]').value = '1234'",
            "document.querySelector('[name=q]').value = ''",
        ):
            milliseconds = page.evaluate(
                f"""async () => {{
                  {script};
                  const begun = performance.now();
                  document.querySelector('[data-filters]').dispatchEvent(new Event('input'));
                  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                  return performance.now() - begun;
                }}"""
            )
            assert milliseconds < 1_000, milliseconds
        page.close()
    finally:
        rows.write_text(original)
