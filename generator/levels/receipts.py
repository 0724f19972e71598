"""The receipt of a day: levels, points, requirements, what was not counted and why, history and forecast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from generator.levels.achieved import NONE
from generator.levels.advice import next_level
from generator.levels.core import Core, Levels, achieved_on, shown_on
from generator.levels.days import day_of
from generator.levels.metrics import CompiledMetric
from generator.levels.reasons import not_counted, reason
from generator.levels.rows import Case
from generator.levels.rules import POINTS, Rules
from generator.levels.standing import standing
from generator.levels.steps import holds_on, next_step, value_on
from generator.levels.thresholds import metric_evidence
from generator.levels.timeline import timeline
from generator.model.partner import Partner
from generator.model.receipt import (
    GroupValue,
    LevelResult,
    PointsLine,
    PrerequisiteResult,
    Receipt,
    Suppressed,
)


def receipt(core: Core, partner: Partner, as_of: date, relatives: Iterable[Partner] = ()) -> Receipt:
    """Everything about a partner's level on a day."""
    day = as_of.toordinal()
    levels = core.explained(core.levels(partner, relatives), day)
    case = levels.case
    outcome = core.outcome_of(levels, as_of)
    achieved = achieved_on(levels.achieved, day)
    current = shown_on(levels.shown, day)
    displayed = NONE if current is None else current.level
    changes = timeline(core, levels)
    version = core.version_on(day)
    common = Receipt(
        partner_id=partner.id,
        program=core.program.id,
        as_of=as_of,
        rule_version=None if version is None else version.rules.version.id,
        participant=outcome.participant,
        achieved=outcome.achieved,
        displayed=outcome.displayed,
        displayed_since=outcome.displayed_since,
        held_until=_held_until(levels, day, achieved, displayed),
        reason=reason(core, levels, day),
        suppressed=tuple(_suppressed(core, partner, day, outcome.displayed)),
        not_counted=not_counted(core, levels, day),
        forecast=tuple(change for change in changes if change.on > as_of),
        history=tuple(change for change in changes if change.on <= as_of),
    )
    if version is None:
        return common
    rules = version.rules
    track = _track(core, rules, levels, day)
    points = rules.metrics.get(POINTS)
    return _with(
        common,
        standing=standing(core, levels, rules, as_of, displayed),
        track=track,
        prerequisites=tuple(
            PrerequisiteResult(id=p.id, label=p.label, requires=compiled.node(case, day))
            for p, compiled in zip(rules.version.prerequisites, rules.prerequisites, strict=True)
            if outcome.participant
        ),
        points_total=None if points is None else points.value(case, day),
        points_known_from_below=points is not None and points.known == "from_below",
        points_next_change=None if points is None else day_of(next_step(points.steps(case), day)),
        lines=tuple(_line(rules.metrics[line], case, day) for line in rules.version.points),
        levels=tuple(_levels(core, rules, levels, day, track)),
        next_level=next_level(core.program, rules, case, day, achieved, _since(levels, day))
        if outcome.participant or not core.program.participation.by_table
        else None,
    )


def _with(receipt: Receipt, **more: object) -> Receipt:
    return Receipt(**{name: getattr(receipt, name) for name in receipt.__struct_fields__} | more)


def _since(levels: Levels, day: int) -> int:
    """The first day of the participation of a day; the day itself where there is none."""
    return next((spell.start for spell in levels.participation if spell.start <= day < spell.end), day)


def _held_until(levels: Levels, day: int, achieved: int, displayed: int) -> date | None:
    """The last day of a displayed level that is above the achieved one, if nothing new happens."""
    if displayed <= achieved:
        return None
    following = next((s for s in levels.shown if s.day > day), None)
    return None if following is None else date.fromordinal(following.day) - timedelta(days=1)


def _track(core: Core, rules: Rules, levels: Levels, day: int) -> str | None:
    """The first of the partner's tracks on which it reaches most."""
    order = {level.id: index for index, level in enumerate(core.program.levels)}

    def reached(track: str | None) -> int:
        ladder = rules.ladders[track].items()
        return max((order[name] for name, held in ladder if holds_on(held.spells(levels.case), day)), default=NONE)

    return max(rules.tracks_of(levels.case.partner), key=reached)


def _levels(core: Core, rules: Rules, levels: Levels, day: int, track: str | None) -> Iterator[LevelResult]:
    """Each level on the receipt's track, and on the partner's other tracks where another rule holds there."""
    achieved = achieved_on(levels.achieved, day)
    others = [other for other in rules.tracks_of(levels.case.partner) if other != track]
    for index, level in enumerate(core.program.levels):
        seen = set()
        for on in (track, *others):
            held = rules.ladders[on].get(level.id)
            if held is None or held.requirement.origin in seen:
                continue
            seen.add(held.requirement.origin)
            tree = held.tree(levels.case, day)
            spared = index == achieved and on == track and not tree.met
            yield LevelResult(level=level.id, track=on, met=tree.met, spared=spared, requires=tree)


def _line(metric: CompiledMetric, case: Case, day: int) -> PointsLine:
    measured = metric.measured(case) if metric.known != "unknown" else {}
    groups = metric.groups(case) if metric.known != "unknown" else {}
    rule = metric.metric
    return PointsLine(
        metric=rule.id,
        label=rule.label,
        points=metric.value(case, day),
        measured=value_on(measured[""], day) if rule.scale is not None and "" in measured else None,
        unit=metric.measured_unit,
        groups=tuple(
            GroupValue(group=name, measured=value_on(measured[name], day), points=value_on(steps, day) or 0)
            for name, steps in sorted(groups.items())
            if metric.grouped and value_on(measured[name], day)
        ),
        sample=rule.sample,
        evidence=metric_evidence(metric, case, day),
        next_change=day_of(next_step(metric.steps(case), day)),
    )


def _suppressed(core: Core, partner: Partner, day: int, displayed: str | None) -> Iterator[Suppressed]:
    """Columns of the current participation that the displayed level does not entitle to."""
    columns = [(b.column, b.levels) for group in core.program.benefits for b in group.benefits if b.column]
    for row in partner.participants:
        spell = core.by_row(row) if row.program == core.program.id else None
        if spell is None or not spell.start <= day < spell.end:
            continue
        for column, entitled in columns:
            value = getattr(row, column)
            if value and displayed not in entitled:
                yield Suppressed(column=column, value=str(value), levels=entitled, origin=row.origin)
