"""A program in words, for its page: levels, criteria by track, points table, benefits, what counts, how levels move.

Everything is made from the rules themselves: a change of the program file changes the page. `criteria` is the only
entry; the records below are what a template may use. Texts are complete phrases in the site's language; `sample` is
true where the file marks a value that the program's sources do not give.
"""

from __future__ import annotations

from datetime import date

import msgspec

from generator.model.program import (
    AllOf,
    AtLeastOf,
    EveryRow,
    HoldsAgreement,
    HoldsLevel,
    Invited,
    Level,
    LevelRule,
    Measure,
    Program,
    Requirement,
    RowExists,
    Threshold,
    Version,
)
from generator.pages import rule_words
from generator.pages.level_moves import LevelMoves, level_moves
from generator.pages.points_words import PointsRow, counted_rows, does_not_count, points_row
from generator.wording import Wording


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a level asks for; `parts` are its alternatives or parts, to be shown as a list inside."""

    text: str
    sample: bool = False
    parts: tuple[Criterion, ...] = ()


class TrackCriteria(msgspec.Struct, frozen=True, kw_only=True):
    """What a level asks for on one track. `track` is its label; None: on every track and without any.

    `includes` is the label of the lower level that must hold too; None for the lowest and for a standalone level.
    """

    track: str | None
    includes: str | None
    criteria: tuple[Criterion, ...]


class LevelCriteria(msgspec.Struct, frozen=True, kw_only=True):
    """One level. `summary` may be empty; `rank` counts from 1, the lowest."""

    id: str
    label: str
    rank: int
    summary: str
    tracks: tuple[TrackCriteria, ...]


class BenefitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One benefit; `has` says for each level, lowest first, whether it has it."""

    text: str
    has: tuple[bool, ...]
    sample: bool = False


class BenefitRows(msgspec.Struct, frozen=True, kw_only=True):
    """The benefits of one group."""

    label: str
    rows: tuple[BenefitRow, ...]


class ComingVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the rules that is not yet in force."""

    version: str
    effective: date
    note: str


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """The program page's content.

    `levels` lowest first; `points` empty for a program without points, `points_limit` is "" without a cap;
    `prerequisites` never move a level; `counts` and `does_not_count` are sentences without a full stop;
    `moves` says how and when levels move; `has_samples`: some value is marked as a sample.
    """

    program: str
    title: str
    summary: str
    level_word: str
    version: str
    note: str
    levels: tuple[LevelCriteria, ...]
    points: tuple[PointsRow, ...]
    points_limit: str
    prerequisites: tuple[Criterion, ...]
    counts: tuple[str, ...]
    does_not_count: tuple[str, ...]
    moves: LevelMoves
    benefits: tuple[BenefitRows, ...]
    coming: tuple[ComingVersion, ...]
    has_samples: bool


def criteria(program: Program, as_of: date, words: Wording) -> Criteria:
    """The program in words, by the rules in force on the day (the first ones before they take effect)."""
    version = program.version_on(as_of) or program.versions[0]
    levels = tuple(
        LevelCriteria(
            id=level.id,
            label=level.label,
            rank=rank,
            summary=level.summary,
            tracks=tuple(_track(program, version, rule, words) for rule in version.rules if rule.level == level.id),
        )
        for rank, level in enumerate(program.levels, 1)
    )
    points = tuple(points_row(line, version, words) for line in version.points)
    benefits = tuple(_benefits(program))
    prerequisites = tuple(Criterion(text=p.label, sample=p.sample or p.requires.sample) for p in version.prerequisites)
    found = Criteria(
        program=program.id,
        title=program.title,
        summary=program.summary,
        level_word=program.level_word,
        version=version.id,
        note=version.note,
        levels=levels,
        points=points,
        points_limit=""
        if version.points_at_most is None
        else words.gettext("At most %(points)s in all", points=rule_words.number(version.points_at_most, words)),
        prerequisites=prerequisites,
        counts=tuple(counted_rows(metric, words) for metric in version.metrics if isinstance(metric, Measure)),
        does_not_count=tuple(dict.fromkeys(does_not_count(program, version, words))),
        moves=level_moves(program, version, words),
        benefits=benefits,
        coming=tuple(
            ComingVersion(version=v.id, effective=v.effective, note=v.note)
            for v in program.versions
            if v.effective is not None and v.effective > as_of and v is not version
        ),
        has_samples=False,
    )
    return msgspec.structs.replace(found, has_samples=_has_samples(found))


def _has_samples(found: Criteria) -> bool:
    in_levels = any(_sampled(c) for level in found.levels for track in level.tracks for c in track.criteria)
    in_benefits = any(row.sample for group in found.benefits for row in group.rows)
    return in_levels or in_benefits or found.moves.sample or any(row.sample for row in found.points)


def _sampled(criterion: Criterion) -> bool:
    return criterion.sample or any(map(_sampled, criterion.parts))


def _track(program: Program, version: Version, rule: LevelRule, words: Wording) -> TrackCriteria:
    label = next((track.label for track in program.tracks if track.id == rule.track), None)
    includes = None
    if not rule.standalone:
        ruled = {r.level for r in version.rules if r.track in (None, rule.track)}
        lower = [level.label for level in _below(program, rule.level) if level.id in ruled]
        includes = lower[-1] if lower else None
    return TrackCriteria(track=label, includes=includes, criteria=_criteria_of(rule, program, version, words))


def _below(program: Program, level: str) -> tuple[Level, ...]:
    return program.levels[: [known.id for known in program.levels].index(level)]


def _criteria_of(rule: LevelRule, program: Program, version: Version, words: Wording) -> tuple[Criterion, ...]:
    """The parts of the level's tree; the parts of "all of" side by side."""
    whole = criterion(rule.requires, program, version, words)
    parts = whole.parts if isinstance(rule.requires, AllOf) and rule.requires.label is None else (whole,)
    if rule.sample:
        return tuple(msgspec.structs.replace(part, sample=True) for part in parts)
    return parts


