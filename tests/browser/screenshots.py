"""Pictures of every page type, 375 and 1280 pixels wide, light and dark: `make screenshots`.

    python -m tests.browser.screenshots SITE_FOLDER PICTURE_FOLDER [--only NAME] [--page NAME=ROUTE]…

The site is served on 127.0.0.1, as any host would serve it.
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (375, 1280)
SCHEMES = ("light", "dark")
LONGEST = 4000
"""Pixels of height that a picture shows at most."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free port of 127.0.0.1; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def page_types(folder: Path) -> dict[str, str]:
    """One route for each page type that the site has; of listings the shortest, a middle one and the longest."""
    found = {"home": ""}
    candidates = {
        "partners": "partners/",
        "countries": "countries/",
        "industries": "industries/",
        "levels": "levels/",
        "solutions": "solutions/",
        "showcase": "showcase/",
        "search": "search/",
        "compare": "compare.html",
        "changes": "changes/",
        "teaming": "teaming/",
        "faq": "faq/",
        "not-found": "404.html",
        "about": "about.html",
        "style-guide": "style-guide.html",
    }
    for name, route in candidates.items():
        path = folder / route
        if (path / "index.html" if route.endswith("/") else path).is_file():
            found[name] = route
    for name, pattern in {
        "letter": "partners/a-z/*/index.html",
        "country": "countries/*/index.html",
        "technology": "technologies/*/index.html",
        "level": "levels/*/*/index.html",
        "solution": "solutions/*.html",
        "program": "programs/*.html",
        "faq-collection": "faq/*.html",
    }.items():
        pages = sorted(
            (path for path in folder.glob(pattern) if path.name != "index.html" or not pattern.endswith("/*.html")),
            key=lambda path: (path.stat().st_size, path),
        )
        if pages:
            found[name] = pages[-1].relative_to(folder).as_posix()
    listings = sorted(
        (path for path in folder.glob("partners/*.html") if b"listing-head" in path.read_bytes()),
        key=lambda path: (path.stat().st_size, path),
    )
    if listings:
        chosen = {"shortest": listings[0], "middle": listings[len(listings) * 3 // 4], "longest": listings[-1]}
        found |= {f"listing-{name}": path.relative_to(folder).as_posix() for name, path in chosen.items()}
    return found


def take(folder: Path, pictures: Path, routes: dict[str, str]) -> list[Path]:
    """Take the pictures; returns their paths."""
    pictures.mkdir(parents=True, exist_ok=True)
    taken = []
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(
                    viewport={"width": width, "height": 800},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                page.on("console", lambda message: message.type == "error" and print(message.text, message.location))
                page.on("pageerror", lambda error: print(error))
                for name, route in routes.items():
                    page.goto(address + route, wait_until="networkidle")
                    height = page.evaluate("document.documentElement.scrollHeight")
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        print(f"{name}: {wide} pixels wide in a window of {width}")
                    path = pictures / f"{name}-{width}-{scheme}.png"
                    page.set_viewport_size({"width": width, "height": min(max(height, 800), LONGEST)})
                    page.screenshot(path=path)
                    page.set_viewport_size({"width": width, "height": 800})
                    taken.append(path)
                page.close()
        browser.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--only", action="append", default=[], help="names of page types")
    parser.add_argument("--page", action="append", default=[], help="NAME=ROUTE")
    chosen = parser.parse_args()
    routes = page_types(chosen.site) | dict(pair.split("=", 1) for pair in chosen.page)
    if chosen.only:
        routes = {name: route for name, route in routes.items() if name in chosen.only}
    print(f"{len(take(chosen.site, chosen.pictures, routes))} pictures in {chosen.pictures}")


if __name__ == "__main__":
    main()
