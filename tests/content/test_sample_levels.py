"""The levels that docs/sample.md claims are those that the engine computes from the exports."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from generator.errors import Problems
from generator.intake import Exports, read_exports, read_site
from generator.levels import Engine, compile_program, parse_program
from tests.content.test_sample import Claim, claims

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 22)


class Directory:
    """The sample as the generator reads it, with one engine per program."""

    def __init__(self) -> None:
        problems = Problems()
        self.exports: Exports = read_exports(read_site(ROOT / "site.yml"), ROOT, problems)
        programs = [parse_program(source, problems) for source in self.exports.programs]
        self.engines: dict[str, Engine] = {
            program.id: compile_program(program, self.exports.reference) for program in programs if program is not None
        }


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory()


def shown(directory: Directory, program: str, level: str | None) -> str:
    """A level as the documentation writes it."""
    levels = {found.id: found.label for found in directory.engines[program].program.levels}
    return "none" if level is None else levels[level]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: f"{claim.partner} {claim.situation}")
def test_the_engine_agrees(directory: Directory, claim: Claim) -> None:
    partner = directory.exports.partner(claim.partner)
    assert partner is not None
    receipt = directory.engines[claim.program].receipt(partner, AS_OF)
    if claim.displayed == "–":
        assert receipt.displayed is None
        return
    assert receipt.participant or claim.displayed == "none"
    assert shown(directory, claim.program, receipt.achieved) == claim.achieved
    assert shown(directory, claim.program, receipt.displayed) == claim.displayed
    standing = re.search(r"standing: (\S+)$", claim.note)
    assert receipt.standing == (standing[1] if standing else None)


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: f"{claim.partner} {claim.situation}")
def test_a_level_is_shown_through_the_day_that_the_note_names(directory: Directory, claim: Claim) -> None:
    partner = directory.exports.partner(claim.partner)
    assert partner is not None
    receipt = directory.engines[claim.program].receipt(partner, AS_OF)
    through = re.search(r"shown as \w+ through (\d{4}-\d\d-\d\d)", claim.note)
    if through:
        assert str(receipt.held_until) == through[1]
    falls = re.search(r"achieved falls on (\d{4}-\d\d-\d\d)$", claim.note)
    if falls:
        assert str(receipt.forecast[0].on) == falls[1]


def test_the_intake_finds_nothing_wrong_with_the_sample() -> None:
    problems = Problems()
    read_exports(read_site(ROOT / "site.yml"), ROOT, problems)
    assert [problem for problem in problems if problem.origin.file.startswith("content/")] == []
