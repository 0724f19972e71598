"""Whose rows count together: partners of an organization, locations of a partner."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.partner import Partner
from generator.model.receipt import Node, Receipt
from generator.preview.receipt import as_json, as_text
from tests.levels import worlds
from tests.levels.test_docs import BLOCKS
from tests.levels.test_errors import SMALL
from tests.levels.test_random_worlds import PARTNERWORLD, thorough
from tests.levels.world import ALLIANCE, PROGRAMS, World, day, engine_for, participant, problems_of, program_from

WORLDWIDE, BRANCHES = (block for kind, block, _ in BLOCKS if kind == "entity")
ON = day("2008-06-30")
TEXT = (PROGRAMS / "partnerworld.yml").read_text(encoding="utf-8")
ENTITIES = [
    engine_for(program_from(TEXT + keys, "partnerworld.yml"), worlds.SKILL_TABLE, worlds.RATES)
    for keys in ("\nentity: organization\n", "\nentity: organization\ninherit: own\n", "\nentity: location\n")
]


def partner_of(world: World, partner_id: str, name: str) -> Partner:
    world.profile["name"] = name
    world.id = partner_id
    return world.partner()


def oslo_and_lyon() -> tuple[Partner, Partner]:
    """Lyon is a member, Oslo is not; both have sold 600."""
    oslo = partner_of(World(id="P1").revenue("A", "600", revenue_id="R-oslo"), "P1", "Oslo")
    lyon = World(id="P2").agreement("membership").revenue("A", "600", "2008-06-02", revenue_id="R-lyon")
    return oslo, partner_of(lyon, "P2", "Lyon")


def lines(receipt: Receipt) -> set[tuple[str, str | None]]:
    """Each row behind the receipt's requirements, with whose it is."""

    def walk(node: Node) -> set[tuple[str, str | None]]:
        own = {(evidence.table, evidence.of) for evidence in node.evidence}
        return own.union(*(walk(part) for part in node.parts))

    return set().union(*(walk(level.requires) for level in receipt.levels))


class TestOrganization:
    def test_the_rows_of_all_partners_count_together(self):
        oslo, lyon = oslo_and_lyon()
        engine = engine_for(program_from(WORLDWIDE.replace("inherit: own", "inherit: shared")))
        assert engine.outcome(lyon, ON).achieved == "member"
        for one, other in ((oslo, lyon), (lyon, oslo)):
            outcome = engine.outcome(one, ON, [other])
            assert (outcome.participant, outcome.achieved, outcome.displayed) == (True, "large", "large")
            assert engine.timeline(one, [other])[-1].achieved == "large"

    def test_each_takes_part_for_itself_where_the_program_says_so(self):
        oslo, lyon = oslo_and_lyon()
        engine = engine_for(program_from(WORLDWIDE))
        assert engine.outcome(lyon, ON, [oslo]).achieved == "large"
        assert not engine.outcome(oslo, ON, [lyon]).participant

    def test_receipts_name_the_partner_of_each_row(self):
        oslo, lyon = oslo_and_lyon()
        engine = engine_for(program_from(WORLDWIDE.replace("inherit: own", "inherit: shared")))
        receipt = engine.receipt(oslo, ON, [lyon])
        assert lines(receipt) == {("revenue", "Oslo"), ("revenue", "Lyon"), ("agreements", "Lyon")}
        assert '"of": "Lyon"' in str(as_json(receipt)).replace("'", '"')
        assert "600 USD (Lyon)" in as_text(receipt, engine.program, history=True)

    def test_a_rule_on_the_profile_reads_that_of_the_rows_partner(self):
        text = WORLDWIDE.replace("revenue.amount }", "revenue.amount, where: { partner.country: [FR] } }")
        oslo, lyon = oslo_and_lyon()
        french = World(id="P2", profile={"country": "FR", "name": "Lyon"}, rows={}).revenue("A", "1000").partner()
        engine = engine_for(program_from(text.replace("inherit: own", "inherit: shared")))
        assert engine.outcome(lyon, ON, [oslo]).achieved == "member"
        assert engine.outcome(lyon, ON, [french]).achieved == "large"

    def test_overlapping_participations_are_one(self):
        text = (PROGRAMS / f"{ALLIANCE}.yml").read_text(encoding="utf-8") + "\nentity: organization\n"
        engine = engine_for(program_from(text, f"{ALLIANCE}.yml"))
        first = partner_of(participant("gold"), "P1", "One")
        second = participant("silver", invited_on="2018-01-01", agreement_signed_on="2018-01-01")
        second.rows["participants"] = second.rows["participants"][:1]
        short = World(id="P2").add(
            "participants",
            program=ALLIANCE,
            invited_on="2018-01-01",
            agreement_signed_on="2018-01-01",
            ended_on="2018-02-01",
            assigned_level="silver",
        )
        outcome = engine.outcome(first, day("2018-03-01"), [short.partner()])
        assert (outcome.participant, outcome.displayed) == (True, "gold")
        assert engine.outcome(second.partner(), day("2018-03-01")).displayed == "silver"

    def test_of_two_assessments_on_one_day_the_lower_counts(self):
        engine = engine_for(program_from(WORLDWIDE.replace("inherit: own", "inherit: shared"), "worldwide.yml"))
        found = []
        for levels in (("large", "member"), ("member", "large")):
            partners = []
            for number, level in enumerate(levels):
                world = World(id=f"P{number}").agreement("membership")
                world.add("assessments", program="worldwide", assessed_on="2008-06-30", level=level)
                partners.append(world.partner())
            found.append(engine.outcome(partners[0], ON, partners[1:]).displayed)
        assert found == ["member", "member"]


