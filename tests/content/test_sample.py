"""The sample, read independently of the generator: the csv module, the mapping of site.yml, and docs/sample.md.

Each row of the tables in docs/sample.md claims something of one partner. Here the exports are held to the claims that
rows alone can show; the levels are held to the engine in test_sample_levels.py.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
LOGOS = CONTENT / "marketing/logos"
AS_OF = "2026-11-22"
HEADER = "| Situation | Partner | Program | Achieved | Displayed | Note |"
PROGRAMS = {
    "partnerworld": {"Member", "Advanced", "Premier", "none", "–"},
    "security-services-alliance": {"Silver", "Gold", "Platinum", "none", "–"},
}
FOLDERS = {
    "profiles": "organizations profiles locations people candidate_ids earned_skills revenue revenue_claims"
    " satisfaction agreements invitations assessments benefits rates",
    "marketing": "marketing",
    "solutions": "solutions customer_experiences",
    "alliance": "participants leads",
}
KEYS = {
    "organizations": "organization_id",
    "profiles": "partner_id",
    "locations": "location_id",
    "people": "person_id",
    "candidate_ids": "candidate_id",
    "revenue": "revenue_id",
    "revenue_claims": "claim_id",
    "satisfaction": "survey_id",
    "agreements": "agreement_id",
    "invitations": "invitation_id",
    "rates": "currency per valid_from",
    "marketing": "partner_id location_id",
    "solutions": "solution_id",
    "customer_experiences": "experience_id",
    "leads": "lead_id",
    "earned_skills": "candidate_id skill_code earned_on",
}
REFERENCES = {
    "partner_id": "profiles",
    "location_id": "locations",
    "organization_id": "organizations",
    "person_id": "people",
    "solution_id": "solutions",
}
UNLISTED_CANDIDATE, UNKNOWN_CODE = "SR90417722", "SEC-Z-99"
DATES = re.compile(r".*_(on|from|to)$")

Row = dict[str, str]


class Claim(NamedTuple):
    """One row of docs/sample.md."""

    situation: str
    partner: str
    program: str
    achieved: str
    displayed: str
    note: str


def claims() -> list[Claim]:
    """Every row of the tables of docs/sample.md that have the columns of a claim."""
    found, reading = [], False
    for line in (ROOT / "docs/sample.md").read_text(encoding="utf-8").splitlines():
        if line == HEADER:
            reading = True
        elif not line.startswith("|"):
            reading = False
        elif reading and not line.startswith("|---"):
            found.append(Claim(*(cell.strip() for cell in line.strip("|").split("|"))))
    return found


@functools.cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of a table under the contract's names and values, as site.yml maps them."""
    settings = yaml.safe_load((ROOT / "site.yml").read_text(encoding="utf-8"))["tables"].get(name, {})
    folder = next(folder for folder, names in FOLDERS.items() if name in names.split())
    contract = {header: column for column, header in settings.get("columns", {}).items()}
    values = settings.get("values", {})
    rows = []
    for file in settings.get("files", [f"{folder}/{name}.csv"]):
        with (CONTENT / file).open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened, delimiter=settings.get("delimiter", ","), strict=True):
                assert None not in row, f"{file}: {row}"
                assert None not in row.values(), f"{file}: {row}"
                cells = {contract.get(header, header): cell for header, cell in row.items()}
                rows.append({column: values.get(column, {}).get(cell, cell) for column, cell in cells.items()})
    return tuple(rows)


def of(name: str, partner: str) -> list[Row]:
    """The rows of a partner in a table that has partner_id."""
    return [row for row in table(name) if row["partner_id"] == partner]


def profile(partner: str) -> Row:
    return of("profiles", partner)[0]


def solutions(partner: str) -> list[tuple[Row, list[Row]]]:
    """The solutions of a partner, each with its customer experiences."""
    experiences = table("customer_experiences")
    return [
        (solution, [e for e in experiences if e["solution_id"] == solution["solution_id"]])
        for solution in of("solutions", partner)
    ]


def outcomes(partner: str) -> Counter[str]:
    """How many customer experiences of each status a partner has."""
    return Counter(e["status"] for _, found in solutions(partner) for e in found)


