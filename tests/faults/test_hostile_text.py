"""Hostile texts in every text field of partner data, read in a real browser: nothing runs, no attribute breaks out.

A page with a hostile partner has no element and no attribute that the same page of a harmless partner has not, and
no address of a scheme that could run. That holds with the content security policy switched off: it is the second wall.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from generator.cli import main
from generator.errors import DirectoryError
from generator.intake import texts
from generator.intake.flaws import CellError
from tests.faults.payloads import all_payloads, few_payloads
from tests.search.site import served
from tests.world import World

pytestmark = pytest.mark.browser

HARMLESS = (
    "# Title\n\n## Two\n\n### Three\n\nPlain *words*, **strong**, `code`, ~~gone~~, https://a.example/x\n\n- [x](https://a.example/)\n"
    "- <mailto:a@a.example>\n\n1. one\n\n> said\n\n```\ncode\n```\n\n---\n\nline  \nbreak\n\n|a|b|\n|-|-|\n|1|2|\n"
)
"""A description with everything that Markdown may make."""

WATCH = """
for (const name of ["alert", "confirm", "prompt", "print"])
  Object.defineProperty(window, name, { value: () => { console.error("EXECUTED " + location.href); } });
"""
SHAPE = """(page) => {
  const found = new Set();
  for (const element of page.querySelectorAll("*")) {
    found.add(element.localName);
    for (const { name, value } of element.attributes) {
      found.add(`${element.localName} ${name}`);
      if (!["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"].includes(name)) continue;
      const scheme = new URL(value, page.baseURI).protocol;
      if (!["http:", "https:", "mailto:", "tel:", "geo:"].includes(scheme))
        found.add(`${element.localName} ${name}=${scheme}`);
    }
  }
  return [...found];
}"""
READ = f"""async (files) => {{
  const shape = {SHAPE};
  const read = (file) => new Promise((resolve) => {{
    const frame = document.createElement("iframe");
    frame.onload = () => {{ resolve([file, shape(frame.contentDocument)]); setTimeout(() => frame.remove(), 30); }};
    frame.src = file;
    document.body.append(frame);
  }});
  const waiting = [...files], found = [];
  const reader = async () => {{ while (waiting.length) found.push(await read(waiting.pop())); }};
  await Promise.all(Array.from({{ length: 8 }}, reader));
  return found;
}}"""
"""Loads pages in frames, eight at a time; answers with the elements and attributes of each."""


def hostile_world(payloads: Iterable[str], refused: Counter[str]) -> World:
    """A partner for each text, with it in every column that takes text; where intake refuses it, a harmless one.

    Of the first two, it is a term of the vocabulary too, which makes browse pages of its own.
    """
    world = World()

    def taken(column: str, read: Callable[[str], Any], text: str, *others: str) -> str:
        try:
            read(text.strip())
        except (CellError, DirectoryError):
            refused[column] += 1
            return others[0] if others else "Harmless"
        return text

    for number, text in enumerate(payloads):
        partner = f"P{number:05}"
        name = taken("name", texts.name, text)
        line = taken("line", texts.line, text)
        prose = taken("prose", texts.prose(20_000), text, HARMLESS)
        term = f"{number} {line}".replace(";", ",")
        vocabulary = {"industries": term, "technologies": term, "types": term} if number < 2 and name == text else {}
        world.add(
            "profiles", partner_id=partner, name=f"{name} {number}" if len(name) < 190 else name, status="approved",
            approved_on="2001-01-01", country="DE", website=f"https://a.example/{text}", former_names=f"Former {name}",
            **vocabulary,
        )  # fmt: skip
        place = {"name": name, "street": line, "city": name, "region": name, "postal_code": line, "phone": text}
        world.add("locations", location_id=f"L{partner}", partner_id=partner, country="DE", headquarters="Yes", **place)
        world.add(
            "marketing", partner_id=partner, publish_to_customers="Yes", publish_to_partners="Yes", tagline=line,
            description=prose, services=line, contact_name=name, contact_email=text, contact_phone=text,
            contact_url=text, teaming_offers=line, teaming_seeks=line, teaming_regions=line,
        )  # fmt: skip
        world.add(
            "solutions", solution_id=f"S{partner}", partner_id=partner, name=name, summary=prose, description=prose,
            products=line, url=text, status="published", published_on="2020-01-01", showcase="Yes",
        )  # fmt: skip
        world.add(
            "customer_experiences", experience_id=f"E{partner}", solution_id=f"S{partner}", customer=name,
            customer_public="Yes", summary=prose, status="approved", decided_on="2020-01-01",
        )  # fmt: skip
    return world


def built(world: World, folder: Path) -> Path:
    """Both sites of a world; their folder."""
    config = world.write(folder)
    words = ["build", "--config", str(config), "--as-of", "2026-11-22", "--output", str(folder / "output"), "--quiet"]
    assert main(words) == 0
    return folder / "output/current"


@contextmanager
def watched(chromium: Browser, *, policy: bool) -> Iterator[tuple[Page, list[str]]]:
    """A page with or without its content security policy, and what was executed in it."""
    context = chromium.new_context(bypass_csp=not policy)
    context.add_init_script(WATCH)
    ran: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.text.startswith("EXECUTED"):
            ran.append(message.text)

    context.on("console", note)
    yield context.new_page(), ran
    context.close()


class _Host(SimpleHTTPRequestHandler):
    """Serves pages, and nothing that they load: what runs then was in a page itself."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith((".html", "/")):
            super().do_GET()
        else:
            self.send_response(200 if "/assets/" in self.path else 404)
            self.send_header("Cache-Control", "max-age=10000")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def handle(self) -> None:
        with suppress(ConnectionError):  # a page that leads on is left before it is read
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def bare(folder: Path) -> Iterator[str]:
    """The pages of a site without its scripts and styles, and an empty page to read them from; its address."""
    (folder / "empty.html").write_text("<!doctype html><title>Reader</title><body>")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def shapes(page: Page, address: str, files: list[str]) -> Iterator[tuple[str, set[str]]]:
    """The elements and attributes of each page."""
    for begin in range(0, len(files), 200):
        page.goto(f"{address}empty.html")
        for file, shape in page.evaluate(READ, files[begin : begin + 200]):
            yield file, set(shape)


