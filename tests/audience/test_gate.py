"""The gate: what comes out, and above all what does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from generator.audience.gate import publish, visibility_of
from generator.audience.publication import Audience, CustomersListing, PartnersListing, Teaming
from generator.errors import Origin
from generator.model.outcome import Outcome
from generator.model.partner import Partner
from generator.model.program import Display, Level, Participation, Program, Version
from generator.model.tables import CustomerExperience, Location, Marketing, Profile, Solution

DAY = date(2026, 6, 30)
HERE = Origin("some.csv", 2)


def program(directory_from: date | None = None) -> Program:
    return Program(
        origin=HERE,
        id="stars",
        title="Stars",
        directory_from=directory_from,
        levels=(Level(origin=HERE, id="one", label="One"),),
        participation=Participation(origin=HERE),
        display=Display(origin=HERE),
        versions=(Version(origin=HERE, id="1", metrics=(), rules=()),),
    )


def partner(**rows: Any) -> Partner:
    known: dict[str, Any] = {
        "profile": Profile(
            origin=HERE,
            partner_id="P1",
            name="Alpha",
            status="approved",
            approved_on=date(2020, 1, 1),
            country="DE",
            passport_advantage_id="SECRET",
        ),
        "locations": (place("A"),),
        "marketing": (words("for all"),),
    }
    return Partner(**(known | rows))


def place(name: str, **cells: Any) -> Location:
    return Location(**({"origin": HERE, "location_id": name, "partner_id": "P1", "country": "DE"} | cells))


def words(tagline: str, customers: bool = True, location_id: str | None = None, **cells: Any) -> Marketing:
    return Marketing(
        origin=HERE,
        partner_id="P1",
        tagline=tagline,
        location_id=location_id,
        publish_to_customers=customers,
        publish_to_partners=True,
        **cells,
    )


def solution(**cells: Any) -> Solution:
    known: dict[str, Any] = {
        "origin": HERE,
        "solution_id": "S1",
        "partner_id": "P1",
        "name": "Tide",
        "status": "published",
        "published_on": date(2025, 1, 1),
    }
    return Solution(**(known | cells))


def experience(**cells: Any) -> CustomerExperience:
    known: dict[str, Any] = {
        "origin": HERE,
        "experience_id": "E1",
        "solution_id": "S1",
        "customer": "Nordkai",
        "status": "approved",
        "decided_on": date(2025, 6, 1),
    }
    return CustomerExperience(**(known | cells))


def outcome(**facts: Any) -> Outcome:
    known: dict[str, Any] = {
        "program": "stars",
        "participant": True,
        "achieved": "one",
        "displayed": "one",
        "displayed_since": date(2026, 3, 3),
    }
    return Outcome(**(known | facts))


def let_out(
    who: Partner,
    audience: Audience = Audience.CUSTOMERS,
    outcomes: tuple[Outcome, ...] = (),
    directory_from: date | None = None,
) -> CustomersListing | None:
    decision = visibility_of(who, audience, DAY)
    return publish(who, decision, DAY, outcomes, {"stars": program(directory_from)}, ())


def listing(who: Partner, **more: Any) -> CustomersListing:
    found = let_out(who, **more)
    assert found is not None
    return found


def test_an_invisible_partner_does_not_come_out_at_all() -> None:
    assert let_out(partner(marketing=())) is None


def test_only_visible_locations_come_out_headquarters_first() -> None:
    who = partner(
        locations=(place("A"), place("B", headquarters=True), place("C")),
        marketing=(words("for all"), words("hidden", customers=False, location_id="A")),
    )
    shown = listing(who)
    assert [location.headquarters for location in shown.locations] == [True, False]


def test_the_words_of_a_row_that_is_not_published_stay_inside() -> None:
    who = partner(
        locations=(place("A"), place("B")),
        marketing=(words("not for customers", customers=False), words("of B", location_id="B")),
    )
    assert listing(who).tagline == "of B"


def test_the_row_for_all_locations_speaks_before_that_of_one() -> None:
    who = partner(
        locations=(place("A", headquarters=True), place("B")),
        marketing=(words("of A", location_id="A"), words("for all")),
    )
    assert listing(who).tagline == "for all"


def test_the_row_for_all_is_silent_where_no_visible_location_listens_to_it() -> None:
    who = partner(marketing=(words("for all"), words("of A", location_id="A")))
    assert listing(who).tagline == "of A"


def test_teaming_comes_out_to_business_partners_only() -> None:
    who = partner(marketing=(words("x", teaming_offers=("storage",), teaming_regions=("EMEA",)),))
    assert not isinstance(listing(who), PartnersListing)
    inside = listing(who, audience=Audience.PARTNERS)
    assert isinstance(inside, PartnersListing)
    assert inside.teaming == Teaming(offers=("storage",), regions=("EMEA",))


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, True),
        ({"status": "draft"}, False),
        ({"published_on": DAY}, True),
        ({"published_on": DAY + timedelta(days=1)}, False),
        ({"published_on": None}, True),
        ({"withdrawn_on": DAY}, False),
        ({"withdrawn_on": DAY + timedelta(days=1)}, True),
        ({"status": "withdrawn"}, False),
        ({"status": "withdrawn", "withdrawn_on": DAY + timedelta(days=1)}, True),
        ({"status": "withdrawn", "published_on": None, "withdrawn_on": DAY + timedelta(days=1)}, False),
    ],
)
def test_a_solution_comes_out_on_the_days_it_is_published(cells: dict[str, Any], shown: bool) -> None:
    assert bool(listing(partner(solutions=(solution(**cells),))).solutions) is shown


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, True),
        ({"status": "submitted"}, False),
        ({"status": "denied"}, False),
        ({"decided_on": DAY}, True),
        ({"decided_on": DAY + timedelta(days=1)}, False),
        ({"decided_on": None}, True),
        ({"valid_to": DAY}, True),
        ({"valid_to": DAY - timedelta(days=1)}, False),
        ({"solution_id": "S2"}, False),
    ],
)
def test_an_experience_comes_out_while_it_is_approved_and_valid(cells: dict[str, Any], shown: bool) -> None:
    who = partner(solutions=(solution(),), customer_experiences=(experience(**cells),))
    assert bool(listing(who).solutions[0].experiences) is shown


def test_a_customer_is_named_only_where_it_agreed() -> None:
    silent = partner(solutions=(solution(),), customer_experiences=(experience(),))
    named = partner(solutions=(solution(),), customer_experiences=(experience(customer_public=True),))
    assert listing(silent).solutions[0].experiences[0].customer is None
    assert listing(named).solutions[0].experiences[0].customer == "Nordkai"


@pytest.mark.parametrize(
    ("cells", "validated", "on"),
    [
        ({}, False, None),
        ({"technical_validation": "nominated", "validated_on": DAY}, False, None),
        ({"technical_validation": "validated", "validated_on": DAY}, True, DAY),
        ({"technical_validation": "validated"}, True, None),
        ({"technical_validation": "validated", "validated_on": DAY + timedelta(days=1)}, False, None),
    ],
)
def test_only_a_validation_that_succeeded_shows(cells: dict[str, Any], validated: bool, on: date | None) -> None:
    shown = listing(partner(solutions=(solution(**cells),))).solutions[0]
    assert (shown.validated, shown.validated_on) == (validated, on)


def test_the_displayed_level_comes_out_not_the_achieved_one() -> None:
    shown = listing(partner(), outcomes=(outcome(achieved="two"),))
    assert [(level.level, level.since) for level in shown.levels] == [("one", date(2026, 3, 3))]


def test_who_does_not_take_part_shows_nothing_of_the_program() -> None:
    hidden = listing(partner(), outcomes=(outcome(participant=False, skill_areas=(("Storage", 2),)),))
    assert (hidden.levels, hidden.skills) == ((), ())


@pytest.mark.parametrize(("opens", "shown"), [(None, 1), (DAY, 1), (DAY + timedelta(days=1), 0)])
def test_no_level_stands_anywhere_before_the_programs_directory_opens(opens: date | None, shown: int) -> None:
    assert len(listing(partner(), outcomes=(outcome(),), directory_from=opens).levels) == shown


def test_the_listing_is_dated_from_the_day_after_approval() -> None:
    assert listing(partner()).listed_since == date(2020, 1, 2)


def test_the_listing_says_where_a_contact_is_given() -> None:
    assert listing(partner()).contact is None
    reachable = partner(marketing=(words("x", contact_email="hello@alpha.example"),))
    contact = listing(reachable).contact
    assert contact is not None
    assert contact.email == "hello@alpha.example"