def codes(partner: str) -> list[str]:
    """Skill codes earned under the candidate ids of a partner's people, in the order of people."""
    people = {row["person_id"] for row in of("people", partner)}
    ids = {row["candidate_id"] for row in table("candidate_ids") if row["person_id"] in people}
    return [row["skill_code"] for row in table("earned_skills") if row["candidate_id"] in ids]


def flags(partner: str, location: str = "") -> tuple[str, str]:
    """The publication flags of the row for all locations, or for one."""
    row = next(row for row in of("marketing", partner) if row["location_id"] == location)
    return row["publish_to_customers"], row["publish_to_partners"]


def kinds(partner: str, kind: str) -> list[Row]:
    return [row for row in of("agreements", partner) if row["kind"] == kind]


def types(partner: str) -> set[str]:
    return set(filter(None, profile(partner)["types"].split(";")))


def total(partner: str, brand: str) -> float:
    return sum(float(row["amount"]) for row in of("revenue", partner) if row["brand"] == brand)


@functools.cache
def skills() -> dict[str, Row]:
    with (CONTENT / "programs/partnerworld/skills.csv").open(encoding="utf-8", newline="") as file:
        return {row["skill_code"]: row for row in csv.DictReader(file, strict=True)}


@functools.cache
def vocabulary() -> dict[str, list[dict[str, str]]]:
    loaded: dict[str, list[dict[str, str]]] = yaml.safe_load((CONTENT / "vocabulary.yml").read_text(encoding="utf-8"))
    return loaded


def values(section: str) -> set[str]:
    return {str(entry.get("value", entry["label"])) for entry in vocabulary()[section]}


