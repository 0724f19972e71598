"""A small content folder with a row in every table, nothing wrong with it; tests plant one mistake each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.errors import Problem, Problems
from generator.intake import Exports, read_exports, read_site
from generator.model.tables import TABLES

Rows = list[dict[str, str]]

VOCABULARY = """\
types:
  - {value: reseller, label: Reseller}
  - {value: isv, label: Software vendor}
industries:
  - {label: Healthcare}
  - {label: Hospitals, parent: healthcare}
technologies:
  - {label: Storage}
  - {label: C, slug: c}
  - {label: C++, slug: cpp}
regions:
  - {label: Europe, slug: europe, countries: [DE, GB]}
"""

SETTINGS = "name: Small\nurl: https://small.example/\ndescription: A small directory.\n"

SKILLS = "skill_code,root,name,area,kind,type\nK1,K,Disks,Storage,technical,certification\n"


def small() -> dict[str, Rows]:
    """Rows by table: two partners of one organization, P1 with a row of everything."""
    return {
        "organizations": [{"organization_id": "O1", "name": "Alpha Group", "website": "https://alpha.example"}],
        "profiles": [
            {
                "partner_id": "P1",
                "name": "Alpha Works",
                "status": "approved",
                "approved_on": "2020-01-01",
                "country": "DE",
                "types": "reseller;isv",
                "organization_id": "O1",
                "website": "https://works.alpha.example/",
                "industries": "Hospitals",
                "technologies": "C++; Storage",
                "languages": "de;en",
                "founded": "1990",
                "employees": "40",
                "former_names": "Alpha Works KG",
            },
            {"partner_id": "P2", "name": "Alpha Trade", "status": "pending", "country": "GB", "organization_id": "O1"},
        ],
        "locations": [
            {
                "location_id": "L1",
                "partner_id": "P1",
                "city": "Hamburg",
                "country": "DE",
                "latitude": "53.55",
                "longitude": "9.99",
                "phone": "+49 40 555 0100",
                "headquarters": "Yes",
            },
            {"location_id": "L2", "partner_id": "P2", "city": "Leeds", "country": "GB", "headquarters": "No"},
        ],
        "people": [
            {
                "person_id": "E1",
                "partner_id": "P1",
                "location_id": "L1",
                "role": "employee",
                "name": "Ada Berg",
                "email": "ada@alpha.example",
            }
        ],
        "candidate_ids": [{"candidate_id": "C1", "person_id": "E1", "added_on": "2024-01-01"}],
        "earned_skills": [
            {"candidate_id": "C1", "skill_code": "K1", "earned_on": "2024-02-01", "expires_on": "2026-01-31"}
        ],
        "revenue": [
            {
                "revenue_id": "R1",
                "partner_id": "P1",
                "brand": "Storage",
                "amount": "1234.50",
                "currency": "EUR",
                "booked_on": "2025-03-01",
                "source": "distributor",
            }
        ],
        "revenue_claims": [
            {
                "claim_id": "M1",
                "partner_id": "P1",
                "brand": "Storage",
                "amount": "10",
                "currency": "EUR",
                "claimed_on": "2025-03-01",
                "status": "open",
            }
        ],
        "satisfaction": [{"survey_id": "V1", "partner_id": "P1", "score": "88", "surveyed_on": "2025-05-01"}],
        "agreements": [
            {
                "agreement_id": "A1",
                "partner_id": "P1",
                "kind": "membership",
                "status": "approved",
                "valid_from": "2020-01-01",
                "valid_to": "2027-12-31",
                "program": "alliance",
            }
        ],
        "invitations": [
            {
                "invitation_id": "I1",
                "partner_id": "P1",
                "program": "alliance",
                "level": "gold",
                "status": "accepted",
                "valid_from": "2020-01-01",
                "valid_to": "2027-12-31",
            }
        ],
        "assessments": [{"partner_id": "P1", "program": "alliance", "assessed_on": "2025-01-31", "level": "gold"}],
        "benefits": [{"location_id": "L1", "package": "value_package", "status": "active", "valid_from": "2025-01-01"}],
        "metric_values": [
            {"partner_id": "P1", "program": "alliance", "metric": "score", "period": "2025-Q1", "value": "7"}
        ],
        "rates": [{"currency": "EUR", "per": "USD", "rate": "1.1", "valid_from": "2000-01-01"}],
        "marketing": [
            {
                "partner_id": "P1",
                "publish_to_customers": "Yes",
                "publish_to_partners": "Yes",
                "tagline": "We work",
                "description": "We **work**.\n\nDay and night.",
                "services": "Advice; Repair",
                "logo": "alpha.png",
                "contact_email": "hello@alpha.example",
                "contact_url": "https://alpha.example/contact",
                "updated_on": "2026-01-01",
            },
            {"partner_id": "P2", "location_id": "L2", "publish_to_customers": "No", "publish_to_partners": "Yes"},
        ],
        "solutions": [
            {
                "solution_id": "S1",
                "partner_id": "P1",
                "name": "Ward",
                "summary": "Watches wards",
                "industries": "Hospitals",
                "technologies": "Storage",
                "url": "https://alpha.example/ward",
                "status": "published",
                "published_on": "2024-01-01",
                "showcase": "Yes",
                "technical_validation": "validated",
                "validated_on": "2024-02-01",
            }
        ],
        "customer_experiences": [
            {
                "experience_id": "X1",
                "solution_id": "S1",
                "customer": "City Hospital",
                "customer_public": "No",
                "status": "approved",
                "decided_on": "2024-03-01",
                "valid_to": "2027-03-01",
            }
        ],
        "participants": [
            {
                "partner_id": "P1",
                "program": "alliance",
                "invited_on": "2020-01-01",
                "agreement_signed_on": "2020-02-01",
                "ended_on": "2024-01-01",
                "offering": "Ward as a service",
                "executive_sponsor": "Bo Lind",
            }
        ],
        "leads": [
            {
                "lead_id": "D1",
                "partner_id": "P1",
                "program": "alliance",
                "qualified": "Yes",
                "total_contract_value": "100000",
                "currency": "USD",
                "closed_on": "2025-06-01",
            }
        ],
    }


class Small:
    """The folder of a test: change `rows`, `files` or `settings`, then `read`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = small()
        self.files: dict[str, str | bytes] = {
            "vocabulary.yml": VOCABULARY,
            "programs/alliance.yml": "title: Alliance\nsums: [revenue.amount, leads.total_contract_value]\n",
            "programs/alliance/skills.csv": SKILLS,
            "marketing/alpha.png": b"\x89PNG",
            "pages/about.md": "---\ntitle: About\n---\n\nHello.\n",
            "faq/general/start.md": "---\ntitle: Start\n---\n## How? {#how}\nSo.\n",
        }
        self.settings = SETTINGS

    def set(self, table: str, column: str, value: str, row: int = 0) -> None:
        """Plant a cell; `row` counts from 0 without the header."""
        assert column in TABLES[table].columns
        self.rows[table][row][column] = value

    def write(self) -> Path:
        """Write the folder; the answer is `site.yml`."""
        content = self.folder / "content"
        for table, rows in self.rows.items():
            self.files.setdefault(f"{TABLES[table].folder}/{table}.csv", csv_text(rows, TABLES[table].columns))
        for name, content_of in self.files.items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content_of.encode("utf-8") if isinstance(content_of, str) else content_of)
        site = self.folder / "site.yml"
        site.write_text(self.settings, encoding="utf-8")
        return site

    def read(self) -> tuple[Exports, list[Problem]]:
        """Write and read everything."""
        problems = Problems()
        exports = read_exports(read_site(self.write()), self.folder, problems)
        return exports, list(problems)

    def problems(self) -> list[str]:
        """The problems as people read them."""
        return [str(problem) for problem in self.read()[1]]


def csv_text(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> str:
    """A table as CSV with `\\n` line ends; cells not given are empty."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, tuple(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
