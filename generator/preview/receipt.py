"""A receipt for people and for machines: terminal text, and the contract's `explain` object."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.model.program import Number, Program
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
    node_text,
    reason_sentence,
    standing_text,
    together,
    why_not,
)
from generator.wording import Wording

MARKS = {True: "✓", False: "✗", None: "?"}


def as_json(receipt: Receipt, words: Wording | None = None) -> dict[str, Any]:
    """One element of the contract's `programs`. Numbers are JSON integers, or texts where they are not whole."""
    words = words or Wording()
    following = receipt.next_level
    return {
        "partner_id": receipt.partner_id,
        "program": receipt.program,
        "rule_version": receipt.rule_version,
        "as_of": receipt.as_of.isoformat(),
        "participant": receipt.participant,
        "standing": receipt.standing,
        "track": receipt.track,
        "achieved": receipt.achieved,
        "displayed": receipt.displayed,
        "displayed_since": _date(receipt.displayed_since),
        "held_until": _date(receipt.held_until),
        "reason": receipt.reason,
        "prerequisites": [
            {"id": p.id, "text": p.label, **_without_text(_node(p.requires, words))} for p in receipt.prerequisites
        ],
        "suppressed": [
            {"column": s.column, "value": s.value, "levels": list(s.levels), "file": s.origin.file, "row": s.origin.row}
            for s in receipt.suppressed
        ],
        "points": {
            "total": _number(receipt.points_total),
            "known_from_below": receipt.points_known_from_below,
            "next_change": _date(receipt.points_next_change),
            "lines": [
                {
                    "name": line.label,
                    "metric": line.metric,
                    "value": _number(line.points),
                    "detail": line_detail(line, words),
                    "evidence": [_evidence(e) for e in line.evidence],
                    "next_change": _date(line.next_change),
                }
                for line in receipt.lines
            ],
        },
        "levels": [
            {
                "level": result.level,
                "track": result.track,
                "met": result.met,
                "spared": result.spared,
                "requirements": [_node(result.requires, words)],
            }
            for result in receipt.levels
        ],
        "not_counted": [
            {
                "what": evidence_text(n.evidence, words),
                "why": why_not(n, words),
                "code": n.code,
                **_evidence(n.evidence),
            }
            for n in receipt.not_counted
        ],
        "forecast": [{"on": change.on.isoformat(), **_change(change, words)} for change in receipt.forecast],
        "next_level": None
        if following is None
        else {
            "level": following.level,
            "alternatives": [missing_texts(way, words) for way in following.alternatives],
        },
        "history": [{"from": change.on.isoformat(), **_change(change, words)} for change in receipt.history],
    }


def _date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Number | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else str(value)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    whose = {} if evidence.of is None else {"of": evidence.of}
    return {"table": evidence.table, "label": evidence.label, "date": _date(evidence.on)} | whose


def _node(node: Node, words: Wording) -> dict[str, Any]:
    return {
        "text": node_text(node, words),
        "met": node.met,
        "value": _number(node.value),
        "needed": _number(node.at_least if node.at_least is not None else node.at_most),
        "missing": _number(node.missing),
        "evidence": [_evidence(e) for e in node.evidence],
        "next_change": _date(node.next_change),
        "sample": node.sample,
        "requirements": [_node(part, words) for part in node.parts],
    }


def _without_text(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "text"}


def _change(change: Change, words: Wording) -> dict[str, Any]:
    return {
        "achieved": change.achieved,
        "displayed": change.displayed,
        "cause": change_causes(change, words),
        "causes": [cause.code for cause in change.causes],
    }


def as_text(receipt: Receipt, program: Program, history: bool = False, words: Wording | None = None) -> str:
    """The receipt as an answer that a partner manager could send."""
    words = words or Wording()
    sections = [
        _heading(receipt, program, words),
        _points(receipt, words),
        _levels(receipt, program, words),
        _prerequisites(receipt, program, words),
        _next_level(receipt, program, words),
        _not_counted(receipt, words),
        _changes(words.gettext("If nothing new happens"), receipt.forecast, program, words),
        _changes(words.gettext("History"), receipt.history, program, words) if history else [],
    ]
    return "\n\n".join("\n".join(section) for section in sections if section)


