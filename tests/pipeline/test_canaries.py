"""No leak: unique values in every cell, searched in every byte of both sites.

The columns come from the contract's tables, so a new column fails here until the policy classifies it, and a
column the policy shows must really be found: the search is no good if it finds nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.audience.policy import RULES, SHOWN, Rule
from generator.errors import Problems
from generator.intake import read_site
from generator.model.fields import Kind
from generator.model.tables import TABLES
from generator.pipeline.build import BuildOrder, build
from generator.pipeline.opening import open_directory
from generator.terminal import TerminalProgress
from tests.pipeline.canaries import PLANTED, canary, find, kinds, needle
from tests.world import World

DAY = date(2026, 6, 30)

FIXED: dict[str, dict[str, Any]] = {
    "profiles": {"status": "approved", "approved_on": "2020-01-01", "country": "DE", "languages": "de"},
    "locations": {"country": "DE", "latitude": "53.5", "longitude": "10.0", "headquarters": "Yes"},
    "people": {"role": "authorized_profile_administrator"},
    "candidate_ids": {"added_on": "2020-01-01"},
    "earned_skills": {"earned_on": "2020-01-01"},
    "revenue": {"currency": "USD", "booked_on": "2026-03-01", "source": "distributor"},
    "revenue_claims": {"currency": "USD", "claimed_on": "2026-03-01"},
    "satisfaction": {"score": "87.6543219", "surveyed_on": "2026-03-01"},
    "agreements": {"status": "approved", "valid_from": "2020-01-01", "kind": "membership", "program": ""},
    "invitations": {
        "program": "partnerworld",
        "level": "",
        "track": "",
        "status": "offered",
        "valid_from": "2020-01-01",
    },
    "assessments": {"program": "partnerworld", "assessed_on": "2026-05-01", "level": ""},
    "benefits": {"valid_from": "2020-01-01"},
    "metric_values": {"program": "partnerworld", "period": "2026"},
    "rates": {"currency": "EUR", "per": "USD", "rate": "1.1", "valid_from": "2019-01-01"},
    "marketing": {"updated_on": "2026-01-01", "logo": ""},
    "solutions": {"status": "published", "published_on": "2025-01-01", "showcase": "Yes"},
    "customer_experiences": {"status": "approved", "decided_on": "2025-01-01", "customer_public": "Yes"},
    "participants": {
        "program": "security-services-alliance",
        "invited_on": "2018-01-01",
        "agreement_signed_on": "2018-01-01",
        "assigned_level": "silver",
        "assigned_on": "2018-01-01",
    },
    "leads": {
        "program": "security-services-alliance",
        "qualified": "Yes",
        "currency": "USD",
        "closed_on": "2026-03-01",
    },
}
"""Cells that carry the meaning of the world; they hold no canary."""

NOT_IN_BYTES = {
    "profiles.types", "profiles.industries", "profiles.technologies",  # shown through derived labels, found as such
    "marketing.logo", "locations.latitude", "locations.longitude",
}  # fmt: skip


def planted(who: str, identifiers: dict[str, str]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """A row for every table of one partner, and the needle of every cell with a canary."""
    rows: dict[str, dict[str, Any]] = {}
    needles = {}
    for table in TABLES:
        row = dict(FIXED.get(table, {}))
        for column, kind in kinds(table).items():
            place = f"{who}.{table}.{column}"
            if column in identifiers:
                row[column] = identifiers[column]
                if column in (
                    "partner_id",
                    "solution_id",
                    "organization_id",
                    "location_id",
                    "person_id",
                    "candidate_id",
                ):
                    needles[f"{who}.{table}.{column}"] = identifiers[column]
            elif column not in row and kind in PLANTED:
                row[column] = canary(place, kind)
                needles[place] = needle(place, kind)
        rows[table] = row
    return rows, needles


def identifiers_of(who: str) -> dict[str, str]:
    return {
        column: canary(f"{who}.{column}", Kind.ID)
        for column in ("partner_id", "organization_id", "location_id", "person_id", "candidate_id", "solution_id")
    }


def flags(customers: str, partners: str) -> dict[str, str]:
    return {"publish_to_customers": customers, "publish_to_partners": partners, "location_id": ""}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    """Both sites of a world of three partners: visible to both, to partners only, and to nobody."""
    folder = tmp_path_factory.mktemp("canaries")
    world = World()
    needles = {}
    for who, published in {
        "visible": flags("Yes", "Yes"),
        "inside": flags("No", "Yes"),
        "hidden": flags("No", "No"),
    }.items():
        rows, needles[who] = planted(who, identifiers_of(who))
        for table, row in rows.items():
            if table == "rates" and who != "visible":
                continue
            if table == "marketing":
                row = row | published
                needles[who].pop(f"{who}.marketing.location_id", None)
            world.add(table, **row)
        submitted = {"status": "submitted", "decided_on": "", "customer_public": "Yes"}
        for column in ("experience_id", "customer", "summary"):
            place = f"{who}.submitted.{column}"
            submitted[column] = needles[who][place] = canary(place, Kind.ID)
        world.add("customer_experiences", solution_id=rows["solutions"]["solution_id"], **submitted)
    config = world.write(folder)
    problems = Problems()
    site = read_site(config)
    opened = open_directory(config, site, problems)
    order = BuildOrder(config=config, as_of=DAY, output=folder / "output")
    build(order, opened, problems, TerminalProgress(quiet=True))
    return folder / "output", needles


def rule_of(place: str) -> Rule:
    _, table, column = place.split(".")
    return Rule.OWN if table == "submitted" else RULES[table][column]


@pytest.mark.parametrize("audience", ["customers", "partners"])
def test_no_private_value_of_a_visible_partner_is_in_any_byte(
    built: tuple[Path, dict[str, dict[str, str]]], audience: str
) -> None:
    output, needles = built
    allowed = SHOWN if audience == "partners" else SHOWN - {Rule.PARTNERS}
    shown_ids = {value for place, value in needles["visible"].items() if rule_of(place) in allowed}
    private = {
        place: value
        for place, value in needles["visible"].items()
        if rule_of(place) not in allowed and value not in shown_ids
    }
    assert len(private) > 40
    assert find(output / audience, private) == {}


@pytest.mark.parametrize(
    ("audience", "who"), [("customers", "inside"), ("customers", "hidden"), ("partners", "hidden")]
)
def test_nothing_at_all_of_an_invisible_partner_is_in_any_byte(
    built: tuple[Path, dict[str, dict[str, str]]], audience: str, who: str
) -> None:
    output, needles = built
    assert len(needles[who]) > 80
    assert find(output / audience, needles[who]) == {}


@pytest.mark.parametrize(
    ("audience", "who"), [("customers", "visible"), ("partners", "visible"), ("partners", "inside")]
)
def test_what_the_policy_shows_is_really_found(
    built: tuple[Path, dict[str, dict[str, str]]], audience: str, who: str
) -> None:
    output, needles = built
    allowed = SHOWN if audience == "partners" else SHOWN - {Rule.PARTNERS}
    shown = {
        place: value
        for place, value in needles[who].items()
        if rule_of(place) in allowed and place.partition(".")[2] not in NOT_IN_BYTES
    }
    # The name of an organization shows with sister companies only; this world has none.
    shown.pop(f"{who}.organizations.name")
    assert set(shown) - set(find(output / audience, shown)) == set()
