"""The sweep of a build against the step functions of receipts: form by form, then random programs and partners."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given

from generator.errors import Problems
from generator.levels import parse_program
from generator.levels.achieved import highest
from generator.levels.core import Core
from generator.model.partner import Partner
from generator.yaml_source import parse_yaml
from tests.levels import random_rules, worlds
from tests.levels.test_random_worlds import thorough
from tests.levels.world import World, engine_for, program_from, rate


def both_ways(core: Core, partner: Partner) -> list[int]:
    """The achieved levels in the order of days, found by the sweep as by step functions."""
    levels = core.levels(partner)
    assert levels.achieved == highest(core._held(levels.cases), levels.taking_part)
    return levels.achieved[1]


PROGRAM = """\
title: Small
participation: {{ agreement: membership }}
levels: [{{ id: low, label: Low }}, {{ id: high, label: High }}]
fiscal_year_starts: 1 April
display: {{ moves: daily }}
versions:
  - version: "1"
    metrics:
      sales: {{ sum: revenue.amount, window: trailing 6 months }}
      by_brand: {{ sum: revenue.amount, by: brand, window: trailing 6 months }}
      deals: {{ count: revenue, window: trailing 6 months }}
      asked: {metric}
    requirements:
      - {{ level: low, requires: {{ metric: asked, {low} }} }}
      - {{ level: high, requires: {{ metric: asked, {high} }} }}
