"""The page plan of the first pass: every address that an id or a name decides, with its source.

Two sources that claim one address are an error before anything is written. Further pages of a browse page lie in
numbered folders of their own, and listings, badges and redirects are told apart by the partner's key alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.audience.roster import Roster
from generator.errors import Origin, Problems
from generator.model.program import Program
from generator.pages.facets import FACETS
from generator.pages.faq import FaqCollection
from generator.pages.routes import file_of, key_of, program_route
from generator.pages.text_pages import TextPage

OWN_ROUTES = ("", "404.html", "compare.html", "robots.txt", "sitemap.xml", "opensearch.xml", "_headers", "_redirects")
"""Leaf files that the generator itself makes at the root of a site."""

_PLACES = "assets badges changes data faq logos monograms partners programs search sitemaps showcase solutions teaming"
OWN_FOLDERS = frozenset(_PLACES.split(" ")) | frozenset(FACETS.values())
"""Folders at the root of a site; `levels.html` beside `levels/` would be one address on hosts that drop `.html`."""


def check_plan(
    rosters: Iterable[Roster],
    programs: Iterable[Program],
    faq: Iterable[FaqCollection],
    texts: Iterable[TextPage],
    problems: Problems,
    origin_of: Callable[[str], Origin],
) -> None:
    """Add an error for every address that two sources claim, naming both (routes compare without case).

    `origin_of` tells where the profile of a partner stands.
    """
    _check_keys(rosters, problems, origin_of)
    own = (*OWN_ROUTES, *(f"{folder}/" for folder in OWN_FOLDERS))
    taken = {file_of(route).casefold(): ("a page of the generator", Origin("build.py")) for route in own}
    for route, words, origin in _claims(programs, faq, texts):
        file = file_of(route)
        first = taken.setdefault(file.casefold(), (words, origin))
        if first != (words, origin):
            problems.error(
                "route-collision",
                f"{words} and {first[0]} ({first[1]}) would both be {file}.",
                origin,
                hint="Rename one of them.",
            )


def _check_keys(rosters: Iterable[Roster], problems: Problems, origin_of: Callable[[str], Origin]) -> None:
    everybody = dict.fromkeys(identifier for roster in rosters for identifier in roster.visible)
    first: dict[str, str] = {}
    for identifier in everybody:
        other = first.setdefault(key_of(identifier), identifier)
        if other != identifier:
            problems.error(
                "key-collision",
                f'the partners "{other}" and "{identifier}" have the same key {key_of(identifier)}.',
                origin_of(identifier),
                column="partner_id",
                value=identifier,
                hint="One of the two ids has to change.",
            )


def _claims(
    programs: Iterable[Program], faq: Iterable[FaqCollection], texts: Iterable[TextPage]
) -> Iterator[tuple[str, str, Origin]]:
    """Route, what claims it in words, and where that stands."""
    for program in programs:
        yield program_route(program.id), f'the program "{program.id}"', program.origin
    for collection in faq:
        yield f"faq/{collection.slug}.html", f'the FAQ collection "{collection.slug}"', collection.origin
    for page in texts:
        if page.slug in OWN_FOLDERS:
            yield f"{page.slug}/", f'the page "{page.slug}"', page.document.origin
        yield page.route, f'the page "{page.slug}"', page.document.origin
