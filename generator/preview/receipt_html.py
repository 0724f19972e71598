"""A receipt as HTML for the partner's own preview. Every text is escaped here; classes are the stylesheet's."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from generator.model.program import Program
from generator.model.receipt import Change, Node, Receipt
from generator.pages.rule_words import number
from generator.preview.charts import points_chart, timeline_chart
from generator.preview.receipt_words import (
    change_causes,
    evidence_text,
    flat,
    level_name,
    line_detail,
    missing_texts,
    reason_sentence,
    standing_text,
    together,
    why_not,
)
from generator.wording import Wording

STATES = {True: ("met", "✓"), False: ("missed", "✗"), None: ("unknown", "?")}


def as_html(receipt: Receipt, program: Program, words: Wording) -> str:
    """The whole receipt as one `<section>`: summary, charts, points, levels, what was not counted, changes."""
    parts = [
        _summary(receipt, program, words),
        points_chart(receipt, program, words),
        _points(receipt, words),
        _levels(receipt, program, words),
        _listed(
            words.gettext("Prerequisites"),
            [f"{_mark(p.requires.met, words)} {escape(p.label)}" for p in receipt.prerequisites],
        ),
        _next_level(receipt, program, words),
        _listed(
            words.gettext("Not counted"),
            [f"{escape(evidence_text(n.evidence, words))}: {escape(why_not(n, words))}" for n in receipt.not_counted],
        ),
        timeline_chart(receipt, program, words),
        _changes(words.gettext("If nothing new happens"), receipt.forecast, program, words),
        _changes(words.gettext("History"), receipt.history, program, words),
    ]
    return f'<section class="receipt"><h2>{escape(program.title)}</h2>{"".join(parts)}</section>'


def _mark(met: bool | None, words: Wording) -> str:
    """A sign with its meaning for those who do not see it."""
    state, sign = STATES[met]
    spoken = {True: words.gettext("met"), False: words.gettext("not met"), None: words.gettext("not assessable")}[met]
    return (
        f'<span class="receipt-{state}" aria-hidden="true">{sign}</span>'
        f'<span class="visually-hidden">{escape(spoken)}:</span>'
    )


def _summary(receipt: Receipt, program: Program, words: Wording) -> str:
    pairs = [(words.gettext("Displayed"), level_name(receipt.displayed, program, words))]
    if receipt.displayed_since is not None:
        pairs.append((words.gettext("Since"), words.date(receipt.displayed_since)))
    pairs.append((words.gettext("Achieved"), level_name(receipt.achieved, program, words)))
    if receipt.standing is not None:
        pairs.append((words.gettext("Standing"), standing_text(receipt.standing, program, words)))
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in pairs)
    reason = reason_sentence(receipt, program, words)
    return f"<dl>{rows}</dl>" + (f"<p>{escape(reason)}</p>" if reason else "")


def _points(receipt: Receipt, words: Wording) -> str:
    if receipt.points_total is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(line.label)}</th>'
        f"<td>{'?' if line.points is None else escape(number(line.points, words))}</td>"
        f"<td>{escape(line_detail(line, words))}</td></tr>"
        for line in receipt.lines
    )
    total = escape(number(receipt.points_total, words))
    caption = escape(words.gettext("Points: %(total)s", total=total))
    return f"<table><caption>{caption}</caption><tbody>{rows}</tbody></table>"


def _levels(receipt: Receipt, program: Program, words: Wording) -> str:
    found = []
    for result in receipt.levels:
        track = next((t.label for t in program.tracks if t.id == result.track and result.track != receipt.track), "")
        name = escape(program.level(result.level).label + (f" ({track})" if track else ""))
        found.append(f"<li>{_mark(result.met, words)} <strong>{name}</strong>{_tree([result.requires], words)}</li>")
    return f'<ul class="receipt-levels">{"".join(found)}</ul>' if found else ""


def _tree(nodes: Iterable[Node], words: Wording) -> str:
    said: list[tuple[Node, str]] = []
    for node in nodes:
        inner = flat(node) if node.kind == "all_of" and not node.own_words else [node]
        said += together(inner, words)
    rows = "".join(
        f"<li>{_mark(node.met, words)} {escape(text)}{_tree(node.parts, words) if node.parts else ''}</li>"
        for node, text in said
    )
    return f"<ul>{rows}</ul>"


def _next_level(receipt: Receipt, program: Program, words: Wording) -> str:
    following = receipt.next_level
    if following is None:
        return ""
    ways = [", ".join(missing_texts(way, words)) for way in following.alternatives]
    title = words.gettext("To reach %(level)s", level=program.level(following.level).label)
    return _listed(title, [escape(way) for way in ways])


def _listed(title: str, rows: list[str]) -> str:
    """A heading and a list of rows that are HTML already; nothing without rows."""
    return f"<h3>{escape(title)}</h3><ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>" if rows else ""


def _changes(title: str, changes: tuple[Change, ...], program: Program, words: Wording) -> str:
    rows = []
    for change in changes:
        shown, achieved = (level_name(level, program, words) for level in (change.displayed, change.achieved))
        levels = shown if shown == achieved else f"{shown} ({words.gettext('achieved')}: {achieved})"
        causes = change_causes(change, words)
        rows.append(
            f'<time datetime="{change.on.isoformat()}">{escape(words.date(change.on))}</time>: {escape(levels)}'
            + (f" – {escape(causes)}" if causes else "")
        )
    return _listed(title, rows)
