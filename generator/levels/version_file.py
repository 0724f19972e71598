"""The versions of a program's rules: metrics, points lines, requirements of levels, prerequisites."""

from __future__ import annotations

from generator.levels.metric_file import read_metric
from generator.levels.reading import Reader, each, get
from generator.levels.requirement_file import read_requirements
from generator.model.program import AllOf, LevelRule, Prerequisite, Requirement, Version

VERSION_KEYS = (
    "version",
    "effective",
    "announced",
    "spares_held_levels",
    "note",
    "metrics",
    "points",
    "requirements",
    "prerequisites",
)
POINTS_KEYS = ("lines", "at_most")
RULE_KEYS = ("level", "track", "standalone", "requires", "sample")
PREREQUISITE_KEYS = ("id", "label", "requires", "sample")


def read_versions(reader: Reader, currency: str) -> tuple[Version, ...]:
    """Each version complete: what it does not restate continues from the one before, by metric, level, prerequisite."""
    versions: list[Version] = []
    for child in reader.sequence("versions"):
        versions.append(_read_version(child, versions[-1] if versions else None, currency))
    return tuple(versions)


def _read_version(reader: Reader, before: Version | None, currency: str) -> Version:
    required = ("version", "requirements") if before is None else ("version", "effective", "spares_held_levels")
    keys = reader.mapping(VERSION_KEYS, required)
    read = keys["metrics"].any_mapping("metrics by id") if "metrics" in keys else {}
    metrics = {metric.id: metric for metric in before.metrics} if before else {}
    metrics |= {name: metric for name, r in read.items() if (metric := read_metric(r.part(name).id(), r, currency))}
    rules = each(keys.get("requirements"), "requirements of levels", _read_rule)
    restated = {rule.level for rule in rules}
    kept = tuple(rule for rule in before.rules if rule.level not in restated) if before else ()
    points, at_most = (before.points, before.points_at_most) if before else ((), None)
    if "points" in keys:
        line_keys = keys["points"].mapping(POINTS_KEYS, ("lines",))
        points = each(line_keys.get("lines"), "metrics", Reader.text)
        at_most = get(line_keys, "at_most", Reader.number, None)
    prerequisites = {p.id: p for p in before.prerequisites} if before else {}
    prerequisites |= {p.id: p for p in each(keys.get("prerequisites"), "prerequisites", _read_prerequisite)}
    return Version(
        origin=reader.origin,
        id=get(keys, "version", lambda r: str(r.value) if isinstance(r.value, int) else r.text(), "?"),
        effective=get(keys, "effective", Reader.day, None),
        announced=get(keys, "announced", Reader.day, None),
        spares_held_levels=get(keys, "spares_held_levels", Reader.flag, False),
        note=get(keys, "note", Reader.text, ""),
        metrics=tuple(metrics.values()),
        points=points,
        points_at_most=at_most,
        rules=(*kept, *rules),
        prerequisites=tuple(prerequisites.values()),
    )


def _read_rule(reader: Reader) -> LevelRule:
    keys = reader.mapping(RULE_KEYS, ("level", "requires"))
    return LevelRule(
        origin=reader.origin,
        sample=get(keys, "sample", Reader.flag, False),
        level=get(keys, "level", Reader.text, "?"),
        track=get(keys, "track", Reader.text, None),
        standalone=get(keys, "standalone", Reader.flag, False),
        requires=_read_requires(reader, keys.get("requires")),
    )


def _read_prerequisite(reader: Reader) -> Prerequisite:
    keys = reader.mapping(PREREQUISITE_KEYS, ("id", "label", "requires"))
    return Prerequisite(
        origin=reader.origin,
        sample=get(keys, "sample", Reader.flag, False),
        id=get(keys, "id", Reader.id, "?"),
        label=get(keys, "label", Reader.text, "?"),
        requires=_read_requires(reader, keys.get("requires")),
    )


def _read_requires(reader: Reader, requires: Reader | None) -> Requirement:
    return AllOf(origin=reader.origin, parts=()) if requires is None else read_requirements(requires)
