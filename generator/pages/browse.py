"""Browse pages: an index for every facet with its values and counts, and the numbered pages of each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from generator.pages.cards import Card
from generator.pages.facets import FACETS, FacetValue
from generator.pages.frame import Context, CountedLink, Frame, Head, Link, Paging
from generator.pages.index import FacetIndex
from generator.pages.level_strip import level_meaning
from generator.pages.page import Page
from generator.pages.paging import paged, steadily_paged
from generator.pages.routes import program_route
from generator.pages.structured import breadcrumb_list
from generator.wording import Wording

BROWSED = ("country", "industry", "technology", "level", "language", "type")
"""The facets with browse pages of their own (a program has its program page)."""


class BrowseGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Values under one heading: a part of the world, a wider value (then with a route), a program, or nothing.

    `marks` gives the level marks of the values, in their order, as (rank, of); empty for other facets. `anchor` is the
    id of the heading, where other pages link to it.
    """

    label: str
    route: str | None
    count: int
    values: tuple[CountedLink, ...]
    marks: tuple[tuple[int, int], ...] = ()
    anchor: str = ""


class BrowseContext(Context, frozen=True, kw_only=True):
    """Everything `pages/browse.html` shows: the index of one facet. `others` lead to the other indexes."""

    facet: str
    title: str
    groups: tuple[BrowseGroup, ...]
    others: tuple[Link, ...]


class CardGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Cards under one heading; an empty heading is not shown."""

    heading: str
    cards: Sequence[Card]


class ValueContext(Context, frozen=True, kw_only=True):
    """Everything `pages/value.html` shows: one page of the cards of one facet value.

    `query` is the search with this value chosen; `narrower` are the values below it; `rank` of `of` is its level
    mark (0 of 0 for other facets) and `program_route` the program's page.
    """

    facet: str
    slug: str
    title: str
    intro: str
    rank: int
    of: int
    program_route: str | None
    narrower: tuple[CountedLink, ...]
    groups: tuple[CardGroup, ...]
    paging: Paging
    query: str


IN_THE_FOOT = frozenset({"country", "industry", "technology", "level"})
"""Facets whose index the foot of every page leads to: it stands even where nothing has a value yet."""


def facet_titles(words: Wording) -> dict[str, str]:
    """What the index of each facet is called."""
    return {
        "country": words.gettext("Countries"),
        "industry": words.gettext("Industries"),
        "technology": words.gettext("Technologies"),
        "level": words.gettext("Levels"),
        "language": words.gettext("Languages"),
        "type": words.gettext("Types of partner"),
    }


def browsed(index: FacetIndex) -> list[str]:
    """The facets with pages: those that have values, and those that each page leads to."""
    return [facet for facet in BROWSED if facet in IN_THE_FOOT or index.values(facet)]


def browse_pages(facet: str, index: FacetIndex, frame: Frame) -> Iterator[Page]:
    """The index page of a facet, then the pages of its values."""
    titles = facet_titles(frame.words)
    others = tuple(Link(label=titles[other], route=f"{FACETS[other]}/") for other in browsed(index) if other != facet)
    yield _index_page(facet, titles[facet], others, index, frame)
    values = index.values(facet)
    narrower: dict[str, list[CountedLink]] = {}
    for value in values:
        if value.parent:
            narrower.setdefault(value.parent, []).append(index.link(value))
    for value in values:
        yield from _value_pages(value, titles[facet], tuple(narrower.get(value.slug, ())), index, frame)


def _index_page(facet: str, title: str, others: tuple[Link, ...], index: FacetIndex, frame: Frame) -> Page:
    words = frame.words
    number = len(index.values(facet))
    route = f"{FACETS[facet]}/"
    return Page(
        route=route,
        template="pages/browse.html",
        context=BrowseContext(
            head=Head(
                title=words.gettext("Partners by %(facet)s", facet=title.lower()),
                description=words.ngettext(
                    "%(num)s entry leads to the partners of %(site)s.",
                    "%(num)s entries lead to the partners of %(site)s.",
                    number,
                    site=frame.site_name,
                ),
                route=route,
                breadcrumbs=(Link(label=words.gettext("Partners"), route="partners/"),),
                section="partners/",
            ),
            facet=facet,
            title=title,
            groups=tuple(_groups(facet, index)),
            others=others,
        ),
    )


def _groups(facet: str, index: FacetIndex) -> Iterator[BrowseGroup]:
    if facet == "country":
        for label, slug, countries in index.regions():
            group = _group(label, None, index.together(countries), countries, index)
            yield msgspec.structs.replace(group, anchor=slug)
        return
    if facet == "level":
        yield from level_groups(index)
        return
    values = index.values(facet)
    wide = [value for value in values if value.parent is None]
    below = {value.slug: [narrow for narrow in values if narrow.parent == value.slug] for value in wide}
    for value in wide:
        if below[value.slug]:
            yield _group(value.label, value.route, index.count(value), below[value.slug], index)
    alone = [value for value in wide if not below[value.slug]]
    if alone:
        yield _group("", None, index.together(alone), alone, index)


def level_groups(index: FacetIndex) -> Iterator[BrowseGroup]:
    """The levels that are shown, highest first, a group for each program."""
    for program in index.labels.programs.values():
        ranked = [(rank, index.labels.levels[program.id, level.id]) for rank, level in enumerate(program.levels, 1)]
        shown = [(rank, value) for rank, value in reversed(ranked) if index.count(value)]
        if shown:
            levels = [value for _, value in shown]
            group = _group(program.title, program_route(program.id), index.together(levels), levels, index)
            yield msgspec.structs.replace(group, marks=tuple((rank, len(ranked)) for rank, _ in shown))


def _group(label: str, route: str | None, count: int, values: Sequence[FacetValue], index: FacetIndex) -> BrowseGroup:
    return BrowseGroup(label=label, route=route, count=count, values=tuple(map(index.link, values)))


def _value_pages(
    value: FacetValue, facet_title: str, narrower: tuple[CountedLink, ...], index: FacetIndex, frame: Frame
) -> Iterator[Page]:
    words = frame.words
    title, intro, rank, of, rules = _described(value, index, words)
    crumbs = [Link(label=words.gettext("Partners"), route="partners/")]
    crumbs.append(Link(label=facet_title, route=f"{FACETS[value.facet]}/"))
    if value.parent:
        wider = index.labels.value(value.facet, value.parent)
        crumbs.append(Link(label=wider.label, route=wider.route))
    for route, groups, paging in _pages(value, index, frame.page_size):
        page_title = title
        if paging.number > 1:
            page_title = words.gettext("%(title)s, page %(number)s", title=title, number=words.number(paging.number))
        said = page_title
        if paging.total:
            counted = words.ngettext("%(num)s partner", "%(num)s partners", paging.total)
            said = f"{title}: {counted}"
        yield Page(
            route=route,
            template="pages/value.html",
            context=ValueContext(
                head=Head(
                    title=page_title,
                    description=f"{said}. {intro}".strip(),
                    route=route,
                    breadcrumbs=tuple(crumbs),
                    structured=(breadcrumb_list(crumbs, title, value.route, frame),),
                    section="partners/",
                    previous=paging.previous,
                    next=paging.next,
                ),
                facet=value.facet,
                slug=value.slug,
                title=title,
                intro=intro,
                rank=rank,
                of=of,
                program_route=rules,
                narrower=narrower if paging.number == 1 else (),
                groups=groups,
                paging=paging,
                query=f"search/?{value.facet}={value.slug}",
            ),
        )


def _described(value: FacetValue, index: FacetIndex, words: Wording) -> tuple[str, str, int, int, str | None]:
    """Title, introduction, level mark (rank, of) and program page of a value."""
    name = value.label
    if value.facet == "level":
        program_id, level_id = value.slug.split(":")
        program = index.labels.programs[program_id]
        rank = 1 + [level.id for level in program.levels].index(level_id)
        title = words.gettext("%(level)s partners in %(program)s", level=name, program=program.title)
        return title, level_meaning(program, rank, words), rank, len(program.levels), program_route(program_id)
    titles = {
        "country": words.gettext("Partners in %(name)s", name=name),
        "industry": words.gettext("Partners for %(name)s", name=name),
        "technology": words.gettext("Partners for %(name)s", name=name),
        "language": words.gettext("Partners who speak %(name)s", name=name),
        "type": words.gettext("Partners of type %(name)s", name=name),
    }
    return titles[value.facet], "", 0, 0, None


def _city(card: Card, country: str) -> tuple[str, str]:
    """Region and city of a card's first location in a country."""
    return next(((region, city) for slug, region, city in card.cities if slug == country), ("", ""))


def _pages(value: FacetValue, index: FacetIndex, size: int) -> Iterator[tuple[str, tuple[CardGroup, ...], Paging]]:
    """The pages of a value: countries city by city, all others in the order of cards."""
    if value.facet != "country":
        for route, shown, paging in steadily_paged(index.pages_of(value, size), value.route):
            yield route, (CardGroup(heading="", cards=shown),), paging
        return
    cards, cities = index.of(value).ordered(lambda card: _city(card, value.slug))
    for route, shown, paging in paged(cards, value.route, size):
        there = groupby(range(len(shown)), key=lambda place: cities[paging.first - 1 + place])
        yield route, tuple(_city_group(city, shown, list(places)) for city, places in there), paging


def _city_group(city: tuple[str, ...], cards: Sequence[Card], places: Sequence[int]) -> CardGroup:
    heading = " – ".join(dict.fromkeys(part for part in city if part))
    return CardGroup(heading=heading, cards=cards[places[0] : places[-1] + 1])