# What the rows must show where a situation is claimed.
SHOWN: dict[str, Callable[[str], bool]] = {
    "Reseller": lambda p: types(p) == {"reseller"},
    "ISV": lambda p: types(p) == {"isv"},
    "Both reseller and ISV": lambda p: {"reseller", "isv"} <= types(p),
    "Partner without a type": lambda p: not types(p),
    "Other types only": lambda p: bool(types(p)) and not types(p) & {"reseller", "isv"},
    "Sister companies in three countries": lambda p: profile(p)["organization_id"] == "ORG-KELP",
    "Two nearly equal names": lambda p: profile(p)["name"].startswith("Larkmoor"),
    "A very long name": lambda p: len(profile(p)["name"]) > 100,
    "Right-to-left names": lambda p: unicodedata.bidirectional(profile(p)["name"][0]) in {"R", "AL"},
    "Former names": lambda p: len(profile(p)["former_names"].split(";")) == 2,
    "Forty locations": lambda p: len(of("locations", p)) == 40,
    "Nothing but a name": lambda p: not any(profile(p)[c] for c in ("website", "industries", "technologies", "types")),
    "Several locations with different flags": lambda p: flags(p) == ("Yes", "Yes") and len(of("marketing", p)) == 2,
    "Pending profile": lambda p: profile(p)["status"] == "pending",
    "Approved today": lambda p: profile(p)["approved_on"] == AS_OF,
    "Suspended profile": lambda p: profile(p)["status"] == "suspended" and profile(p)["suspended_on"] < AS_OF,
    "Ended profile": lambda p: "" < profile(p)["ended_on"] < AS_OF,
    "Publication flags unset": lambda p: flags(p) == ("", ""),
    "Unpublished": lambda p: flags(p) == ("No", "No"),
    "Partners only": lambda p: flags(p) == ("No", "Yes"),
    "Published to customers, not to partners": lambda p: flags(p) == ("Yes", "No"),
    "Only one location published to customers": lambda p: (
        flags(p) == ("No", "No")
        and flags(p, "LOC-1110-2") == ("Yes", "Yes")
        and flags(p, "LOC-1110-1") == ("No", "Yes")
    ),
    "Closed location": lambda p: any("" < row["ended_on"] < AS_OF for row in of("locations", p)),
    "Skills spread over a customers' and a partners-only location": lambda p: (
        len({row["location_id"] for row in of("people", p)}) == 2 and flags(p, "LOC-1044-2") == ("No", "Yes")
    ),
    "Approved on 29 February": lambda p: profile(p)["approved_on"].endswith("-02-29"),
    "Unpublished alliance participant": lambda p: flags(p) == ("No", "No") and bool(of("participants", p)),
    "Expired membership": lambda p: all(row["valid_to"] < AS_OF for row in kinds(p, "membership")),
    "Membership lapsed and returned": lambda p: len(kinds(p, "membership")) == 2,
    "All but the PartnerPlan": lambda p: [row["status"] for row in kinds(p, "partner_plan")] == ["pending"],
    "ISV invited to Premier, PartnerPlan missing": lambda p: (
        not kinds(p, "partner_plan") and bool(of("invitations", p))
    ),
    "Premier ISV by invitation": lambda p: of("invitations", p)[0]["status"] == "accepted",
    "Invitation to Premier offered, not yet accepted": lambda p: of("invitations", p)[0]["status"] == "offered",
    "ISV invitation expired, in grace": lambda p: of("invitations", p)[0]["valid_to"] < AS_OF,
    "About to fall: the PartnerPlan ends within 90 days": lambda p: (
        AS_OF < kinds(p, "partner_plan")[0]["valid_to"] < "2027-02-21"
    ),
    "In grace: PartnerPlan lapsed on 30 September": lambda p: kinds(p, "partner_plan")[0]["valid_to"] == "2026-09-30",
    "Negative revenue booking": lambda p: any(float(row["amount"]) < 0 for row in of("revenue", p)),
    "Pending revenue claim": lambda p: of("revenue_claims", p)[0]["status"] == "pending",
    "Revenue claims never count": lambda p: bool(of("revenue_claims", p)),
    "A band is reached at its edge": lambda p: total(p, "System x") == 50_000,
    "Two small bands are not one large": lambda p: (total(p, "Printer"), total(p, "System x")) == (100_000, 60_000),
    "Passport Advantage revenue without a Passport Advantage id": lambda p: (
        not profile(p)["passport_advantage_id"] and "passport_advantage" in {r["source"] for r in of("revenue", p)}
    ),
    "Two surveys on the latest day": lambda p: len({row["surveyed_on"] for row in of("satisfaction", p)}) == 1,
    "One point short": lambda p: of("satisfaction", p)[0]["score"] == "79",
    "Two versions of one skill held by one person": lambda p: {"ANA-T-01", "ANA-T-02"} <= set(codes(p)),
    "Two versions of one skill are one (two people hold version 1 and version 2)": lambda p: (
        {"CLD-T-01", "CLD-T-02"} <= set(codes(p))
    ),
    "Withdrawn version next to an active one": lambda p: {"PRN-T-01", "PRN-T-02"} <= set(codes(p)),
    "Withdrawn skill": lambda p: "withdrawn" in {skills()[code]["status"] for code in codes(p)},
    "Other vendors' skills do not count": lambda p: sum(skills()[code]["vendor"] == "IBM" for code in codes(p)) == 2,
    "Enough points, no sales skill": lambda p: {skills()[code]["kind"] for code in codes(p)} == {"technical"},
    "Two people with the same skill": lambda p: codes(p).count("IMG-S-01") == 2,
    "Two candidate ids on one person": lambda p: (
        2
        in Counter(
            row["person_id"]
            for row in table("candidate_ids")
            if row["person_id"] in {person["person_id"] for person in of("people", p)}
        ).values()
    ),
    "A person left, and the skills with her": lambda p: any("" < row["left_on"] < AS_OF for row in of("people", p)),
    "Candidate id added today": lambda p: (
        AS_OF in {row["added_on"] for row in table("candidate_ids") if row["person_id"].startswith(f"PER-{p[3:]}-")}
    ),
    "Skill code that is not in the skills table": lambda p: UNKNOWN_CODE in codes(p),
    "Assessment above the achieved level": lambda p: of("assessments", p)[0]["level"] == "premier",
    "Assessment below the achieved level": lambda p: of("assessments", p)[0]["level"] == "member",
    "Alliance assessment row on 31 January": lambda p: of("assessments", p)[0]["assessed_on"] == "2026-01-31",
    "Experience submitted, nothing approved": lambda p: set(outcomes(p)) == {"submitted"},
    "Experience denied and submitted": lambda p: set(outcomes(p)) == {"denied", "submitted"},
    "Denied experience beside an approved one": lambda p: set(outcomes(p)) == {"approved", "denied"},
    "Showcased solution, experience still submitted": lambda p: set(outcomes(p)) == {"submitted"},
    "Skills and a solution both": lambda p: bool(codes(p)) and set(outcomes(p)) == {"approved", "submitted"},
    "Expired customer experience": lambda p: all(e["valid_to"] < AS_OF for _, found in solutions(p) for e in found),
    "In grace: the customer experience expired": lambda p: (
        "2026-10-07" in {e["valid_to"] for _, found in solutions(p) for e in found}
    ),
    "Experience approved before the solution is published": lambda p: solutions(p)[0][0]["published_on"] > AS_OF,
    "Rose today": lambda p: solutions(p)[0][1][0]["decided_on"] == AS_OF,
    "Showcased and validated solutions": lambda p: any(
        solution["showcase"] == "Yes" and solution["technical_validation"] == "validated"
        for solution, _ in solutions(p)
    ),
    "Nominated for technical validation": lambda p: (
        "nominated" in {solution["technical_validation"] for solution, _ in solutions(p)}
    ),
    "Withdrawn solution": lambda p: "withdrawn" in {solution["status"] for solution, _ in solutions(p)},
    "Draft solution": lambda p: "draft" in {solution["status"] for solution, _ in solutions(p)},
    "Executive sponsor on a Silver row": lambda p: of("participants", p)[0]["executive_sponsor"] != "",
    "Invited to the alliance, agreement not signed": lambda p: (
        of("participants", p)[0]["invited_on"] != "" and of("participants", p)[0]["agreement_signed_on"] == ""
    ),
    "Ended alliance participation": lambda p: "" < of("participants", p)[0]["ended_on"] < AS_OF,
    "Re-joined the alliance; no PartnerWorld level": lambda p: len(of("participants", p)) == 2,
    "Alliance participant at risk: a prerequisite is missing": lambda p: (
        of("participants", p)[0]["training_valid_to"] < AS_OF
    ),
    "Assigned starting tier, not yet assessed": lambda p: (
        of("participants", p)[0]["agreement_signed_on"] > "2025-01-01"
    ),
}


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: f"{claim.partner} {claim.situation}")
def test_a_claim_names_a_partner_a_program_and_its_levels(claim: Claim) -> None:
    assert claim.partner in {row["partner_id"] for row in table("profiles")}
    assert {claim.achieved, claim.displayed} <= PROGRAMS[claim.program]
    assert claim.note


