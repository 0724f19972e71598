"""Receipts as people and machines read them: text and JSON; program pages in words."""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec
import pytest

from generator.model.program import Unit
from generator.pages.criteria import Criteria, criteria
from generator.pages.rule_words import amount
from generator.preview.receipt import as_json, as_text
from generator.preview.receipt_words import missing_texts
from generator.wording import Wording
from tests.levels.test_cases import PARTNERWORLD, SECURITY, case_5
from tests.levels.world import (
    ALLIANCE,
    PROGRAMS,
    World,
    day,
    engine_for,
    participant,
    program,
    program_from,
    reseller,
)

PW = program("partnerworld")
TIERS = program(ALLIANCE)
WORDS = Wording()


def short_of_sales() -> World:
    world = reseller().skills("T1", "T2").skills("T3", expires_on="2008-08-31")
    world.revenue("Storage", "160000").revenue("System i", "60000").revenue("Software", "9000", "2007-06-01")
    return world.add(
        "revenue_claims", brand="Storage", amount="50000", currency="USD", claimed_on="2008-05-05", status="pending"
    )


TEXT = """\
PartnerWorld on 30 June 2008: Member, since 1 June 2008.
Track: Reseller.

Points: 7
  Skills                    3   3 technical
  Solutions                 0   0 customer-validated solutions
  Revenue                   4   Storage 160,000 USD: 3; System i 60,000 USD: 1
  Customer satisfaction     0

✓ Member
    ✓ a valid membership agreement
✗ Advanced
    ✓ Member
    ✓ at least 7 points; you have 7 points
    ✗ one of these
        ✗ 3 skills are needed, 1 technical and 1 sales among them; you have 3 technical and no sales skill: \
1 sales skill is missing
        ✗ at least 1 customer-validated solution; you have 0 customer-validated solutions: \
1 customer-validated solution missing
✗ Premier
    ✗ Advanced
    ✗ at least 25 points; you have 7 points: 18 points missing
    ✗ 6 skills are needed, 2 technical and 2 sales among them; you have 3 technical and no sales skill: \
2 sales skills and 1 other skill are missing
    ✗ an approved, current PartnerPlan

To reach Advanced
  – 1 sales skill more
  or
  – 1 customer-validated solution more

Not counted
  – Software, 9,000 USD of 1 June 2007: it is too old since 1 June 2008
  – Storage, 50,000 USD of 5 May 2008: a claim is not revenue; it counts once the revenue is corrected at its source

History
  1 January 2000: no level (achieved: Member) – participation begins
  1 June 2008: Member – the profile is listed from this day"""


def test_the_text_reads_like_an_answer():
    receipt = PARTNERWORLD.receipt(short_of_sales().partner(), day("2008-06-30"))
    assert as_text(receipt, PW, history=True) == TEXT


def test_the_text_of_a_held_level_says_until_when_and_what_comes():
    world = reseller().skills("T1", "T2").skills("S1", expires_on="2008-06-30")
    world.revenue("Storage", "160000").revenue("System i", "60000")
    text = as_text(PARTNERWORLD.receipt(world.partner(), day("2008-07-01")), PW)
    assert "The lost level is still shown, through 28 September 2008." in text
    assert "  29 September 2008: Member – the grace days are over" in text
    assert "  – S1 of 1 June 2008: its last day was 30 June 2008" in text


def test_the_text_of_a_tier_names_standing_prerequisites_and_what_is_suppressed():
    world = participant(executive_sponsor="Ann").lead("2000000", "2019-05-01").lead("6000000", "2020-06-30")
    text = as_text(SECURITY.receipt(world.partner(), day("2020-06-30")), TIERS)
    assert "Standing: tracking Gold." in text
    assert "Not shown: executive sponsor Ann, which is for Gold, Platinum only." in text
    assert "Prerequisites (they never move a tier)\n  ✓ A signed procurement agreement" in text
    assert "  31 January 2021: Gold – the review moves the level" in text


def test_json_has_the_shape_of_the_contract():
    receipt = PARTNERWORLD.receipt(short_of_sales().partner(), day("2008-06-30"))
    found = json.loads(json.dumps(as_json(receipt)))
    assert (found["partner_id"], found["program"], found["rule_version"]) == ("P1", "partnerworld", "2004")
    assert (found["as_of"], found["standing"], found["track"]) == ("2008-06-30", None, "reseller")
    assert (found["achieved"], found["displayed"], found["displayed_since"]) == ("member", "member", "2008-06-01")
    assert (found["held_until"], found["reason"], found["prerequisites"], found["suppressed"]) == (
        None,
        "equal",
        [],
        [],
    )
    assert found["points"]["total"] == 7
    assert {k: found["points"]["lines"][2][k] for k in ("name", "value", "detail")} == {
        "name": "Revenue",
        "value": 4,
        "detail": "Storage 160,000 USD: 3; System i 60,000 USD: 1",
    }
    points = found["levels"][1]["requirements"][0]["requirements"][1]["requirements"][0]
    assert {k: points[k] for k in ("text", "met", "value", "needed", "missing")} == {
        "text": "at least 7 points",
        "met": True,
        "value": 7,
        "needed": 7,
        "missing": None,
    }
    assert points["next_change"] == "2008-09-01"
    assert {"table": "earned_skills", "label": "T1", "date": "2008-06-01"} in points["evidence"]
    assert found["not_counted"][0]["code"] == "left_window"
    assert found["next_level"] == {
        "level": "advanced",
        "alternatives": [["1 sales skill more"], ["1 customer-validated solution more"]],
    }
    assert found["history"][1] == {
        "from": "2008-06-01",
        "achieved": "member",
        "displayed": "member",
        "cause": "the profile is listed from this day",
        "causes": ["listed"],
    }


