"""The sample's drafts: one in order, one with two mistakes, one that brings a solution out of its draft."""

from __future__ import annotations

import pytest

from generator.audience.publication import Audience
from tests.preview.conftest import Desk
from tests.world import ROOT


@pytest.fixture(scope="module")
def sample() -> Desk:
    return Desk(ROOT / "site.yml")


def test_the_sample_drafts_have_the_problems_they_are_meant_to_have(sample: Desk) -> None:
    drafts = sample.drafts()
    assert set(drafts.rows) == {"CE-1001", "CE-1004", "CE-1012"}
    found = {partner: [p.column for p in sample.facts(partner).drafts.problems] for partner in drafts.rows}
    assert found == {"CE-1001": [], "CE-1004": [], "CE-1012": ["contact_url", "logo"]}


def test_rockford_would_show_to_customers(sample: Desk) -> None:
    facts = sample.facts("CE-1012")
    places = [
        [place.city for place in sights[Audience.CUSTOMERS].listing.locations]  # type: ignore[union-attr]
        for sights in (facts.published, facts.drafted)
    ]
    assert ("Rockford" in places[0], "Rockford" in places[1]) == (False, True)


def test_every_partner_of_the_sample_has_a_preview(sample: Desk) -> None:
    for partner in ("CE-1001", "CE-1004", "CE-1014", "CE-1061"):
        files = sample.files(partner)
        assert {"index.html", "changes.html", "levels.html", "visibility.html", "records.html", "badge.html"} <= set(
            files
        )
