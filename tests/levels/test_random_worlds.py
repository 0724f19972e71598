"""Random worlds: the engine against the plain day-by-day evaluator, on every day.

`WORLDS=2000 pytest tests/levels/test_random_worlds.py` tries more of them.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model.receipt import Change
from tests.levels import brute, worlds
from tests.levels.world import ALLIANCE, World, engine_for, program

PARTNERWORLD = engine_for(program("partnerworld"), worlds.SKILL_TABLE, worlds.RATES)
SECURITY = engine_for(program(ALLIANCE), rates=worlds.RATES)
LEVELS = (None, "member", "advanced", "premier")

slow_data = [HealthCheck.too_slow, HealthCheck.data_too_large]
thorough = settings(max_examples=int(os.environ.get("WORLDS", "40")), deadline=None, suppress_health_check=slow_data)


def on_day(changes: tuple[Change, ...], day: date) -> tuple[str | None, str | None]:
    at = bisect_right(changes, day, key=lambda change: change.on)
    return (changes[at - 1].achieved, changes[at - 1].displayed) if at else (None, None)


@given(worlds.partnerworld())
@thorough
def test_partnerworld_equals_the_plain_evaluator_on_every_day(world: World):
    partner = world.partner()
    plain = brute.PartnerWorld(partner, worlds.SKILL_TABLE, worlds.RATES)
    changes = PARTNERWORLD.timeline(partner)
    before = None
    since = None
    for day in worlds.every_day():
        expected = (LEVELS[plain.achieved(day)], LEVELS[plain.displayed(day, worlds.FIRST)])
        assert on_day(changes, day) == expected, day
        if expected[1] != before:
            before, since = expected[1], day
        if day.day in (1, 30) or day == since:
            outcome = PARTNERWORLD.outcome(partner, day)
            assert (outcome.achieved, outcome.displayed) == expected
            assert outcome.participant == plain.has("membership", day)
            if since is not None and since > worlds.FIRST and before is not None:
                assert outcome.displayed_since == since
            assert sum(count for _, count in outcome.skill_areas) == len(plain.roots(day))


@given(worlds.alliance(), st.data())
@thorough
def test_the_alliance_equals_the_plain_evaluator_on_every_day(world: World, data: st.DataObject):
    partner = world.partner()
    plain = brute.Alliance(partner, worlds.RATES)
    changes = SECURITY.timeline(partner)
    for day in worlds.every_day():
        expected = (plain.tiers[plain.achieved(day)], plain.tiers[plain.displayed(day)])
        assert on_day(changes, day) == expected, day
    for _ in range(6):
        day = data.draw(st.sampled_from(worlds.every_day()))
        receipt = SECURITY.receipt(partner, day)
        assert receipt.standing == plain.standing(day), day
        assert receipt.participant == (plain.participation(day) is not None)


@given(worlds.partnerworld(), st.data())
@thorough
def test_the_receipt_adds_up_and_tells_the_future(world: World, data: st.DataObject):
    partner = world.partner()
    plain = brute.PartnerWorld(partner, worlds.SKILL_TABLE, worlds.RATES)
    day = data.draw(st.sampled_from(worlds.every_day()))
    receipt = PARTNERWORLD.receipt(partner, day)
    outcome = PARTNERWORLD.outcome(partner, day)
    assert (receipt.achieved, receipt.displayed) == (outcome.achieved, outcome.displayed)
    assert receipt.points_total == plain.points(day) == sum(line.points or 0 for line in receipt.lines)
    for line in receipt.lines:
        if line.groups:
            assert line.points == sum(group.points for group in line.groups)
    for change in receipt.forecast:
        then = PARTNERWORLD.outcome(partner, change.on)
        assert (then.achieved, then.displayed) == (change.achieved, change.displayed)
    if outcome.changes_on is not None:
        eve = PARTNERWORLD.outcome(partner, outcome.changes_on - timedelta(days=1))
        assert (eve.achieved, eve.displayed, eve.participant) == (
            outcome.achieved,
            outcome.displayed,
            outcome.participant,
        )
    if outcome.skills_change_on is not None:
        assert outcome.skills_change_on > day
        eve = PARTNERWORLD.outcome(partner, outcome.skills_change_on - timedelta(days=1))
        assert eve.skill_areas == outcome.skill_areas
    if receipt.held_until is not None:
        assert PARTNERWORLD.outcome(partner, receipt.held_until).displayed == receipt.displayed
        after = PARTNERWORLD.outcome(partner, receipt.held_until + timedelta(days=1))
        assert after.displayed != receipt.displayed