def ways(world: World, on: str = "2008-06-30") -> list[list[str]]:
    following = PARTNERWORLD.receipt(world.partner(), day(on)).next_level
    assert following is not None
    return [[text.replace("\xa0", " ") for text in missing_texts(way, WORDS)] for way in following.alternatives]


def test_what_one_requirement_brings_is_not_asked_for_by_another():
    assert ways(reseller()) == [
        ["1 customer-validated solution more"],
        ["4 points more", "1 technical skill more", "1 sales skill more", "1 other skill more"],
    ]
    assert ways(reseller().skills("T1").revenue("Storage", "160000")) == [
        ["1 customer-validated solution more"],
        ["1 point more", "1 sales skill more", "1 other skill more"],
    ]
    premier = (
        reseller().solution().skills("T1", "T2", "T3", "S1").revenue("Storage", "500000").agreement("partner_plan")
    )
    assert ways(premier) == [["6 points more", "1 sales skill more", "1 other skill more"]]


def tier_advice(world: World, on: str) -> list[str]:
    receipt = SECURITY.receipt(world.partner(), day(on))
    assert receipt.next_level is not None
    (way,) = receipt.next_level.alternatives
    said = [f"{receipt.next_level.level}: {text}".replace("\xa0", " ") for text in missing_texts(way, WORDS)]
    assert said == [
        f"{receipt.next_level.level}: {text}".replace("\xa0", " ")
        for text in as_json(receipt)["next_level"]["alternatives"][0]
    ]
    return said


def test_a_year_that_is_over_cannot_be_added_to_so_the_running_one_is_asked_for():
    world = participant("gold").lead("6000000", "2019-05-01").lead("4000000", "2020-03-01")
    value = "platinum: Contract value of the previous year: "
    counts = ", to count from 1 January 2021; levels move on 31 January 2021"
    assert tier_advice(world, "2020-06-30") == [f"{value}6,000,000 USD more{counts}"]
    world.lead("5999999", "2020-06-01")
    assert tier_advice(world, "2020-06-30") == [f"{value}1 USD more{counts}"]
    world.lead("1", "2020-06-01")
    assert tier_advice(world, "2020-06-30") == [f"{value}enough already{counts}"]


def test_levels_move_at_the_first_review_that_counts_for_the_participation():
    late = participant("silver", invited_on="2020-01-02", agreement_signed_on="2020-01-02")
    assert tier_advice(late, "2020-06-30") == [
        "silver: Contract value of the previous year: 1,000,000 USD more, earned from 1 January 2021 on, "
        "to count from 1 January 2022; levels move on 31 January 2022"
    ]


YEARLY = """\
title: Yearly
participation: { agreement: membership }
levels: [{ id: big, label: Big }, { id: huge, label: Huge }]
fiscal_year_starts: 1 April
display: { moves: daily }
versions:
  - version: "1"
    metrics:
      deals: { count: revenue, window: previous fiscal year, unit: { one: deal, many: deals } }
      sales: { sum: revenue.amount, window: trailing 12 months }
      deal_points: { of: deals, each: 1 }
      sales_points: { of: sales, bands: [{ from: 100, points: 5 }] }
    points: { lines: [deal_points, sales_points] }
    requirements:
      - { level: big, requires: { metric: deals, at_least: 2 } }
      - { level: huge, requires: { metric: points, at_least: 6 } }
"""


def test_without_reviews_a_closed_year_counts_when_the_next_one_begins():
    engine = engine_for(program_from(YEARLY))
    world = World().agreement("membership").revenue("A", "40", "2020-05-01")

    def advice(on: str) -> list[str]:
        following = engine.receipt(world.partner(), day(on)).next_level
        assert following is not None
        return [following.level, *missing_texts(following.alternatives[0], WORDS)]

    counted = ", to count from 1 April 2021"
    assert advice("2021-03-31") == ["big", f"1 deal more{counted}"]
    assert advice("2021-04-01") == ["big", "2 deals more, to count from 1 April 2022"]
    world.revenue("A", "40", "2020-06-01")
    assert advice("2020-12-01") == ["big", f"Deals: enough already{counted}"]
    # Points can be earned at once by sales, so nothing is put off.
    assert advice("2021-04-01") == ["huge", "4 points more"]


def words_of(text: str) -> Criteria:
    return criteria(program_from(text, "partnerworld.yml"), day("2026-01-01"), WORDS)


