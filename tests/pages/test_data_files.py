"""Open data: one line for each listing and solution, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audience.publication import CustomersListing
from generator.pages.data_files import json_line, partner_line, solution_lines, table_header, table_row
from tests.pages.sample import ARABIC, BARE, FULL, LISTINGS

BASE = "https://partners.example/"
PROGRAMS = ["partnerworld", "security-services-alliance"]


def table(*listings: CustomersListing) -> list[dict[str, str]]:
    content = table_header(PROGRAMS) + b"".join(table_row(partner_line(one, BASE), PROGRAMS) for one in listings)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_a_line_has_every_field_of_the_contract() -> None:
    line = json.loads(json_line(partner_line(FULL, BASE)))
    assert " ".join(line) == (
        "id key name slug url country countries types industries technologies languages tagline website locations "
        "levels solutions"
    )
    assert line["url"] == "https://partners.example/partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html"
    assert line["countries"] == ["DE", "PL"]
    assert line["locations"][0] == {
        "city": "Hamburg",
        "region": "Hamburg",
        "country": "DE",
        "latitude": 53.5511,
        "longitude": 9.9937,
        "headquarters": True,
    }
    assert line["levels"]["partnerworld"] == {"level": "advanced", "since": "2026-03-03"}
    assert [slug.rpartition("-")[0] for slug in line["solutions"]] == ["hafenblick", "kuhlkette"]


def test_a_listing_with_nothing_but_a_name_still_has_every_field() -> None:
    line = json.loads(json_line(partner_line(BARE, BASE)))
    assert (line["tagline"], line["website"], line["levels"], line["solutions"]) == (None, None, {}, [])


def test_a_line_is_one_line() -> None:
    for listing in LISTINGS:
        for line in (partner_line(listing, BASE), *solution_lines(listing, BASE)):
            assert json_line(line).count(b"\n") == 1


def test_a_solution_names_its_partner_and_counts_its_experiences() -> None:
    first = json.loads(json_line(solution_lines(FULL, BASE)[0]))
    assert first["partner"] == partner_line(FULL, BASE).slug
    assert (first["name"], first["experiences"], first["validated_on"]) == ("Hafenblick", 2, "2025-06-17")


def test_the_table_has_a_column_for_level_and_since_of_every_program() -> None:
    full, arabic = table(FULL, ARABIC)
    assert (full["partnerworld_level"], full["partnerworld_since"]) == ("advanced", "2026-03-03")
    assert (arabic["partnerworld_level"], arabic["security-services-alliance_level"]) == ("", "gold")
    assert (full["city"], full["position"], full["locations"]) == ("Hamburg", "geo:53.5511,9.9937", "3")
    assert full["types"] == "Reseller;System integrator"


def test_every_line_of_the_table_has_every_column() -> None:
    rows = table(*LISTINGS)
    assert len(rows) == len(LISTINGS)
    assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_looks_like_a_formula_is_only_text(start: str) -> None:
    (row,) = table(msgspec.structs.replace(FULL, tagline=f"{start}1+1"))
    assert row["tagline"] == f"'{start}1+1"


@given(name=st.text(min_size=1), tagline=st.text(), lists=st.lists(st.text(), max_size=3))
def test_no_cell_begins_as_a_formula_whatever_a_partner_writes(name: str, tagline: str, lists: list[str]) -> None:
    listing = msgspec.structs.replace(BARE, name=name, tagline=tagline, industries=tuple(lists))
    row = table_row(partner_line(listing, BASE), PROGRAMS).decode("utf-8", "surrogatepass")
    (cells,) = csv.reader(io.StringIO(row, newline=""))
    assert len(cells) == len(next(csv.reader([table_header(PROGRAMS).decode()])))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
