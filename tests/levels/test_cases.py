"""The cases of docs/programs.md, "Cases": PartnerWorld as of 2008-06-30, the alliance as of 2020-06-30."""

from __future__ import annotations

import pytest

from tests.levels.world import (
    ALLIANCE,
    SKILLS,
    World,
    day,
    engine_for,
    isv,
    participant,
    program,
    reseller,
)

PARTNERWORLD = engine_for(program("partnerworld"))
SECURITY = engine_for(program(ALLIANCE))


def case_1() -> World:
    return reseller().skills("T1", "T2", "S1").revenue("Storage", "160000").revenue("System i", "60000")


def case_5() -> World:
    world = reseller().skills("T1", "T2", "T3", "T4", "S1", "S2")
    for brand in ("Storage", "System i", "Software"):
        world.revenue(brand, "500000")
    world.add("satisfaction", score="85", surveyed_on="2008-06-01")
    return world.agreement("partner_plan", "2008-06-01", valid_to="2008-06-30")


def case_7() -> World:
    world = isv().solution().agreement("partner_plan", "2008-06-01")
    return world.add("invitations", program="partnerworld", level="premier", status="accepted", valid_from="2008-06-01")


def levels(world: World, on: str = "2008-06-30") -> tuple[str | None, str | None]:
    outcome = PARTNERWORLD.outcome(world.partner(), day(on))
    return outcome.achieved, outcome.displayed


def tier(world: World, on: str = "2020-06-30") -> tuple[str | None, str | None]:
    receipt = SECURITY.receipt(world.partner(), day(on))
    return receipt.displayed, receipt.standing


def test_case_1_skills_and_two_revenue_bands_make_seven_points():
    assert levels(case_1()) == ("advanced", "advanced")
    assert PARTNERWORLD.receipt(case_1().partner(), day("2008-06-30")).points_total == 7


def test_case_2_seven_points_without_a_sales_skill_are_not_enough():
    world = reseller().skills("T1", "T2", "T3").revenue("Storage", "160000").revenue("System i", "60000")
    assert levels(world) == ("member", "member")


def test_case_3_a_solution_replaces_the_skill_minimum():
    assert levels(reseller().solution()) == ("advanced", "advanced")


def test_case_4_a_pending_experience_does_not_count():
    assert levels(reseller().solution(status="submitted", decided_on=None)) == ("member", "member")


def test_case_5_twenty_five_points_skills_and_plan_make_premier():
    assert levels(case_5()) == ("premier", "premier")
    assert PARTNERWORLD.receipt(case_5().partner(), day("2008-06-30")).points_total == 25


def test_case_6_one_sales_skill_short_of_premier():
    world = case_5()
    world.rows["earned_skills"].pop()
    assert levels(world.skills("T5")) == ("advanced", "advanced")


def test_case_7_an_invited_isv_with_a_plan_is_premier():
    assert levels(case_7()) == ("premier", "premier")


def test_case_8_without_the_plan_the_isv_stays_advanced():
    world = case_7()
    world.rows["agreements"].pop()
    assert levels(world) == ("advanced", "advanced")


def test_case_9_a_skill_that_is_not_in_the_table_does_not_count():
    without = engine_for(program("partnerworld"), [s for s in SKILLS if s.skill_code != "S1"])
    receipt = without.receipt(case_1().partner(), day("2008-06-30"))
    assert (receipt.achieved, receipt.displayed) == ("member", "member")
    assert [(n.code, n.evidence.label) for n in receipt.not_counted] == [("not_in_skills_table", "S1")]


def test_case_10_a_skill_counts_on_its_last_day_and_the_level_is_shown_through_grace():
    world = reseller().skills("T1", "T2").skills("S1", expires_on="2008-06-30")
    world.revenue("Storage", "160000").revenue("System i", "60000")
    assert levels(world) == ("advanced", "advanced")
    assert levels(world, "2008-07-01") == ("member", "advanced")
    assert levels(world, "2008-09-28") == ("member", "advanced")
    assert levels(world, "2008-09-29") == ("member", "member")
    assert PARTNERWORLD.receipt(world.partner(), day("2008-07-01")).held_until == day("2008-09-28")


def test_case_11_a_skill_is_visible_the_day_after_the_candidate_id_was_added():
    world = reseller().skills("T1", "T2").person("PE2", "C2", "2008-06-30").skills("S1", candidate="C2")
    world.revenue("Storage", "160000").revenue("System i", "60000")
    assert levels(world) == ("member", "member")
    assert levels(world, "2008-07-01") == ("advanced", "advanced")


def test_case_12_passport_advantage_revenue_needs_the_id_in_the_profile():
    world = reseller().skills("T1", "T2", "S1").revenue("Software", "600000", source="passport_advantage")
    assert levels(world) == ("member", "member")
    world.profile["passport_advantage_id"] = "PA1"
    assert levels(world) == ("advanced", "advanced")


def test_case_13_the_skills_of_all_locations_count():
    world = reseller().add("locations", location_id="A", country="DE").add("locations", location_id="B", country="DE")
    world.person("PE1", "C1", location_id="A").skills("T1", "T2")
    world.person("PE2", "C2", location_id="B").skills("S1", candidate="C2")
    world.revenue("Storage", "160000").revenue("System i", "60000")
    assert levels(world) == ("advanced", "advanced")


def test_case_14_a_profile_is_listed_the_day_after_its_approval():
    world = case_1()
    world.profile["approved_on"] = "2008-06-30"
    assert levels(world) == ("advanced", None)
    assert levels(world, "2008-07-01") == ("advanced", "advanced")


def test_case_15_silver_tracks_gold():
    world = participant().lead("2000000", "2019-05-01").lead("6000000", "2020-06-30")
    assert tier(world) == ("silver", "tracking:gold")


def test_case_16_gold_is_at_risk_below_half_its_threshold_after_two_quarters():
    world = participant("gold").lead("6000000", "2019-05-01")
    world.lead("1500000", "2020-03-31").lead("200000", "2020-06-01")
    assert tier(world) == ("gold", "at_risk")


def test_case_17_tiers_move_on_the_day_of_the_january_assessment():
    world = participant().lead("2000000", "2018-05-01").lead("12000000", "2019-05-01")
    before = SECURITY.outcome(world.partner(), day("2020-01-30"))
    assert (before.achieved, before.displayed) == ("platinum", "silver")
    assert SECURITY.outcome(world.partner(), day("2020-01-31")).displayed == "platinum"


def test_case_18_an_ended_participation_is_over_from_that_day():
    world = participant(ended_on="2020-06-15").lead("2000000", "2019-05-01")
    assert SECURITY.outcome(world.partner(), day("2020-06-14")).participant
    after = SECURITY.outcome(world.partner(), day("2020-06-15"))
    assert (after.participant, after.displayed) == (False, None)


@pytest.mark.parametrize("on", ["2008-06-30", "2008-07-01"])
def test_skill_areas_count_distinct_skills(on: str):
    assert PARTNERWORLD.outcome(case_1().partner(), day(on)).skill_areas == (("Sales", 1), ("Storage", 2))