def _heading(receipt: Receipt, program: Program, words: Wording) -> list[str]:
    names = {"program": program.title, "date": words.date(receipt.as_of)}
    shown = level_name(receipt.displayed, program, words)
    if receipt.displayed_since is not None:
        since = words.date(receipt.displayed_since)
        lines = [
            words.gettext("%(program)s on %(date)s: %(level)s, since %(since)s.", **names, level=shown, since=since)
        ]
    else:
        lines = [words.gettext("%(program)s on %(date)s: %(level)s.", **names, level=shown)]
    if receipt.achieved != receipt.displayed:
        achieved = level_name(receipt.achieved, program, words)
        lines.append(words.gettext("Achieved on this day: %(level)s.", level=achieved))
    reason = reason_sentence(receipt, program, words)
    track = next((t.label for t in program.tracks if t.id == receipt.track), None)
    if track is not None and receipt.participant:
        lines.append(words.gettext("Track: %(track)s.", track=track))
    if receipt.standing is not None:
        standing = standing_text(receipt.standing, program, words)
        lines.append(words.gettext("Standing: %(standing)s.", standing=standing))
    for suppressed in receipt.suppressed:
        levels = ", ".join(program.level(level).label for level in suppressed.levels)
        lines.append(
            words.gettext(
                "Not shown: %(column)s %(value)s, which is for %(levels)s only.",
                column=suppressed.column.replace("_", " "),
                value=suppressed.value,
                levels=levels,
            )
        )
    return [*lines, reason] if reason else lines


def _points(receipt: Receipt, words: Wording) -> list[str]:
    if receipt.points_total is None:
        return []
    total = number(receipt.points_total, words)
    if receipt.points_known_from_below:
        total = words.gettext("at least %(amount)s", amount=total)
    width = max(len(line.label) for line in receipt.lines)
    lines = [words.gettext("Points: %(total)s", total=total)]
    for line in receipt.lines:
        points = "?" if line.points is None else number(line.points, words)
        detail = line_detail(line, words)
        lines.append(f"  {line.label:<{width}}  {points:>4}" + (f"   {detail}" if detail else ""))
    return lines


def _levels(receipt: Receipt, program: Program, words: Wording) -> list[str]:
    lines = []
    for result in receipt.levels:
        track = next((t.label for t in program.tracks if t.id == result.track), None)
        other = f" ({track})" if track and result.track != receipt.track else ""
        spared = f" ({words.gettext('spared by the new rules')})" if result.spared else ""
        lines.append(f"{MARKS[result.met]} {program.level(result.level).label}{other}{spared}")
        lines += _tree([result.requires], words, "    ")
    return lines


def _tree(nodes: list[Node], words: Wording, indent: str) -> Iterator[str]:
    for node in nodes:
        if node.kind == "all_of" and not node.own_words:
            for part, sentence in together(flat(node), words):
                yield f"{indent}{MARKS[part.met]} {sentence}"
                yield from _tree(list(part.parts), words, indent + "    ")
        else:
            yield f"{indent}{MARKS[node.met]} {node_sentence(node, words)}"
            yield from _tree(list(node.parts), words, indent + "    ")


def _prerequisites(receipt: Receipt, program: Program, words: Wording) -> list[str]:
    if not receipt.prerequisites:
        return []
    lines = [words.gettext("Prerequisites (they never move a %(word)s)", word=program.level_word)]
    return lines + [f"  {MARKS[p.requires.met]} {p.label}" for p in receipt.prerequisites]


def _next_level(receipt: Receipt, program: Program, words: Wording) -> list[str]:
    if receipt.next_level is None:
        return []
    level = program.level(receipt.next_level.level).label
    lines = [words.gettext("To reach %(level)s", level=level)]
    for way, missing in enumerate(receipt.next_level.alternatives):
        if way:
            lines.append("  " + words.gettext("or"))
        lines += [f"  – {text}" for text in missing_texts(missing, words)]
    return lines


def _not_counted(receipt: Receipt, words: Wording) -> list[str]:
    if not receipt.not_counted:
        return []
    lines = [words.gettext("Not counted")]
    return lines + [f"  – {evidence_text(n.evidence, words)}: {why_not(n, words)}" for n in receipt.not_counted]


def _changes(title: str, changes: tuple[Change, ...], program: Program, words: Wording) -> list[str]:
    if not changes:
        return []
    lines = [title]
    for change in changes:
        shown = level_name(change.displayed, program, words)
        achieved = level_name(change.achieved, program, words)
        levels = (
            shown
            if shown == achieved
            else words.gettext("%(shown)s (achieved: %(achieved)s)", shown=shown, achieved=achieved)
        )
        causes = change_causes(change, words)
        lines.append(f"  {words.date(change.on)}: {levels}" + (f" – {causes}" if causes else ""))
    return lines
