"""The overview on disk: `output/overview/` with numbered static pages, the rows for the script, and a CSV.

The pages work without JavaScript; with it, all rows can be sorted and filtered in the browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from generator.errors import InputOutputError
from generator.intake.drafts import Drafts
from generator.pages.frame import Context, Head
from generator.pages.page import Page
from generator.pipeline.executor import spread_chunks
from generator.preview.contexts import Bar, Tab
from generator.preview.csv_lines import csv_line
from generator.preview.maker import AT_A_TIME, PreviewMaker
from generator.preview.overview_rows import OverviewRow, overview_rows
from generator.preview.own_problems import OwnProblems
from generator.preview.rendering import ASSETS, preview_assets
from generator.wording import Wording

FOLDER = "overview"
TABLE = "overview.csv"
ROWS = "rows.json"
PAGE_ROWS = 250
SCRIPT = "js/preview_overview.js"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column that can be sorted: `field` is the place of its sort key in a row."""

    label: str
    field: int
    figure: bool = False


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A filter by value: the values of the field at a place of the rows."""

    label: str
    field: int
    values: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A figure above the table."""

    label: str
    count: int


class ManagerContext(Context, frozen=True, kw_only=True):
    """Everything `preview/manager.html` shows: one page of rows, and what the script needs to show them all."""

    rows: tuple[OverviewRow, ...]
    total: int
    partners: int
    first: int
    pages: tuple[Tab, ...]
    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]
    summaries: tuple[Summary, ...]
    rows_file: str
    table_file: str


class OverviewSite:
    """Gathers and writes the overview of one opened directory."""

    def __init__(self, maker: PreviewMaker, drafts: Drafts, problems: OwnProblems, output: Path) -> None:
        self._maker = maker
        self._drafts = drafts
        self._problems = problems
        self._folder = output / FOLDER

    def rows(self, ids: Sequence[str], jobs: int, advance: Callable[[int], None]) -> list[OverviewRow]:
        """All rows, by name."""

        def several(chunk: Sequence[str]) -> list[OverviewRow]:
            return [
                row
                for partner_id in chunk
                for row in overview_rows(
                    self._maker, self._maker.opened.partner(partner_id), self._drafts, self._problems
                )
            ]

        found: list[OverviewRow] = []
        for count, rows in spread_chunks(several, ids, AT_A_TIME, jobs):
            found += rows
            advance(count)
        return sorted(found, key=lambda row: (row.name.casefold(), row.id, row.program))

    def write(self, rows: Sequence[OverviewRow]) -> Path:
        """Write the folder anew; returns it."""
        folder = self._folder
        try:
            shutil.rmtree(folder, ignore_errors=True)
            for route, content in self.files(rows).items():
                path = folder / route
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except OSError as failure:
            raise InputOutputError.from_os(failure, "writing the overview") from None
        return folder

    def files(self, rows: Sequence[OverviewRow]) -> dict[str, bytes]:
        """Every file of the overview by its path."""
        maker = self._maker
        used = preview_assets(maker.bundled, (*ASSETS, SCRIPT))
        files = {file.route: file.content for file in used}
        files[ROWS] = msgspec.json.encode(rows)
        files[TABLE] = "".join([csv_line(OverviewRow.__struct_fields__), *map(_line, rows)]).encode("utf-8")
        own = {route: route for route in files}
        starts = range(0, max(len(rows), 1), PAGE_ROWS)
        routes = [_route(number) for number, _ in enumerate(starts, start=1)]
        own |= {route: route for route in routes}
        for number, start in enumerate(starts, start=1):
            page = self._page(rows, start, number, routes)
            bar = Bar(
                partner=maker.words.gettext("All partners"), as_of=maker.words.date(maker.as_of), valid_to=None, tabs=()
            )
            files[page.route] = maker.renderers[maker.main].preview(page, bar, own)
        return files

    def _page(self, rows: Sequence[OverviewRow], start: int, number: int, routes: list[str]) -> Page:
        words = self._maker.words
        route, title = routes[number - 1], words.gettext("All partners")
        return Page(
            route=route,
            template="preview/manager.html",
            context=ManagerContext(
                head=Head(title=title, description="", route=route, indexed=False, scripts=(SCRIPT,)),
                rows=tuple(rows[start : start + PAGE_ROWS]),
                total=len(rows),
                partners=len({row.id for row in rows}),
                first=start + 1,
                pages=tuple(
                    Tab(label=words.number(index), route=route, current=index == number)
                    for index, route in enumerate(routes, start=1)
                ),
                columns=_columns(words),
                choices=_choices(rows, words),
                summaries=_summaries(rows, words),
                rows_file=ROWS,
                table_file=TABLE,
            ),
        )


_PLACE = {name: index for index, name in enumerate(OverviewRow.__struct_fields__)}


def _columns(words: Wording) -> tuple[Column, ...]:
    _ = words.gettext
    columns = (
        (_("Partner"), "name", False),
        (_("Program"), "program", False),
        (_("Shown"), "rank", False),
        (_("Achieved"), "reached", False),
        (_("To the next level"), "steps", False),
        (_("Within 90 days"), "risk_on", False),
        (_("Problems"), "problems", True),
        (_("Complete"), "complete", True),
    )
    return tuple(Column(label=label, field=_PLACE[name], figure=figure) for label, name, figure in columns)


def _choices(rows: Sequence[OverviewRow], words: Wording) -> tuple[Choice, ...]:
    _ = words.gettext
    named = ((_("Program"), "program"), (_("Shown"), "displayed"), (_("Country"), "country"))
    return tuple(
        Choice(label=label, field=_PLACE[name], values=tuple(sorted({getattr(row, name) for row in rows} - {""})))
        for label, name in named
    )


def _summaries(rows: Sequence[OverviewRow], words: Wording) -> tuple[Summary, ...]:
    _ = words.gettext
    found: tuple[tuple[str, Callable[[OverviewRow], object]], ...] = (
        (_("at risk within 90 days"), lambda row: row.risk),
        (_("shown above what is achieved"), lambda row: row.rank > row.reached),
        (_("with problems"), lambda row: row.problems),
        (_("with drafts"), lambda row: row.drafts),
        (_("visible to nobody"), lambda row: not row.seen),
    )
    return tuple(Summary(label=label, count=len({row.id for row in rows if holds(row)})) for label, holds in found)


def _route(number: int) -> str:
    return "index.html" if number == 1 else f"{number}.html"


def _line(row: OverviewRow) -> str:
    return csv_line(str(getattr(row, name)) for name in OverviewRow.__struct_fields__)