SOURCE = (PROGRAMS / "partnerworld.yml").read_text(encoding="utf-8")


def test_the_program_page_says_the_rules():
    found = words_of(SOURCE)
    advanced = found.levels[1].tracks[0]
    assert (advanced.includes, [c.text for c in advanced.criteria]) == ("Member", ["at least 7 points", "one of these"])
    assert [c.text for c in advanced.criteria[1].parts] == [
        "at least 3 skills, 1 technical and 1 sales among them",
        "at least 1 customer-validated solution",
    ]
    isv = found.levels[2].tracks[1]
    assert (isv.track, isv.includes) == ("Independent software vendor", None)
    assert [c.text for c in isv.criteria] == [
        "Member",
        "an accepted invitation to Premier",
        "an approved, current PartnerPlan",
    ]
    revenue = found.points[2]
    assert revenue.sample
    assert [(b.reached, b.points) for b in revenue.bands] == [
        ("50,000 USD", "1 point"),
        ("150,000 USD", "3 points"),
        ("500,000 USD", "6 points"),
    ]
    assert found.has_samples
    assert "A level that is lost is still shown for 90 days." in found.moves.sentences


PLAN = "agreement: partner_plan"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at_least: 25", "at_least: 24", "at least 24 points"),
        ("from: 150000, points: 3", "from: 140000, points: 4", "140,000 USD"),
        ("grace: 90 days", "grace: 60 days", "A level that is lost is still shown for 60 days."),
        (
            f"{PLAN}\n            label: an approved, current PartnerPlan",
            PLAN,
            "an approved, current partner plan agreement",
        ),
        ("levels: [advanced, premier]", "levels: [premier]", '"has":[false,false,true]'),
        ("window: trailing 12 months", "window: this year", "in the running calendar year"),
        ("each: 7", "each: 8", "8 points for each customer-validated solution"),
        ("the skill is no longer active", "the skill is withdrawn", "Skills: not where the skill is withdrawn"),
    ],
)
def test_a_change_of_the_rules_changes_the_page(old: str, new: str, said: str):
    assert old in SOURCE
    before = msgspec.json.encode(words_of(SOURCE)).decode()
    after = msgspec.json.encode(words_of(SOURCE.replace(old, new, 1))).decode()
    assert before.count(said) < after.count(said)


def test_the_alliance_page_says_how_tiers_move():
    found = criteria(TIERS, day("2026-01-01"), WORDS)
    assert "A tier moves, up or down, only at the annual assessment on 31 January." in found.moves.sentences
    assert "Changes of these rules are announced 30 days before they take effect." in found.moves.sentences
    assert [p.text for p in found.prerequisites][:2] == [
        "A signed procurement agreement",
        "A deal registration program",
    ]
    assert [group.label for group in found.benefits] == [
        "Governance",
        "Offering management",
        "Marketing and business development",
    ]


def test_a_change_names_the_rows_that_cause_it_and_no_others():
    receipt = PARTNERWORLD.receipt(short_of_sales().skills("S1", earned_on="2008-06-10").partner(), day("2008-06-30"))
    rises, falls = receipt.history[-1], receipt.forecast[0]
    assert [(c.code, c.evidence and c.evidence.label) for c in rises.causes] == [("starts", "S1")]
    assert (rises.on, rises.achieved) == (day("2008-06-10"), "advanced")
    assert [(c.code, c.evidence and c.evidence.label, c.name) for c in falls.causes] == [
        ("ends", "Storage, 160,000 USD", "window"),
        ("ends", "System i, 60,000 USD", "window"),
    ]
    assert (falls.on, falls.achieved, falls.displayed) == (day("2009-06-01"), "member", "advanced")


def test_a_row_that_one_metric_counts_is_not_reported_as_not_counted():
    world = participant().lead("2000000", "2018-05-01").lead("6000000", "2020-06-30").lead("7000000", "2019-06-30")
    receipt = SECURITY.receipt(world.partner(), day("2020-06-30"))
    assert [(n.code, n.evidence.on) for n in receipt.not_counted] == [("left_window", day("2018-05-01"))]
    assert receipt.points_total is None
    early = SECURITY.receipt(world.partner(), day("2020-06-29"))
    assert [n.evidence.on for n in early.not_counted] == [day("2018-05-01"), day("2020-06-30")]


def test_known_sums_are_not_known_from_below():
    receipt = PARTNERWORLD.receipt(case_5().partner(), day("2008-06-30"))
    assert not receipt.points_known_from_below
    assert receipt.points_next_change == day("2009-06-01")
    assert receipt.next_level is None
    assert receipt.held_until is None


def test_converted_money_is_shown_to_the_cent_and_never_rounded_up():
    unit = Unit(one="USD", many="USD", currency=True)
    shown = [amount(Decimal(value), unit, WORDS) for value in ("49999.999999", "1234.5", "50000.00", "0.001")]
    assert shown == ["49,999.99 USD", "1,234.5 USD", "50,000 USD", "0.001 USD"]
