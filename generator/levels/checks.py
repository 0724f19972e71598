"""What can be wrong with a program that is well-formed: names that lead nowhere, cycles, levels nobody can reach.

Each check reports the line of the rule that is wrong and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from generator.errors import Origin, Problems, did_you_mean
from generator.levels.exact import product, total
from generator.levels.metric_checks import check_metric_name, check_metrics, is_grouped, metrics_of
from generator.levels.rules import POINTS, rule_for
from generator.model.program import (
    AllOf,
    AtLeastOf,
    Bands,
    Combined,
    Fixed,
    HoldsLevel,
    Invited,
    LevelRule,
    Number,
    Program,
    Rate,
    Requirement,
    Threshold,
    Version,
)


def check_program(program: Program, problems: Problems) -> None:
    """Report everything that is wrong across the parts of a program."""
    _check_repeated(program, problems)
    _check_versions(program, problems)
    for version in program.versions:
        before = len(problems)
        check_metrics(version, problems)
        if len(problems) == before:
            _check_rules(program, version, problems)
        if len(problems) == before:
            _check_reachable(program, version, problems)
            _check_rising(program, version, problems)
    if program.monitoring:
        for version in program.versions:
            for name in (program.monitoring.metric, program.monitoring.against):
                check_metric_name(name, version, program.monitoring.origin, problems)


def _check_repeated(program: Program, problems: Problems) -> None:
    for what, parts in (("level", program.levels), ("track", program.tracks)):
        seen: set[str] = set()
        for part in parts:
            if part.id in seen:
                problems.error("program-repeated", f'the {what} "{part.id}" stands twice.', part.origin, column=what)
            seen.add(part.id)


def _check_versions(program: Program, problems: Problems) -> None:
    for earlier, version in pairwise(program.versions):
        assert version.effective is not None
        if earlier.effective is not None and version.effective <= earlier.effective:
            problems.error(
                "program-version-order",
                f'version "{version.id}" takes effect on {version.effective}, not after version "{earlier.id}".',
                version.origin,
                column="effective",
                hint="Put the versions in order of effective.",
            )
        if not program.notice_days:
            continue
        latest = version.effective - timedelta(days=program.notice_days)
        if version.announced is None or version.announced > latest:
            given = "is not announced" if version.announced is None else f"is announced on {version.announced}"
            problems.error(
                "program-notice",
                f'version "{version.id}" takes effect on {version.effective} and {given}; '
                f"the program promises {program.notice_days} days.",
                version.origin,
                column="announced",
                hint=f"Announce it by {latest}, or let it take effect later.",
            )


def parts_of(requirement: Requirement) -> Iterator[Requirement]:
    """The requirement and everything inside it."""
    yield requirement
    if isinstance(requirement, AllOf | AtLeastOf):
        for part in requirement.parts:
            yield from parts_of(part)


def _check_rules(program: Program, version: Version, problems: Problems) -> None:
    level_ids = [level.id for level in program.levels]
    track_ids = [track.id for track in program.tracks]
    seen: set[tuple[str, str | None]] = set()
    for rule in version.rules:
        if not _known(rule.level, level_ids, "level", rule.origin, problems):
            continue
        if rule.track is not None:
            _known(rule.track, track_ids, "track", rule.origin, problems)
        if (rule.level, rule.track) in seen:
            on = f" on the track {rule.track}" if rule.track else ""
            message = f'the level "{rule.level}" has two rules{on}.'
            problems.error("program-repeated", message, rule.origin, column="requirements")
        seen.add((rule.level, rule.track))
        for part in parts_of(rule.requires):
            _check_requirement(part, program, version, problems, rule)
    for prerequisite in version.prerequisites:
        for part in parts_of(prerequisite.requires):
            _check_requirement(part, program, version, problems, None)


def _known(name: str, known: Iterable[str], what: str, origin: Origin, problems: Problems) -> bool:
    known = list(known)
    if name in known:
        return True
    hint = did_you_mean(name, known) or f"Known: {', '.join(known) or 'none'}."
    problems.error(
        f"program-unknown-{what}", f'there is no {what} "{name}".', origin, column=what, value=name, hint=hint
    )
    return False


def _check_requirement(
    part: Requirement, program: Program, version: Version, problems: Problems, rule: LevelRule | None
) -> None:
    level_ids = [level.id for level in program.levels]
    if isinstance(part, Threshold):
        check_metric_name(part.metric, version, part.origin, problems)
        _check_groups(part, version, problems)
        if part.at_least is not None and part.at_most is not None and part.at_least > part.at_most:
            problems.error("program-bounds", "at_least is above at_most: nothing can meet both.", part.origin)
    elif isinstance(part, Invited) and part.level is not None:
        _known(part.level, level_ids, "level", part.origin, problems)
    elif isinstance(part, HoldsLevel) and _known(part.level, level_ids, "level", part.origin, problems):
        if rule is None or level_ids.index(part.level) >= level_ids.index(rule.level):
            problems.error(
                "program-cycle",
                f'only a lower level can be required, and "{part.level}" is not lower here.',
                part.origin,
                column="level",
            )
        elif rule_for(version, part.level, rule.track) is None:
            problems.error(
                "program-unreachable",
                f'the level "{part.level}" has no rule on this track, so it never holds.',
                part.origin,
                column="level",
            )
    elif isinstance(part, AtLeastOf) and part.needed > len(part.parts):
        problems.error(
            "program-unreachable",
            f"{part.needed} of {len(part.parts)} requirements can never hold.",
            part.origin,
            column="at_least",
        )


def _check_groups(part: Threshold, version: Version, problems: Problems) -> None:
    if part.of is None and part.groups == "total":
        return
    if not is_grouped(part.metric, version):
        message = f'the metric "{part.metric}" has no groups.'
        problems.error("program-groups", message, part.origin, column="group", hint='Give it "by: <column>".')


def _check_reachable(program: Program, version: Version, problems: Problems) -> None:
    ruled = {rule.level for rule in version.rules}
    for level in program.levels:
        if level.id not in ruled:
            problems.error(
                "program-unreachable",
                f'the level "{level.id}" has no requirements in version "{version.id}", so nobody reaches it.',
                level.origin,
                column="levels",
                hint="Add its requirements, or remove the level.",
            )
    for rule in version.rules:
        for part in _conjuncts(rule.requires):
            if isinstance(part, Threshold) and part.of is None and part.at_least is not None:
                most = _most(part.metric, version)
                if most is not None and part.at_least > most:
                    problems.error(
                        "program-unreachable",
                        f'the level "{rule.level}" needs {part.at_least} of "{part.metric}", '
                        f"which is never above {most}.",
                        part.origin,
                        column="at_least",
                        value=str(part.at_least),
                        hint="Lower the threshold, or let the metric reach it.",
                    )


def _most(name: str, version: Version) -> Number | None:
    """The highest value a metric can have; None when nothing limits it."""
    if name == POINTS:
        lines = [_most(line, version) for line in version.points]
        limits = [limit for limit in lines if limit is not None]
        reached = total(limits) if len(limits) == len(lines) else None
        caps = [cap for cap in (reached, version.points_at_most) if cap is not None]
        return min(caps, default=None)
    metric = metrics_of(version)[name]
    assert metric is not None
    limits = [] if metric.ceiling is None else [metric.ceiling]
    if isinstance(metric.scale, Bands) and not is_grouped(name, version):
        limits.append(max((0, *metric.scale.points)))
    elif isinstance(metric.scale, Fixed) and not is_grouped(name, version):
        limits.append(max(0, metric.scale.points))
    elif isinstance(metric, Combined) and not isinstance(metric.scale, Bands | Fixed):
        measured = _most_combined(metric, version)
        if measured is not None:
            limits.append(product(measured, metric.scale.each) if isinstance(metric.scale, Rate) else measured)
    return min(limits, default=None)


def _most_combined(metric: Combined, version: Version) -> Number | None:
    parts = [_most(part, version) for part in metric.parts]
    limits = [limit for limit in parts if limit is not None]
    if metric.how == "smallest":
        return min(limits, default=None)
    if metric.how in ("of", "add", "largest") and len(limits) == len(parts):
        return total(limits) if metric.how == "add" else max(limits)
    return None


def _conjuncts(requirement: Requirement) -> Iterator[Requirement]:
    """What must hold in any case: the requirement, and the parts of "all of"."""
    if isinstance(requirement, AllOf):
        for part in requirement.parts:
            yield from _conjuncts(part)
    else:
        yield requirement


def _check_rising(program: Program, version: Version, problems: Problems) -> None:
    """On one track no threshold may fall from a lower to a higher level (docs/programs.md, "Levels")."""
    reported: set[Origin] = set()
    for track in (None, *(track.id for track in program.tracks)):
        highest: dict[tuple[str, str | None, str], tuple[Number, str]] = {}
        for level in program.levels:
            rule = rule_for(version, level.id, track)
            for part in _conjuncts(rule.requires) if rule else ():
                if not isinstance(part, Threshold) or part.at_least is None:
                    continue
                key = (part.metric, part.of, part.groups)
                needed, lower = highest.get(key, (part.at_least, level.id))
                if part.at_least < needed and part.origin not in reported:
                    reported.add(part.origin)
                    problems.error(
                        "program-threshold-falls",
                        f'the level "{level.id}" needs {part.at_least} of "{part.metric}", '
                        f'less than the lower level "{lower}", which needs {needed}.',
                        part.origin,
                        column="at_least",
                        value=str(part.at_least),
                        hint=f"Ask for at least {needed}, or leave the threshold out.",
                    )
                if part.at_least >= needed:
                    highest[key] = (part.at_least, level.id)