@pytest.mark.parametrize(
    "claim", [c for c in claims() if c.situation in SHOWN], ids=lambda claim: f"{claim.partner} {claim.situation}"
)
def test_the_rows_show_what_the_situation_claims(claim: Claim) -> None:
    assert SHOWN[claim.situation](claim.partner)


def test_every_check_belongs_to_a_situation() -> None:
    assert set(SHOWN) <= {claim.situation for claim in claims()}


def test_other_partners_named_in_the_notes_exist() -> None:
    named = set(re.findall(r"CE-\d{4}", (ROOT / "docs/sample.md").read_text(encoding="utf-8")))
    assert named <= {row["partner_id"] for row in table("profiles")}


def test_it_is_large_and_worldwide() -> None:
    profiles = table("profiles")
    countries = {row["country"] for row in profiles}
    assert len(profiles) >= 92
    assert len(countries) >= 25
    for region in vocabulary()["regions"]:
        assert countries & set(region["countries"]), region["label"]
    assert sum(row["teaming_offers"] != "" and row["teaming_seeks"] != "" for row in table("marketing")) >= 25


def test_the_head_of_the_documentation_counts_right() -> None:
    counted = (len(table("profiles")), len({row["country"] for row in table("profiles")}))
    text = (ROOT / "docs/sample.md").read_text(encoding="utf-8")
    assert "{} invented companies in {} countries".format(*counted) in text


@pytest.mark.parametrize("name", KEYS)
def test_ids_are_unique(name: str) -> None:
    keys = [tuple(row[column] for column in KEYS[name].split()) for row in table(name)]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("name", [name for names in FOLDERS.values() for name in names.split()])
def test_references_hold(name: str) -> None:
    for column, target in REFERENCES.items():
        if column in table(name)[0]:
            known = {row[column] for row in table(target)} | {""}
            assert {row[column] for row in table(name)} <= known, column


def test_exactly_one_code_and_one_candidate_id_are_unknown() -> None:
    listed = {row["candidate_id"] for row in table("candidate_ids")}
    assert {row["candidate_id"] for row in table("earned_skills")} - listed == {UNLISTED_CANDIDATE}
    assert {row["skill_code"] for row in table("earned_skills")} - set(skills()) == {UNKNOWN_CODE}


