"""A directory of somebody's own, in a folder of its own, with as little in it as there can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli import main

SITE = "name: Harbour Partners\nurl: https://partners.example/\ndescription: Find a partner.\n"
TABLES = {
    "profiles": "partner_id,name,status,approved_on,country\n"
    "P1,Alpha Works,approved,2020-01-01,GB\nP2,Beta Werke,approved,2020-01-01,DE\n",
    "locations": "location_id,partner_id,country\nL1,P1,GB\nL2,P2,DE\n",
}
MARKETING = "partner_id,publish_to_customers,publish_to_partners,tagline\nP1,Yes,Yes,Storage\nP2,Yes,Yes,Lager\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site.yml").write_text(SITE)
    for name, rows in TABLES.items():
        path = tmp_path / "content" / "profiles" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rows)
    path = tmp_path / "content" / "marketing" / "marketing.csv"
    path.parent.mkdir()
    path.write_text(MARKETING)
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return main([*words, "--config", str(folder / "site.yml"), "--as-of", "2026-11-22", "--jobs", "1", "--quiet"])


def test_a_directory_without_templates_and_regions_is_published(folder: Path) -> None:
    assert run(folder, "publish", "--first-release") == 0
    home = (folder / "published/customers/index.html").read_text()
    countries = (folder / "published/customers/countries/index.html").read_text()
    assert 'countries/#elsewhere"' in home
    assert 'id="elsewhere"' in countries


def test_templates_of_its_own_take_the_place_of_ours_one_by_one(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "pages"
    own.mkdir(parents=True)
    (own / "not_found.html").write_text("<!doctype html><title>Lost at sea</title>")
    (folder / "site.yml").write_text(f"{SITE}templates: {own.parent}\n")
    assert run(folder, "build") == 0
    assert "Lost at sea" in (folder / "output/current/customers/404.html").read_text()
    assert "Alpha Works" in (folder / "output/current/customers/index.html").read_text()


def test_the_reports_of_a_failed_night_say_that_it_failed(folder: Path) -> None:
    assert run(folder, "publish", "--first-release") == 0
    profiles = folder / "content/profiles/profiles.csv"
    profiles.write_text(profiles.read_text().replace(",GB", ",XX-secret"))
    assert run(folder, "publish") == 1
    report = json.loads((folder / "published/report.json").read_text())
    assert (report["ok"], report["exit"], [one["code"] for one in report["problems"]]) == (
        False,
        1,
        ["unknown-country"],
    )
    summary = (folder / "published/report.md").read_text()
    assert "Not published" in summary
    assert "- `unknown-country` in content/profiles/profiles.csv:2, column country" in summary
    assert "secret" not in summary, "a summary may be read by anybody"
    profiles.unlink()
    assert run(folder, "publish") == 5
    assert "missing-file" in (folder / "published/report.md").read_text()
    assert run(folder, "build") == 5
