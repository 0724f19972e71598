"""Which problems of the exports are whose: those of rows that a partner wrote, and those that keep a row out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.errors import DirectoryError, Origin, Problem, Problems, Severity
from generator.intake.files import OpenTable
from generator.intake.sources import Sources
from generator.model.partner import Partner
from generator.model.site import Site, TableSettings
from generator.model.tables import TABLES

PARTNER_WRITTEN = ("marketing", "solutions", "customer_experiences")


class OwnProblems:
    """The problems of the exports by row; rows that could not be read are looked up in their file once."""

    def __init__(self, problems: Iterable[Problem] = (), site: Site | None = None, root: Path = Path()) -> None:
        self._by_row: dict[Origin, list[Problem]] = {}
        self._left_out: dict[str, list[Problem]] = {}
        left_out: dict[str, list[Problem]] = {}
        for problem in problems:
            self._by_row.setdefault(problem.origin, []).append(problem)
            if problem.severity is Severity.QUARANTINE:
                left_out.setdefault(problem.origin.file, []).append(problem)
        if site is not None:
            for file, found in left_out.items():
                self._look_up(site, root, file, found)

    def of(self, partner: Partner) -> tuple[Problem, ...]:
        """The partner's own: of its marketing information, solutions, experiences, profile and locations."""
        origins = {row.origin: None for table in PARTNER_WRITTEN for row in getattr(partner, table)}
        origins |= {partner.profile.origin: None, **{place.origin: None for place in partner.locations}}
        if partner.quarantined_by is not None:
            origins[partner.quarantined_by] = None
        found = {id(problem): problem for origin in origins for problem in self._by_row.get(origin, ())}
        found |= {id(problem): problem for problem in self._left_out.get(partner.id, ())}
        solutions = {solution.solution_id for solution in partner.solutions}
        for solution in solutions:
            found |= {id(problem): problem for problem in self._left_out.get(f"\n{solution}", ())}
        return tuple(found.values())

    def _look_up(self, site: Site, root: Path, file: str, found: list[Problem]) -> None:
        """Find out whose the rows are that were left out: by partner id, or by the solution they name."""
        path = root / file
        for table in ("solutions", "customer_experiences"):
            settings = site.tables.get(table, TableSettings())
            files = settings.files or (f"{TABLES[table].folder}/{table}.csv",)
            if path not in [root / site.content / name for name in files]:
                continue
            header = settings.columns.get("partner_id" if table == "solutions" else "solution_id")
            header = header or ("partner_id" if table == "solutions" else "solution_id")
            lines: dict[int | None, list[Problem]] = {}
            for problem in found:
                lines.setdefault(problem.origin.row, []).append(problem)
            records = OpenTable(Sources(root), path, settings, Problems()).records()
            try:
                _, names = next(records)
                column = names.index(header)
                for line, cells in records:
                    if line in lines:
                        owner = cells[column].strip()
                        key = owner if table == "solutions" else f"\n{owner}"
                        self._left_out.setdefault(key, []).extend(lines[line])
            except (StopIteration, ValueError, DirectoryError):
                return
