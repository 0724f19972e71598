"""A receipt as a page shows it: scale of points, requirements as a checklist, timeline, what was not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator.levels.rules import POINTS
from generator.model.program import Program
from generator.model.receipt import Change, Evidence, Node, Receipt
from generator.pages.rule_words import number
from generator.preview.receipt_words import (
    change_causes,
    evidence_text,
    flat,
    level_name,
    line_detail,
    missing_texts,
    node_sentence,
    reason_sentence,
    standing_text,
    together,
    why_not,
)
from generator.preview.timeline_chart import TimelineChart, timeline_chart
from generator.wording import Wording


class ScaleMark(msgspec.Struct, frozen=True, kw_only=True):
    """A level's points on the scale; `at` in percent of its length."""

    label: str
    points: str
    at: float
    met: bool


class PointsScale(msgspec.Struct, frozen=True, kw_only=True):
    """The bar of points; `filled` in percent of its length."""

    total: str
    filled: float
    marks: tuple[ScaleMark, ...]


class PointsRow(msgspec.Struct, frozen=True, kw_only=True):
    """A points line with the rows that count in it; `points` is "?" where it cannot be assessed."""

    label: str
    points: str
    detail: str
    evidence: tuple[str, ...]
    sample: bool


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of the checklist: `state` is met, missing or unknown."""

    state: str
    text: str
    evidence: tuple[str, ...]
    parts: tuple[Check, ...]
    sample: bool


class LevelCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A level with its checklist; `note` names the track or says that the level is spared."""

    label: str
    state: str
    note: str
    open: bool
    checks: tuple[Check, ...]


class NotCountedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that does not count, and why; `over`: it did once."""

    what: str
    why: str
    over: bool


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which something changes. `held` is the achieved level where another is shown."""

    on: str
    iso: str
    shown: str
    held: str | None
    cause: str


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the page shows of one receipt, in words."""

    participant: bool
    word: str
    displayed: str
    since: str | None
    achieved: str | None
    rank: int
    of: int
    reason: str
    track: str | None
    standing: str | None
    version: str | None
    scale: PointsScale | None
    points: tuple[PointsRow, ...]
    levels: tuple[LevelCheck, ...]
    prerequisites: tuple[Check, ...]
    next_level: str | None
    ways: tuple[tuple[str, ...], ...]
    not_counted: tuple[NotCountedRow, ...]
    forecast: tuple[ChangeRow, ...]
    history: tuple[ChangeRow, ...]
    chart: TimelineChart | None
    samples: bool


def receipt_context(receipt: Receipt, program: Program, words: Wording) -> ReceiptView:
    """The receipt in words, for `preview/receipt.html`."""
    ranks = {level.id: rank for rank, level in enumerate(program.levels, start=1)}
    following = receipt.next_level
    track = next((track.label for track in program.tracks if track.id == receipt.track), None)
    levels = tuple(_levels(receipt, program, words))
    points = tuple(_points(receipt, words))
    return ReceiptView(
        participant=receipt.participant,
        word=program.level_word,
        displayed=level_name(receipt.displayed, program, words),
        since=None if receipt.displayed_since is None else words.date(receipt.displayed_since),
        achieved=None if receipt.achieved == receipt.displayed else level_name(receipt.achieved, program, words),
        rank=ranks.get(receipt.displayed or "", 0),
        of=len(program.levels),
        reason=reason_sentence(receipt, program, words),
        track=track if receipt.participant else None,
        standing=None if receipt.standing is None else standing_text(receipt.standing, program, words),
        version=receipt.rule_version,
        scale=_scale(receipt, program, words),
        points=points,
        levels=levels,
        prerequisites=tuple(
            Check(
                state=_state(found.requires.met),
                text=found.label,
                evidence=_evidence(found.requires.evidence, words),
                parts=(),
                sample=False,
            )
            for found in receipt.prerequisites
        ),
        next_level=None if following is None else program.level(following.level).label,
        ways=() if following is None else tuple(tuple(missing_texts(way, words)) for way in following.alternatives),
        not_counted=tuple(
            NotCountedRow(
                what=evidence_text(refusal.evidence, words),
                why=why_not(refusal, words),
                over=refusal.code in ("expired", "ended", "left_window"),
            )
            for refusal in receipt.not_counted
        ),
        forecast=tuple(_change(change, program, words) for change in receipt.forecast),
        history=tuple(_change(change, program, words) for change in reversed(receipt.history)),
        chart=timeline_chart(receipt, program, words),
        samples=any(row.sample for row in points) or any(_sampled(level.checks) for level in levels),
    )


def _sampled(checks: Iterable[Check]) -> bool:
    return any(check.sample or _sampled(check.parts) for check in checks)


def _state(met: bool | None) -> str:
    return {True: "met", False: "missing", None: "unknown"}[met]


def _evidence(evidence: Sequence[Evidence], words: Wording) -> tuple[str, ...]:
    return tuple(evidence_text(one, words) for one in evidence)


def _scale(receipt: Receipt, program: Program, words: Wording) -> PointsScale | None:
    """The total against the points that each level asks for on the receipt's track."""
    if receipt.points_total is None:
        return None
    bounds = [
        (program.level(result.level).label, node.at_least, bool(node.met))
        for result in receipt.levels
        if result.track in (None, receipt.track)
        for node in _nodes(result.requires)
        if node.kind == "threshold" and node.subject == POINTS and node.of is None and node.at_least is not None
    ]
    total = float(receipt.points_total)
    longest = max([total, *(float(at) for _, at, _ in bounds)], default=0.0) * 1.12 or 1.0
    said = number(receipt.points_total, words)
    if receipt.points_known_from_below:
        said = words.gettext("at least %(amount)s", amount=said)
    return PointsScale(
        total=said,
        filled=round(100 * max(total, 0.0) / longest, 2),
        marks=tuple(
            ScaleMark(label=label, points=number(at, words), at=round(100 * float(at) / longest, 2), met=met)
            for label, at, met in bounds
        ),
    )


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _nodes(part)