class TestLocation:
    @staticmethod
    def places(*cities: str, **more: str | bool) -> World:
        world = World()
        for city in cities:
            world.add("locations", location_id=city, city=city, country="FR", **more)
            world.person(f"PE-{city}", f"C-{city}", location_id=city)
        return world

    def test_skills_of_two_places_do_not_add_up(self):
        engine = engine_for(program_from(BRANCHES))
        world = self.places("Lyon", "Paris").skills("T1", candidate="C-Lyon").skills("T2", candidate="C-Paris")
        assert engine.outcome(world.partner(), ON).achieved == "small"
        world.skills("T2", candidate="C-Lyon")
        outcome = engine.outcome(world.partner(), ON)
        assert outcome.achieved == "expert"
        assert dict(outcome.skill_areas) == {"Storage": 2}

    def test_the_receipt_explains_the_place_that_reaches_most(self):
        engine = engine_for(program_from(BRANCHES))
        world = self.places("Lyon", "Paris").skills("T1", candidate="C-Lyon").skills("T1", "T2", candidate="C-Paris")
        receipt = engine.receipt(world.partner(), ON)
        assert [level.met for level in receipt.levels] == [True, True]
        assert lines(receipt) == {("earned_skills", "Paris")}

    def test_headquarters(self):
        engine = engine_for(program_from(BRANCHES.replace("inherit: best", "inherit: headquarters")))
        world = self.places("Lyon", "Paris").skills("T1", candidate="C-Lyon").skills("T1", "T2", candidate="C-Paris")
        assert engine.outcome(world.partner(), ON).achieved == "small", "no headquarters: the first location"
        world.rows["locations"] = []
        world.add("locations", location_id="Lyon", country="FR")
        world.add("locations", location_id="Paris", country="FR", headquarters=True)
        assert engine.outcome(world.partner(), ON).achieved == "expert"

    def test_a_location_counts_until_it_ends(self):
        engine = engine_for(program_from(BRANCHES))
        world = self.places("Lyon", ended_on="2008-06-30").skills("T1", "T2", candidate="C-Lyon")
        assert engine.outcome(world.partner(), day("2008-06-29")).achieved == "expert"
        assert engine.outcome(world.partner(), ON).achieved is None

    @pytest.mark.parametrize(("where", "level"), [("everywhere", "large"), ("headquarters", "member")])
    def test_rows_without_a_location(self, where: str, level: str):
        text = WORLDWIDE.replace("organization\ninherit: own", f"location\nwithout_location: {where}")
        text = text.replace(
            "{ metric: sales, at_least: 1000 }",
            "[{ metric: sales, at_least: 1 }, { exists: locations, where: { city: Paris } }]",
        )
        world = self.places("Lyon", "Paris").agreement("membership").revenue("A", "600")
        assert engine_for(program_from(text)).outcome(world.partner(), ON).achieved == level

    def test_a_partner_without_locations_counts_as_a_whole(self):
        world = World().skills("T1", "T2")
        assert engine_for(program_from(BRANCHES)).outcome(world.partner(), ON).achieved == "expert"


@given(worlds.partnerworld(), st.dates(date(2007, 1, 1), date(2009, 1, 1)))
@thorough
def test_alone_in_its_organization_or_place_equals_the_partner(world: World, on: date):
    partner = world.partner()
    for engine in ENTITIES:
        assert engine.timeline(partner) == PARTNERWORLD.timeline(partner)
        assert engine.outcome(partner, on) == PARTNERWORLD.outcome(partner, on)
        assert engine.receipt(partner, on) == PARTNERWORLD.receipt(partner, on)


@given(worlds.partnerworld(), st.dates(date(2007, 1, 1), date(2009, 1, 1)))
@thorough
def test_all_people_at_one_location_equal_the_partner(world: World, on: date):
    world.rows["locations"] = []
    world.add("locations", location_id="L1", country="DE", city="Ulm")
    for person in list(world.rows.pop("people", ())):
        world.add("people", person_id=person.person_id, role=person.role, left_on=person.left_on, location_id="L1")
    partner = world.partner()
    expected = PARTNERWORLD.outcome(partner, on)
    assert ENTITIES[2].outcome(partner, on) == expected
    assert [(c.on, c.achieved, c.displayed) for c in ENTITIES[2].timeline(partner)] == [
        (c.on, c.achieved, c.displayed) for c in PARTNERWORLD.timeline(partner)
    ]


@given(worlds.partnerworld(), worlds.partnerworld(), st.dates(date(2007, 1, 1), date(2009, 1, 1)))
@thorough
def test_relatives_share_their_achieved_level(one: World, other: World, on: date):
    first, second = one.partner(), partner_of(other, "P2", "Other")
    there, back = ENTITIES[0].outcome(first, on, [second]), ENTITIES[0].outcome(second, on, [first])
    assert (there.participant, there.achieved) == (back.participant, back.achieved)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (
            "entity: organisation",
            'entity: "organisation" is not one of partner, location, organization. Did you mean "organization"?',
        ),
        (
            "entity: organization\ninherit: shard",
            'inherit: "shard" is not one of shared, own. Did you mean "shared"?',
        ),
        (
            "entity: location\ninherit: shared",
            'inherit: "shared" is not one of best, headquarters.',
        ),
        (
            "inherit: best",
            "inherit: a partner inherits from locations or its organization. "
            'Add "entity: organization" or "entity: location", or leave it out.',
        ),
        (
            "entity: organization\nwithout_location: everywhere",
            "without_location: only the entity location asks where rows count. "
            'Add "entity: location", or leave it out.',
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(keys: str, problem: str):
    line = SMALL.count("\n") + keys.count("\n") + 1
    found = [re.sub(r"^test\.yml:", "", text) for text in problems_of(SMALL + keys)]
    assert found == [f"{line}: {problem}"]
