"""The main part of each kind of page, as it stands in `golden/`.

`pytest tests/pages --update-golden` rewrites it; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.pages.listing import listing_page
from generator.pages.page import Page
from generator.pages.solution_cards import solution_cards
from generator.pages.solutions import solution_pages
from generator.render.environment import Renderer
from tests.pages.sample import (
    ARABIC,
    AS_OF,
    BARE,
    FULL,
    JAPANESE,
    LABELS,
    TEMPLATES,
    assets,
    card,
    frame,
    gathering_pages,
)

GOLDEN = Path(__file__).parent / "golden"
SITE = frame(assets())
RENDERER = Renderer([TEMPLATES], SITE)
LISTINGS = (FULL, BARE, ARABIC, JAPANESE)
CARDS = [card(listing) for listing in LISTINGS]
SOLUTIONS = list(solution_cards(FULL, CARDS[0], LABELS))


def pages() -> dict[str, Page]:
    gathered = {page.route: page for page in gathering_pages(CARDS, SOLUTIONS, SITE, LABELS, AS_OF)}
    return {
        "home": gathered[""],
        "partners": gathered["partners/"],
        "letter": gathered["partners/a-z/k/"],
        "countries": gathered["countries/"],
        "country": gathered["countries/germany/"],
        "level": gathered["levels/partnerworld/advanced/"],
        "technology": gathered["technologies/system-i/"],
        "solutions": gathered["solutions/"],
        "showcase": gathered["showcase/"],
        "search": gathered["search/"],
        "not-found": gathered["404.html"],
        "solution": next(solution_pages(FULL, CARDS[0], SITE, LABELS)),
        "listing-full": listing_page(FULL, SITE, LABELS, CARDS[0].logo),
        "listing-bare": listing_page(BARE, SITE, LABELS, CARDS[1].logo),
        "listing-arabic": listing_page(ARABIC, SITE, LABELS, CARDS[2].logo),
    }


def main_part(html: str) -> str:
    return html[html.index("<main") : html.index("</main>") + len("</main>")] + "\n"


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_main_part_is_as_it_was(name: str, update_golden: bool) -> None:
    found = main_part(RENDERER.render(pages()[name]).decode("utf-8"))
    path = GOLDEN / f"{name}.html"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.html")} == set(pages())
