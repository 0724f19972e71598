"""All files of one partner's preview, from its facts."""

from __future__ import annotations

from datetime import date

import msgspec

from generator.errors import Problem
from generator.pages.page import Page
from generator.pages.routes import file_of
from generator.preview.contexts import Bar, ListingBar, RecordsContext, Tab
from generator.preview.level_pages import BADGE, badge_page, levels_page
from generator.preview.listing_pages import changes_page, listing_pages, listing_routes
from generator.preview.maker import Facts, PreviewMaker, check_never
from generator.preview.overview_page import (
    CHANGES,
    LEVELS,
    OVERVIEW,
    VISIBILITY,
    overview_page,
    private_head,
    todo_list,
)
from generator.preview.records import OwnTables
from generator.preview.visibility_page import visibility_page

RECORDS = "records.html"


class PreviewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """How to make previews: `valid_to` is the last day of one that is handed out, None for a local one;
    `reloads` says on the page that it follows every change.
    """

    valid_to: date | None = None
    reloads: bool = False


def preview_files(maker: PreviewMaker, facts: Facts, order: PreviewOrder) -> dict[str, bytes]:
    """Every file of the preview but the shared assets, by its path in the preview's folder.

    Raises ContentError where a file would hold a value that nobody may see.
    """
    return _Files(maker, facts, order).all()


class _Files:
    def __init__(self, maker: PreviewMaker, facts: Facts, order: PreviewOrder) -> None:
        self._maker = maker
        self._facts = facts
        self._order = order
        self._files: dict[str, bytes] = {}

    def all(self) -> dict[str, bytes]:
        maker, facts = self._maker, self._facts
        routes = listing_routes(facts)
        logo_problems: list[Problem] = []
        listings = list(listing_pages(maker, facts, routes, logo_problems))
        logos = {(one.audience, one.drafted): one.logo.route for one in listings}
        todos = todo_list(facts.problems, (*facts.drafts.problems, *logo_problems), maker.words)
        changes, count = changes_page(maker, facts, routes, logos, todos)
        badge, pictures = badge_page(maker, facts)
        pages = [
            overview_page(maker, facts, routes, count, todos),
            changes,
            levels_page(maker, facts),
            visibility_page(maker, facts),
            self._records(),
            badge,
        ]
        for file in (*pictures, *(one.logo for one in listings)):
            self._files[file.route] = file.content
        own = {file_of(page.route): file_of(page.route) for page in pages}
        own |= {file.route: file.route for file in maker.assets}
        own |= {route: route for route in (*self._files, *routes.values())}
        for page in pages:
            bar = self._bar(page.route, count)
            self._files[page.route] = maker.renderers[maker.main].preview(page, bar, own)
        for one in listings:
            bar = self._bar(CHANGES, count, one.bar)
            for page in (one.page, *one.solutions):
                self._files[page.route] = maker.renderers[one.audience].preview(page, bar, own | one.own)
        check_never(facts.partner, self._files)
        return self._files

    def _records(self) -> Page:
        maker, facts = self._maker, self._facts
        tables = OwnTables(facts.own, maker.opened.programs, maker.questions, maker.as_of, maker.words)
        return Page(
            route=RECORDS,
            template="preview/records.html",
            context=RecordsContext(
                head=private_head(maker.words.gettext("Your records"), RECORDS),
                tables=tuple(table for table in tables.tables() if table.rows),
                facts=tables.facts(),
            ),
        )

    def _bar(self, route: str, changes: int, listing: ListingBar | None = None) -> Bar:
        words, order = self._maker.words, self._order
        tabs = (
            (words.gettext("Overview"), OVERVIEW, 0),
            (words.gettext("Your listing"), CHANGES, changes),
            (words.gettext("Your level"), LEVELS, 0),
            (words.gettext("Who sees what"), VISIBILITY, 0),
            (words.gettext("Your records"), RECORDS, 0),
            (words.gettext("Your badge"), BADGE, 0),
        )
        return Bar(
            partner=self._facts.partner.profile.name,
            as_of=words.date(self._maker.as_of),
            valid_to=None if order.valid_to is None else words.date(order.valid_to),
            tabs=tuple(
                Tab(label=label, route=target, current=target == route, count=number) for label, target, number in tabs
            ),
            listing=listing,
            reloads=order.reloads,
        )
