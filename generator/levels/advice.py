"""The next level: for each way to reach it, the requirements that are not met."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

from generator.levels.requirements import CompiledLevel
from generator.levels.rows import Case
from generator.levels.rules import Rules
from generator.model.program import Program
from generator.model.receipt import NextLevel, Node

MOST_ALTERNATIVES = 8
"""More ways than a reader can weigh are not listed; the shortest are kept."""

Alternatives = list[tuple[Node, ...]]


def next_level(program: Program, rules: Rules, case: Case, day: int, achieved: int) -> NextLevel | None:
    """The lowest level above the achieved one that a track of the partner leads to."""
    tracks = rules.tracks_of(case.partner)
    for level in program.levels[achieved + 1 :]:
        found: Alternatives = []
        for track in tracks:
            ladder = rules.ladders[track]
            if level.id in ladder:
                found += _ways(ladder[level.id].tree(case, day), ladder, case, day)
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


def _shortest(ways: Alternatives) -> Alternatives:
    """The ways with the fewest missing requirements; one that asks for all of another and more is left out."""
    kept: Alternatives = []
    for way in sorted(dict.fromkeys(ways), key=len):
        if not any(set(other) <= set(way) for other in kept):
            kept.append(way)
    return kept[:MOST_ALTERNATIVES]
