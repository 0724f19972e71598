"""Receipts to look at: points against thresholds, and the timeline, as inline SVG that can be read without seeing.

Each chart is one `<svg role="img">` with a title and a description that say all of it in words; colours come from
the page (`currentColor` and classes), shapes and labels carry the meaning without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import msgspec

from generator.model.program import Number, Program
from generator.model.receipt import Change, Node, Receipt
from generator.pages.rule_words import number
from generator.preview.receipt_words import level_name
from generator.wording import Wording

WIDTH = 640
LABEL = 150
BAR = 22
GAP = 10
YEARS_BACK = 3


def points_chart(receipt: Receipt, program: Program, words: Wording) -> str:
    """The points lines as one stacked bar, with a mark for each level's points; empty without points."""
    if receipt.points_total is None:
        return ""
    thresholds = _thresholds(receipt, program)
    furthest = max([float(receipt.points_total), *(float(needed) for _, needed in thresholds)], default=0) or 1
    scale = (WIDTH - 20) / furthest
    lines = [line for line in receipt.lines if line.points]
    parts = [f"{line.label} {number(line.points or 0, words)}" for line in lines]
    needs = [f"{label} {number(needed, words)}" for label, needed in thresholds]
    total = number(receipt.points_total, words)
    described = words.gettext("%(total)s points: %(parts)s.", total=total, parts=", ".join(parts) or "–")
    if needs:
        described += " " + words.gettext("Needed: %(needs)s.", needs=", ".join(needs))
    drawn = []
    at = 10.0
    for index, line in enumerate(lines):
        width = float(line.points or 0) * scale
        drawn.append(
            f'<rect class="points-{index % 4 + 1}" x="{at:.1f}" y="24" width="{width:.1f}" height="{BAR}"/>'
            f'<text x="{at + 4:.1f}" y="64" class="chart-small">{escape(parts[index])}</text>'
            if width > 70
            else f'<rect class="points-{index % 4 + 1}" x="{at:.1f}" y="24" width="{width:.1f}" height="{BAR}"/>'
        )
        at += width
    for label, needed in thresholds:
        x = 10 + float(needed) * scale
        drawn.append(
            f'<line x1="{x:.1f}" y1="18" x2="{x:.1f}" y2="52" class="chart-mark"/>'
            f'<text x="{x - 4:.1f}" y="14" text-anchor="end">{escape(label)} {escape(number(needed, words))}</text>'
        )
    return _svg(f"points-{program.id}", words.gettext("Points"), described, 74, drawn)


def _thresholds(receipt: Receipt, program: Program) -> list[tuple[str, Number]]:
    """The points each level asks for, lowest first."""
    found: dict[str, Number] = {}
    for result in receipt.levels:
        for node in _all(result.requires):
            if node.kind == "threshold" and node.subject == "points" and node.at_least is not None:
                found.setdefault(program.level(result.level).label, node.at_least)
    return list(found.items())


def _all(node: Node) -> Sequence[Node]:
    return [node, *(inner for part in node.parts for inner in _all(part))]


def timeline_chart(receipt: Receipt, program: Program, words: Wording) -> str:
    """Displayed (filled) and achieved (outlined) level around the day of the receipt; empty without changes."""
    every = [*receipt.history, *receipt.forecast]
    if not every:
        return ""
    first = max(min(every[0].on, receipt.as_of), receipt.as_of - timedelta(days=YEARS_BACK * 365))
    earlier = [msgspec.structs.replace(change, on=first) for change in every if change.on < first]
    changes = earlier[-1:] + [change for change in every if change.on >= first]
    last = max(changes[-1].on, receipt.as_of)
    days = max((last - first).days, 1) + max((last - first).days // 12, 30)
    height = 30 + len(program.levels) * (BAR + GAP)
    order = {level.id: rank for rank, level in enumerate(program.levels)}

    def x_of(day: date) -> float:
        return LABEL + (day - first).days / days * (WIDTH - LABEL - 10)

    drawn = [
        f'<text x="0" y="{_y(order[level.id], len(order)) + 15}">{escape(level.label)}</text>'
        for level in program.levels
    ]
    for change, end in zip(changes, [*(c.on for c in changes[1:]), None], strict=True):
        until = WIDTH - 10 if end is None else x_of(end)
        for level, shape in ((change.displayed, "chart-displayed"), (change.achieved, "chart-achieved")):
            if level is not None:
                drawn.append(
                    f'<rect class="{shape}" x="{x_of(change.on):.1f}" y="{_y(order[level], len(order))}" '
                    f'width="{until - x_of(change.on):.1f}" height="{BAR}"/>'
                )
    today = x_of(receipt.as_of)
    drawn.append(f'<line class="chart-mark" x1="{today:.1f}" y1="0" x2="{today:.1f}" y2="{height - 18}"/>')
    for day in dict.fromkeys((first, receipt.as_of, last)):
        anchor = "end" if day == last and day != first else "start"
        drawn.append(
            f'<text class="chart-small" x="{x_of(day):.1f}" y="{height - 4}" text-anchor="{anchor}">'
            f"{day.isoformat()}</text>"
        )
    described = " ".join(_sentence(change, program, words) for change in changes)
    return _svg(f"timeline-{program.id}", words.gettext("Levels over time"), described, height, drawn)


def _y(rank: int, of: int) -> int:
    return 6 + (of - 1 - rank) * (BAR + GAP)


def _sentence(change: Change, program: Program, words: Wording) -> str:
    return words.gettext(
        "From %(date)s: %(shown)s, achieved %(achieved)s.",
        date=words.date(change.on),
        shown=level_name(change.displayed, program, words),
        achieved=level_name(change.achieved, program, words),
    )


def _svg(name: str, title: str, described: str, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="chart-{name}-title chart-{name}-words" fill="currentColor">'
        f'<title id="chart-{name}-title">{escape(title)}</title>'
        f'<desc id="chart-{name}-words">{escape(described)}</desc>' + "".join(drawn) + "</svg>"
    )
