"""The generator of bigger samples: deterministic, prefix-stable, and true to the contract."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
REFERENCES = [
    ("profiles/profiles", "organization_id", "profiles/organizations", "organization_id"),
    ("profiles/locations", "partner_id", "profiles/profiles", "partner_id"),
    ("profiles/people", "partner_id", "profiles/profiles", "partner_id"),
    ("profiles/people", "location_id", "profiles/locations", "location_id"),
    ("profiles/candidate_ids", "person_id", "profiles/people", "person_id"),
    ("profiles/revenue", "partner_id", "profiles/profiles", "partner_id"),
    ("profiles/satisfaction", "partner_id", "profiles/profiles", "partner_id"),
    ("profiles/agreements", "partner_id", "profiles/profiles", "partner_id"),
    ("profiles/invitations", "partner_id", "profiles/profiles", "partner_id"),
    ("marketing/marketing", "partner_id", "profiles/profiles", "partner_id"),
    ("marketing/marketing", "location_id", "profiles/locations", "location_id"),
    ("solutions/solutions", "partner_id", "profiles/profiles", "partner_id"),
    ("solutions/customer_experiences", "solution_id", "solutions/solutions", "solution_id"),
    ("alliance/participants", "partner_id", "profiles/profiles", "partner_id"),
    ("alliance/leads", "partner_id", "profiles/profiles", "partner_id"),
]
KEYS = {
    "profiles/organizations": "organization_id",
    "profiles/profiles": "partner_id",
    "profiles/locations": "location_id",
    "profiles/people": "person_id",
    "profiles/candidate_ids": "candidate_id",
    "profiles/revenue": "revenue_id",
    "profiles/satisfaction": "survey_id",
    "profiles/agreements": "agreement_id",
    "profiles/invitations": "invitation_id",
    "solutions/solutions": "solution_id",
    "solutions/customer_experiences": "experience_id",
    "alliance/leads": "lead_id",
}


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_generate", ROOT / "bench/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = load()
Tables = dict[str, list[dict[str, str]]]


def run(folder: Path, n: int, **options: Any) -> Path:
    generate.generate(n, seed=SEED, out=folder, as_of=date(2026, 11, 22), **options)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def tables(folder: Path) -> Tables:
    read: Tables = {}
    for table in generate.TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            read[table] = list(csv.DictReader(file, strict=True))
    return read


def column(rows: Sequence[dict[str, str]], name: str) -> list[str]:
    return [row[name] for row in rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("generated"), 1200)


@pytest.fixture(scope="module")
def sample(folder: Path) -> Tables:
    return tables(folder)


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    assert contents(run(tmp_path / "a", 300)) == contents(run(tmp_path / "b", 300))


def test_another_seed_gives_other_partners(tmp_path: Path) -> None:
    generate.generate(20, seed=8, out=tmp_path / "a", as_of=date(2026, 11, 22))
    assert (
        contents(tmp_path / "a")["profiles/profiles.csv"] != contents(run(tmp_path / "b", 20))["profiles/profiles.csv"]
    )


def test_fewer_partners_are_a_prefix_of_more(tmp_path: Path, folder: Path) -> None:
    more = contents(folder)
    for name, content in contents(run(tmp_path, 450)).items():
        assert more[name].startswith(content), name


def test_one_partner_is_enough(tmp_path: Path) -> None:
    assert len(tables(run(tmp_path, 1))["profiles/profiles"]) == 1


def test_programs_and_vocabulary_come_along(folder: Path) -> None:
    for name in ("vocabulary.yml", "programs/partnerworld/skills.csv"):
        assert (folder / name).read_bytes() == (ROOT / "content" / name).read_bytes()


def test_every_row_has_as_many_cells_as_its_header(folder: Path) -> None:
    for table, columns in generate.TABLES.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            widths = {len(row) for row in csv.reader(file, strict=True)}
        assert widths == {len(columns.split())}, table


def test_ids_are_unique(sample: Tables) -> None:
    for table, key in KEYS.items():
        ids = column(sample[table], key)
        assert len(ids) == len(set(ids)), table


def test_references_hold(sample: Tables) -> None:
    for table, name, target, key in REFERENCES:
        assert set(column(sample[table], name)) - {""} <= set(column(sample[target], key)), f"{table}.{name}"


def test_codes_and_terms_are_those_of_the_project(sample: Tables) -> None:
    with (ROOT / "content/programs/partnerworld/skills.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["skill_code"] for row in csv.DictReader(file)}
    assert set(column(sample["profiles/earned_skills"], "skill_code")) - codes == {"X-NOT-LISTED"}
    vocabulary = (ROOT / "content/vocabulary.yml").read_text(encoding="utf-8")
    for name in ("industries", "technologies"):
        values = {value.strip() for cell in column(sample["profiles/profiles"], name) for value in cell.split(";")}
        assert len(values) > 30
        assert all(f'label: "{value}"' in vocabulary or f"label: {value}," in vocabulary for value in values)


def test_dates_are_dates(sample: Tables) -> None:
    for table, rows in sample.items():
        names = [name for name in generate.TABLES[table].split() if name.endswith(("_on", "_from", "valid_to"))]
        for row in rows:
            for name in names:
                assert not row[name] or date.fromisoformat(row[name]), f"{table}.{name}"


def test_names_are_normalised_and_come_in_many_scripts(sample: Tables) -> None:
    names = column(sample["profiles/profiles"], "name")
    assert all(name == unicodedata.normalize("NFC", name) and name == name.strip() for name in names)
    scripts = {unicodedata.name(name[0]).split()[0] for name in names}
    assert {"LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "DEVANAGARI", "CJK", "HANGUL", "THAI"} <= scripts


def test_the_amounts_are_those_promised(sample: Tables) -> None:
    n = len(sample["profiles/profiles"])
    main = [row for row in sample["marketing/marketing"] if not row["location_id"]]
    words = [len(row["description"].split()) for row in main]
    assert 80 < sum(words) / n < 95
    assert 0.92 < sum(row["publish_to_customers"] == "Yes" for row in main) / n < 0.98
    assert 0.03 < len(sample["alliance/participants"]) / n < 0.07
    assert 9 < len(sample["profiles/earned_skills"]) / n < 11
    assert 9 < len(sample["profiles/revenue"]) / n < 11


def changed(before: Tables, after: Tables) -> set[str]:
    """Partners of which any row differs."""
    owner = {row["candidate_id"]: "P" + row["candidate_id"][1:8] for row in after["profiles/candidate_ids"]}
    found = set()
    for table in before:
        old = {tuple(row.items()) for row in before[table]}
        new = {tuple(row.items()) for row in after[table]}
        for row in map(dict, old ^ new):
            found.add(row["partner_id"] if "partner_id" in row else owner[row["candidate_id"]])
    return found


def test_a_night_changes_its_share_of_the_partners_and_nothing_else(tmp_path: Path, sample: Tables) -> None:
    after = tables(run(tmp_path, 1200, change=5, night=1))
    share = len(changed(sample, after)) / 1200
    assert 0.03 < share < 0.07


@pytest.mark.slow
def test_nights_add_up(tmp_path: Path) -> None:
    nights = [tables(run(tmp_path / str(k), 400, change=4, night=k)) for k in range(4)]
    steps = [changed(a, b) for a, b in itertools.pairwise(nights)]
    assert all(4 <= len(step) <= 32 for step in steps)
    assert len(changed(nights[0], nights[3])) > max(map(len, steps))
    assert contents(tmp_path / "0") == contents(run(tmp_path / "none", 400))


def test_wrong_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        generate.main(["0", "--out", "nowhere"])
    assert refusal.value.code == 2
    assert "N must be at least 1, PERCENT between 0 and 100" in capsys.readouterr().err
