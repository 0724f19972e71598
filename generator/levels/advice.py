"""The next level: for each way to reach it, the requirements that are not met."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations, product

import msgspec

from generator.levels.days import FOREVER
from generator.levels.display import next_review
from generator.levels.exact import minus, plus, total
from generator.levels.metrics import CompiledCombination, CompiledMetric
from generator.levels.requirements import CompiledLevel
from generator.levels.rows import Case
from generator.levels.rules import Rules
from generator.levels.steps import Value, value_on
from generator.model.program import Program
from generator.model.receipt import Later, NextLevel, Node

MOST_ALTERNATIVES = 8
"""More ways than a reader can weigh are not listed; the shortest are kept."""

Alternatives = list[tuple[Node, ...]]


def next_level(program: Program, rules: Rules, case: Case, day: int, achieved: int, since: int) -> NextLevel | None:
    """The lowest level above the achieved one that a track of the partner leads to; it takes part `since` that day."""
    tracks = rules.tracks_of(case.partner)
    for level in program.levels[achieved + 1 :]:
        found: Alternatives = []
        for track in tracks:
            ladder = rules.ladders[track]
            if level.id in ladder:
                found += _ways(ladder[level.id].tree(case, day), ladder, case, day)
        review = partial(next_review, program.display, since)
        found = [tuple(_when_it_counts(node, rules.metrics, case, day, review) for node in way) for way in found]
        found = [_once(way, rules.metrics, case, day) for way in found]
        if found:
            return NextLevel(level=level.id, alternatives=tuple(_shortest(found)))
    return None


def _ways(node: Node, ladder: Mapping[str, CompiledLevel], case: Case, day: int) -> Alternatives:
    """Each set of unmet requirements that would meet the node; one empty set when it is met."""
    if node.met:
        return [()]
    if node.kind == "level":
        return _ways(ladder[node.subject].tree(case, day), ladder, case, day)
    if not node.parts:
        return [(node,)]
    unmet = [part for part in node.parts if not part.met]
    needed = int(node.at_least or 0) - (len(node.parts) - len(unmet))
    ways: Alternatives = []
    for chosen in combinations(unmet, needed):
        options = [_ways(part, ladder, case, day) for part in chosen]
        ways += [tuple(dict.fromkeys(n for way in picked for n in way)) for picked in product(*options)]
        ways = _shortest(ways)
    return ways


def _when_it_counts(
    node: Node, metrics: Mapping[str, CompiledMetric], case: Case, day: int, review: Callable[[int], int | None]
) -> Node:
    """What is missing when something that is still to be earned counts: the previous year cannot be changed."""
    metric = metrics.get(node.subject)
    if node.kind != "threshold" or metric is None or not node.missing or node.at_least is None:
        return node
    earned, (counts, leaves) = day, metric.window(day)
    if counts == day:
        return node
    reviewed = review(counts)
    while reviewed is not None and reviewed >= leaves:  # gone again by then: what is earned later decides
        earned = max(earned + 1, counts)
        counts, leaves = metric.window(earned)
    if leaves >= FOREVER or (reviewed is not None and reviewed < counts):
        return node
    decisive = counts if reviewed is None else reviewed
    value = value_on(metric.steps(case) if node.of is None else metric.group(case, node.of), decisive)
    missing = minus(node.at_least, value or 0)
    later = Later(
        earned_from=None if earned == day else date.fromordinal(earned),
        counts_from=date.fromordinal(counts),
        reviewed_on=None if reviewed is None else date.fromordinal(reviewed),
    )
    return msgspec.structs.replace(node, value=value, missing=missing if missing > 0 else None, later=later)


def _once(way: tuple[Node, ...], metrics: Mapping[str, CompiledMetric], case: Case, day: int) -> tuple[Node, ...]:
    """The way without what its other requirements bring: the points of a missing solution are not asked for again."""
    found = []
    for node in way:
        metric = metrics.get(node.subject)
        if node.kind == "threshold" and node.missing and isinstance(metric, CompiledCombination) and not node.of:
            others = [other for other in way if other.kind == "threshold" and other.missing and other is not node]
            on = day if node.later is None else (node.later.reviewed_on or node.later.counts_from).toordinal()
            brought = minus(_value_with(others, metric, case, on) or 0, node.value or 0)
            missing = min(node.missing, minus(node.missing, brought))
            if missing <= 0:
                continue
            node = msgspec.structs.replace(node, missing=missing)
        found.append(node)
    return tuple(found)


def _value_with(met: Sequence[Node], metric: CompiledMetric, case: Case, day: int) -> Value:
    """The value of a metric if these requirements were met; what its groups miss adds up."""
    value = metric.value(case, day)
    if isinstance(metric, CompiledCombination) and not metric.grouped:
        value = metric.value_from([_value_with(met, part, case, day) for part in metric.parts])
    asked = [(node.of, node.missing) for node in met if node.subject == metric.metric.id and node.missing]
    if not asked:
        return value
    more = [total(missing for of, missing in asked if of), *(missing for of, missing in asked if not of)]
    return max(value or 0, plus(metric.value(case, day) or 0, max(more)))


def _shortest(ways: Alternatives) -> Alternatives:
    """The ways with the fewest missing requirements; one that asks for all of another and more is left out."""
    kept: Alternatives = []
    for way in sorted(dict.fromkeys(ways), key=len):
        if not any(set(other) <= set(way) for other in kept):
            kept.append(way)
    return kept[:MOST_ALTERNATIVES]
