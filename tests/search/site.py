"""A site around an index of the made-up directory: real templates, styles and scripts under a strict policy."""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from generator.audience.publication import Audience
from generator.pages.frame import Head, frame_of
from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of
from generator.pages.search_frame import NotFoundContext, search_page
from generator.render.environment import Renderer
from generator.render.logos import monogram
from generator.search.documents import SearchDocument
from generator.wording import Wording
from tests.pages.sample import SITE, TEMPLATES, assets, surveyed
from tests.search.conftest import Built
from tests.search.directory import labels

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


def write_site(built: Built) -> None:
    """The search page and another ("plain/") beside the index, with assets, logos and an empty page a listing."""
    write_pages(built.documents, built.folder)
    for card in (document.card for document in built.documents):
        write(built.folder, monogram(card.name, card.id))
        write(built.folder, RawFile(route=card.route, content=b"<!doctype html><title>A partner</title>"))


def write_pages(documents: Sequence[SearchDocument], folder: Path) -> None:
    """The search page, whose groups are the facets of these documents, another page, and assets."""
    made = assets()
    frame = frame_of(SITE, Audience.CUSTOMERS, made.names, Wording("en"))
    renderer = Renderer([TEMPLATES], frame)
    plain = Page(
        route="plain/",
        template="pages/not_found.html",
        context=NotFoundContext(
            head=Head(title="Plain", description="A page without search.", route="plain/"), ways=()
        ),
    )
    for page in (search_page(surveyed([document.card for document in documents], (), labels()).index, frame), plain):
        write(folder, RawFile(route=page.route, content=renderer.render(page)))
    for file in made.files:
        write(folder, file)


def write(folder: Path, file: RawFile) -> None:
    path = folder / file_of(file.route)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.content)


class Request:
    """What a served site was asked for: path and bytes sent."""

    def __init__(self, path: str, sent: int) -> None:
        self.path = path
        self.sent = sent


class _Host(SimpleHTTPRequestHandler):
    """A plain static host below `/some/where/`, with a policy that allows nothing but the site's own files."""

    log: list[Request]

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/some/where"))

    def send_header(self, keyword: str, value: str) -> None:
        if keyword == "Content-Length":
            self.log.append(Request(self.path, int(value)))
        super().send_header(keyword, value)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves a page breaks off what it was loading; all else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[Request]]]:
    """The folder at a sub-path of 127.0.0.1; yields its address and what it is asked for."""
    log: list[Request] = []
    host = type("Host", (_Host,), {"log": log})
    server = _Server(("127.0.0.1", 0), functools.partial(host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/some/where/", log
    finally:
        server.shutdown()
        server.server_close()
