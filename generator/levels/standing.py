"""The quarterly standing of a monitored participation (docs/programs.md, "Monitoring")."""

from __future__ import annotations

from datetime import date

from generator.levels.achieved import NONE
from generator.levels.core import Core, Levels
from generator.levels.days import closed_quarters
from generator.levels.exact import product
from generator.levels.rules import Rules
from generator.levels.steps import holds_on
from generator.model.program import AllOf, Number, Requirement, Threshold, Version

QUARTERS = 4


def standing(core: Core, levels: Levels, rules: Rules, as_of: date, displayed: int) -> str | None:
    """on_track, at_risk or tracking:<level>; None where the program is not monitored or the partner takes no part.

    At risk: a prerequisite is missing, or the value of the closed quarters is below their share of the own level's
    threshold. Tracking: the highest higher level whose whole threshold is reached. In a year that the participation
    does not fill, prerequisites only.
    """
    monitoring = core.program.monitoring
    day = as_of.toordinal()
    if monitoring is None or not holds_on(levels.taking_part, day):
        return None
    case = levels.case
    if not all(holds_on(prerequisite.spells(case), day) for prerequisite in rules.prerequisites):
        return "at_risk"
    start, end = next((spell.start, spell.end) for spell in levels.participation if spell.start <= day < spell.end)
    if start > date(as_of.year, 1, 1).toordinal() or end <= date(as_of.year, 12, 31).toordinal():
        return "on_track"
    value = rules.metrics[monitoring.metric].value(case, day)
    if value is None:
        return "on_track"
    own = None if displayed == NONE else core.program.levels[displayed].id
    needed = _threshold(rules.version, own, monitoring.against)
    if needed is not None and product(value, QUARTERS) < product(needed, closed_quarters(as_of)):
        return "at_risk"
    for level in reversed(core.program.levels[displayed + 1 :]):
        higher = _threshold(rules.version, level.id, monitoring.against)
        if higher is not None and value >= higher:
            return f"tracking:{level.id}"
    return "on_track"


def _threshold(version: Version, level: str | None, metric: str) -> Number | None:
    """What a level needs of a metric."""
    for rule in version.rules:
        if rule.level == level:
            return _needed(rule.requires, metric)
    return None


def _needed(requirement: Requirement, metric: str) -> Number | None:
    if isinstance(requirement, AllOf):
        found = [needed for part in requirement.parts if (needed := _needed(part, metric)) is not None]
        return max(found, default=None)
    if isinstance(requirement, Threshold) and requirement.metric == metric:
        return requirement.at_least
    return None
