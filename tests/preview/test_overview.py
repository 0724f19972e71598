"""The program manager's overview: rows, pages, and the script's idea of a row."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from generator.preview.overview_rows import OverviewRow
from generator.preview.overview_site import PAGE_ROWS, OverviewSite
from generator.preview.own_problems import OwnProblems
from tests.preview.conftest import Desk, alpha
from tests.world import ROOT, World


def site(desk: Desk) -> OverviewSite:
    own = OwnProblems(desk.problems, desk.opened.site, desk.opened.root)
    return OverviewSite(desk.maker, desk.drafts(), own, desk.config.parent / "output")


def rows(desk: Desk) -> list[OverviewRow]:
    ids = [view.profile.partner_id for view in desk.opened.exports.profiles()]
    return site(desk).rows(ids, 1, lambda _: None)


def test_a_row_says_level_gap_risk_problems_and_completeness(tmp_path: Path) -> None:
    world = alpha()
    world.rows["agreements"][0]["valid_to"] = "2026-07-31"
    world.marketing("P1")["contact_url"] = "http://alpha.example/"
    (row,) = rows(Desk(world.write(tmp_path)))
    assert (row.program, row.displayed, row.rank, row.achieved, row.reached) == (
        "PartnerWorld", "Member", 1, "Member", 1
    )  # fmt: skip
    assert row.gap.startswith("To reach Advanced: ")
    assert row.steps > 0
    assert row.risk_on == "2026-08-01"
    assert "no level shown" in row.risk
    assert (row.problems, row.seen, row.drafts) == (1, "CP", 0)
    assert row.problem.startswith('contact_url: "http://alpha.example/" is not shown as a link')
    assert 0 < row.complete < 100


def test_a_partner_outside_all_programs_has_a_row_too(tmp_path: Path) -> None:
    world = alpha()
    world.partner("P2", "Beta Systems")
    world.marketing("P2")["publish_to_customers"] = "No"
    found = {row.id: row for row in rows(Desk(world.write(tmp_path)))}
    assert (found["P2"].program, found["P2"].displayed, found["P2"].seen) == ("", "", "P")


def test_a_solution_that_was_left_out_is_its_partners_problem(tmp_path: Path) -> None:
    world = alpha()
    world.add("solutions", solution_id="S2", partner_id="P1", name="Quay Log", status="live", showcase="No")
    world.add("customer_experiences", experience_id="E1", solution_id="S1", status="approved", decided_on="soon")
    (row,) = rows(Desk(world.write(tmp_path)))
    assert row.problems == 2


def test_the_pages_hold_all_rows_without_a_script(tmp_path: Path) -> None:
    world = World()
    for number in range(PAGE_ROWS + 5):
        world.partner(f"P{number:04}", f"Partner {number:04}")
    desk = Desk(world.write(tmp_path))
    found = rows(desk)
    files = site(desk).files(found)
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    assert set(pages) == {"index.html", "2.html"}
    assert pages["index.html"].count('<th scope="row">') == PAGE_ROWS
    assert "Partner 0254" in pages["2.html"]
    assert 'href="2.html"' in pages["index.html"]
    assert len(json.loads(files["rows.json"])) == PAGE_ROWS + 5
    lines = list(csv.DictReader(io.StringIO(files["overview.csv"].decode())))
    assert (len(lines), lines[0]["name"]) == (PAGE_ROWS + 5, "Partner 0000")


def test_the_script_knows_the_places_of_a_row() -> None:
    script = (ROOT / "templates/assets/js/preview_overview.js").read_text()
    listed = re.search(r"const FIELDS = \[(.*?)\];", script, re.DOTALL)
    assert listed is not None
    names = re.findall(r'"(\w+)"', listed[1])
    assert [re.sub(r"[A-Z]", lambda big: f"_{big[0].lower()}", name) for name in names] == list(
        OverviewRow.__struct_fields__
    )


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-3", "@you", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    from generator.preview.csv_lines import csv_line

    assert csv_line([cell]).strip('"\r\n').startswith("'")
