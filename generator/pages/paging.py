"""Numbered pages: how a long sequence is cut, and which page links each of them offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from generator.pages.frame import Link, Paging
from generator.pages.routes import numbered

Entry = TypeVar("Entry")


def paged(entries: Sequence[Entry], route: str, size: int) -> Iterator[tuple[str, Sequence[Entry], Paging]]:
    """The pages of `entries`: route, entries, paging. An empty sequence has one empty page.

    `route` is the folder of the first page; page n has the route `<route><n>/`.
    """
    total = len(entries)
    count = max(1, -(-total // size))
    for number in range(1, count + 1):
        start = (number - 1) * size
        shown = entries[start : start + size]
        yield (
            numbered(route, number),
            shown,
            Paging(
                number=number,
                count=count,
                first=start + 1 if shown else 0,
                last=start + len(shown),
                total=total,
                pages=_offered(route, number, count) if count > 1 else (),
                previous=numbered(route, number - 1) if number > 1 else None,
                next=numbered(route, number + 1) if number < count else None,
            ),
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
