"""Two sources that claim one address are told before anything is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.errors import Problems
from generator.intake import read_site
from generator.pages import routes
from generator.pipeline.checked import check
from generator.pipeline.opening import open_directory
from tests.world import World

DAY = date(2026, 6, 30)


def told(world: World, folder: Path) -> list[str]:
    config = world.write(folder, programs=False)
    problems = Problems()
    check(open_directory(config, read_site(config), problems), DAY, problems)
    return [str(problem) for problem in problems if problem.code in ("route-collision", "key-collision")]


def page(folder: Path, name: str, slug: str) -> None:
    path = folder / "content" / "pages" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {name}\nslug: {slug}\nsummary: S.\n---\n\nText.\n", encoding="utf-8")


def test_a_page_cannot_take_the_address_of_one_of_ours(tmp_path: Path) -> None:
    page(tmp_path, "mine", "compare")
    world = World()
    world.partner()
    assert told(world, tmp_path) == [
        'content/pages/mine.md:1: the page "compare" and a page of the generator (build.py) would both be compare.html.'
        " Rename one of them."
    ]


def test_a_page_cannot_stand_beside_a_folder_of_its_name(tmp_path: Path) -> None:
    page(tmp_path, "mine", "levels")
    world = World()
    world.partner()
    assert told(world, tmp_path) == [
        'content/pages/mine.md:1: the page "levels" and a page of the generator (build.py) would both be'
        " levels/index.html. Rename one of them."
    ]


def test_two_partners_with_one_key_are_both_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.pipeline.plan.key_of", lambda identifier: routes.key_of("the same"))
    world = World()
    world.partner("P1", "Alpha")
    world.partner("P2", "Beta")
    assert told(world, tmp_path) == [
        f'content/profiles/profiles.csv:3: partner_id: the partners "P1" and "P2" have the same key'
        f" {routes.key_of('the same')}. One of the two ids has to change."
    ]


def test_an_invisible_partner_claims_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.pipeline.plan.key_of", lambda identifier: "samesame")
    world = World()
    world.partner("P1", "Alpha")
    world.partner("P2", "Beta", status="pending")
    assert told(world, tmp_path) == []