@pytest.mark.parametrize("name", [name for names in FOLDERS.values() for name in names.split()])
def test_dates_are_dates(name: str) -> None:
    columns = [column for column in table(name)[0] if DATES.fullmatch(column)]
    for row in table(name):
        for column in columns:
            assert not row[column] or date.fromisoformat(row[column])


def test_texts_are_all_different() -> None:
    for name, column in (("marketing", "description"), ("marketing", "tagline"), ("solutions", "summary")):
        texts = [row[column] for row in table(name) if row[column]]
        assert [text for text, count in Counter(texts).items() if count > 1] == [], column


def test_names_are_normalised_and_different() -> None:
    names = [row["name"] for row in table("profiles")]
    assert all(name == unicodedata.normalize("NFC", name).strip() for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_nothing_leads_to_a_real_place_on_the_internet() -> None:
    for name in ("profiles", "marketing", "solutions", "people", "organizations"):
        for row in table(name):
            for cell in row.values():
                for host in re.findall(r"(?:https?://|@)([\w.-]+)", cell):
                    assert host.endswith(".example"), f"{name}: {host}"


def test_coordinates_and_languages_are_plausible() -> None:
    for row in table("locations"):
        if row["city"]:
            assert -90 < float(row["latitude"]) < 90
            assert -180 < float(row["longitude"]) < 180
            assert row["phone"]
    languages = {code.strip() for row in table("profiles") for code in row["languages"].split(";")} - {""}
    assert languages <= values("languages")


def test_the_profiles_use_the_words_of_the_vocabulary() -> None:
    for name in ("profiles", "solutions"):
        for section in ("types", "industries", "technologies"):
            if section in table(name)[0]:
                used = {word.strip() for row in table(name) for word in row[section].split(";")} - {""}
                assert used <= values(section), f"{name}.{section}"
    assert {"C", "C++", "C#", ".NET"} <= values("technologies")


def test_the_vocabulary_has_unique_slugs_and_known_parents() -> None:
    for section in ("types", "industries", "technologies", "languages", "regions"):
        slugs = [entry["slug"] for entry in vocabulary()[section]]
        assert len(slugs) == len(set(slugs)), section
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs), section
        assert {entry["parent"] for entry in vocabulary()[section] if "parent" in entry} <= set(slugs), section


def test_every_country_stands_in_one_region() -> None:
    countries = [country for region in vocabulary()["regions"] for country in region["countries"]]
    assert len(countries) == len(set(countries)) == 249
    assert all(re.fullmatch("[A-Z]{2}", country) for country in countries)


def test_the_skills_table_is_broad_and_consistent() -> None:
    rows = skills().values()
    assert len(rows) >= 45
    assert len({row["area"] for row in rows}) >= 8
    assert {row["vendor"] for row in rows} > {"IBM"}
    kinds_by_root: dict[str, set[str]] = {}
    for row in rows:
        kinds_by_root.setdefault(row["root"], set()).add(row["kind"])
    assert all(len(found) == 1 for found in kinds_by_root.values())
    assert len(kinds_by_root) < len(rows)


def test_logos_are_small_self_contained_drawings() -> None:
    drawings = sorted(LOGOS.glob("*.svg"))
    assert len(drawings) >= 22
    for drawing in drawings:
        text = drawing.read_text(encoding="utf-8")
        assert len(text.encode()) < 4096, drawing.name
        assert re.match(r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \d+ \d+">\n', text), drawing.name
        assert not re.search(r"<script|href|url\(|<text|<style|\bon\w+=", text), drawing.name


def test_every_logo_is_used_and_every_used_logo_exists() -> None:
    used = {row["logo"] for row in table("marketing")} - {""}
    assert used == {f"logos/{drawing.name}" for drawing in LOGOS.glob("*.svg")}


def test_the_exports_look_like_exports() -> None:
    locations = (CONTENT / "profiles/locations.csv").read_bytes()
    assert locations.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in locations
    assert b";score;" in (CONTENT / "profiles/satisfaction.csv").read_bytes()
    assert any("\n" in row["description"] for row in table("marketing"))
    assert len(list((CONTENT / "profiles").glob("revenue-*.csv"))) == 3
    assert len(list((CONTENT / "profiles").glob("earned_skills-*.csv"))) == 2
