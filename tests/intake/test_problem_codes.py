"""One planted mistake for each problem code: file, row, column, severity and the whole message."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import Severity
from generator.model.tables import TABLES
from tests.intake.small import SKILLS, Small, csv_text, small

ROOT = Path(__file__).parents[2]
ERROR, QUARANTINE, WARNING = Severity.ERROR, Severity.QUARANTINE, Severity.WARNING
Plant = Callable[[Small], None]


def cell(table: str, column: str, value: str, row: int = 0) -> Plant:
    return lambda content: content.set(table, column, value, row)


def file(name: str, text: str | bytes) -> Plant:
    return lambda content: content.files.update({name: text})


def text_of(table: str) -> str:
    return csv_text(small()[table], TABLES[table].columns)


def replaced(table: str, old: str, new: str) -> Plant:
    """The CSV text of a table with one place changed."""
    assert text_of(table).count(old) == 1
    return file(f"{TABLES[table].folder}/{table}.csv", text_of(table).replace(old, new))


def row(table: str, **cells: str) -> Plant:
    """One more row: the last one with some cells changed."""
    return lambda content: content.rows[table].append({**content.rows[table][-1], **cells})


def sidecar(**said: object) -> Plant:
    return file("profiles/organizations.csv.meta.json", json.dumps(said))


def missing_column(content: Small) -> None:
    for cells in content.rows["revenue"]:
        del cells["currency"]
    columns = [column for column in TABLES["revenue"].columns if column != "currency"]
    content.files["profiles/revenue.csv"] = csv_text(content.rows["revenue"], columns)


def without(table: str) -> Plant:
    def plant(content: Small) -> None:
        del content.rows[table]

    return plant


PROFILES = "content/profiles/profiles.csv"
MARKETING = "content/marketing/marketing.csv"
SOLUTIONS = "content/solutions/solutions.csv"
ORGANIZATIONS_SUM = hashlib.sha256(text_of("organizations").encode()).hexdigest()

# fmt: off
PLANTED: list[tuple[str, Plant, Severity, str]] = [
    # Files
    ("encoding", file("profiles/organizations.csv", b"organization_id,name\nO1,Gr\xf6\xdfe\n"), ERROR,
     "content/profiles/organizations.csv:2: byte 26 (0xf6) is not UTF-8. "
     "Export the table as UTF-8, or name its encoding in site.yml."),
    ("delimiter", file("profiles/organizations.csv", "organization_id;name\nO1;A\n"), ERROR,
     "content/profiles/organizations.csv:1: cells are separated by a semicolon here (2 of them); a comma was expected. "
     'Export the table with a comma, or write delimiter: ";" for it in site.yml.'),
    ("nul-byte", replaced("organizations", "Alpha Group", "Alpha\0Group"), ERROR,
     "content/profiles/organizations.csv:2: holds a NUL byte. "
     "Export the table as UTF-8, or name its encoding in site.yml."),
    ("quoting", replaced("organizations", "Alpha Group", '"Alpha Group'), ERROR,
     "content/profiles/organizations.csv:2: the quote opened in this line is never closed."),
    ("quoting", replaced("organizations", "Alpha Group", 'Alpha "Group"'), ERROR,
     "content/profiles/organizations.csv:2: a quote stands inside a cell that is not quoted. "
     "Put the whole cell in quotes, and write a quote inside it twice."),
    ("quoting", replaced("organizations", "Alpha Group", '"Alpha\n"Group'), ERROR,
     "content/profiles/organizations.csv:3: text follows the quote that closes the cell opened in line 2. "
     "Put the whole cell in quotes, and write a quote inside it twice."),
    ("ragged-row", replaced("organizations", "O1,Alpha Group", "O1,Alpha, Group"), ERROR,
     "content/profiles/organizations.csv:2: has 4 cells, but the header has 3."),
    ("empty-file", file("profiles/organizations.csv", ""), ERROR,
     "content/profiles/organizations.csv:1: is empty; even a table without rows has a header line."),
    ("cut-short", file("profiles/organizations.csv", text_of("organizations").rstrip()), WARNING,
     "content/profiles/organizations.csv:2: the last line has no line end: the export may be cut short."),
    ("too-long", file("profiles/organizations.csv", "x" * 2_300_000), ERROR,
     "content/profiles/organizations.csv:1: has more than 2,000,000 characters."),
    ("sidecar", file("profiles/organizations.csv.meta.json", "{]"), ERROR,
     "content/profiles/organizations.csv.meta.json: is not a sidecar (an object with rows and sha256): "
     "JSON is malformed: object keys must be strings (byte 1)."),
    ("sidecar-rows", sidecar(rows=12_000), ERROR,
     "content/profiles/organizations.csv: has 1 rows, but organizations.csv.meta.json says 12,000."),
    ("sidecar-sum", sidecar(rows=1, sha256="00ff"), ERROR,
     f"content/profiles/organizations.csv: has the SHA-256 {ORGANIZATIONS_SUM}, "
     "but organizations.csv.meta.json says 00ff."),
    ("unread-file", file("profiles/revenues.csv", "a\n"), WARNING,
     "content/profiles/revenues.csv: is not read: no table has this name, and none is mapped to it in site.yml. "
     'Did you mean "revenue"?'),
    ("unread-file", file("faq/start.md", "x"), WARNING,
     "content/faq/start.md: is not read: questions stand in folders, such as faq/joining/."),
    ("unread-file", file("faq/general/deeper/start.md", "x"), WARNING,
     "content/faq/general/deeper: is not read: texts do not stand in folders within this one."),
    ("unread-file", file("pages/about.MD", "x"), WARNING,
     "content/pages/about.MD: is not read: texts are .md files."),
    ("unread-file", file("programs/other.yaml", "x"), WARNING,
     "content/programs/other.yaml: is not read: programs are .yml files."),
    ("faq-folder", file("faq/Help Desk/index.md", "---\ntitle: T\n---\n"), ERROR,
     'content/faq/Help Desk: "Help Desk" is no part of an address: small letters, digits and single hyphens only. '
     'Rename the folder "help-desk".'),
    # Headers
    ("missing-column", missing_column, ERROR,
     'content/profiles/revenue.csv:1: the column "currency" is missing; '
     "the file has revenue_id, partner_id, brand, amount, booked_on, source."),
    ("missing-column", file("marketing/marketing.csv", "partner_id,publish_to_customers\nP1,Yes\n"), ERROR,
     f'{MARKETING}:1: the column "publish_to_partners" is missing; the file has partner_id, publish_to_customers.'),
    ("unknown-column", replaced("profiles", "employees", "employes"), WARNING,
     f'{PROFILES}:1: employes: profiles has no such column; it is ignored. Did you mean "employees"?'),
    ("unnamed-column", replaced("organizations", "website", ""), ERROR,
     "content/profiles/organizations.csv:1: column 3 has no name."),
    ("repeated-column", replaced("organizations", "website", "name"), ERROR,
     'content/profiles/organizations.csv:1: the column "name" stands twice.'),
    # Cells
    ("missing-value", cell("profiles", "name", "  "), ERROR,
     f"{PROFILES}:2: name: is required, but the cell is empty."),
    ("missing-value", cell("solutions", "name", ""), QUARANTINE,
     f"{SOLUTIONS}:2: name: is required, but the cell is empty."),
    ("bad-id", cell("benefits", "location_id", " L1"), ERROR,
     'content/profiles/benefits.csv:2: location_id: " L1" has a blank at its start or end. Ids are compared exactly.'),
    ("bad-id", cell("marketing", "partner_id", "P\x071"), ERROR,
     f'{MARKETING}:2: partner_id: "P\\u{{7}}1" holds U+0007 (a control character).'),
    ("bad-text", cell("profiles", "name", "Alpha\u200bWorks"), ERROR,
     f'{PROFILES}:2: name: "Alpha\\u{{200b}}Works" holds U+200B (ZERO WIDTH SPACE). Remove it; it cannot be seen.'),
    ("bad-text", cell("marketing", "tagline", "\u202egnihton"), QUARANTINE,
     f'{MARKETING}:2: tagline: "\\u{{202e}}gnihton" holds U+202E (RIGHT-TO-LEFT OVERRIDE). '
     "Remove it; it cannot be seen."),
    ("too-long", cell("marketing", "description", "é" * 20_001), QUARANTINE,
     f'{MARKETING}:2: description: "{"é" * 60}…" has 20,001 characters; at most 20,000 are allowed.'),
    ("look-alike-name", row("profiles", partner_id="P3", name="A1pha Works", organization_id=""), WARNING,
     f'{PROFILES}:4: name: "A1pha Works" looks like "Alpha Works" ({PROFILES}:2). '
     "Have both looked at: one may pass for the other."),
    ("mixed-alphabets", cell("profiles", "name", "Kr\u0430nich Werk"), WARNING,
     f'{PROFILES}:2: name: "Kr\u0430nich" mixes Cyrillic and Latin letters in one word. '
     "Letters of another alphabet can pass one company off as another: have the name looked at."),
    ("bad-date", cell("profiles", "approved_on", "31.12.2020"), ERROR,
     f'{PROFILES}:2: approved_on: "31.12.2020" is not a date in ISO form (YYYY-MM-DD). Did you mean "2020-12-31"?'),
    ("bad-number", cell("revenue", "amount", "1,234.56"), ERROR,
     'content/profiles/revenue.csv:2: amount: "1,234.56" is not a decimal number. Did you mean "1234.56"?'),
    ("bad-integer", cell("profiles", "employees", "1,200"), ERROR,
     f'{PROFILES}:2: employees: "1,200" is not a whole number. Did you mean "1200"?'),
    ("bad-coordinate", cell("locations", "latitude", "153.55"), ERROR,
     'content/profiles/locations.csv:2: latitude: "153.55" is not a latitude in decimal degrees (-90 to 90).'),
    ("bad-boolean", cell("marketing", "publish_to_customers", "Y"), QUARANTINE,
     f'{MARKETING}:2: publish_to_customers: "Y" is not Yes or No (nor true, false, 1, 0). Did you mean "Yes"?'),
    ("bad-choice", cell("profiles", "status", "aproved"), ERROR,
     f'{PROFILES}:2: status: "aproved" is not one of pending, approved, suspended. Did you mean "approved"?'),
    ("unknown-country", cell("profiles", "country", "UK"), ERROR,
     f'{PROFILES}:2: country: "UK" is not an ISO 3166 country code. Did you mean "GB"?'),
    ("unknown-currency", cell("leads", "currency", "DEM"), ERROR,
     'content/alliance/leads.csv:2: currency: "DEM" is not an ISO 4217 code of a currency in use.'),
    ("unknown-language", cell("profiles", "languages", "de; German"), ERROR,
     f'{PROFILES}:2: languages: "German" is not a BCP 47 language code. Did you mean "de"?'),
    ("unknown-term", cell("profiles", "technologies", "Storrage"), WARNING,
     f'{PROFILES}:2: technologies: "Storrage" is not in the vocabulary of technologies. Did you mean "Storage"?'),
    ("bad-url", cell("profiles", "website", "http://alpha.example/"), WARNING,
     f'{PROFILES}:2: website: "http://alpha.example/" is not shown as a link: it begins with http://. '
     "Use https, or set allow_http_links in site.yml."),
    ("bad-email", cell("marketing", "contact_email", "a@alpha.example, b@alpha.example"), WARNING,
     f'{MARKETING}:2: contact_email: "a@alpha.example, b@alpha.example" is not an e-mail address and is left out. '
     "Give one address only."),
    ("bad-phone", cell("locations", "phone", "ask Ada"), WARNING,
     'content/profiles/locations.csv:2: phone: "ask Ada" is not a phone number and is left out.'),
    ("bad-file", cell("marketing", "logo", "../../secret.png"), WARNING,
     f'{MARKETING}:2: logo: "../../secret.png" is not the name of a file beside this export and is left out.'),
    ("bad-logo", cell("marketing", "logo", "beta.png"), WARNING,
     f'{MARKETING}:2: logo: "beta.png" does not exist beside this export; a monogram takes its place.'),
    # Rows among each other
    ("duplicate-id", row("organizations", name="Another"), ERROR,
     "content/profiles/organizations.csv:3: organization_id: "
     '"O1" stands twice (first in content/profiles/organizations.csv:2).'),
    ("duplicate-id", row("marketing"), ERROR,
     f'{MARKETING}:6: partner_id: "P2", "L2" stands twice (first in {MARKETING}:5).'),
    ("dangling-reference", cell("locations", "partner_id", "P22", 1), ERROR,
     'content/profiles/locations.csv:3: partner_id: "P22" is not in profiles. Did you mean "P2"?'),
    ("dangling-reference", cell("marketing", "partner_id", "Z", 1), ERROR,
     f'{MARKETING}:5: partner_id: "Z" is not in profiles.'),
    ("dangling-reference", cell("leads", "program", "aliance"), ERROR,
     'content/alliance/leads.csv:2: program: there is no program "aliance". Did you mean "alliance"?'),
    ("absent-table", without("organizations"), ERROR,
     f'{PROFILES}:2: organization_id: "O1" is an id of organizations, but no export of organizations was given '
     "(2 rows follow from it; this is the first). Map organizations in site.yml."),
    ("foreign-location", cell("people", "location_id", "L2"), ERROR,
     'content/profiles/people.csv:2: location_id: "L2" is a location of "P2", not of "P1".'),
    ("dates-out-of-order", cell("agreements", "valid_to", "2019-12-31"), ERROR,
     'content/profiles/agreements.csv:2: valid_to: "2019-12-31" is before valid_from "2020-01-01".'),
    ("dates-out-of-order", cell("solutions", "withdrawn_on", "2023-12-31"), QUARANTINE,
     f'{SOLUTIONS}:2: withdrawn_on: "2023-12-31" is before published_on "2024-01-01".'),
    ("half-coordinates", cell("locations", "longitude", ""), WARNING,
     "content/profiles/locations.csv:2: longitude: is empty, although latitude is given; "
     "the location has no place on the map."),
    ("bad-rate", cell("rates", "rate", "0"), ERROR, 'content/profiles/rates.csv:2: rate: "0" is not above zero.'),
    ("bad-period", cell("metric_values", "period", "Q1 2025"), ERROR,
     'content/profiles/metric_values.csv:2: period: "Q1 2025" is not a period '
     "(2026, 2026-Q1, 2026-03 or 2026-03-31)."),
    ("overlap", row("participants", invited_on="2023-12-31", ended_on=""), ERROR,
     "content/alliance/participants.csv:3: partner_id: overlaps the participation in "
     '"alliance" of content/alliance/participants.csv:2.'),
    ("no-rate", cell("leads", "currency", "CHF"), WARNING,
     'content/alliance/leads.csv:2: currency: there is no rate from "CHF" to "USD": '
     "such amounts cannot be counted (1 row)."),
    ("no-rate", cell("rates", "valid_from", "2025-03-02"), WARNING,
     'content/profiles/revenue.csv:2: currency: there is no rate from "EUR" to "USD" before 2025-03-02: '
     "such amounts cannot be counted (1 row)."),
    ("empty-table", file("profiles/profiles.csv", text_of("profiles").splitlines()[0] + "\n"), ERROR,
     f"{PROFILES}:1: has no rows: without profiles there is no directory."),
    # Programs, vocabulary, documents
    ("two-kinds", file("programs/alliance/skills.csv", SKILLS + "K2,K,Disks 2,Storage,sales,mastery\n"), ERROR,
     'content/programs/alliance/skills.csv:3: kind: "sales" differs from "technical" of '
     'content/programs/alliance/skills.csv:2, which has the root "K".'),
    ("orphan-skills", file("programs/other/skills.csv", SKILLS), WARNING,
     'content/programs/other/skills.csv: belongs to no program: there is no content/programs/other.yml.'),
    ("slug-collision", file("vocabulary.yml", "technologies:\n  - {label: C}\n  - {label: C++}\n  - label: Storage\n"),
     ERROR,
     'content/vocabulary.yml:3: "C++" and "C" (content/vocabulary.yml:2) both have the slug "c". '
     "Give each its own slug under technologies in the vocabulary."),
    ("vocabulary", file("vocabulary.yml", "types:\n  - {value: isv, lable: ISV}\n"), ERROR,
     'content/vocabulary.yml:2: "lable" is not a key of a term. Did you mean "label"?'),
    ("front-matter", file("pages/about.md", "# About\n"), ERROR,
     "content/pages/about.md:1: must begin with front matter: a line ---, YAML, and a line ---."),
]
# fmt: on


@pytest.mark.parametrize(("code", "plant", "severity", "message"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_mistake_is_named(content: Small, code: str, plant: Plant, severity: Severity, message: str) -> None:
    plant(content)
    _, problems = content.read()
    found = {str(problem): (problem.code, problem.severity) for problem in problems}
    assert found.get(message) == (code, severity), "\n".join(found)


CONSEQUENCES = {"vocabulary", "empty-table", "slug-collision"}
"""Mistakes that rightly have more than one problem."""


@pytest.mark.parametrize(("code", "plant"), [p[:2] for p in PLANTED], ids=[p[0] for p in PLANTED])
def test_one_mistake_is_one_problem(content: Small, code: str, plant: Plant) -> None:
    plant(content)
    if code not in CONSEQUENCES:
        assert len(content.problems()) == 1


ELSEWHERE = {
    "input-output": "test_hostile_files",
    "missing-file": "test_hostile_files",
    "changed-while-read": "test_hostile_files",
    "bad-setting": "test_settings",
    "missing-setting": "test_settings",
    "unknown-setting": "test_settings",
    "unknown-table": "test_settings",
    "unknown-mapped-column": "test_settings",
    "unknown-guard": "test_settings",
    "bad-target": "test_settings",
    "open-partners-site": "test_settings",
}


SINGLE_WORDS = {"delimiter", "encoding", "quoting", "sidecar", "overlap", "vocabulary"}
CODE = re.compile("[a-z]+(?:-[a-z]+)+")


def reported_codes() -> set[str]:
    """Every code that the source of the intake reports: all its texts of that form are codes.

    Drafts are for previews, which have problems of their own.
    """
    folder = ROOT / "generator" / "intake"
    texts = {
        node.value
        for path in folder.glob("*.py")
        if path.name != "drafts.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if CODE.fullmatch(text)} | (SINGLE_WORDS & texts)


def documented_codes() -> set[str]:
    lines = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("## Problem codes")
    return {line.split("`")[1] for line in lines[start:] if line.startswith("| `")}


def test_every_code_is_planted_in_a_test() -> None:
    assert {code for code, *_ in PLANTED} | ELSEWHERE.keys() == reported_codes()


def test_every_code_is_documented() -> None:
    assert documented_codes() == reported_codes()


def test_a_problem_keeps_the_cell_as_it_stands_in_the_export(content: Small) -> None:
    content.set("profiles", "technologies", "Storage; Storrage")
    content.set("profiles", "country", "UK", 1)
    assert [problem.as_json() | {"message": "", "hint": ""} for problem in content.read()[1]] == [
        {
            "severity": severity,
            "code": code,
            "file": PROFILES,
            "row": row,
            "column": column,
            "value": value,
            "message": "",
            "hint": "",
        }
        for severity, code, row, column, value in (
            ("warning", "unknown-term", 2, "technologies", "Storage; Storrage"),
            ("error", "unknown-country", 3, "country", "UK"),
        )
    ]
