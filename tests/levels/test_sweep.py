"""The sweep of a build against the step functions of receipts, for random programs and partners."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given

from generator.errors import Problems
from generator.levels import parse_program
from generator.levels.achieved import highest
from generator.yaml_source import parse_yaml
from tests.levels import random_rules, worlds
from tests.levels.test_random_worlds import thorough
from tests.levels.world import World, engine_for


@given(random_rules.programs(), worlds.partnerworld(), worlds.days)
@thorough
def test_the_sweep_finds_the_levels_that_step_functions_find(text: str, world: World, on: date):
    program = parse_program(parse_yaml(text, "random.yml"), Problems())
    assume(program is not None)
    assert program is not None
    core = engine_for(program, worlds.SKILL_TABLE, worlds.RATES)._core
    partner = world.partner()
    levels = core.levels(partner)
    assert levels.achieved == highest(core._held(levels.cases), levels.taking_part)
    assert core.outcome(partner, on) == core.outcome_of(levels, on)
