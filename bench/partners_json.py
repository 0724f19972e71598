"""The listings of a site as JSON for the peers: what the gate let out, labelled, with routes; levels worked out.

    python bench/partners_json.py SITE_FOLDER AS_OF OUT_FOLDER

This gives the peers more than they would have to find out themselves: joins, levels, visibility, labels and addresses.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.audience.gate import publish, visibility_of
from generator.audience.publication import Audience
from generator.audience.roster import rosters
from generator.errors import Problems
from generator.intake import read_site
from generator.pages.cards import card_of
from generator.pages.facets import FACETS, Labels
from generator.pages.listing import listing_page
from generator.pages.names import letter_of
from generator.pages.solution_cards import solution_cards
from generator.pages.solutions import solution_pages
from generator.pages.texts import by_name
from generator.pipeline.opening import open_directory
from generator.pipeline.texts import frame_for
from generator.render.assets import Assets
from generator.render.logos import monogram

TAXONOMIES = ("country", "industry", "technology", "level", "language", "type")


def main() -> None:
    """Write `partners.json` and `solutions.json`."""
    site_folder, as_of, out = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(sys.argv[3])
    config = site_folder / "site.yml"
    site = read_site(config)
    opened = open_directory(config, site, Problems())
    frame = frame_for(opened, Audience.CUSTOMERS, Assets(names={"site.css": "css/site.css"}, files=()))
    labels = Labels(opened.exports.vocabulary, opened.programs.values(), site.language)
    roster = rosters(opened.exports.profiles(), as_of)[Audience.CUSTOMERS]
    with (out / "partners.json").open("wb") as partners, (out / "solutions.json").open("wb") as solutions:
        first_partner = first_solution = True
        for partner in opened.exports.partners():
            decision = visibility_of(partner, Audience.CUSTOMERS, as_of)
            outcomes = (
                [engine.outcome(partner, as_of, opened.relatives(partner)) for engine in opened.engines.values()]
                if decision.visible
                else []
            )
            listing = publish(partner, decision, as_of, outcomes, opened.programs, roster.sisters(partner.profile))
            if listing is None:
                continue
            facets = labels.of(listing)
            card = card_of(listing, labels, monogram(listing.name, listing.id).route, facets)
            page = listing_page(listing, frame, labels, card.logo)
            terms = {FACETS[facet]: [value.label for value in facets[facet]] for facet in TAXONOMIES}
            terms["letters"] = [letter_of(by_name(card.name, card.key))]
            entry = {
                "card": card,
                "page": page.context,
                "taxonomies": terms,
                "structured": page.context.head.structured,
            }
            partners.write((b"[" if first_partner else b",\n") + msgspec.json.encode(entry))
            first_partner = False
            cards = solution_cards(listing, card, labels)
            for short, made in zip(cards, solution_pages(listing, card, frame, labels), strict=True):
                context = made.context
                entry = {
                    "card": short,
                    "partner": card,
                    "page": {
                        **{"head": context.head, "solution": context.solution},
                        "description": context.solution.description or "",
                    },
                    "others": context.others,
                    "taxonomies": {"showcase": ["Showcase"]} if short.showcase else {},
                    "structured": context.head.structured,
                }
                solutions.write((b"[" if first_solution else b",\n") + msgspec.json.encode(entry))
                first_solution = False
        partners.write(b"[]" if first_partner else b"]")
        solutions.write(b"[]" if first_solution else b"]")


if __name__ == "__main__":
    main()