"""
FEW = "bands: [{from: 50, points: 1}, {from: 100, points: 2}, {from: 200, points: 4}]"
MANY = f"bands: [{', '.join(f'{{from: {n}, points: {n}}}' for n in (30, 50, 100, 120, 250))}]"
HALVES = "bands: [{from: 50, points: 0.5}, {from: 120, points: 1.5}]"
SUM = "sum: revenue.amount, window: trailing 6 months"
TIMES = "times: { column: brand, factors: { A: 1.5, B: 0.5 }, otherwise: 2 }"
COUNT = "count: revenue, window: trailing 6 months"
SCORE = "satisfaction.score, window: trailing 6 months"

FORMS = [
    (f"{SUM}", 100, 220),
    (f"{SUM}, {FEW}", 1, 4),
    (f"{SUM}, {MANY}", 100, 250),
    (f"{SUM}, {HALVES}", 0.5, 1.5),
    (f"{SUM}, each: 0.1", 10, 22),
    (f"{SUM}, {TIMES}", 100, 240),
    (f"{SUM}, {TIMES}, {FEW}", 2, 4),
    (f"{SUM}, by: brand, {FEW}", 2, 4),
    (f"{SUM}, by: brand, {MANY}", 100, 130),
    (f"{SUM}, by: brand, {HALVES}", 0.5, 1.5),
    (f"{SUM}, by: brand, {FEW}, floor: 1, ceiling: 3", 2, 3),
    (f"{SUM}, caps: [{{ per: brand, at_most: 90 }}]", 90, 120),
    (COUNT, 2, 3),
    (f"{COUNT}, each: 3", 6, 9),
    (f"{COUNT}, fixed: 4", 4, 4),
    (f"{COUNT}, {TIMES}", 1, 2),
    (f"{COUNT}, by: brand, fixed: 2", 2, 4),
    (f"{COUNT}, distinct: brand", 1, 2),
    (f"{COUNT}, distinct: brand, by: currency, each: 2", 2, 4),
    (f"latest: {SCORE}", 80, 85),
    (f"latest: {SCORE}, ties: highest", 80, 90),
    (f"latest: {SCORE}, bands: [{{from: 70, points: 1}}, {{from: 80, points: 2}}, {{from: 90, points: 5}}]", 1, 2),
    ("latest: satisfaction.score, window: previous fiscal year", 70, 85),
    ("latest: revenue.amount, window: this fiscal year", 60, 100),
    (f"minimum: {SCORE}", 70, 80),
    (f"maximum: {SCORE}", 85, 95),
    (f"maximum: revenue.amount, by: brand, window: trailing 6 months, {FEW}", 2, 4),
    (f"average: {SCORE}", 75, 84),
    (f"median: {SCORE}, bands: [{{from: 70, points: 1}}, {{from: 81, points: 2}}]", 1, 2),
    ("of: sales, each: 0.1, ceiling: 22", 10, 22),
    (f"of: by_brand, {FEW}", 2, 4),
    ("add: [sales, deals]", 102, 222),
    ("multiply: [sales, deals]", 200, 400),
    ("ratio: [sales, deals], when_zero: 0", 80, 100),
    ("largest: [sales, deals]", 100, 220),
    ("smallest: [sales, deals]", 1, 2),
]


def seller() -> World:
    world = World().agreement("membership", "2019-06-01", valid_to="2022-06-30")
    world.revenue("A", "100", "2020-01-10").revenue("A", "60", "2020-03-01", currency="EUR")
    world.revenue("B", "30.5", "2020-03-01").revenue("B", "250", "2020-11-15").revenue("C", "-40", "2021-02-01")
    world.revenue("B", "77", "2021-03-31").revenue("A", "99", "2020-05-01", currency="CHF")
    for score, on in [
        ("60", "2019-12-01"),
        ("80", "2020-01-05"),
        ("95", "2020-02-20"),
        ("70", "2020-02-20"),
        ("85", "2020-06-01"),
    ]:
        world.add("satisfaction", score=score, surveyed_on=on)
    return world


@pytest.mark.parametrize(("metric", "low", "high"), FORMS, ids=[form[0] for form in FORMS])
def test_each_form_of_a_metric_gives_both_the_same_levels(metric: str, low: float, high: float):
    text = PROGRAM.format(metric=f"{{ {metric} }}", low=f"at_least: {low}", high=f"at_least: {high}")
    engine = engine_for(program_from(text), rates=[rate("EUR", "2", "2020-01-01")])
    assert len(set(both_ways(engine._core, seller().partner()))) > 1


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("groups: some, at_least: 100", "groups: every, at_least: 60"),
        ("group: A, at_least: 90", "group: A, at_least: 200"),
        ("at_most: 300", "at_most: 100"),
        ("at_least: 60, at_most: 300", "at_least: 100, at_most: 260"),
    ],
)
def test_each_form_of_a_threshold_gives_both_the_same_levels(low: str, high: str):
    text = PROGRAM.format(metric=f"{{ {SUM}, by: brand }}", low=low, high=high)
    engine = engine_for(program_from(text), rates=[rate("EUR", "2", "2020-01-01")])
    assert len(set(both_ways(engine._core, seller().partner()))) > 1


@pytest.mark.parametrize("metric", ["add: [sales, deals]", f"{SUM}"])
def test_sums_beyond_the_digits_of_ordinary_decimals_are_exact(metric: str):
    edge = "10000000000000000000000000001"
    text = PROGRAM.format(metric=f"{{ {metric} }}", low="at_least: 1", high=f"at_least: {edge}")
    world = World().agreement("membership").revenue("A", "10000000000000000000000000000", "2020-01-10")
    if metric == SUM:
        world.revenue("A", "1", "2020-01-10")
    assert both_ways(engine_for(program_from(text))._core, world.partner()) == [-1, 1, -1]


@given(random_rules.programs(), worlds.partnerworld(), worlds.days)
@thorough
def test_the_sweep_finds_the_levels_that_step_functions_find(text: str, world: World, on: date):
    program = parse_program(parse_yaml(text, "random.yml"), Problems())
    assume(program is not None)
    assert program is not None
    core = engine_for(program, worlds.SKILL_TABLE, worlds.RATES)._core
    partner = world.partner()
    both_ways(core, partner)
    assert core.outcome(partner, on) == core.outcome_of(core.levels(partner), on)
