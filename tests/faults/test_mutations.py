"""Exports damaged at random: never a traceback, never a hang, and the message names file, row and column."""

from __future__ import annotations

import csv
import io
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from generator.errors import DirectoryError, Problem, Problems
from generator.intake import read_exports, read_site
from generator.model.tables import TABLES
from tests.release.nightly import world_of
from tests.world import World

GARBAGE = (
    "", "x" * 5000, "-1", "99999999999999999999", "2026-02-30", "31.12.2026", "NaN", "Yes;No", "ZZ", "=1+1",
    "\u202etxt", "\u200b", "javascript:alert(1)", "https://a b", "a@b@c", "<script>", "P404", "null", "1e9",
    "٣", "\x07", " lead",
)  # fmt: skip


def full_world() -> World:
    """A few partners with a row in every table that a mistake can hit."""
    world = world_of(4)
    for number in range(1, 5):
        partner = f"P{number:02}"
        world.add("people", person_id=f"H{number}", partner_id=partner, role="employee", name=f"Person {number}")
        world.add("candidate_ids", candidate_id=f"C{number}", person_id=f"H{number}", added_on="2020-01-01")
        world.add("earned_skills", candidate_id=f"C{number}", skill_code="S1", earned_on="2025-01-01")
        world.add(
            "revenue", revenue_id=f"R{number}", partner_id=partner, brand="Storage", amount="100.50", currency="USD",
            booked_on="2026-01-01", source="distributor",
        )  # fmt: skip
        world.add(
            "agreements", agreement_id=f"A{number}", partner_id=partner, kind="membership", status="approved",
            valid_from="2020-01-01",
        )  # fmt: skip
        world.add("solutions", solution_id=f"S{number}", partner_id=partner, name=f"Solution {number}",
                  status="published", showcase="Yes")  # fmt: skip
        world.add("satisfaction", survey_id=f"Q{number}", partner_id=partner, score="88.5", surveyed_on="2026-01-01")
    return world


def damage(content: bytes, chance: random.Random) -> tuple[bytes, int | None, str | None]:
    """The damaged file, and the line and column of the cell where it is one cell that was changed."""
    if chance.random() < 0.7:
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        row, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        rows[row][column] = chance.choice(GARBAGE)
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode(), row + 1, rows[0][column]
    at = chance.randrange(len(content))
    kind = chance.randrange(5)
    if kind == 0:
        return content[:at], None, None
    if kind == 1:
        return content[:at] + bytes([chance.randrange(256)]) + content[at:], None, None
    if kind == 2:
        return content[:at] + b'"' + content[at:], None, None
    if kind == 3:
        return content[:at] + content[at + chance.randrange(1, 30) :], None, None
    lines = content.splitlines(keepends=True)
    return b"".join(chance.choices(lines, k=len(lines) + 1)), None, None


@pytest.mark.parametrize("count", [12, pytest.param(10_000, marks=pytest.mark.slow)])
def test_damaged_exports_are_named_and_never_break_the_reader(tmp_path: Path, count: int) -> None:
    config = full_world().write(tmp_path, programs=False)
    (tmp_path / "content/programs").mkdir()
    site = read_site(config)
    files = sorted((tmp_path / "content").rglob("*.csv"))
    sound = {path: path.read_bytes() for path in files}
    chance = random.Random(count)
    said: Counter[str] = Counter()
    for number in range(count):
        path = chance.choice(files)
        content, row, column = damage(sound[path], chance)
        path.write_bytes(content)
        problems = Problems()
        began = time.monotonic()
        try:
            exports = read_exports(site, tmp_path, problems)
            for _ in exports.partners():
                pass
        except DirectoryError as failure:
            if failure.problems is not problems:
                problems.extend(failure.problems)
        assert time.monotonic() - began < 30, number
        file = path.relative_to(tmp_path).as_posix()
        if content != sound[path] and len(problems):
            said["named" if named(list(problems), file, row, column) else "elsewhere"] += 1
        path.write_bytes(sound[path])
    print(dict(said))
    assert said["named"] > count / 4
    assert said["elsewhere"] <= (said["named"] + said["elsewhere"]) / 100


def named(problems: list[Problem], file: str, row: int | None, column: str | None) -> bool:
    """Whether a problem names the damaged file, and its cell where one cell was changed.

    An id that changed is told where it is missing: at the rows that refer to it.
    """
    here = [problem for problem in problems if problem.origin.file == file]
    if row is None:
        return bool(here) or refers(problems, file)
    cell = [problem for problem in here if problem.origin.row == row and problem.column in (column, None)]
    return bool(cell) or (column in identifiers(file) and refers(problems, file))


def identifiers(file: str) -> tuple[str, ...]:
    table = TABLES.get(Path(file).stem)
    return () if table is None else table.key


def refers(problems: list[Problem], file: str) -> bool:
    """Whether a problem is about a reference to the damaged table."""
    table = Path(file).stem
    return any(
        problem.column is not None and TABLES[Path(problem.origin.file).stem].references.get(problem.column) == table
        for problem in problems
        if Path(problem.origin.file).stem in TABLES
    )
