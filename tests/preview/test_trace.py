"""The trace by row agrees with what the gate lets out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.audience.publication import Audience
from generator.model.site import TableSettings
from generator.preview.trace import trace, trace_text
from tests.preview.conftest import DAY, Desk, alpha
from tests.world import World

COLUMNS = {
    "profiles": {"name": "name", "website": "website"},
    "marketing": {"tagline": "tagline", "description": "description", "services": "services"},
}


def crowded() -> World:
    """A partner with a row for one location, all kinds of solutions and experiences, and a sister."""
    world = alpha()
    world.add("organizations", organization_id="O1", name="Alpha Group")
    world.rows["profiles"][0]["organization_id"] = "O1"
    world.partner("P2", "Alpha Works Austria", organization_id="O1")
    world.add("marketing", partner_id="P1", location_id="P1-L2", publish_to_partners="Yes", tagline="In Bremen")
    world.add("solutions", solution_id="S2", partner_id="P1", name="Draft", status="draft", showcase="No")
    world.add("solutions", solution_id="S3", partner_id="P1", name="Later", status="published", showcase="No",
              published_on="2027-01-01")  # fmt: skip
    world.add("solutions", solution_id="S4", partner_id="P1", name="Gone", status="withdrawn", showcase="No",
              withdrawn_on="2026-01-01")  # fmt: skip
    for number, more in enumerate(
        [
            {"solution_id": "S1", "status": "approved", "customer": "Seen Shipping", "customer_public": "Yes"},
            {"solution_id": "S1", "status": "approved", "customer": "Hidden Shipping", "customer_public": "No"},
            {"solution_id": "S1", "status": "submitted"},
            {"solution_id": "S1", "status": "denied"},
            {"solution_id": "S1", "status": "approved", "valid_to": "2026-01-01"},
            {"solution_id": "S1", "status": "approved", "decided_on": "2026-12-01"},
            {"solution_id": "S2", "status": "approved"},
        ],
        start=1,
    ):
        world.add("customer_experiences", experience_id=f"E{number}", summary=f"Summary {number}", **more)
    return world


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("flags", [("Yes", "Yes"), ("No", "Yes"), ("Yes", "No"), ("No", "No")])
def test_a_field_is_published_exactly_where_the_listing_has_it(
    tmp_path: Any, audience: Audience, flags: tuple[str, str]
) -> None:
    world = crowded()
    world.marketing("P1").update(publish_to_customers=flags[0], publish_to_partners=flags[1])
    desk = Desk(world.write(tmp_path))
    facts = desk.facts()
    listing = facts.published[audience].listing
    rows = trace(facts.partner, audience, DAY).rows
    for table, columns in COLUMNS.items():
        for column, attribute in columns.items():
            given = [getattr(row.row, column) for row in rows[f"{table}.{column}"] if row.published and row.given]
            shown = None if listing is None else getattr(listing, attribute)
            assert given == ([shown] if shown else []), (table, column)
    solutions = [row.key for row in rows["solutions.name"] if row.published]
    assert solutions == ([] if listing is None else [solution.solution_id for solution in listing.solutions])
    experiences = [getattr(row.row, "summary") for row in rows["customer_experiences.summary"] if row.published]  # noqa: B009
    customers = [getattr(row.row, "customer") for row in rows["customer_experiences.customer"] if row.published]  # noqa: B009
    shown_experiences = [] if listing is None else [e for s in listing.solutions for e in s.experiences]
    assert experiences == [experience.summary for experience in shown_experiences]
    assert customers == [experience.customer for experience in shown_experiences if experience.customer]
    cities = [getattr(row.row, "city") for row in rows["locations.city"] if row.published]  # noqa: B009
    assert sorted(cities) == sorted([] if listing is None else [place.city for place in listing.locations])


def test_every_reason_names_the_cell_that_decided(tmp_path: Any) -> None:
    desk = Desk(crowded().write(tmp_path))
    rows = trace(desk.facts().partner, Audience.CUSTOMERS, DAY).rows
    found = {
        row.key: (row.reason, row.decided_by and f"{row.decided_by.column}={row.decided_by.value}")
        for field in ("solutions.name", "customer_experiences.summary", "marketing.tagline")
        for row in rows[field]
    }
    assert found == {
        "S1": ("published", "status=published"),
        "S2": ("draft", "status=draft"),
        "S3": ("not-yet-published", "published_on=2027-01-01"),
        "S4": ("withdrawn", "withdrawn_on=2026-01-01"),
        "E1": ("published", "status=approved"),
        "E2": ("published", "status=approved"),
        "E3": ("submitted", "status=submitted"),
        "E4": ("denied", "status=denied"),
        "E5": ("no-longer-valid", "valid_to=2026-01-01"),
        "E6": ("not-yet-decided", "decided_on=2026-12-01"),
        "E7": ("solution-not-published", "status=draft"),
        None: ("published", "publish_to_customers=Yes"),
        "P1-L2": ("not-published-to-this-audience", "publish_to_customers=No"),
    }


def test_a_row_for_one_location_does_not_speak_where_the_row_for_all_does(tmp_path: Any) -> None:
    desk = Desk(crowded().write(tmp_path))
    rows = trace(desk.facts().partner, Audience.PARTNERS, DAY).rows["marketing.tagline"]
    assert [(row.key, row.published, row.reason, row.locations) for row in rows] == [
        (None, True, "published", ("P1-L1",)),
        ("P1-L2", False, "another-row-speaks-for-the-listing", ("P1-L2",)),
    ]


def test_a_whole_refusal_decides_every_row(tmp_path: Any) -> None:
    world = alpha()
    world.rows["profiles"][0]["status"] = "pending"
    desk = Desk(world.write(tmp_path))
    rows = trace(desk.facts().partner, Audience.CUSTOMERS, DAY).rows
    assert {row.reason for found in rows.values() for row in found} == {"not-approved"}
    assert not any(row.published for found in rows.values() for row in found)


def test_the_cell_that_decided_is_named_as_the_export_has_it(tmp_path: Any) -> None:
    world = alpha()
    world.rows["profiles"][0]["status"] = "pending"
    desk = Desk(world.write(tmp_path))
    mapped = TableSettings(columns={"status": "Profile Status"}, values={"status": {"Pending": "pending", "On": "on"}})
    found = trace(desk.facts().partner, Audience.CUSTOMERS, DAY, tables={"profiles": mapped})
    assert "profiles.csv:2: Profile Status is “Pending”" in trace_text("Alpha Works", [found], DAY)
    answer = found.as_json()
    cells = [
        answer["decided_by"],
        answer["locations"][0]["decided_by"],
        *(row["decided_by"] for row in answer["fields"]["profiles.name"]["rows"]),
    ]
    assert {(cell["column"], cell["value"]) for cell in cells} == {("Profile Status", "Pending")}
    name = answer["fields"]["profiles.name"]
    assert (name["published"], name["reason"]) == (False, "not-approved")
    assert answer["fields"]["profiles.company_token"]["reason"] == "never"


def test_the_organization_shows_beside_sister_companies_only(tmp_path: Any) -> None:
    desk = Desk(crowded().write(tmp_path))
    partner = desk.facts().partner
    assert trace(partner, Audience.CUSTOMERS, DAY, True).rows["organizations.name"][0].published
    assert trace(partner, Audience.CUSTOMERS, DAY, False).rows["organizations.name"][0].reason == (
        "no-visible-sister-company"
    )


def test_the_json_keeps_the_contract_and_adds_rows(tmp_path: Any) -> None:
    desk = Desk(crowded().write(tmp_path))
    answer = trace(desk.facts().partner, Audience.CUSTOMERS, DAY).as_json()
    assert set(answer) == {"audience", "visible", "reason", "decided_by", "locations", "fields"}
    assert set(answer["decided_by"]) == {"table", "file", "row", "column", "value"}
    tagline = answer["fields"]["marketing.tagline"]
    assert (tagline["published"], tagline["reason"]) == (True, "marketing")
    assert tagline["rows"][0]["file"] == "content/marketing/marketing.csv"
    assert answer["fields"]["profiles.company_token"] == {"published": False, "reason": "never", "rows": []}


def test_the_text_names_rows_that_are_left_out(tmp_path: Any) -> None:
    desk = Desk(crowded().write(tmp_path))
    traced = trace(desk.facts().partner, Audience.CUSTOMERS, date(2026, 6, 30))
    text = trace_text("Alpha Works", [traced], DAY)
    assert (
        "    solutions S2, content/solutions/solutions.csv:3: the solution is a draft"
        " (content/solutions/solutions.csv:3: status is “draft”)" in text
    )
    assert "    customer_experiences.customer E2, " in text
