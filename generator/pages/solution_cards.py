"""Solution cards: the short entry of a solution, for the catalogue, the showcase and the home page."""

from __future__ import annotations

from datetime import date

import msgspec

from generator.audience.publication import Listing, PublishedSolution
from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.routes import key_of, slug_of, solution_route

SOLUTION_CARD = "partials/solution_card.html"
"""The template of a solution's card."""


class SolutionCard(msgspec.Struct, frozen=True, kw_only=True):
    """The short entry of one solution. Routes are relative to the site's root.

    `partner_*` are of the listing that publishes it (`partner_rank`: its highest level mark); `industries` and
    `technologies` are labels; `experiences` is how many validated customer experiences it has.
    """

    id: str
    key: str
    name: str
    slug: str
    route: str
    summary: str | None
    partner_name: str
    partner_route: str
    partner_place: str
    partner_logo: str
    partner_rank: int
    industries: tuple[str, ...]
    technologies: tuple[str, ...]
    published_on: date | None
    showcase: bool
    validated: bool
    experiences: int


def solution_cards(listing: Listing, card: Card, labels: Labels) -> tuple[SolutionCard, ...]:
    """One card for every published solution of a listing, in the listing's order; `card` is the listing's."""
    return tuple(_solution_card(solution, card, labels) for solution in listing.solutions)


def _solution_card(solution: PublishedSolution, card: Card, labels: Labels) -> SolutionCard:
    return SolutionCard(
        id=solution.solution_id,
        key=key_of(solution.solution_id),
        name=solution.name,
        slug=slug_of(solution.solution_id, solution.name),
        route=solution_route(solution.solution_id, solution.name),
        summary=solution.summary,
        partner_name=card.name,
        partner_route=card.route,
        partner_place=card.place,
        partner_logo=card.logo,
        partner_rank=card.rank,
        industries=labels.names("industry", solution.industries),
        technologies=labels.names("technology", solution.technologies),
        published_on=solution.published_on,
        showcase=solution.showcase,
        validated=solution.validated,
        experiences=len(solution.experiences),
    )