def criterion(requirement: Requirement, program: Program, version: Version, words: Wording) -> Criterion:
    """A requirement in words."""
    sample = requirement.sample
    if isinstance(requirement, AllOf | AtLeastOf):
        parts = _merged([criterion(part, program, version, words) for part in requirement.parts], requirement, words)
        needed = requirement.needed if isinstance(requirement, AtLeastOf) else None
        text = requirement.label or rule_words.of_these(needed, words)
        if len(parts) == 1 and requirement.label is None:
            return parts[0]
        return Criterion(text=text, sample=sample, parts=parts)
    return Criterion(text=requirement.label or _text(requirement, program, version, words), sample=sample)


def _merged(parts: list[Criterion], requirement: AllOf | AtLeastOf, words: Wording) -> tuple[Criterion, ...]:
    """Thresholds on groups of a metric join the threshold on its whole: "…, 1 technical and 1 sales among them"."""
    if isinstance(requirement, AtLeastOf):
        return tuple(parts)
    kept: list[Criterion] = []
    rules = list(zip(requirement.parts, parts, strict=True))
    wholes = {r.metric for r in requirement.parts if isinstance(r, Threshold) and _is_whole(r)}
    for rule, part in rules:
        if isinstance(rule, Threshold) and rule.metric in wholes and rule.label is None:
            if rule.of is not None and rule.at_least is not None and rule.at_most is None:
                continue
            groups = [
                (r.of, r.at_least)
                for r in requirement.parts
                if isinstance(r, Threshold) and r.metric == rule.metric and r.of and r.at_least is not None
            ]
            if groups and _is_whole(rule):
                part = msgspec.structs.replace(part, text=rule_words.with_among_them(part.text, groups, words))
        kept.append(part)
    return tuple(kept)


def _is_whole(rule: Threshold) -> bool:
    return rule.of is None and rule.groups == "total" and rule.at_least is not None


def _text(requirement: Requirement, program: Program, version: Version, words: Wording) -> str:
    match requirement:
        case Threshold():
            return rule_words.bound(
                rule_words.label_of(requirement.metric, version, words),
                rule_words.unit_of(requirement.metric, version),
                words,
                of=requirement.of,
                groups=requirement.groups,
                low=requirement.at_least,
                high=requirement.at_most,
            )
        case HoldsLevel():
            return program.level(requirement.level).label
        case HoldsAgreement():
            return rule_words.agreement(requirement.kind, words)
        case Invited(level=level):
            return rule_words.invitation("" if level is None else program.level(level).label, words)
        case RowExists(rows=rows):
            return rule_words.some_row(rows.table, words)
        case EveryRow(rows=rows):
            return rule_words.every_row(rows.table, words)
    raise TypeError(requirement)


def _benefits(program: Program) -> list[BenefitRows]:
    return [
        BenefitRows(
            label=group.label,
            rows=tuple(
                BenefitRow(
                    text=benefit.text,
                    has=tuple(level.id in benefit.levels for level in program.levels),
                    sample=benefit.sample or group.sample,
                )
                for benefit in group.benefits
            ),
        )
        for group in program.benefits
    ]
