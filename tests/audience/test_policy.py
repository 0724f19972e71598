"""Visibility: who is listed, where, and which cell decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from generator.audience.policy import RULES, Reason, Visibility, visibility
from generator.audience.publication import Audience
from generator.errors import Origin
from generator.model.tables import TABLES, Location, Marketing, Profile

DAY = date(2026, 6, 30)


def origin(row: int) -> Origin:
    return Origin("some.csv", row)


def profile(**cells: Any) -> Profile:
    known: dict[str, Any] = {
        "origin": origin(2),
        "partner_id": "P1",
        "name": "Alpha",
        "status": "approved",
        "approved_on": date(2020, 1, 1),
        "country": "DE",
    }
    return Profile(**(known | cells))


def location(name: str = "L1", **cells: Any) -> Location:
    return Location(**({"origin": origin(3), "location_id": name, "partner_id": "P1", "country": "DE"} | cells))


def marketing(customers: bool, partners: bool = False, location_id: str | None = None, row: int = 4) -> Marketing:
    return Marketing(
        origin=origin(row),
        partner_id="P1",
        location_id=location_id,
        publish_to_customers=customers,
        publish_to_partners=partners,
    )


def decide(
    who: Profile | None = None,
    locations: tuple[Location, ...] | None = None,
    rows: tuple[Marketing, ...] = (marketing(True, True),),
    audience: Audience = Audience.CUSTOMERS,
    quarantined_by: Origin | None = None,
    as_of: date = DAY,
) -> Visibility:
    places = (location(),) if locations is None else locations
    return visibility(who or profile(), places, rows, quarantined_by, audience, as_of)


def test_an_approved_partner_with_the_flag_at_yes_is_visible() -> None:
    decision = decide()
    assert decision.visible
    assert decision.reason is Reason.PUBLISHED
    assert decision.decided_by is not None
    assert (decision.decided_by.column, decision.decided_by.value) == ("publish_to_customers", "Yes")


def test_each_audience_has_its_own_flag() -> None:
    rows = (marketing(False, True),)
    assert not decide(rows=rows).visible
    assert decide(rows=rows, audience=Audience.PARTNERS).visible


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"status": "pending"}, Reason.NOT_APPROVED, "status"),
        ({"status": "pending", "approved_on": None}, Reason.NOT_APPROVED, "status"),
        ({"approved_on": DAY}, Reason.APPROVED_TODAY, "approved_on"),
        ({"approved_on": DAY + timedelta(days=1)}, Reason.APPROVED_TODAY, "approved_on"),
        ({"status": "suspended"}, Reason.SUSPENDED, "status"),
        ({"status": "suspended", "suspended_on": DAY}, Reason.SUSPENDED, "suspended_on"),
        (
            {"status": "suspended", "approved_on": None, "suspended_on": DAY + timedelta(days=1)},
            Reason.SUSPENDED,
            "status",
        ),
        ({"suspended_on": DAY}, Reason.SUSPENDED, "suspended_on"),
        ({"ended_on": DAY}, Reason.ENDED, "ended_on"),
    ],
)
def test_a_profile_that_does_not_hold_hides_everything(cells: dict[str, Any], reason: Reason, column: str) -> None:
    decision = decide(profile(**cells))
    assert (decision.visible, decision.reason) == (False, reason)
    assert decision.decided_by is not None
    assert decision.decided_by.column == column
    assert [place.visible for place in decision.locations] == [False]


@pytest.mark.parametrize(
    "cells",
    [
        {"approved_on": DAY - timedelta(days=1)},
        {"approved_on": None},
        {"suspended_on": DAY + timedelta(days=1)},
        {"status": "suspended", "suspended_on": DAY + timedelta(days=1)},
        {"ended_on": DAY + timedelta(days=1)},
    ],
)
def test_the_day_before_an_end_and_the_day_after_approval_count(cells: dict[str, Any]) -> None:
    assert decide(profile(**cells)).visible


def test_a_partner_without_a_location_is_not_listed() -> None:
    assert decide(locations=()).reason is Reason.NO_LOCATION


def test_without_marketing_information_nothing_is_published() -> None:
    assert decide(rows=()).reason is Reason.NO_MARKETING


def test_a_row_of_a_location_overrides_the_row_for_all() -> None:
    decision = decide(
        locations=(location("A"), location("B")),
        rows=(marketing(True), marketing(False, location_id="A", row=5)),
    )
    assert decision.visible
    assert [(place.location.location_id, place.visible) for place in decision.locations] == [("A", False), ("B", True)]
    hidden = decision.locations[0].decided_by
    assert hidden is not None
    assert hidden.origin == origin(5)


def test_an_override_that_says_no_everywhere_hides_the_partner() -> None:
    decision = decide(rows=(marketing(True), marketing(False, location_id="L1")))
    assert (decision.visible, decision.reason) == (False, Reason.FLAG_NO)


def test_an_ended_location_does_not_count() -> None:
    assert decide(locations=(location(ended_on=DAY),)).reason is Reason.LOCATION_ENDED
    assert decide(locations=(location(ended_on=DAY + timedelta(days=1)),)).visible


def test_an_unreadable_marketing_row_hides_the_listing_and_is_named() -> None:
    decision = decide(quarantined_by=origin(9))
    assert decision.reason is Reason.QUARANTINED
    assert decision.decided_by is not None
    assert decision.decided_by.origin == origin(9)


def test_every_column_of_the_contract_has_a_rule_and_no_rule_is_left_over() -> None:
    assert {name: set(columns) for name, columns in RULES.items()} == {
        name: set(table.columns) for name, table in TABLES.items()
    }
