"""Accessibility and validity of a built site: `make audit`.

    python -m tests.browser.audit SITE_FOLDER [--page NAME=ROUTE]… [--pages-only]

axe-core (from the package axe-playwright-python of the lock) runs on every page type, at both widths and in both
schemes; the W3C Nu checker, which comes from npm into `.cache/audit`, reads every page. Exit 1 when either finds
anything.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page, sync_playwright

from tests.browser.screenshots import ARGUMENTS, CHROMIUM, SCHEMES, WIDTHS, page_types, served

CACHE = Path(__file__).parents[2] / ".cache" / "audit"
PACKAGES = ("vnu-jar@26.9.27",)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
FALSE_ALARM = "Content Security Policy"
"""Nu reads pages from disk, where 'self' matches nothing, and takes JSON-LD for a script that would run."""


def nu_checker() -> Path:
    """The path of the Nu checker, installed where it is missing."""
    checker = CACHE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not checker.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(CACHE), *PACKAGES], check=True)
    return checker


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line for each rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")
    return [
        f"{violation['id']}: {violation['help']}: {node['target'][0]} {node['html'][:120]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def run_axe(folder: Path, routes: dict[str, str]) -> list[str]:
    """What axe finds on the pages."""
    lines = []
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(
                    viewport={"width": width, "height": 800},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                for name, route in routes.items():
                    page.goto(address + route)
                    page.wait_for_timeout(150)
                    lines += [f"{name} {width} {scheme}: {line}" for line in violations(page)]
                page.close()
        browser.close()
    return lines


def run_checker(files: list[Path], checker: Path) -> list[str]:
    """What the Nu checker says of the files."""
    lines = []
    for start in range(0, len(files), 500):
        done = subprocess.run(
            ["java", "-jar", str(checker), *map(str, files[start : start + 500])],
            capture_output=True,
            text=True,
            check=False,
        )
        lines += [line for line in done.stderr.splitlines() if line and FALSE_ALARM not in line]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--page", action="append", default=[], help="NAME=ROUTE")
    parser.add_argument("--pages-only", action="store_true", help="let Nu read the page types only")
    chosen = parser.parse_args()
    checker = nu_checker()
    routes = page_types(chosen.site) | dict(pair.split("=", 1) for pair in chosen.page)
    files = sorted(chosen.site.rglob("*.html"))
    if chosen.pages_only:
        files = [
            chosen.site / (route + "index.html" if route.endswith("/") or not route else route)
            for route in routes.values()
        ]
    found = run_axe(chosen.site, routes) + run_checker(files, checker)
    print("\n".join(found))
    print(f"{len(routes)} page types by axe, {len(files)} pages by Nu: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
