"""What the tests of previews share: a small directory, opened, with its preview maker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator.errors import Problems
from generator.intake import read_site
from generator.intake.drafts import Drafts, read_drafts
from generator.pipeline.opening import open_directory
from generator.preview.maker import Facts, PreviewMaker
from generator.preview.own_problems import OwnProblems
from generator.preview.pages import PreviewOrder, preview_files
from tests.world import World

DAY = date(2026, 6, 30)


class Desk:
    """A directory on disk, opened on a day."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.problems = Problems()
        self.opened = open_directory(config, read_site(config), self.problems)
        self.maker = PreviewMaker(self.opened, DAY)

    @property
    def drafts_folder(self) -> Path:
        return self.config.parent / "content" / "drafts"

    def draft(self, name: str, content: str | bytes) -> None:
        path = self.drafts_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def drafts(self, only: str | None = None) -> Drafts:
        return read_drafts(self.opened.site, self.opened.root, self.opened.exports.vocabulary, only)

    def facts(self, partner_id: str = "P1") -> Facts:
        own = OwnProblems(self.problems, self.opened.site, self.opened.root)
        return self.maker.facts(self.opened.partner(partner_id), self.drafts(partner_id), own)

    def files(self, partner_id: str = "P1", order: PreviewOrder | None = None) -> dict[str, str]:
        made = preview_files(self.maker, self.facts(partner_id), order or PreviewOrder())
        return {route: content.decode("utf-8") for route, content in made.items() if route.endswith(".html")}


def alpha() -> World:
    """One partner with marketing information, a level, a solution and two locations."""
    world = World()
    world.partner("P1", "Alpha Works", types="reseller", website="https://alpha.example/")
    world.marketing("P1").update(
        tagline="Storage for ports", description="We look after four ports.", services="Storage; Backup"
    )
    world.location("P1", "P1-L2", city="Bremen")
    world.add("agreements", agreement_id="A1", partner_id="P1", kind="membership", status="approved",
              valid_from="2020-01-01")  # fmt: skip
    world.add("solutions", solution_id="S1", partner_id="P1", name="Crane Log", status="published", showcase="No")
    return world


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[World], Desk]:
    return lambda world: Desk(world.write(tmp_path))


@pytest.fixture
def alpha_desk(tmp_path: Path) -> Desk:
    return Desk(alpha().write(tmp_path))
