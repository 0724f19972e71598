"""No leak: a preview shows a partner its own rows, nothing of another partner, and nothing that nobody may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.audience.policy import RULES, Rule
from generator.errors import ContentError
from generator.preview.answers import PreviewRun, preview_all
from tests.pipeline.canaries import find
from tests.pipeline.test_canaries import flags, identifiers_of, planted
from tests.preview.conftest import DAY, Desk
from tests.world import World

NOT_SHOWN_AS_SUCH = {
    "organizations.organization_id",
    "profiles.organization_id",
    "profiles.types", "profiles.industries", "profiles.technologies",  # as labels
    "people.person_id", "people.name",  # initials
    "candidate_ids.person_id",
    "people.location_id", "benefits.location_id",  # the city
    "earned_skills.skill_code",
    "marketing.logo",
    "participants.executive_sponsor",  # its level does not entitle to one
}  # fmt: skip


def crowd() -> tuple[World, dict[str, dict[str, str]]]:
    """Two partners with a canary in every cell."""
    world, needles = World(), {}
    for who, published in {"mine": flags("Yes", "Yes"), "theirs": flags("Yes", "Yes")}.items():
        rows, needles[who] = planted(who, identifiers_of(who))
        for table, row in rows.items():
            if table == "rates" and who != "mine":
                continue
            world.add(table, **(row | published if table == "marketing" else row))
        needles[who].pop(f"{who}.marketing.location_id", None)
    return world, needles


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    """The folder of one partner's preview, drafts of both partners in place."""
    folder = tmp_path_factory.mktemp("leaks")
    world, needles = crowd()
    desk = Desk(world.write(folder))
    mine, theirs = (identifiers_of(who)["partner_id"] for who in ("mine", "theirs"))
    desk.draft(f"{mine}.yml", "marketing: {tagline: Drafted by me}\n")
    desk.draft(f"{theirs}.yml", "marketing: {tagline: zqdraftedbythem}\n")
    needles["theirs"]["theirs.drafts.tagline"] = "zqdraftedbythem"
    run = PreviewRun(opened=desk.opened, problems=desk.problems, as_of=DAY, output=folder / "output")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PREVIEW_SECRET", "a secret of the tests")
    try:
        preview_all(run)
    finally:
        monkeypatch.undo()
    lines = (folder / "output" / "previews.csv").read_text().splitlines()
    path = next(line.split(",")[2] for line in lines if line.startswith(mine))
    return folder / "output" / path, needles


def rule_of(place: str) -> Rule | None:
    _, table, column = place.split(".")
    return RULES[table][column] if table in RULES else None


def test_nothing_of_another_partner_is_in_any_byte(handed_out: tuple[Path, dict[str, dict[str, str]]]) -> None:
    folder, needles = handed_out
    assert len(needles["theirs"]) > 80
    assert find(folder, needles["theirs"]) == {}


def test_what_nobody_may_see_is_not_even_in_the_own_preview(
    handed_out: tuple[Path, dict[str, dict[str, str]]],
) -> None:
    folder, needles = handed_out
    never = {place: value for place, value in needles["mine"].items() if rule_of(place) is Rule.NEVER}
    assert len(never) == 4
    assert find(folder, never) == {}


def test_everything_else_of_its_own_is_found(handed_out: tuple[Path, dict[str, dict[str, str]]]) -> None:
    folder, needles = handed_out
    own = {
        place: value
        for place, value in needles["mine"].items()
        if rule_of(place) is not Rule.NEVER and place.partition(".")[2] not in NOT_SHOWN_AS_SUCH
    }
    found = find(folder, own)
    shown = {own[place] for place in found}
    missing = {place: value for place, value in own.items() if value not in shown}
    grouped = {place: f"{int(value):,}" for place, value in missing.items() if value.isdigit()}
    assert set(missing) - set(find(folder, grouped)) == set()


def test_people_appear_by_initials(handed_out: tuple[Path, dict[str, dict[str, str]]]) -> None:
    folder, needles = handed_out
    assert find(folder, {"name": needles["mine"]["mine.people.name"]}) == {}


def test_a_text_that_holds_a_secret_of_its_own_partner_is_not_handed_out(tmp_path: Path) -> None:
    world = World()
    world.partner("P1", company_token="TOKEN-12345678")
    world.marketing("P1")["description"] = "Our company token is TOKEN-12345678."
    desk = Desk(world.write(tmp_path))
    with pytest.raises(ContentError, match="would stand in the preview of P1"):
        desk.files()


def test_a_sponsor_that_the_level_does_not_entitle_to_is_left_out(tmp_path: Path) -> None:
    world = World()
    world.partner("P1")
    cells: dict[str, Any] = {
        "program": "security-services-alliance",
        "invited_on": "2017-01-01",
        "agreement_signed_on": "2017-01-01",
        "assigned_level": "silver",
        "assigned_on": "2017-01-01",
        "executive_sponsor": "Dorothea Vandermolen",
        "alliance_manager": "Isaac Bellweather",
    }
    world.add("participants", partner_id="P1", **cells)
    page = Desk(world.write(tmp_path)).files()["records.html"]
    assert "Isaac Bellweather" in page
    assert "Dorothea Vandermolen" not in page
