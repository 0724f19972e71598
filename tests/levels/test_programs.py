"""Three invented programs: what the two reference programs do not use of the language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.levels.world import World, day, engine_for, program, rate, skill

OWN = Path(__file__).parent / "programs"
TRAININGS = [
    skill(f"{area}{n}", "technical", area=area, vendor="Greenworks") for area in ("Solar", "Heat") for n in range(1, 8)
]
GREENWORKS = engine_for(program("greenworks", OWN), TRAININGS)
NORTHSALES = engine_for(program("northsales", OWN), rates=[rate("SEK", "0.1", "2020-01-01", per="EUR")])
GUILD = engine_for(program("guild", OWN))
RULES = GREENWORKS._core.versions[0].rules


def installer() -> World:
    return World().agreement("installer")


def trained(world: World, person: str, *codes: str) -> World:
    return world.skills(*codes, candidate=person, earned_on="2025-01-01")


def line(world: World, metric: str, on: str) -> object:
    receipt = GREENWORKS.receipt(world.partner(), day(on))
    return next(found.points for found in receipt.lines if found.metric == metric)


class TestGreenworks:
    def test_a_person_counts_only_so_often(self):
        world = trained(installer(), "ann", "Solar1", "Solar2", "Solar3")
        assert line(world, "training_points", "2025-06-01") == 8

    def test_an_area_counts_only_so_often(self):
        world = installer()
        for person in ("ann", "bob", "cid"):
            trained(world, person, *[f"Solar{n}" for n in range(1, 8)])
        assert line(world, "training_points", "2025-06-01") == 20

    def test_the_way_up_counts_the_points_of_its_parts_once(self):
        world = installer().agreement("insurance")
        receipt = GREENWORKS.receipt(world.partner(), day("2025-06-01"))
        assert (receipt.achieved, receipt.points_total, receipt.next_level.level) == ("leaf", 10, "branch")
        ways = [{node.subject: node.missing for node in way} for way in receipt.next_level.alternatives]
        assert ways == [{"points": 17, "training_points": 8, "project_points": 5}]

    def test_a_ceiling_holds(self):
        world = installer()
        for person in ("ann", "bob", "cid"):
            trained(world, person, "Solar1", "Solar2", "Solar3", "Heat1", "Heat2", "Heat3")
        assert line(world, "training_points", "2025-06-01") == 30

    def test_decimal_points_stay_exact(self):
        world = installer().solution(decided_on="2025-01-01").solution(decided_on="2025-01-01").solution()
        assert line(world, "project_points", "2025-06-01") == Decimal("5.0")

    def test_the_survey_of_the_previous_year_counts(self):
        world = installer().add("metric_values", program="greenworks", metric="survey", period="2025", value="9")
        assert line(world, "survey_points", "2025-12-31") == 0
        assert line(world, "survey_points", "2026-01-01") == 20
        assert line(world, "survey_points", "2026-12-31") == 20
        assert line(world, "survey_points", "2027-01-01") == 0

    def test_the_later_of_two_surveys_counts(self):
        world = installer()
        world.add("metric_values", program="greenworks", metric="survey", period="2025-Q3", value="7.5")
        world.add("metric_values", program="greenworks", metric="survey", period="2025-Q1", value="9")
        assert line(world, "survey_points", "2026-05-01") == 10

    def test_a_fixed_value_is_given_once(self):
        world = installer().agreement("insurance").agreement("insurance")
        assert line(world, "insured_points", "2025-06-01") == 10

    def branch(self) -> World:
        world = installer().agreement("insurance")
        trained(world, "ann", "Solar1", "Solar2")
        for _ in range(4):
            world.solution(decided_on="2025-01-01")
        return world.add("metric_values", program="greenworks", metric="survey", period="2024", value="7.5")

    def test_a_rise_shows_after_the_waiting_days(self):
        outcome = GREENWORKS.outcome(self.branch().partner(), day("2025-01-01"))
        assert (outcome.achieved, outcome.displayed) == ("leaf", "leaf")
        world = self.branch()
        trained(world, "bob", "Heat1")
        assert GREENWORKS.outcome(world.partner(), day("2025-01-01")).achieved == "branch"
        assert GREENWORKS.outcome(world.partner(), day("2025-01-07")).displayed == "leaf"
        assert GREENWORKS.outcome(world.partner(), day("2025-01-08")).displayed == "branch"
        assert GREENWORKS.receipt(world.partner(), day("2025-01-07")).reason == "lag"

    def test_a_ratio_above_its_bound_loses_the_level_and_a_zero_denominator_has_an_answer(self):
        world = trained(self.branch(), "bob", "Heat1")
        value = {"program": "greenworks", "period": "2025"}
        world.add("metric_values", metric="complaints", value="1", **value)
        assert GREENWORKS.outcome(world.partner(), day("2025-06-01")).achieved == "branch"
        world.add("metric_values", metric="visits", value="19", **value)
        assert GREENWORKS.outcome(world.partner(), day("2025-06-01")).achieved == "leaf"
        world.add("metric_values", metric="visits", value="1", program="greenworks", period="2025-02")
        assert GREENWORKS.outcome(world.partner(), day("2025-06-01")).achieved == "branch"

    def test_a_ratio_is_exact(self):
        world = self.branch()
        value = {"program": "greenworks", "period": "2025"}
        world.add("metric_values", metric="complaints", value="1", **value)
        world.add("metric_values", metric="visits", value="3", **value)
        receipt = GREENWORKS.receipt(world.partner(), day("2025-06-01"))
        branch = next(level for level in receipt.levels if level.level == "branch")
        ratio = branch.requires.parts[1].parts[3]
        assert (ratio.value, ratio.met) == (Fraction(1, 3), False)

    def test_every_group_and_at_least_two_of_three(self):
        world = installer().agreement("insurance")
        world.add("metric_values", program="greenworks", metric="survey", period="2024", value="8.9")
        trained(trained(trained(world, "ann", "Solar1", "Solar2"), "bob", "Heat1"), "cid", "Solar3")
        for _ in range(12):
            world.solution(decided_on="2025-01-01", technical_validation="validated")
        receipt = GREENWORKS.receipt(world.partner(), day("2025-06-01"))
        assert (receipt.points_total, receipt.achieved) == (16 + 30 + 10 + 10, "branch")
        trained(world, "dan", "Solar4")
        receipt = GREENWORKS.receipt(world.partner(), day("2025-06-01"))
        assert (receipt.points_total, receipt.achieved) == (70, "branch")
        world.skills("Heat2", candidate="bob", earned_on="2025-06-02")
        assert GREENWORKS.outcome(world.partner(), day("2025-06-01")).achieved == "branch"
        assert GREENWORKS.outcome(world.partner(), day("2025-06-02")).achieved == "tree"

    def test_an_unvalidated_solution_spoils_every(self):
        world = self.branch()
        tree = next(r for r in GREENWORKS.receipt(world.partner(), day("2025-06-01")).levels if r.level == "tree")
        every = tree.requires.parts[1].parts[2]
        assert (every.kind, every.met, every.missing) == ("every_row", False, 4)

    def test_a_hold_keeps_the_level_from_falling(self):
        world = trained(installer(), "ann", "Solar1", "Solar2", "Solar3")
        world.rows["earned_skills"].clear()
        trained(world, "ann", "Solar1")
        world.skills("Solar2", "Heat1", candidate="bob", earned_on="2025-01-01", expires_on="2025-03-31")
        assert GREENWORKS.outcome(world.partner(), day("2025-04-07")).displayed == "leaf"
        assert GREENWORKS.outcome(world.partner(), day("2025-04-08")).displayed is None
        world.agreement("level_hold", "2025-04-01", valid_to="2025-06-30")
        assert GREENWORKS.receipt(world.partner(), day("2025-06-30")).reason == "hold"
        assert GREENWORKS.outcome(world.partner(), day("2025-06-30")).displayed == "leaf"
        assert GREENWORKS.outcome(world.partner(), day("2025-07-01")).displayed is None


def seller(country: str = "DE", *types: str) -> World:
    return World(profile={"country": country, "types": types or ("reseller",)})


def northern(world: World, on: str) -> tuple[str | None, str | None]:
    outcome = NORTHSALES.outcome(world.partner(), day(on))
    return outcome.achieved, outcome.displayed


class TestNorthsales:
    def test_regions_multiply(self):
        assert northern(seller("DE").revenue("A", "6700", "2025-01-01", currency="EUR"), "2025-02-01")[0] is None
        assert northern(seller("FI").revenue("A", "6666.66", "2025-01-01", currency="EUR"), "2025-02-01")[0] is None
        assert northern(seller("FI").revenue("A", "6666.67", "2025-01-01", currency="EUR"), "2025-02-01")[0] == "third"
        assert northern(seller("IS").revenue("A", "50000", "2025-01-01", currency="SEK"), "2025-02-01")[0] == "third"

    def test_levels_rise_daily_and_fall_at_quarterly_reviews(self):
        world = seller().revenue("A", "10000", "2024-03-01", currency="EUR")
        assert northern(world, "2024-03-01") == ("third", "third")
        assert northern(world, "2025-03-01") == (None, "third")
        assert northern(world, "2025-04-14") == (None, "third")
        assert northern(world, "2025-04-15") == (None, None)

    def test_the_previous_fiscal_year_counts_as_well(self):
        world = seller().revenue("A", "50000", "2024-04-01", currency="EUR")
        world.revenue("A", "10000", "2025-05-01", currency="EUR")
        assert northern(world, "2025-05-01")[0] == "second"
        assert northern(world, "2026-03-31")[0] == "second"
        assert northern(world, "2026-04-01")[0] == "third"

    def test_the_declared_track_is_the_first_of_the_types(self):
        world = seller("DE", "service_provider", "reseller").revenue("A", "60000", "2025-01-01", currency="EUR")
        assert northern(world, "2025-02-01")[0] == "third"
        world.add("satisfaction", score="79", surveyed_on="2025-01-02").add(
            "satisfaction", score="81", surveyed_on="2025-01-03"
        )
        assert northern(world, "2025-02-01")[0] == "second"

    def test_new_rules_spare_a_level_while_it_is_met_without_a_break(self):
        held = (
            seller()
            .revenue("A", "60000", "2025-06-01", currency="EUR")
            .revenue("A", "50000", "2026-04-20", currency="EUR")
        )
        receipt = NORTHSALES.receipt(held.partner(), day("2026-01-01"))
        assert (receipt.achieved, receipt.rule_version) == ("second", "2026")
        assert [level.spared for level in receipt.levels] == [False, True, False]
        late = seller().revenue("A", "60000", "2026-01-01", currency="EUR")
        assert northern(late, "2026-01-01")[0] == "third"

    def test_a_spared_level_that_breaks_is_lost(self):
        world = (
            seller()
            .revenue("A", "60000", "2025-02-01", currency="EUR")
            .revenue("A", "60000", "2026-02-03", currency="EUR")
        )
        assert northern(world, "2026-01-31")[0] == "second"
        assert northern(world, "2026-02-01")[0] is None
        assert northern(world, "2026-02-03")[0] == "third"
        broken = seller().revenue("A", "60000", "2023-05-01", currency="EUR")
        broken.revenue("A", "60000", "2025-12-01", currency="EUR").revenue("A", "-20000", "2026-02-01", currency="EUR")
        broken.revenue("A", "20000", "2026-02-05", currency="EUR")
        assert northern(broken, "2026-01-31")[0] == "second"
        assert northern(broken, "2026-02-01")[0] == "third"
        assert northern(broken, "2026-02-05")[0] == "third"

    def test_median_and_minimum(self):
        world = seller().revenue("A", "200000", "2025-05-01", currency="EUR")
        world.add("satisfaction", score="70", surveyed_on="2024-05-01").add(
            "satisfaction", score="79", surveyed_on="2024-05-02"
        )
        assert northern(world, "2025-05-02")[0] == "second"
        world.add("satisfaction", score="80", surveyed_on="2024-05-03")
        assert northern(world, "2025-05-02")[0] == "first"
        world.rows["satisfaction"].clear()
        assert northern(world, "2025-05-02")[0] == "second"
        world.add("satisfaction", score="60", surveyed_on="2025-05-01")
        assert northern(world, "2025-05-02")[0] == "first"
        assert northern(world, "2026-04-01")[0] == "second"


class TestGuild:
    def test_only_the_board_moves_a_class(self):
        world = World().agreement("guild", "2025-01-01")
        world.add("locations", location_id="a", country="DE").add("locations", location_id="b", country="AT")
        world.add("solutions", solution_id="s", name="S", status="published", industries=("boats",))
        world.add("invitations", program="guild", status="accepted", valid_from="2025-03-01")
        world.add("assessments", program="guild", assessed_on="2025-04-01", level="fellow")
        found = [(c.on.isoformat(), c.achieved, c.displayed) for c in GUILD.timeline(world.partner())]
        assert found == [
            ("2025-01-01", "associate", "associate"),
            ("2025-03-01", "fellow", "associate"),
            ("2025-04-01", "fellow", "fellow"),
        ]

    def test_one_country_is_not_two_offices(self):
        world = (
            World()
            .agreement("guild")
            .add("solutions", solution_id="s", name="S", status="published", industries=("Boats",))
        )
        world.add("invitations", program="guild", status="accepted", valid_from="2025-03-01")
        world.add("locations", location_id="a", country="DE").add("locations", location_id="b", country="DE")
        receipt = GUILD.receipt(world.partner(), day("2025-06-01"))
        assert receipt.achieved == "associate"
        assert receipt.next_level is not None
        assert [[node.subject for node in way] for way in receipt.next_level.alternatives] == [["offices"]]