def _points(receipt: Receipt, words: Wording) -> Iterator[PointsRow]:
    for line in receipt.lines:
        yield PointsRow(
            label=line.label,
            points="?" if line.points is None else number(line.points, words),
            detail=line_detail(line, words),
            evidence=_evidence(line.evidence, words),
            sample=line.sample,
        )


def _levels(receipt: Receipt, program: Program, words: Wording) -> Iterator[LevelCheck]:
    following = None if receipt.next_level is None else receipt.next_level.level
    for result in receipt.levels:
        track = next((track.label for track in program.tracks if track.id == result.track), None)
        notes = [track] if track and result.track != receipt.track else []
        if result.spared:
            notes.append(words.gettext("spared by the new rules"))
        yield LevelCheck(
            label=program.level(result.level).label,
            state=_state(result.met),
            note=", ".join(notes),
            open=result.level in (following, receipt.achieved) and not notes,
            checks=tuple(_checks([result.requires], words)),
        )


def _checks(nodes: Iterable[Node], words: Wording) -> Iterator[Check]:
    """The tree as a checklist: "all of" dissolves into its parts, minimums of groups join their total."""
    for node in nodes:
        if node.kind == "all_of" and not node.own_words:
            for part, sentence in together(flat(node), words):
                yield _check(part, sentence, words)
        else:
            yield _check(node, node_sentence(node, words), words)


def _check(node: Node, sentence: str, words: Wording) -> Check:
    counted = node.subject != POINTS and not node.parts
    return Check(
        state=_state(node.met),
        text=sentence,
        evidence=_evidence(node.evidence, words) if counted else (),
        parts=tuple(_checks(node.parts, words)),
        sample=node.sample,
    )


def _change(change: Change, program: Program, words: Wording) -> ChangeRow:
    shown = level_name(change.displayed, program, words)
    achieved = level_name(change.achieved, program, words)
    return ChangeRow(
        on=words.date(change.on),
        iso=change.on.isoformat(),
        shown=shown,
        held=None if achieved == shown else achieved,
        cause=change_causes(change, words),
    )
