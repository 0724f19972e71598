"""Pages of solutions: one for each, the catalogue, the showcase; and the entries that listings show of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from generator.audience.publication import Listing, PublishedExperience, PublishedSolution
from generator.pages.cards import Card
from generator.pages.entries import Chosen, Noted
from generator.pages.facets import Labels
from generator.pages.frame import Context, Frame, Head, Link, Paging
from generator.pages.page import Page
from generator.pages.paging import paged, steadily_paged, steady_cuts
from generator.pages.routes import solution_route
from generator.pages.solution_cards import SolutionCard
from generator.pages.structured import breadcrumb_list, software_application
from generator.pages.texts import DESCRIPTION_LENGTH, by_name, shortened
from generator.wording import Wording

CATALOGUE = "solutions/"
SHOWCASE = "showcase/"


class ExperienceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A validated customer experience; `customer` where it may be named, `decided_on` written out."""

    customer: str | None
    summary: str | None
    decided_on: str | None
    decided_iso: str | None


class SolutionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A solution as listings and its own page show it. `description` is partner-written Markdown."""

    name: str
    route: str
    summary: str | None
    description: str | None
    url: str | None
    products: tuple[str, ...]
    industries: tuple[Link, ...]
    technologies: tuple[Link, ...]
    showcase: bool
    validated: bool
    validated_on: str | None
    published_on: str | None
    experiences: tuple[ExperienceEntry, ...]


class SolutionContext(Context, frozen=True, kw_only=True):
    """Everything `pages/solution.html` shows: the solution, and the card of the partner that offers it."""

    solution: SolutionEntry
    partner: Card
    others: tuple[Link, ...]


class CatalogueContext(Context, frozen=True, kw_only=True):
    """Everything `pages/solutions.html` and `pages/showcase.html` show: one page of solution cards."""

    cards: Sequence[SolutionCard]
    paging: Paging
    showcased: int


def solution_entries(listing: Listing, labels: Labels, words: Wording) -> tuple[SolutionEntry, ...]:
    """The solutions of a listing, in its order."""
    return tuple(_entry(solution, labels, words) for solution in listing.solutions)


def _entry(solution: PublishedSolution, labels: Labels, words: Wording) -> SolutionEntry:
    return SolutionEntry(
        name=solution.name,
        route=solution_route(solution.solution_id, solution.name),
        summary=solution.summary,
        description=solution.description,
        url=solution.url,
        products=solution.products,
        industries=labels.links("industry", solution.industries),
        technologies=labels.links("technology", solution.technologies),
        showcase=solution.showcase,
        validated=solution.validated,
        validated_on=None if solution.validated_on is None else words.date(solution.validated_on),
        published_on=None if solution.published_on is None else words.date(solution.published_on),
        experiences=tuple(_experience(experience, words) for experience in solution.experiences),
    )


def _experience(experience: PublishedExperience, words: Wording) -> ExperienceEntry:
    return ExperienceEntry(
        customer=experience.customer,
        summary=experience.summary,
        decided_on=None if experience.decided_on is None else words.date(experience.decided_on),
        decided_iso=None if experience.decided_on is None else experience.decided_on.isoformat(),
    )


def solution_pages(listing: Listing, card: Card, frame: Frame, labels: Labels) -> Iterator[Page]:
    """One page for every published solution of a listing; `card` is the listing's."""
    words = frame.words
    crumbs = (Link(label=words.gettext("Solutions"), route=CATALOGUE), Link(label=listing.name, route=card.route))
    entries = solution_entries(listing, labels, words)
    for solution, entry in zip(listing.solutions, entries, strict=True):
        summary = entry.summary or words.gettext("A solution by %(partner)s.", partner=listing.name)
        yield Page(
            route=entry.route,
            template="pages/solution.html",
            context=SolutionContext(
                head=Head(
                    title=words.gettext("%(solution)s by %(partner)s", solution=entry.name, partner=listing.name),
                    description=shortened(f"{entry.name}, {listing.name}: {summary}", DESCRIPTION_LENGTH),
                    route=entry.route,
                    breadcrumbs=crumbs,
                    structured=(
                        software_application(solution, listing, frame, labels),
                        breadcrumb_list(crumbs, entry.name, entry.route, frame),
                    ),
                    section=CATALOGUE,
                    kind="article",
                    scripts=("js/listing.js",),
                ),
                solution=entry,
                partner=card,
                others=tuple(Link(label=other.name, route=other.route) for other in entries if other is not entry),
            ),
        )


class Catalogue(Noted[SolutionCard]):
    """All solution cards by name, and those of the showcase by the hash of their id."""

    def __init__(self, cards: Sequence[SolutionCard]) -> None:
        super().__init__(cards)
        self._names: list[bytes] = []
        self._showcased = array("I")

    def add(self, card: SolutionCard) -> None:
        """Note the next card."""
        number = self._note(card.key)
        self._names.append(by_name(card.name, card.key))
        if card.showcase:
            self._showcased.append(number)

    @property
    def named(self) -> Chosen[SolutionCard]:
        """All, by name."""
        return Chosen(self._entries, sorted(range(self.total), key=self._names.__getitem__))

    @property
    def showcased(self) -> Chosen[SolutionCard]:
        """Those of the showcase, by key."""
        return Chosen(self._entries, sorted(self._showcased, key=self._lots.__getitem__))

    def showcase_pages(self, size: int) -> list[Chosen[SolutionCard]]:
        """Those of the showcase, on pages that stay as they are while others change."""
        showcased, lots = self.showcased, sorted(map(self._lots.__getitem__, self._showcased))
        return [showcased[begin:end] for begin, end in pairwise(steady_cuts([0] * len(lots), lots, size))]


def catalogue_pages(catalogue: Catalogue, frame: Frame) -> Iterator[Page]:
    """`solutions/` with its further pages, by name, and `showcase/` with its own, by id hash."""
    words = frame.words
    showcased = len(catalogue.showcased)
    yield from _sequence(
        paged(catalogue.named, CATALOGUE, frame.page_size),
        CATALOGUE,
        "pages/solutions.html",
        words.gettext("Solutions"),
        words.gettext("Solutions that partners offer, with validated customer experiences."),
        showcased,
        frame,
    )
    yield from _sequence(
        steadily_paged(catalogue.showcase_pages(frame.page_size), SHOWCASE),
        SHOWCASE,
        "pages/showcase.html",
        words.gettext("Showcase"),
        words.gettext("Solutions that partners have put in the showcase."),
        showcased,
        frame,
    )


def _sequence(
    pages: Iterable[tuple[str, Sequence[SolutionCard], Paging]],
    route: str,
    template: str,
    title: str,
    description: str,
    showcased: int,
    frame: Frame,
) -> Iterator[Page]:
    above = () if route == CATALOGUE else (Link(label=frame.words.gettext("Solutions"), route=CATALOGUE),)
    for page_route, shown, paging in pages:
        page_title = title
        if paging.number > 1:
            page_title = frame.words.gettext(
                "%(title)s, page %(number)s", title=title, number=frame.words.number(paging.number)
            )
        yield Page(
            route=page_route,
            template=template,
            context=CatalogueContext(
                head=Head(
                    title=page_title,
                    description=description,
                    route=page_route,
                    breadcrumbs=above,
                    section=CATALOGUE,
                    previous=paging.previous,
                    next=paging.next,
                ),
                cards=shown,
                paging=paging,
                showcased=showcased if paging.number == 1 else 0,
            ),
        )
