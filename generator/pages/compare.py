"""Comparison without a server: `compare.html` and the small files it reads.

The facts of each listing stand in `data/compare/<first two characters of its key>.json`, an object by key: 1,024 files
at most, so that a comparison loads at most six small ones and a night rewrites only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from generator.audience.publication import Listing
from generator.pages.browse import facet_titles
from generator.pages.cards import Card
from generator.pages.facets import Labels
from generator.pages.frame import Context, Frame, Head, Link
from generator.pages.page import Page, RawFile
from generator.pages.routes import solution_route
from generator.wording import Wording

COMPARE = "compare.html"
MOST = 6
"""Listings that stand side by side."""

_LISTED = ("industry", "technology", "type", "language", "country")


class ComparedLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Participation in a program; `label` is "" where no level is shown. `since` is written out."""

    label: str = ""
    rank: int = 0
    of: int
    since: str = ""


class CompareEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The facts of one listing that a comparison shows, labelled.

    `levels` is by program; `facts` maps the id of a row (see `CompareRow`) to its values, rows without values left
    out; `solutions` lead to their pages. Routes are relative to the site's root.
    """

    key: str
    name: str
    route: str
    logo: str
    place: str
    tagline: str = ""
    levels: dict[str, ComparedLevel] = {}
    facts: dict[str, tuple[str, ...]] = {}
    solutions: tuple[Link, ...] = ()


class CompareRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the comparison: the id that entries use and its words.

    Each program has the rows `level:<program>` and `skills:<program>`.
    """

    id: str
    label: str


class CompareContext(Context, frozen=True, kw_only=True):
    """Context of `pages/compare.html`: rows to fill, the marks of levels as (rank, of), how many fit side by side."""

    rows: tuple[CompareRow, ...]
    marks: tuple[tuple[int, int], ...]
    most: int


def compare_entry(listing: Listing, card: Card, frame: Frame, labels: Labels) -> CompareEntry:
    """The entry of one listing, made in the chunk that renders it."""
    words = frame.words
    return CompareEntry(
        key=card.key,
        name=listing.name,
        route=card.route,
        logo=card.logo,
        place=card.place,
        tagline=listing.tagline or "",
        levels={
            level.program: ComparedLevel(
                label=level.label or "",
                rank=level.rank,
                of=level.of,
                since="" if level.since is None else words.gettext("since %(date)s", date=words.date(level.since)),
            )
            for level in card.levels
        },
        facts={row: values for row, values in _facts(listing, labels, words) if values},
        solutions=tuple(
            Link(label=solution.name, route=solution_route(solution.solution_id, solution.name))
            for solution in listing.solutions
        ),
    )


def _facts(listing: Listing, labels: Labels, words: Wording) -> Iterator[tuple[str, tuple[str, ...]]]:
    for facet, values in (
        ("industry", listing.industries),
        ("technology", listing.technologies),
        ("type", listing.types),
        ("language", listing.languages),
    ):
        yield facet, labels.names(facet, values)
    countries = dict.fromkeys(location.country for location in listing.locations)
    yield "country", tuple(labels.country(code).label for code in countries)
    yield "offices", (words.number(len(listing.locations)),)
    yield "services", listing.services
    validated = sum(len(solution.experiences) for solution in listing.solutions)
    yield "experiences", (words.number(validated),) if validated else ()
    for program, areas in groupby(listing.skills, key=lambda area: area.program):
        yield f"skills:{program}", tuple(f"{area.area}: {words.number(area.skills)}" for area in areas)
    yield "listed", () if listing.listed_since is None else (words.date(listing.listed_since),)


def compare_line(entry: CompareEntry) -> bytes:
    """An entry as it stands in its file: `"<key>":{…}`."""
    return msgspec.json.encode(entry.key) + b":" + msgspec.json.encode(entry)


def compare_buckets(lines: Iterable[bytes]) -> Iterator[RawFile]:
    """`data/compare/<prefix>.json` from the lines of all entries in the order of keys."""
    for prefix, bucket in groupby(lines, key=lambda line: line[1:3]):
        yield RawFile(route=f"data/compare/{prefix.decode('ascii')}.json", content=b"{" + b",".join(bucket) + b"}\n")


def compare_page(taken_part: Iterable[str], frame: Frame, labels: Labels) -> Page:
    """`compare.html`: rows without columns, which a script adds for the keys in its address.

    Programs have rows where somebody takes part in them (`taken_part`).
    """
    words = frame.words
    somebody = set(taken_part)
    programs = [program for program in labels.programs.values() if program.id in somebody]
    titles = facet_titles(words)
    return Page(
        route=COMPARE,
        template="pages/compare.html",
        context=CompareContext(
            head=Head(
                title=words.gettext("Compare partners"),
                description=words.gettext("Up to six partners side by side, with what sets them apart."),
                route=COMPARE,
                section=COMPARE,
                indexed=False,
                scripts=("js/compare.js",),
            ),
            rows=(
                *(CompareRow(id=f"level:{program.id}", label=program.title) for program in programs),
                *(CompareRow(id=facet, label=titles[facet]) for facet in _LISTED),
                CompareRow(id="offices", label=words.gettext("Locations")),
                CompareRow(id="services", label=words.gettext("Services")),
                CompareRow(id="solutions", label=words.gettext("Solutions")),
                CompareRow(id="experiences", label=words.gettext("Validated customer experiences")),
                *(
                    CompareRow(
                        id=f"skills:{program.id}",
                        label=words.gettext("Skills counted in %(program)s", program=program.title),
                    )
                    for program in programs
                ),
                CompareRow(id="listed", label=words.gettext("Listed since")),
            ),
            marks=tuple(
                dict.fromkeys(
                    (rank, len(program.levels)) for program in programs for rank in range(1, len(program.levels) + 1)
                )
            ),
            most=MOST,
        ),
    )
