"""Small directories for tests: a content folder made of rows of the contract's tables.

`World` holds rows by table; `write` makes `site.yml` and `content/` in a folder. Unless a test says otherwise, a
partner it adds is approved long ago, has a headquarters in Hamburg and publishes to both audiences.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

from generator.model.tables import TABLES

ROOT = Path(__file__).parents[1]
Cells = dict[str, Any]


class World:
    """Rows by table, in the order they were added."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Cells]] = defaultdict(list)
        self.settings = (
            "name: Test Directory\ndescription: Partners for tests.\n"
            "url: https://partners.example/\npartners_url: https://inside.example/\ntables: {}\n"
        )

    def add(self, table: str, **cells: Any) -> Cells:
        """Add one row; cells not given stay empty."""
        unknown = cells.keys() - set(TABLES[table].columns)
        assert not unknown, f"{table} has no {unknown}"
        self.rows[table].append(cells)
        return cells

    def partner(self, partner_id: str = "P1", name: str = "Alpha Works", **profile: Any) -> str:
        """A visible partner: profile, one location, one marketing row."""
        self.add(
            "profiles",
            **{"partner_id": partner_id, "name": name, "status": "approved", "approved_on": "2001-01-01"}
            | {"country": "DE"}
            | profile,
        )
        self.location(partner_id, f"{partner_id}-L1", headquarters="Yes")
        self.add("marketing", partner_id=partner_id, publish_to_customers="Yes", publish_to_partners="Yes")
        return partner_id

    def location(self, partner_id: str, location_id: str, **cells: Any) -> None:
        self.add(
            "locations",
            **{"location_id": location_id, "partner_id": partner_id, "city": "Hamburg", "country": "DE"} | cells,
        )

    def marketing(self, partner_id: str) -> Cells:
        """The first marketing row of a partner, to change."""
        return next(row for row in self.rows["marketing"] if row["partner_id"] == partner_id)

    def write(self, folder: Path, programs: bool = True) -> Path:
        """Write everything; returns the path of `site.yml`. The sample's programs and vocabulary come along."""
        content = folder / "content"
        for name, rows in self.rows.items():
            table = TABLES[name]
            path = content / table.folder / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, table.columns)
                writer.writeheader()
                writer.writerows(rows)
        shutil.copy(ROOT / "content" / "vocabulary.yml", content / "vocabulary.yml")
        if programs:
            shutil.copytree(ROOT / "content" / "programs", content / "programs", dirs_exist_ok=True)
        templates = folder / "templates"
        if not templates.exists():
            templates.symlink_to(ROOT / "templates")
        (folder / "site.yml").write_text(self.settings, encoding="utf-8")
        return folder / "site.yml"
