"""The timeline drawn: both levels as steps over two years back and eighteen months ahead.

Numbers are units of a drawing 720 wide; the template turns them into lines and texts, so that colours stay in the
style sheet. The same facts stand in words below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from generator.model.program import Program
from generator.model.receipt import Change, Receipt
from generator.wording import Wording

WIDTH, RIGHT, TOP, STEP, FOOT = 720, 4, 16, 32, 24
LETTER, WIDEST = 13, 20
"""The room for a letter of a level's name on a small screen, and the most letters that have room."""

BACK, AHEAD = timedelta(days=730), timedelta(days=548)


class ChartText(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the drawing and where it stands."""

    x: float
    y: float
    text: str


class TimelineChart(msgspec.Struct, frozen=True, kw_only=True):
    """The drawing: `displayed` and `achieved` are paths, `today` the place of the as-of day."""

    width: int
    height: int
    left: int
    displayed: str
    achieved: str
    today: float
    levels: tuple[ChartText, ...]
    years: tuple[ChartText, ...]
    words: str


def timeline_chart(receipt: Receipt, program: Program, words: Wording) -> TimelineChart | None:
    """The chart of a receipt; None where nothing was ever achieved."""
    changes = (*receipt.history, *receipt.forecast)
    if not any(change.achieved or change.displayed for change in changes):
        return None
    first, last = receipt.as_of - BACK, receipt.as_of + AHEAD
    ranks: dict[str | None, int] = {level.id: rank for rank, level in enumerate(program.levels, start=1)}
    count = len(program.levels)
    height = TOP + count * STEP + FOOT
    left = LETTER * min(WIDEST, max(len(level.label) for level in program.levels))

    def x(day: date) -> float:
        share = (min(max(day, first), last) - first).days / (last - first).days
        return round(left + share * (WIDTH - left - RIGHT), 1)

    def y(rank: int) -> float:
        return TOP + (count - rank) * STEP

    def path(column: str, shift: float) -> str:
        return _steps([(x(day), y(rank) + shift) for day, rank in _ranks(changes, column, ranks, first)], x(last))

    return TimelineChart(
        width=WIDTH,
        height=height,
        left=left,
        displayed=path("displayed", -2),
        achieved=path("achieved", 2),
        today=x(receipt.as_of),
        levels=tuple(ChartText(x=0, y=y(rank), text=level.label) for rank, level in enumerate(program.levels, start=1)),
        years=tuple(
            ChartText(x=x(date(year, 1, 1)), y=height - 6, text=str(year))
            for year in range(first.year + 1, last.year + 1)
        ),
        words=words.gettext(
            "Displayed and achieved %(word)s from %(first)s to %(last)s; the days are listed below.",
            word=program.level_word,
            first=words.date(first),
            last=words.date(last),
        ),
    )


def _ranks(changes: Sequence[Change], column: str, ranks: dict[str | None, int], first: date) -> list[tuple[date, int]]:
    """The days on which the level of a column differs from before, from `first` on."""
    steps: list[tuple[date, int]] = [(first, 0)]
    for change in changes:
        rank = ranks.get(getattr(change, column), 0)
        if change.on <= first:
            steps = [(first, rank)]
        elif rank != steps[-1][1]:
            steps.append((change.on, rank))
    return steps


def _steps(points: Sequence[tuple[float, float]], end: float) -> str:
    """A path that runs level and moves at each point."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for x, y in rest:
        parts.append(f"H{x}V{y}")
    return "".join(parts) + f"H{end}"
