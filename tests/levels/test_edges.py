"""One below and one above every threshold, one day before and after every date; what must never matter."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model.partner import Partner
from generator.preview.receipt_words import reason_sentence
from generator.wording import Wording
from tests.levels import worlds
from tests.levels.test_cases import PARTNERWORLD, SECURITY, case_1, case_5, case_7, levels
from tests.levels.world import (
    ALLIANCE,
    World,
    day,
    engine_for,
    isv,
    participant,
    program,
    program_from,
    rate,
    reseller,
)


def points(world: World, on: str = "2008-06-30") -> dict[str, object]:
    return {line.metric: line.points for line in PARTNERWORLD.receipt(world.partner(), day(on)).lines}


@pytest.mark.parametrize(
    ("amount", "given"),
    [
        *(("49999.99", 0), ("50000", 1), ("50000.01", 1), ("149999.99", 1), ("150000", 3), ("150000.01", 3)),
        *(("499999.99", 3), ("500000", 6), ("500000.01", 6)),
    ],
)
def test_a_revenue_band_is_reached_at_its_edge(amount: str, given: int):
    assert points(reseller().revenue("Storage", amount))["revenue_points"] == given


@pytest.mark.parametrize(("score", "given"), [("79.99", 0), ("80", 1), ("80.01", 1), ("89.99", 1), ("90", 2)])
def test_a_satisfaction_band_is_reached_at_its_edge(score: str, given: int):
    world = reseller().add("satisfaction", score=score, surveyed_on="2008-06-01")
    assert points(world)["satisfaction_points"] == given


def test_two_small_bands_are_not_one_large():
    assert points(reseller().revenue("A", "100000").revenue("B", "60000"))["revenue_points"] == 2
    assert points(reseller().revenue("A", "100000").revenue("A", "60000"))["revenue_points"] == 3
    assert points(reseller().revenue("A", "100000").revenue("a", "60000"))["revenue_points"] == 2


def test_a_reversal_takes_back():
    assert points(reseller().revenue("A", "150000").revenue("A", "-0.01"))["revenue_points"] == 1


@pytest.mark.parametrize(
    ("booked", "on", "given"),
    [
        *(("2007-06-30", "2008-06-29", 1), ("2007-06-30", "2008-06-30", 0), ("2007-07-01", "2008-06-30", 1)),
        *(("2008-06-30", "2008-06-30", 1), ("2008-07-01", "2008-06-30", 0)),
        *(("2008-02-29", "2009-02-28", 1), ("2008-02-29", "2009-03-01", 0), ("2007-02-28", "2008-02-28", 0)),
    ],
)
def test_trailing_months_begin_after_the_same_day(booked: str, on: str, given: int):
    assert points(reseller().revenue("A", "50000", booked), on)["revenue_points"] == given


def test_of_several_scores_on_the_latest_day_the_lowest_counts():
    world = reseller()
    for score, on in (("95", "2008-05-01"), ("90", "2008-06-01"), ("79", "2008-06-01")):
        world.add("satisfaction", score=score, surveyed_on=on)
    assert points(world)["satisfaction_points"] == 0


def test_amounts_are_converted_at_the_rate_of_their_day():
    rates = [rate("EUR", "1.5", "2008-06-02"), rate("EUR", "1.25", "2008-01-01")]
    engine = engine_for(program("partnerworld"), rates=rates)

    def given(booked: str, amount: str) -> object:
        world = reseller().revenue("A", amount, booked, currency="EUR")
        return engine.receipt(world.partner(), day("2008-06-30")).points_total

    assert (given("2008-06-01", "40000"), given("2008-06-01", "39999.99")) == (1, 0)
    assert (given("2008-06-02", "33333.34"), given("2008-06-02", "33333.33")) == (1, 0)
    world = reseller().revenue("A", "50000", "2007-12-31", currency="EUR")
    assert [n.code for n in engine.receipt(world.partner(), day("2008-06-30")).not_counted] == ["no_rate"]


@pytest.mark.parametrize(
    ("column", "last", "counts"),
    [
        ("valid_to", "2008-06-30", True),
        ("valid_to", "2008-06-29", False),
        ("ended_on", "2008-07-01", True),
        ("ended_on", "2008-06-30", False),
    ],
)
def test_the_plan_counts_through_its_last_day(column: str, last: str, counts: bool):
    world = case_5()
    world.rows["agreements"].pop()
    world.agreement("partner_plan", "2008-06-30", **{column: last})
    assert levels(world)[0] == ("premier" if counts else "advanced")


@pytest.mark.parametrize(("starts", "counts"), [("2008-06-30", True), ("2008-07-01", False)])
def test_the_plan_counts_from_its_first_day(starts: str, counts: bool):
    world = case_5()
    world.rows["agreements"].pop()
    assert levels(world.agreement("partner_plan", starts))[0] == ("premier" if counts else "advanced")


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"level": None}, True),
        ({"level": "advanced"}, False),
        ({"track": "isv"}, True),
        ({"track": "reseller"}, False),
        ({"status": "offered"}, False),
        ({"status": "declined"}, False),
        ({"program": ALLIANCE}, False),
        ({"valid_to": "2008-06-30"}, True),
        ({"valid_to": "2008-06-29"}, False),
        ({"valid_from": "2008-07-01"}, False),
    ],
)
def test_an_invitation_counts_while_accepted_and_valid(columns: dict[str, str], counts: bool):
    world = isv().agreement("partner_plan")
    given = {"program": "partnerworld", "level": "premier", "status": "accepted", "valid_from": "2008-06-30"}
    world.add("invitations", **(given | columns))
    assert levels(world)[0] == ("premier" if counts else "member")


def test_premier_on_the_isv_track_needs_no_points_and_no_advanced_level():
    world = isv().agreement("partner_plan")
    world.add("invitations", program="partnerworld", status="accepted", valid_from="2008-01-01")
    receipt = PARTNERWORLD.receipt(world.partner(), day("2008-06-30"))
    assert (receipt.achieved, receipt.points_total) == ("premier", 0)
    assert [(r.level, r.met) for r in receipt.levels] == [("member", True), ("advanced", False), ("premier", True)]


@pytest.mark.parametrize(("types", "level"), [((), "advanced"), (("ISV",), "premier"), (("reseller",), "advanced")])
def test_only_an_isv_can_be_invited(types: tuple[str, ...], level: str):
    world = case_7()
    world.profile["types"] = types
    assert levels(world)[0] == level


def test_the_better_of_two_tracks_counts():
    world = case_7()
    world.profile["types"] = ("reseller", "isv")
    receipt = PARTNERWORLD.receipt(world.partner(), day("2008-06-30"))
    assert (receipt.achieved, receipt.track) == ("premier", "isv")


def test_an_agreement_of_another_program_does_not_count():
    world = World(profile={"types": ("reseller",)}).agreement("membership", program=ALLIANCE)
    assert not PARTNERWORLD.outcome(world.partner(), day("2008-06-30")).participant
    world = World(profile={"types": ("reseller",)}).agreement("membership", program="partnerworld")
    assert PARTNERWORLD.outcome(world.partner(), day("2008-06-30")).participant


def test_losing_membership_ends_the_level_at_once_and_earlier_days_stop_counting():
    world = case_1()
    world.rows["agreements"].clear()
    world.agreement("membership", valid_to="2008-07-10").agreement("membership", "2008-07-12")
    world.rows["revenue"].clear()
    world.revenue("Storage", "160000", "2008-06-01").revenue("System i", "60000", "2007-07-05")
    assert levels(world, "2008-07-10") == ("member", "advanced")
    assert levels(world, "2008-07-11") == (None, None)
    assert levels(world, "2008-07-12") == ("member", "member")
    receipt = PARTNERWORLD.receipt(world.partner(), day("2008-07-11"))
    assert (receipt.reason, receipt.participant) == ("not_participating", False)
    assert receipt.displayed_since is None


class TestAssessments:
    def world(self, level: str | None, on: str = "2008-06-10") -> World:
        return case_1().add("assessments", program="partnerworld", assessed_on=on, level=level)

    def test_a_level_above_falls_when_the_grace_days_are_over(self):
        world = self.world("premier")
        assert levels(world, "2008-06-09")[1] == "advanced"
        assert levels(world, "2008-06-10")[1] == "premier"
        assert levels(world, "2008-09-07")[1] == "premier"
        assert levels(world, "2008-09-08")[1] == "advanced"
        receipt = PARTNERWORLD.receipt(world.partner(), day("2008-07-01"))
        assert (receipt.reason, receipt.held_until) == ("assessment", day("2008-09-07"))

    @pytest.mark.parametrize("level", ["member", None])
    def test_a_level_below_stays_until_the_achieved_level_rises(self, level: str | None):
        world = self.world(level)
        assert levels(world, "2009-05-31") == ("advanced", level)
        world.rows["assessments"].clear()
        world.skills("T3", "T4", "S2").agreement("partner_plan", "2008-12-01")
        for brand in ("a", "b", "c"):
            world.revenue(brand, "500000")
        world.add("assessments", program="partnerworld", assessed_on="2008-06-10", level=level)
        assert levels(world, "2008-11-30") == ("advanced", level)
        assert levels(world, "2008-12-01") == ("premier", "premier")

    def test_an_assessment_of_another_program_does_not_count(self):
        world = case_1().add("assessments", program=ALLIANCE, assessed_on="2008-06-10", level="premier")
        assert levels(world)[1] == "advanced"


TIERS = [
    ("999999.99", None),
    ("1000000", "silver"),
    ("4999999.99", "silver"),
    ("5000000", "gold"),
    ("10000000", "platinum"),
]


@pytest.mark.parametrize(("value", "tier"), [*TIERS, ("9999999.99", "gold"), ("1000000.01", "silver")])
def test_a_tier_is_reached_at_its_threshold(value: str, tier: str | None):
    outcome = SECURITY.outcome(participant().lead(value, "2019-12-31").partner(), day("2020-01-31"))
    assert (outcome.achieved, outcome.displayed) == (tier, tier)


@pytest.mark.parametrize(("closed", "tier"), [("2018-12-31", None), ("2019-01-01", "silver"), ("2020-01-01", None)])
def test_the_previous_calendar_year_counts(closed: str, tier: str | None):
    assert SECURITY.outcome(participant().lead("1000000", closed).partner(), day("2020-01-31")).achieved == tier


@pytest.mark.parametrize(("start", "tier"), [("2018-01-01", None), ("2018-01-02", "gold")])
def test_the_assigned_tier_stands_until_a_whole_year_was_measured(start: str, tier: str | None):
    world = participant("gold", invited_on=start, agreement_signed_on=start)
    assert SECURITY.outcome(world.partner(), day("2019-01-30")).displayed == "gold"
    assert SECURITY.outcome(world.partner(), day("2019-01-31")).displayed == tier
    assert SECURITY.outcome(world.partner(), day("2020-01-30")).displayed == tier
    assert SECURITY.outcome(world.partner(), day("2020-01-31")).displayed is None


def test_the_date_of_assignment_only_dates_the_showing():
    world = participant("gold", assigned_on="2017-05-01")
    assert SECURITY.outcome(world.partner(), day("2017-04-30")).displayed is None
    outcome = SECURITY.outcome(world.partner(), day("2017-05-01"))
    assert (outcome.displayed, outcome.displayed_since) == ("gold", day("2017-05-01"))


def test_participation_needs_invitation_and_signature():
    for missing in ("invited_on", "agreement_signed_on"):
        assert not SECURITY.outcome(participant(**{missing: None}).partner(), day("2020-01-31")).participant
    world = participant(invited_on="2017-03-05")
    assert not SECURITY.outcome(world.partner(), day("2017-03-04")).participant
    assert SECURITY.outcome(world.partner(), day("2017-03-05")).participant


def test_an_assessment_replaces_the_tier_on_a_review_day_only():
    world = participant().lead("1000000", "2019-05-01")
    world.add("assessments", program=ALLIANCE, assessed_on="2020-01-31", level="platinum")
    assert SECURITY.outcome(world.partner(), day("2020-01-31")).displayed == "platinum"
    assert SECURITY.outcome(world.partner(), day("2021-01-31")).displayed is None
    assert SECURITY.problems(world.partner()) == []
    world.rows["assessments"].clear()
    world.add("assessments", program=ALLIANCE, assessed_on="2020-01-30", level="platinum")
    assert SECURITY.outcome(world.partner(), day("2020-01-31")).displayed == "silver"
    assert [str(p) for p in SECURITY.problems(world.partner())] == [
        "assessments.csv:2: assessed_on: 2020-01-30 is not a review day of Security Services Alliance Program. "
        "Assessments are read on review days only: correct the date."
    ]
    refused = SECURITY.receipt(world.partner(), day("2020-01-31")).not_counted
    assert [(n.code, n.evidence.table, n.on) for n in refused] == [("assessment_day", "assessments", day("2020-01-30"))]


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ("500000", "on_track"),
        ("499999.99", "at_risk"),
        ("4999999.99", "on_track"),
        ("5000000", "tracking:gold"),
        ("10000000", "tracking:platinum"),
    ],
)
def test_the_standing_measures_closed_quarters(value: str, standing: str):
    world = participant().lead("1000000", "2019-05-01").lead(value, "2020-06-30").lead("9000000", "2020-07-01")
    assert SECURITY.receipt(world.partner(), day("2020-06-30")).standing == standing
    assert SECURITY.receipt(world.partner(), day("2020-06-29")).standing == "at_risk"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("offering", None),
        ("offering_launched_on", None),
        ("offering_launched_on", "2020-07-01"),
        ("offering_withdrawn_on", "2020-06-30"),
        ("sales_trained_on", None),
        ("delivery_trained_on", "2020-07-01"),
        ("training_valid_to", "2020-06-29"),
    ],
)
def test_a_missing_prerequisite_puts_at_risk_and_never_moves_the_tier(column: str, value: str | None):
    good = participant().lead("1000000", "2019-05-01").lead("600000", "2020-01-01")
    assert SECURITY.receipt(good.partner(), day("2020-06-30")).standing == "on_track"
    world = participant(**{column: value}).lead("1000000", "2019-05-01").lead("600000", "2020-01-01")
    receipt = SECURITY.receipt(world.partner(), day("2020-06-30"))
    assert (receipt.standing, receipt.displayed) == ("at_risk", "silver")
    assert [p.requires.met for p in receipt.prerequisites].count(False) >= 1


@pytest.mark.parametrize(
    ("column", "value", "standing"),
    [
        ("agreement_signed_on", "2020-01-01", "at_risk"),
        ("agreement_signed_on", "2020-01-02", "on_track"),
        ("ended_on", "2021-01-01", "at_risk"),
        ("ended_on", "2020-12-31", "on_track"),
    ],
)
def test_the_value_is_measured_in_years_that_the_participation_fills(column: str, value: str, standing: str):
    world = participant(**{column: value}).lead("1000000", "2019-05-01")
    receipt = SECURITY.receipt(world.partner(), day("2020-06-30"))
    assert (receipt.displayed, receipt.standing) == ("silver", standing)


def test_a_sponsor_is_for_displayed_gold_and_platinum():
    def suppressed(value: str) -> list[str]:
        world = participant(executive_sponsor="Ann").lead(value, "2019-05-01")
        return [s.value for s in SECURITY.receipt(world.partner(), day("2020-06-30")).suppressed]

    assert (suppressed("4999999.99"), suppressed("5000000")) == (["Ann"], [])


def test_joining_again_starts_afresh():
    world = participant("gold", ended_on="2019-06-15").lead("10000000", "2018-05-01")
    world.add(
        "participants",
        program=ALLIANCE,
        invited_on="2019-06-15",
        agreement_signed_on="2019-06-15",
        assigned_level="silver",
    )
    assert SECURITY.outcome(world.partner(), day("2019-06-14")).displayed == "platinum"
    after = SECURITY.outcome(world.partner(), day("2019-06-15"))
    assert (after.displayed, after.displayed_since) == ("silver", day("2019-06-15"))


def test_a_table_without_an_export_is_unknown_not_zero():
    engine = engine_for(program("partnerworld"), absent=["revenue"])
    receipt = engine.receipt(reseller().skills("T1", "T2", "S1").partner(), day("2008-06-30"))
    assert (receipt.points_total, receipt.points_known_from_below) == (3, True)
    assert [line.points for line in receipt.lines] == [3, 0, None, 0]
    assert [(r.level, r.met) for r in receipt.levels] == [("member", True), ("advanced", None), ("premier", False)]
    assert receipt.achieved == "member"
    known = engine.receipt(reseller().solution().partner(), day("2008-06-30"))
    assert known.achieved == "advanced"


@pytest.mark.parametrize(
    ("table", "which"), [("participants", "security-services-alliance"), ("agreements", "partnerworld")]
)
def test_who_takes_part_is_unknown_where_the_table_that_says_so_is_absent(table: str, which: str):
    rules, on = program(which), day("2020-06-30")
    nobody = World().partner()
    unknown = engine_for(rules, absent=[table]).receipt(nobody, on)
    assert (unknown.reason, unknown.participant, unknown.displayed) == ("participation_unknown", False, None)
    assert "not assessable" in reason_sentence(unknown, rules, Wording())
    assert engine_for(rules).receipt(nobody, on).reason == "not_participating"


@pytest.mark.parametrize(
    ("published_on", "withdrawn_on", "level"),
    [
        ("2008-01-01", "2008-07-01", "advanced"),
        ("2008-01-01", "2008-06-30", "member"),
        (None, "2008-07-01", "member"),
        ("2008-01-01", None, "member"),
    ],
)
def test_a_withdrawn_solution_counts_on_the_days_on_which_it_was_shown(published_on, withdrawn_on, level):
    world = reseller().solution()
    (solution,) = world.rows["solutions"]
    days = {name: on and day(on) for name, on in (("published_on", published_on), ("withdrawn_on", withdrawn_on))}
    world.rows["solutions"] = [replace(solution, status="withdrawn", **days)]
    assert PARTNERWORLD.outcome(world.partner(), day("2008-06-30")).achieved == level


def test_a_code_that_the_skills_table_does_not_hold_never_counts():
    text = """
