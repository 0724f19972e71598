"""Why displayed and achieved level differ, and why rows do not count."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Origin
from generator.levels.core import Core, Levels, achieved_on, shown_on
from generator.levels.measures import CompiledMeasure
from generator.levels.rows import Rows
from generator.levels.steps import holds_on
from generator.levels.timeline import sources
from generator.levels.views import VIEWS
from generator.model.receipt import Evidence, NotCounted


def reason(core: Core, levels: Levels, day: int) -> str:
    """Why the displayed level is what it is, beside the achieved one (the codes of `Receipt.reason`)."""
    if core.version_on(day) is None:
        return "no_rules"
    if not holds_on(levels.taking_part, day):
        return "not_participating" if core.participation_known else "participation_unknown"
    if not holds_on(levels.listed, day):
        return "not_listed"
    current = shown_on(levels.shown, day)
    assert current is not None
    achieved = achieved_on(levels.achieved, day)
    if current.level == achieved:
        return "equal"
    policy = core.program.display
    falls = current.level > achieved
    if (policy.down if falls else policy.up) != "daily":
        return current.cause if current.cause in ("assigned", "assessment") else "review"
    if not falls:
        return "assessment" if current.cause == "assessment" or not policy.lag_days else "lag"
    if core.held_by_agreement(levels.case, day):
        return "hold"
    return "grace" if _achieved_lately(core, levels, day, current.level) else "assessment"


def _achieved_lately(core: Core, levels: Levels, day: int, level: int) -> bool:
    """Whether the level was achieved on one of the grace days, since the last assessment."""
    policy = core.program.display
    assessed = [on for on in core.assessments(levels.case.partner) if on <= day]
    last = day - policy.lag_days
    first = max([last - policy.grace_days, *assessed])
    days, reached = levels.achieved
    return any(
        achieved >= level and start <= last and (i + 1 == len(days) or days[i + 1] > first)
        for i, (start, achieved) in enumerate(zip(days, reached, strict=True))
    )


def not_counted(core: Core, levels: Levels, day: int) -> tuple[NotCounted, ...]:
    """Every row that no rule counts on the day, once, with the first reason found; then tables that never count."""
    found: dict[Origin, NotCounted] = {}
    counted = set()
    for rows in _sources(core, levels, day):
        for start, end, row, _ in rows.counting(levels.case):
            if start <= day < end:
                counted.add(row.origin)
        for refusal in rows.refusals(levels.case, day):
            if not (refusal.evidence.table == "agreements" and refusal.column == "kind"):
                found.setdefault(refusal.evidence.origin, refusal)
    unrated = {refusal.evidence.origin: refusal for refusal in _without_rate(core, levels, day)}
    refused = {origin: refusal for origin, refusal in found.items() if origin not in counted} | unrated
    return (*refused.values(), *_unread_assessments(core, levels), *_mentioned(core, levels))


def _sources(core: Core, levels: Levels, day: int) -> list[Rows]:
    version = core.version_on(day)
    if version is None:
        return []
    prerequisites = [rows for p in version.rules.prerequisites for rows in p.sources()]
    lines = [rows for line in version.rules.version.points for rows in version.rules.metrics[line].sources()]
    monitoring = core.program.monitoring
    watched = list(version.rules.metrics[monitoring.metric].sources()) if monitoring else []
    everything = [*lines, *sources(core, levels, day), *watched, *prerequisites]
    return list({id(rows): rows for rows in everything}.values())


def _without_rate(core: Core, levels: Levels, day: int) -> Iterator[NotCounted]:
    version = core.version_on(day)
    for metric in version.rules.metrics.values() if version else ():
        if isinstance(metric, CompiledMeasure):
            for start, end, row, member in metric.rows.counting(levels.case):
                if start <= day < end and metric.without_rate(row):
                    yield NotCounted(
                        evidence=metric.rows.evidence(row, member),
                        code="no_rate",
                        column="currency",
                        value=row.currency,
                    )


def _unread_assessments(core: Core, levels: Levels) -> Iterator[NotCounted]:
    """Assessment rows on days that are not review days, where only those are read."""
    for row in core.unread_assessments(levels.case.partner):
        label = VIEWS["assessments"].label(row)
        evidence = Evidence(table="assessments", label=label, on=row.assessed_on, origin=row.origin)
        yield NotCounted(evidence=evidence, code="assessment_day", on=row.assessed_on)


def _mentioned(core: Core, levels: Levels) -> Iterator[NotCounted]:
    for mention in core.program.mentions:
        view = VIEWS[mention.table]
        for member in levels.case.members_of(mention.table):
            for row in view.rows(member.partner, {}):
                on = getattr(row, view.starts[0]) if view.starts else None
                label = view.label(row)
                evidence = Evidence(table=mention.table, label=label, on=on, origin=row.origin, of=member.name)
                yield NotCounted(evidence=evidence, code="mentioned", own_words=mention.why)
