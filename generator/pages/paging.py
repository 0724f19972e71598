"""Numbered pages: how a long sequence is cut, and which page links each of them offers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from generator.pages.frame import Link, Paging
from generator.pages.routes import LOTS, numbered

Entry = TypeVar("Entry", covariant=True)


def paged(entries: Sequence[Entry], route: str, size: int) -> Iterator[tuple[str, Sequence[Entry], Paging]]:
    """The pages of `entries`: route, entries, paging. An empty sequence has one empty page.

    `route` is the folder of the first page; page n has the route `<route><n>/`.
    """
    total = len(entries)
    count = max(1, -(-total // size))
    for number in range(1, count + 1):
        start = (number - 1) * size
        shown = entries[start : start + size]
        first, last = start + 1 if shown else 0, start + len(shown)
        yield numbered(route, number), shown, _paging(route, number, count, first, last, total)


def steadily_paged(parts: Sequence[Sequence[Entry]], route: str) -> Iterator[tuple[str, Sequence[Entry], Paging]]:
    """As `paged`, of entries that are cut already (`steady_cuts`); the first page alone says how many there are."""
    for number, shown in enumerate(parts, start=1):
        total = sum(map(len, parts)) if number == 1 else 0
        yield numbered(route, number), shown, _paging(route, number, len(parts), 0, 0, total)


def steady_cuts(ranks: Sequence[int], lots: Sequence[int], size: int) -> list[int]:
    """Where pages of about `size` entries begin, and where the last one ends, so that an entry that comes, goes or
    moves changes its own pages only.

    Entries are in the order of their ranks and, among equals, of their lots (`routes.lot_of`). The entries of one rank
    are dealt to pages by their lot, evenly spread; how many pages a rank has changes in steps. Ranks too small for a
    page share one with each other or with the first entries of the next rank. What fits on one page stands on one.
    """
    total = len(ranks)
    cuts = {0}
    begin = start = 0
    if total > size:
        for _, group in groupby(ranks):
            end = start + sum(1 for _ in group)
            pages = _whole_pages(end - begin, size)
            if pages:
                cuts |= {bisect_left(lots, LOTS * part // pages, start, end) for part in range(1, pages)}
                cuts.add(end)
                begin = end
            start = end
    return [*sorted(cuts - {total} | {0}), total]


def _whole_pages(count: int, size: int) -> int:
    """How many pages of about `size`: to the nearest, and of many to the nearest eighth or sixteenth of them."""
    step = 1 << max(0, (count // size).bit_length() - 4)
    return (2 * count + size * step) // (2 * size * step) * step


def _paging(route: str, number: int, count: int, first: int, last: int, total: int) -> Paging:
    return Paging(
        number=number,
        count=count,
        first=first,
        last=last,
        total=total,
        pages=_offered(route, number, count) if count > 1 else (),
        previous=numbered(route, number - 1) if number > 1 else None,
        next=numbered(route, number + 1) if number < count else None,
    )


def _offered(route: str, number: int, count: int) -> tuple[Link | None, ...]:
    """Links to the first and last page and to those around this one; a gap of one page is that page."""
    near = {1, count, *range(max(1, number - 1), min(count, number + 1) + 1)}
    near |= {page for page in range(2, count) if page - 1 in near and page + 1 in near}
    offered: list[Link | None] = []
    before = 0
    for page in sorted(near):
        if page != before + 1:
            offered.append(None)
        offered.append(Link(label=str(page), route=numbered(route, page)))
        before = page
    return tuple(offered)
