"""Teaming, on the partners' site only: who offers and seeks what, by technology, industry and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from generator.audience.publication import Teaming
from generator.model.vocabulary import slugify
from generator.pages.browse import facet_titles
from generator.pages.cards import Card
from generator.pages.facets import FACETS, Labels
from generator.pages.frame import Context, CountedLink, Frame, Head, Link, Paging
from generator.pages.page import Page
from generator.pages.paging import paged
from generator.pages.texts import by_name, folded
from generator.wording import Wording

TEAMING = "teaming/"
_GROUPED = ("technology", "industry", "country")
_REGION = "region"


class TeamingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What one partner offers and seeks, and where; texts as the partner wrote them."""

    card: Card
    teaming: Teaming


class TeamingIndex(msgspec.Struct, frozen=True, kw_only=True):
    """One way to narrow: a title and its values, each with the number of partners."""

    id: str
    title: str
    links: tuple[CountedLink, ...]


class TeamingContext(Context, frozen=True, kw_only=True):
    """Context of `pages/teaming.html`: one page of entries by name, all or those of one value.

    `indexes` stand on `teaming/` alone; `offering` and `seeking` say how many of all entries do.
    """

    title: str
    entries: tuple[TeamingEntry, ...]
    offering: int
    seeking: int
    indexes: tuple[TeamingIndex, ...]
    paging: Paging


class _Group(msgspec.Struct, kw_only=True):
    """The entries of one value, in the order of names."""

    kind: str
    slug: str
    label: str
    entries: list[TeamingEntry]

    @property
    def route(self) -> str:
        folder = "regions" if self.kind == _REGION else FACETS[self.kind]
        return f"{TEAMING}{folder}/{self.slug}/"


def teaming_pages(entries: Sequence[TeamingEntry], frame: Frame, labels: Labels) -> Iterator[Page]:
    """`teaming/` and its further pages. Call it for the partners' site only."""
    words = frame.words
    ordered = sorted(entries, key=lambda entry: by_name(entry.card.name, entry.card.key))
    groups = _groups(ordered, labels)
    titles = facet_titles(words) | {_REGION: words.gettext("Regions where they team")}
    indexes = tuple(
        TeamingIndex(
            id=kind,
            title=titles[kind],
            links=tuple(
                CountedLink(label=group.label, route=group.route, count=len(group.entries), slug=group.slug)
                for group in found
            ),
        )
        for kind, found in groups.items()
        if found
    )
    yield from _sequence(ordered, TEAMING, words.gettext("Teaming"), indexes, frame)
    for found in groups.values():
        for group in found:
            yield from _sequence(group.entries, group.route, _title(group, words), (), frame)


def _groups(ordered: Sequence[TeamingEntry], labels: Labels) -> Mapping[str, list[_Group]]:
    """The values that entries have, by label, under technology, industry, region and country."""
    found: dict[str, dict[str, _Group]] = {"technology": {}, "industry": {}, _REGION: {}, "country": {}}
    for entry in ordered:
        values = [(kind, slug, labels.value(kind, slug).label) for kind in _GROUPED for slug in entry.card.facets[kind]]
        regions = {slugify(region): region for region in reversed(entry.teaming.regions)}
        values += [(_REGION, slug, region) for slug, region in regions.items() if slug]
        for kind, slug, label in values:
            group = found[kind].setdefault(slug, _Group(kind=kind, slug=slug, label=label, entries=[]))
            group.entries.append(entry)
    return {
        kind: sorted(groups.values(), key=lambda group: (folded(group.label), group.slug))
        for kind, groups in found.items()
    }


def _title(group: _Group, words: Wording) -> str:
    if group.kind == "technology":
        return words.gettext("Teaming in %(technology)s", technology=group.label)
    if group.kind == "industry":
        return words.gettext("Teaming for customers in %(industry)s", industry=group.label)
    if group.kind == _REGION:
        return words.gettext("Teaming across %(region)s", region=group.label)
    return words.gettext("Teaming with partners in %(country)s", country=group.label)


def _sequence(
    entries: Sequence[TeamingEntry], route: str, title: str, indexes: tuple[TeamingIndex, ...], frame: Frame
) -> Iterator[Page]:
    words = frame.words
    offering = sum(bool(entry.teaming.offers) for entry in entries)
    seeking = sum(bool(entry.teaming.seeks) for entry in entries)
    for page_route, shown, paging in paged(entries, route, frame.page_size):
        page_title = title
        if paging.number > 1:
            page_title = words.gettext("%(title)s, page %(number)s", title=title, number=words.number(paging.number))
        yield Page(
            route=page_route,
            template="pages/teaming.html",
            context=TeamingContext(
                head=Head(
                    title=page_title,
                    description=words.gettext("What partners offer to other partners, and what they seek."),
                    route=page_route,
                    breadcrumbs=() if route == TEAMING else (Link(label=words.gettext("Teaming"), route=TEAMING),),
                    section=TEAMING,
                    previous=paging.previous,
                    next=paging.next,
                    scripts=("js/teaming.js",),
                ),
                title=title,
                entries=tuple(shown),
                offering=offering,
                seeking=seeking,
                indexes=indexes if paging.number == 1 else (),
                paging=paging,
            ),
        )
