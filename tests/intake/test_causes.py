"""One cause is one problem, however many rows follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import Problems
from generator.intake import read_site
from generator.model.tables import TABLES
from generator.pipeline.checked import check
from generator.pipeline.opening import open_directory
from tests.intake.small import Rows, Small
from tests.pipeline.edits import DAY


def test_a_missing_partner_is_one_problem(tmp_path: Path) -> None:
    content = Small(tmp_path)
    del content.rows["profiles"][0]
    assert content.problems() == [
        'content/profiles/locations.csv:2: partner_id: "P1" is not in profiles '
        "(13 rows follow from it; this is the first)."
    ]


def test_an_empty_table_is_one_problem_and_one_for_all_that_follows(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.files["profiles/profiles.csv"] = ",".join(TABLES["profiles"].columns) + "\n"
    problems = content.problems()
    assert len(problems) == 2
    assert any("has no rows: without profiles there is no directory." in problem for problem in problems)
    assert any("is not in profiles, which has no rows (15 rows follow from it" in problem for problem in problems)


@pytest.mark.parametrize(
    "rates", [None, [], [{"currency": "JPY", "per": "EUR", "rate": "0.006", "valid_from": "2000-01-01"}]]
)
def test_amounts_that_no_rate_converts_are_named_and_no_others(tmp_path: Path, rates: Rows | None) -> None:
    content = Small(tmp_path)
    amount = content.rows["revenue"][0]
    content.rows["revenue"] = [amount | {"currency": "USD"}, amount | {"revenue_id": "R2", "currency": "JPY"}]
    content.rows["rates"] = rates or []
    if rates is None:
        del content.rows["rates"]
    assert content.problems() == [
        'content/profiles/revenue.csv:3: currency: there is no rate from "JPY" to "USD": '
        "such amounts cannot be counted (1 row)."
    ]


def test_a_rate_into_each_currency_of_the_programs_that_count_an_amount_is_asked_for(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.files["programs/europe.yml"] = "title: Europe\ncurrency: EUR\nsum: revenue.amount\n"
    content.set("revenue", "currency", "USD")
    assert content.problems() == [
        'content/profiles/revenue.csv:2: currency: there is no rate from "USD" to "EUR": '
        "such amounts cannot be counted (1 row)."
    ]


def test_texts_that_name_a_program_that_cannot_be_read_are_not_blamed(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.files["programs/alliance.yml"] = "title: [\n"
    content.files["pages/about.md"] = "---\ntitle: About\n---\n[The alliance](program:alliance)\n"
    content.write()
    problems = Problems()
    opened = open_directory(tmp_path / "site.yml", read_site(tmp_path / "site.yml"), problems)
    check(opened, DAY, problems)
    assert "unknown-link" not in {problem.code for problem in problems}


def test_two_byte_order_marks_are_named(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.files["profiles/profiles.csv"] = "\ufeff\ufeff" + "partner_id,name\n"
    assert content.problems()[0] == (
        "content/profiles/profiles.csv:1: begins with two byte order marks. "
        "A mark was put before a file that had one: save it again as UTF-8, without a mark or with one."
    )
