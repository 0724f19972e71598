"""Writes the sample site to a folder: `python -m tests.pages.build_sample FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from generator.pages.listing import listing_page
from generator.pages.page import RawFile
from generator.pages.routes import file_of
from generator.pages.solution_cards import solution_cards
from generator.pages.solutions import solution_pages
from generator.pages.style_guide import style_guide_page
from generator.render.environment import Renderer
from generator.render.logos import monogram
from tests.pages.sample import AS_OF, LABELS, LISTINGS, TEMPLATES, assets, card, frame, gathering_pages


def write_sample(folder: Path) -> None:
    """Every page of the sample site, its assets and monograms."""
    made = assets()
    site = frame(made)
    renderer = Renderer([TEMPLATES], site)
    cards = {listing.id: card(listing) for listing in LISTINGS}
    solutions = [entry for listing in LISTINGS for entry in solution_cards(listing, cards[listing.id], LABELS)]
    pages = list(gathering_pages(list(cards.values()), solutions, site, LABELS, AS_OF))
    for listing in LISTINGS:
        pages.append(listing_page(listing, site, LABELS, cards[listing.id].logo))
        pages.extend(solution_pages(listing, cards[listing.id], site, LABELS))
    pages.append(style_guide_page(site, cards[LISTINGS[0].id].logo))
    files = [*made.files, *(monogram(listing.name, listing.id) for listing in LISTINGS)]
    files.extend(RawFile(route=page.route, content=renderer.render(page)) for page in pages)
    for file in files:
        path = folder / file_of(file.route)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
