"""The style guide: every component in every state, on one page. `serve` shows it; it is never published."""

from __future__ import annotations

from datetime import date

from generator.pages.cards import Card, CardLevel
from generator.pages.frame import Context, CountedLink, Frame, Head, Link, Paging
from generator.pages.page import Page
from generator.pages.solution_cards import SolutionCard
from generator.wording import Wording

STYLE_GUIDE = "style-guide.html"

_PROSE = """A paragraph with **strong words**, *stressed words*, `code` and [a link](https://partner.example).

## A heading

- one point
- another, which is long enough to run over the end of the line and show where the next line of the same point begins

1. first
2. second

> A quotation.
"""


class StyleGuideContext(Context, frozen=True, kw_only=True):
    """Everything `pages/style_guide.html` shows: invented entries, from the shortest to the longest.

    `marks` are level marks as (rank, of, word); `prose` is Markdown.
    """

    marks: tuple[tuple[int, int, str], ...]
    links: tuple[CountedLink, ...]
    letters: tuple[CountedLink, ...]
    cards: tuple[Card, ...]
    solution_cards: tuple[SolutionCard, ...]
    paging: Paging
    prose: str


def style_guide_page(frame: Frame, logo: str) -> Page:
    """The page; `logo` is the route of any logo or monogram that the site has."""
    long = "Rechenzentrumsinfrastrukturdienstleistungsgesellschaft Nord-Ost mbH & Co. KGaA (Nachfolgerin)"
    return Page(
        route=STYLE_GUIDE,
        template="pages/style_guide.html",
        context=StyleGuideContext(
            head=Head(
                title="Style guide",
                description="Every component in every state.",
                route=STYLE_GUIDE,
                breadcrumbs=(Link(label="Partners", route="partners/"),),
                indexed=False,
                scripts=("js/listing.js",),
            ),
            marks=(
                (0, 3, "Participant"),
                (1, 3, "Member"),
                (2, 3, "Advanced"),
                (3, 3, "Premier"),
                (3, 5, "Third of five"),
            ),
            links=(
                CountedLink(label="Healthcare", route="partners/", count=28),
                CountedLink(
                    label="Transport, logistics and everything that moves between them", route="partners/", count=1
                ),
                CountedLink(label="Retail", route="partners/", count=12_345),
            ),
            letters=tuple(CountedLink(label=letter, route="partners/", count=7, slug=letter) for letter in "ABCXYZ"),
            cards=(
                _card("Bo", "Kenya", None, (), (), logo, frame.words),
                _card(
                    "Kranichwerk Systemhaus",
                    "Hamburg, Germany",
                    "Storage for cranes",
                    (2,),
                    ("Storage",),
                    logo,
                    frame.words,
                ),
                _card(
                    long,
                    "Neustadt an der Donau, Germany",
                    "A tagline that goes on " * 9,
                    (3, 1),
                    ("One", "Two", "Three", "Four"),
                    logo,
                    frame.words,
                ),
                _card(
                    "شركة النخيل",
                    "دبي, United Arab Emirates",
                    "حلول أمن الشبكات",
                    (1,),
                    ("Security",),
                    logo,
                    frame.words,
                ),
            ),
            solution_cards=(
                _solution("Hafenblick", "Shows what a terminal will need.", True, 2, logo),
                _solution(long, None, False, 0, logo),
            ),
            paging=Paging(
                number=5,
                count=20,
                first=201,
                last=250,
                total=1_000,
                pages=tuple(Link(label=str(n), route="partners/") if n else None for n in (1, 0, 4, 5, 6, 0, 20)),
                previous="partners/",
                next="partners/",
            ),
            prose=_PROSE,
        ),
    )


def _card(
    name: str,
    place: str,
    tagline: str | None,
    ranks: tuple[int, ...],
    terms: tuple[str, ...],
    logo: str,
    words: Wording,
) -> Card:
    labels = ("Member", "Advanced", "Premier")
    return Card(
        id=name,
        key=f"guide-{len(name)}",
        name=name,
        slug="",
        route="partners/",
        place=place,
        tagline=tagline,
        logo=logo,
        levels=tuple(
            CardLevel(
                program="sample",
                program_title=words.gettext("Sample program"),
                level=labels[rank - 1].lower(),
                label=labels[rank - 1],
                rank=rank,
                of=3,
                since=date(2026, 3, 3),
            )
            for rank in ranks
        ),
        technologies=terms,
        facets={},
        points=(),
        listed_since=None,
        solutions=0,
    )


def _solution(name: str, summary: str | None, validated: bool, experiences: int, logo: str) -> SolutionCard:
    return SolutionCard(
        id=name,
        key=f"guide-{len(name)}",
        name=name,
        slug="",
        route="solutions/",
        summary=summary,
        partner_name="Kranichwerk Systemhaus",
        partner_route="partners/",
        partner_place="Hamburg, Germany",
        partner_logo=logo,
        partner_rank=2,
        industries=(),
        technologies=(),
        published_on=None,
        showcase=validated,
        validated=validated,
        experiences=experiences,
    )