title: Plain
participation: { everybody: true }
levels: [{ id: expert, label: Expert }]
versions:
  - version: "1"
    metrics:
      skills: { count: earned_skills, distinct: root, by: kind }
    requirements:
      - { level: expert, requires: { metric: skills, at_least: 2 } }
"""
    world, on = reseller().skills("T1", "unheard-of"), day("2008-06-30")
    receipt = engine_for(program_from(text)).receipt(world.partner(), on)
    assert (receipt.achieved, receipt.levels[0].requires.value) == (None, 1)
    assert [(n.code, n.evidence.label) for n in receipt.not_counted] == [("not_in_skills_table", "unheard-of")]
    assert engine_for(program_from(text)).receipt(world.skills("S1").partner(), on).achieved == "expert"


def test_an_unknown_level_is_an_error_with_a_suggestion():
    world = reseller().add("assessments", program="partnerworld", assessed_on="2008-06-10", level="premeir")
    assert [str(p) for p in PARTNERWORLD.problems(world.partner())] == [
        'assessments.csv:2: level: "premeir" is not a level of PartnerWorld. Did you mean "premier"?'
    ]


def shuffled(partner: Partner, seed: int) -> Partner:
    chance = random.Random(seed)
    columns = {name: getattr(partner, name) for name in partner.__struct_fields__}
    for name, value in columns.items():
        if isinstance(value, tuple):
            columns[name] = tuple(chance.sample(value, len(value)))
    return Partner(**columns)


RANDOM = engine_for(program("partnerworld"), worlds.SKILL_TABLE, worlds.RATES)


def steps(world: Partner) -> list[tuple[object, ...]]:
    return [(c.on, c.achieved, c.displayed) for c in RANDOM.timeline(world)]


@given(worlds.partnerworld(), st.integers())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_rows_never_matters(world: World, seed: int):
    assert steps(world.partner()) == steps(shuffled(world.partner(), seed))


@given(worlds.partnerworld(), st.sampled_from(["skill", "revenue", "solution"]), st.sampled_from(worlds.every_day()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_more_evidence_never_lowers_the_achieved_level(world: World, what: str, on):
    order = [None, "member", "advanced", "premier"]
    before = RANDOM.outcome(world.partner(), on).achieved
    if what == "skill":
        world.skills("T4", candidate="new", earned_on="2007-01-01")
    elif what == "revenue":
        world.revenue("Storage", "60000", on - timedelta(days=1))
    else:
        world.solution(decided_on="2007-01-01", published_on="2007-01-01")
    assert order.index(RANDOM.outcome(world.partner(), on).achieved) >= order.index(before)


@given(worlds.partnerworld())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_several_candidate_ids_of_a_person_are_one(world: World):
    world.rows.setdefault("people", []).clear()
    world.rows.setdefault("candidate_ids", []).clear()
    world.rows.setdefault("earned_skills", []).clear()
    world.person("X", "C1", "2007-01-01").person("X", "C2", "2007-01-01")
    world.skills("T1", "S1", candidate="C1", earned_on="2007-05-01")
    world.skills("T1", "T2", candidate="C2", earned_on="2007-05-01")
    apart = steps(world.partner())
    world.rows["earned_skills"].clear()
    world.skills("T1", "S1", "T1", "T2", candidate="C1", earned_on="2007-05-01")
    assert steps(world.partner()) == apart


def test_amounts_beyond_any_default_precision_stay_exact():
    world = reseller().revenue("A", "1e40").revenue("A", "-1e40").revenue("A", "49999.999999999999999999999999999999")
    assert points(world)["revenue_points"] == 0
    assert points(world.revenue("A", str(Decimal("1e-30"))))["revenue_points"] == 1


def test_only_tracks_of_the_program_can_be_invited_to():
    given = {"program": "partnerworld", "status": "accepted", "valid_from": "2008-01-01"}
    world = (
        reseller().add("invitations", track="isv", level="premier", **given).add("invitations", track="ivs", **given)
    )
    world.add("invitations", **(given | {"program": ALLIANCE, "track": "other", "level": "other"}))
    assert [str(p) for p in PARTNERWORLD.problems(world.partner())] == [
        'invitations.csv:3: track: "ivs" is not a track of PartnerWorld. Did you mean "isv"?'
    ]


def test_an_unknown_assigned_level_is_an_error():
    world = participant("golden")
    assert [str(p) for p in SECURITY.problems(world.partner())] == [
        'participants.csv:2: assigned_level: "golden" is not a tier of Security Services Alliance Program. '
        'Did you mean "gold"?'
    ]


def test_a_skill_under_an_unknown_candidate_id_leaves_the_others_counting():
    world = reseller().add("earned_skills", candidate_id="nobody", skill_code="T1", earned_on="2008-06-01")
    receipt = PARTNERWORLD.receipt(world.skills("T2").partner(), day("2008-06-30"))
    assert receipt.points_total == 1