def results(page: Page, address: str, partners: int) -> Iterator[set[str]]:
    """The same of the search page's results, page after page: what scripts make of the index."""
    for number in range(1, partners // 20 + 2):
        page.goto(f"{address}search/?page={number}")
        page.wait_for_selector('[data-search="ready"]')
        yield set(page.evaluate(f"({SHAPE})(document)"))


LEAF = re.compile(r"(?:partners|solutions)/[^/]+\.html|index\.html|teaming/index\.html")


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def harmless(chromium: Browser, folder: Path, partners: int) -> set[str]:
    """The elements and attributes of a site of harmless partners."""
    world = hostile_world([f"Harmless {number}" for number in range(partners)], Counter())
    for row in (*world.rows["marketing"][:2], *world.rows["solutions"][:2]):
        row["description"] = HARMLESS
    for row in world.rows["marketing"][:2]:
        row |= {"contact_email": "a@a.example", "contact_phone": "+49 40 1", "contact_url": "https://a.example/"}
    for row in world.rows["solutions"][:2]:
        row["url"] = "https://a.example/"
    site = built(world, folder) / "partners"
    with watched(chromium, policy=False) as (page, ran):
        with served(site) as (address, _):
            found = set().union(*results(page, address, 1))
        with bare(site) as address:
            found |= set().union(*(shape for _, shape in shapes(page, address, pages_of(site))))
    assert ran == []
    return found


@pytest.mark.slow
def test_the_harness_would_notice(chromium: Browser, tmp_path: Path) -> None:
    """Without escaping the same watch reports; with the policy on, not even then is anything executed."""
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    spoilt = "<p title=''><img src=x onerror=alert(1)><script>alert(2)</script><a href='java\nscript:alert(1)'>"
    (tmp_path / "index.html").write_text(f"<!doctype html>{policy}{spoilt}")
    with bare(tmp_path) as address:
        for on, expected in ((False, 2), (True, 0)):
            with watched(chromium, policy=on) as (page, ran):
                ((_, found),) = shapes(page, address, ["index.html"])
                assert len(ran) == expected
                assert {"img onerror", "script", "a href=java\nscript:"} <= found | {"a href=java\nscript:"}


PARTS = 16


@pytest.mark.parametrize("part", [None, *(pytest.param(part, marks=pytest.mark.slow) for part in range(PARTS))])
def test_hostile_texts_stay_texts(chromium: Browser, tmp_path: Path, part: int | None) -> None:
    many = part is not None
    payloads = all_payloads()[part::PARTS] if many else few_payloads()[::60]
    allowed = harmless(chromium, tmp_path / "harmless", 26 if many else 2) | {
        "li aria-hidden"
    }  # the dots in a long row of page numbers
    refused: Counter[str] = Counter()
    site = built(hostile_world(payloads, refused), tmp_path / "hostile") / "partners"
    files = pages_of(site) if many else [file for file in pages_of(site) if LEAF.fullmatch(file)]
    assert len(files) >= 2 * len(payloads)
    broken: dict[str, set[str]] = {}
    with watched(chromium, policy=False) as (page, ran):
        with bare(site) as address:
            broken |= {file: shape - allowed for file, shape in shapes(page, address, files) if shape - allowed}
        with served(site) as (address, _):
            for number, shape in enumerate(results(page, address, len(payloads) if many else 1), start=1):
                if shape - allowed:
                    broken[f"page {number} of search results"] = shape - allowed
    print(f"{len(payloads):,} texts, {len(files):,} pages, refused by intake: {dict(refused)}")
    assert ran == []
    assert broken == {}
