"""Lighthouse figures of every page type, as the table for `bench/RESULTS.md`.

    python -m tests.browser.lighthouse SITE_FOLDER [--page NAME=ROUTE]…

Lighthouse comes from npm into `.cache/audit`; the site is served compressed, as a host would. Exit 1 when a page that
search engines may list scores less than 100 in any category, or weighs more than the limit on its first view.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.browser.audit import CACHE
from tests.browser.screenshots import CHROMIUM, page_types

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIRST_VIEW = 60_000
"""Bytes over the wire that the first view of a page may take."""
UNLISTED = {"compare", "not-found", "style-guide"}


class _Compressing(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000" if "/assets/" in self.path else "max-age=600")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served_compressed(folder: Path) -> Iterator[str]:
    """The folder on a free port of 127.0.0.1, every file gzipped; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Compressing, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def command() -> Path:
    """The path of lighthouse, installed where it is missing."""
    tool = CACHE / "node_modules" / ".bin" / "lighthouse"
    if not tool.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(CACHE), f"lighthouse@{VERSION}"], check=True
        )
    return tool


def measured(tool: Path, address: str) -> dict[str, Any]:
    """Lighthouse's own report of one address."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                str(tool),
                address,
                "--quiet",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
                f"--only-categories={','.join(CATEGORIES)}",
                "--output=json",
                f"--output-path={report}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": CHROMIUM},
            capture_output=True,
        )
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--only", action="append", default=[], help="names of page types")
    parser.add_argument("--page", action="append", default=[], help="NAME=ROUTE")
    chosen = parser.parse_args()
    tool = command()
    routes = page_types(chosen.site) | dict(pair.split("=", 1) for pair in chosen.page)
    if chosen.only:
        routes = {name: route for name, route in routes.items() if name in chosen.only}
    good = True
    print(f"| page | {' | '.join(CATEGORIES)} | kB, first view | largest paint, s |")
    print("|---|---|---|---|---|---|---|")
    with served_compressed(chosen.site) as address:
        for name, route in routes.items():
            report = measured(tool, address + route)
            scores = [round(100 * report["categories"][category]["score"]) for category in CATEGORIES]
            weight = report["audits"]["total-byte-weight"]["numericValue"]
            paint = report["audits"]["largest-contentful-paint"]["numericValue"] / 1000
            print(f"| {name} | {' | '.join(map(str, scores))} | {weight / 1000:.0f} | {paint:.1f} |", flush=True)
            good &= name in UNLISTED or (min(scores) == 100 and weight <= FIRST_VIEW)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
