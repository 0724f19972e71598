"""Random edits of a directory: rows, templates, rules, settings, the day, and what the last build left."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tests.world import ROOT

SETTINGS = "name: Directory\ndescription: Partners.\nurl: https://partners.example/\npage_size: 5\n"
DAY = date(2026, 11, 22)
POOL = 24
"""Partners of the pool; a third of them wait outside at first."""

Rows = list[dict[str, str]]
_DATES = ("_on", "valid_from", "valid_to")
_THROUGH = (
    ("profiles/candidate_ids", "person_id", "profiles/people"),
    ("profiles/earned_skills", "candidate_id", "profiles/candidate_ids"),
    ("profiles/benefits", "location_id", "profiles/locations"),
    ("solutions/customer_experiences", "solution_id", "solutions/solutions"),
)
_IDS = {"revenue": "revenue_id", "satisfaction": "survey_id", "agreements": "agreement_id", "leads": "lead_id"}


def pool(folder: Path) -> Path:
    """The exports that all directories of a run start from."""
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), str(POOL), "--seed", "3", "--out", str(folder)]
    subprocess.run([*command, "--as-of", DAY.isoformat()], check=True, capture_output=True)
    return folder


class Directory:
    """One directory that is edited again and again."""

    def __init__(self, folder: Path, source: Path, chance: random.Random) -> None:
        self.folder = folder
        self.day = DAY
        self._chance = chance
        self._content = folder / "content"
        shutil.copytree(source, self._content)
        shutil.copytree(ROOT / "templates", folder / "templates")
        (folder / "site.yml").write_text(SETTINGS)
        self._all = {path: self._read(path) for path in sorted(self._content.glob("*/*.csv"))}
        for row in self._all[self._content / "marketing" / "marketing.csv"]:
            row["logo"] = ""
        self._out = {f"P{number:07}" for number in range(POOL) if number % 3 == 0}
        self._rows = {path: [dict(row) for row in rows] for path, rows in self._all.items()}
        self._number = 0
        self._write()

    def edit(self) -> str:
        """One edit; returns its name."""
        edits: list[Callable[[], None]] = [
            *(self._change,) * 6,
            *(self._add, self._remove, self._move, self._shuffle) * 2,
            *(self._partner_comes_or_goes,) * 2,
            *(self._another_day,) * 4,
            *(self._break,) * 2,
            self._settings,
            self._template,
            self._rules,
            self._nothing,
        ]
        return self._do(edits)

    def edit_rows(self) -> str:
        """One edit of the exports alone; returns its name."""
        edits: list[Callable[[], None]] = [
            *(self._change, self._add, self._remove, self._move, self._partner_comes_or_goes, self._break) * 2,
            *(self._shuffle, self._pass_on, self._lose, self._logo, self._nothing),
        ]
        return self._do(edits)

    def by_partner(self) -> dict[str, list[tuple[str, str]]]:
        """Every partner's rows, with their tables: those that name it, or something of it."""
        owner: dict[tuple[str, str], str] = {}
        found: dict[str, list[tuple[str, str]]] = {}
        through = {table: (column, named) for table, column, named in _THROUGH}
        for path, rows in sorted(self._rows.items(), key=lambda entry: _order(entry[0], list(through))):
            name = f"{path.parent.name}/{path.stem}"
            column, named = through.get(name, ("partner_id", ""))
            for row in rows:
                partner = owner.get((named, row[column])) if named else row.get(column)
                if partner is not None and partner not in self._out:
                    owner[name, next(iter(row.values()))] = partner
                    found.setdefault(partner, []).append((name, repr(row)))
        return found

    def sisters(self, partner_id: str) -> set[str]:
        """Those of one organization."""
        rows = self._rows[self._content / "profiles" / "profiles.csv"]
        own = {row["organization_id"] for row in rows if row["partner_id"] == partner_id} - {""}
        return {partner_id} | {row["partner_id"] for row in rows if row["organization_id"] in own}

    def _do(self, edits: list[Callable[[], None]]) -> str:
        chosen = self._chance.choice(edits)
        chosen()
        self._write()
        return chosen.__name__.lstrip("_")

    def _table(self, *names: str) -> Rows:
        tables = [rows for path, rows in self._rows.items() if rows and (not names or path.stem in names)]
        return self._chance.choice(tables) if tables else []

    def _change(self) -> None:
        rows = self._table("profiles", "locations", "marketing", "solutions", "customer_experiences", "earned_skills")
        row = self._chance.choice(rows)
        column = self._chance.choice([c for c in row if not c.endswith("_id") and c not in ("partner_id", "status")])
        self._change_cell(row, column)

    def _change_cell(self, row: dict[str, str], column: str) -> None:
        if column.endswith(_DATES) or column in _DATES:
            row[column] = (self.day + timedelta(days=self._chance.randrange(-3, 4))).isoformat()
        elif row[column] in ("Yes", "No"):
            row[column] = "No" if row[column] == "Yes" else "Yes"
        elif column in ("name", "tagline", "description", "city", "street", "summary", "customer", "contact_name"):
            row[column] = f"{row[column]} {self._chance.choice(('North', 'Łódź', 'C++', 'quick'))}".strip()

    def _add(self) -> None:
        rows = self._table(*_IDS)
        if rows:
            row = dict(self._chance.choice(rows))
            self._number += 1
            key = next(column for column in row if column in _IDS.values())
            row[key] = f"{row[key]}-{self._number}"
            rows.insert(self._chance.randrange(len(rows) + 1), row)

    def _remove(self) -> None:
        rows = self._table(*_IDS, "earned_skills", "marketing", "invitations", "customer_experiences", "participants")
        if rows:
            rows.pop(self._chance.randrange(len(rows)))

    def _move(self) -> None:
        rows = self._table()
        rows.insert(self._chance.randrange(len(rows)), rows.pop(self._chance.randrange(len(rows))))

    def _break(self) -> None:
        """A cell that is reported: its row stays, is left out with its listing, or stops the build."""
        table, column, value = self._chance.choice(
            (
                ("marketing", "contact_email", "nobody"),
                ("marketing", "description", "A [link](javascript:alert(1))"),
                ("profiles", "industries", "Alchemy"),
                ("profiles", "name", "Аcme Ltd"),
                ("locations", "latitude", ""),
                ("revenue", "currency", "XPF"),
                ("revenue", "amount", "1.000,00"),
                ("earned_skills", "skill_code", "UNHEARD-OF"),
                ("earned_skills", "candidate_id", "C-NOBODY"),
                ("solutions", "url", "not an address"),
                ("people", "location_id", "L-GONE"),
            )
        )
        row = self._chance.choice(self._table(table))
        if column in row:
            row[column] = value

    def _pass_on(self) -> None:
        """Something changes hands: a candidate id, or a solution, with all that goes through it."""
        column, tables = self._chance.choice(
            (("person_id", ("candidate_ids",)), ("partner_id", ("solutions", "leads")))
        )
        rows = self._table(*tables)
        self._chance.choice(rows)[column] = self._chance.choice(rows)[column]

    def _lose(self) -> None:
        """A row goes that others name."""
        rows = self._table("locations", "people", "candidate_ids", "solutions", "organizations")
        if rows:
            rows.pop(self._chance.randrange(len(rows)))

    def _logo(self) -> None:
        """A logo is named; its file is there, or not, or goes."""
        file = self._content / "marketing" / "logo.svg"
        if file.exists() and self._chance.random() < 0.5:
            file.unlink()
        elif not file.exists():
            file.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
        self._chance.choice(self._table("marketing"))["logo"] = "logo.svg"

    def _shuffle(self) -> None:
        self._chance.shuffle(self._table())

    def _partner_comes_or_goes(self) -> None:
        self._out ^= {f"P{self._chance.randrange(POOL):07}"}

    def _another_day(self) -> None:
        self.day += timedelta(days=self._chance.choice((1, 1, 1, 2, 30, 365, -1)))

    def _settings(self) -> None:
        size = self._chance.choice((5, 7))
        (self.folder / "site.yml").write_text(SETTINGS.replace("page_size: 5", f"page_size: {size}"))

    def _template(self) -> None:
        path = self.folder / "templates" / self._chance.choice(("pages/listing.html", "partials/card.html"))
        path.write_text(path.read_text().replace("</bdi>", f"</bdi><!-- {self._chance.random()} -->", 1))

    def _rules(self) -> None:
        path = self._content / "programs" / "partnerworld.yml"
        path.write_text(path.read_text().replace("label: ", f"label: {self._chance.choice('ABC')}", 1))

    def _nothing(self) -> None:
        pass

    @staticmethod
    def _read(path: Path) -> Rows:
        with path.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def _write(self) -> None:
        gone: dict[str, set[str]] = {}
        late = [table for table, _, _ in _THROUGH]
        for path, rows in sorted(self._rows.items(), key=lambda entry: _order(entry[0], late)):
            columns = list(self._all[path][0]) if self._all[path] else []
            name = f"{path.parent.name}/{path.stem}"
            kept = [row for row in rows if row.get("partner_id") not in self._out]
            for table, column, through in _THROUGH:
                if table == name:
                    kept = [row for row in kept if row[column] not in gone.get(through, ())]
            own = columns[0] if columns else ""
            gone[name] = {row[own] for row in rows} - {row[own] for row in kept}
            if columns:
                with path.open("w", newline="", encoding="utf-8") as stream:
                    writer = csv.DictWriter(stream, columns, lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(kept)


def _order(path: Path, late: list[str]) -> int:
    """Tables that go through others come after them."""
    name = f"{path.parent.name}/{path.stem}"
    return late.index(name) + 1 if name in late else 0
