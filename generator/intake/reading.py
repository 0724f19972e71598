"""One pass over the content folder: which files, in which order, and what becomes of each row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import msgspec.structs

from generator.errors import ContentError, Origin, Problems
from generator.intake.crosscheck import (
    Crosscheck,
    TableCheck,
    check_participations,
    check_skill_kinds,
)
from generator.intake.documents import read_documents, read_yaml
from generator.intake.fields import Rules
from generator.intake.files import OpenTable
from generator.intake.flaws import quoted
from generator.intake.found import FIRST, LARGE, Apart, Findings, Group, Part, groups
from generator.intake.join import NOBODY, Join
from generator.intake.located import located, size_of
from generator.intake.lookalikes import LookAlikes
from generator.intake.rates import AMOUNTS, check_rates, currencies
from generator.intake.sources import Sources, folder_entries
from generator.intake.standing import Notes
from generator.intake.tables import BadRow, Converter
from generator.intake.vocabulary import FACETS, Terms
from generator.model.document import Document
from generator.model.partner import Reference
from generator.model.site import Site, TableSettings
from generator.model.tables import (
    SKILLS,
    TABLES,
    Assessment,
    Invitation,
    Marketing,
    Participant,
    Profile,
    Row,
    Skill,
    Table,
)
from generator.model.vocabulary import Vocabulary
from generator.yaml_source import YamlSource

_RULED = frozenset({"invitations", "assessments", "participants"})
"""Tables whose rows name levels and days that a program's rules must know."""


class Reading:
    """Reads everything in `run`; the attributes are then what was found."""

    def __init__(self, site: Site, root: Path, problems: Problems, apart: Apart | None = None) -> None:
        """`apart` does tasks in processes of their own."""
        self._site = site
        self._root = root
        self._content = root / site.content
        self._problems = problems
        self._apart = apart
        self.sources = Sources(root)
        self.join = Join()
        self.programs: tuple[YamlSource, ...] = ()
        self.program_ids: tuple[str, ...] = ()
        self.documents: dict[str, tuple[Document, ...]] = {}
        self.found = Findings()
        self._skills: dict[str, tuple[Skill, ...]] = {}
        self._absent: set[str] = set()
        self.paths: dict[str, Path] = {}
        self._names = LookAlikes(self._header("profiles", "name"), problems)

    def run(self) -> None:
        """Read all files. Raises InputOutputError, and ContentError for files that changed meanwhile."""
        files = located(self._site, self._content, self.sources, self._problems)
        self.paths = {self.sources.label(path): path for table in TABLES for path in files[table]}
        self._terms = Terms(self._yaml(self._content / "vocabulary.yml"), self._site.language, self._problems)
        self._rules = Rules(
            term=self._terms.use,
            languages=self._terms.listed("languages"),
            allow_http=self._site.allow_http_links,
            description_limit=self._site.description_limit,
        )
        places = self._read_programs()
        self._crosscheck = Crosscheck(self.join, places, self._problems)
        self._codes = frozenset(skill.skill_code for skills in self._skills.values() for skill in skills)
        for table in TABLES.values():
            if not files[table.name]:
                self._absent.add(table.name)
                self._crosscheck.absent(table.name)
        self._read_tables(files)
        self.join.seal()
        self._crosscheck.finish()
        counts = self.found.counts
        self.found.counts = {name: counts[name] for name in (SKILLS.name, *TABLES) if name in counts}
        self.documents = read_documents(self.sources, self._content, self._problems)
        if changed := self.sources.changed():
            raise ContentError(Problems(changed))

    def _read_tables(self, files: dict[str, list[Path]]) -> None:
        if (apart := self._apart_for(files)) is None:
            for tables in (FIRST, *groups()):
                self._read_group(tables, files)
            return
        self._read_apart(apart, [FIRST], files)
        self._read_apart(apart, [tables for tables in groups() if any(files[name] for name in tables)], files)

    def _apart_for(self, files: dict[str, list[Path]]) -> Apart | None:
        """What reads these files in several processes, where that pays."""
        return self._apart if size_of(chain(*files.values())) >= LARGE else None

    def _read_group(self, tables: Collection[str], files: dict[str, list[Path]]) -> None:
        for name in tables:
            if files[name]:
                self._read_table(TABLES[name], files[name])
        self.join.finish()
        self._check_group(tables)

    def _read_apart(self, apart: Apart, several: list[tuple[str, ...]], files: dict[str, list[Path]]) -> None:
        """Read groups of tables, each in a process of its own; what those find becomes one, in order."""
        tasks = [partial(self._group, tables, files, self.join.spill.new_volume()) for tables in several]
        for group in apart(tasks, [size_of(chain(*map(files.__getitem__, tables))) for tables in several]):
            self._adopt(group.part)
            self.join.adopt(group.joined)
            self._crosscheck.adopt(group.crosschecked)

    def _group(self, tables: tuple[str, ...], files: dict[str, list[Path]], volume: int) -> Group:
        """Read tables in a process that does nothing else."""
        self.join.spill.turn_to(volume)
        self._crosscheck.count_anew()
        part = self._part(lambda: self._read_group(tables, files))
        joined = self.join.handed_over(partners=tables == FIRST)
        return Group(part, joined, self._crosscheck.handed_over(tables if tables == FIRST else ()))

    def _part(self, read: Callable[[], None]) -> Part:
        """What reading finds in a process that does nothing else."""
        self.found = Findings(counts=self.found.counts)
        before = len(self._problems)
        read()
        problems = self._problems.since(before)
        return Part(self.found, problems, self.sources.handed_over(), self._terms.beyond(), self._terms.hints)

    def _adopt(self, part: Part) -> None:
        """Go on from what another process found."""
        self.found.add(part.findings)
        self._problems.extend(part.problems)
        self.sources.adopt(part.files)
        self._terms.adopt(part.terms, part.hints)

    def reference(self) -> Reference:
        return Reference(rates=tuple(self.join.rates), skills=self._skills, absent=frozenset(self._absent))

    def vocabulary(self) -> Vocabulary:
        """The vocabulary with the terms that the exports added. Reports slugs that collide."""
        return self._terms.vocabulary(self._first_uses)

    def _settings(self, table: Table) -> TableSettings:
        return self._site.tables.get(table.name, TableSettings())

    def _yaml(self, path: Path) -> YamlSource | None:
        if not path.exists():
            return None
        try:
            return read_yaml(self.sources, path)
        except ContentError as error:
            self._problems.extend(error.problems)
            return None

    def _read_programs(self) -> dict[Any, Origin]:
        """Program files and skills tables; the answer is where each program stands."""
        folder = self._content / "programs"
        places: dict[Any, Origin] = {}
        sources: list[YamlSource] = []
        for entry in folder_entries(folder):
            path = Path(entry.path)
            if path.suffix == ".yml" and entry.is_file():
                places[path.stem] = Origin(self.sources.label(path))
                source = self._yaml(path)
                sources += [] if source is None else [source]
            elif path.suffix.lower() in (".yml", ".yaml") and entry.is_file():
                message = "is not read: programs are .yml files."
                self._problems.warning("unread-file", message, Origin(self.sources.label(path)))
        for entry in folder_entries(folder):
            table = Path(entry.path) / "skills.csv"
            if entry.is_dir() and table.exists():
                if entry.name not in places:
                    program = self.sources.label(folder / f"{entry.name}.yml")
                    message = f"belongs to no program: there is no {program}."
                    self._problems.warning("orphan-skills", message, Origin(self.sources.label(table)))
                self._skills[entry.name] = self._read_skills(table)
        self.programs, self.program_ids = tuple(sources), tuple(places)
        return places

    def _read_skills(self, path: Path) -> tuple[Skill, ...]:
        converter = Converter(SKILLS, self._settings(SKILLS), self._rules, self._problems)
        check = Crosscheck(self.join, {}, self._problems).table(SKILLS, converter.headers)
        table = OpenTable(self.sources, path, self._settings(SKILLS), self._problems)
        rows = converter.rows(table.file, table.records())
        skills = tuple(row for row in rows if isinstance(row, Skill) and check.admits(row))
        converter.finish()
        check_skill_kinds(skills, converter.headers["kind"], self._problems)
        self.found.counts[SKILLS.name] = self.found.counts.get(SKILLS.name, 0) + len(skills)
        return skills

    def _read_table(self, table: Table, files: list[Path]) -> None:
        converter = Converter(table, self._settings(table), self._rules, self._problems)
        check = self._crosscheck.table(table, converter.headers)
        receive = self._receiver(table)
        count = 0
        complete = True
        for path in files:
            source = OpenTable(self.sources, path, self._settings(table), self._problems)
            notes = self.found.notes[source.file] = Notes(table.name)
            count += self._take(table, check, receive, converter.rows(source.file, source.records()), notes)
            notes.put_away(self.join.spill)
            complete = complete and source.complete and converter.complete
        self.found.flawed |= converter.flawed
        converter.finish()
        self.found.counts[table.name] = count
        if not complete:
            self._crosscheck.incomplete(table.name)
        elif table.required and count == 0:
            message = f"has no rows: without {table.name} there is no directory."
            self._problems.error("empty-table", message, Origin(self.sources.label(files[0]), 1))

    def _take(
        self,
        table: Table,
        check: TableCheck,
        receive: Callable[[Any], int],
        rows: Iterable[Row | BadRow],
        notes: Notes,
    ) -> int:
        """Check and keep rows, and note whose they are; returns how many there were."""
        lines, owners, keys = notes.lines, notes.owners, list[str]()
        own_id = table.key[0] if len(table.key) == 1 else None
        count = 0
        for row in rows:
            count += 1
            owner, key = NOBODY, ""
            if isinstance(row, BadRow):
                self._set_aside(table, check, row)
            elif check.admits(row):
                owner = receive(row)
                key = getattr(row, own_id) if own_id else ""
            lines.append(row.origin.row or 0)
            owners.append(owner)
            if own_id:
                keys.append(key)
        notes.keys = "\n".join(keys)
        return count

    def _receiver(self, table: Table) -> Callable[[Any], int]:
        """What becomes of a good row of a table."""
        add = self.join.adder(table.name)
        if table.name == "profiles":

            def add_named(row: Profile) -> int:
                owner = add(row)
                if owner != NOBODY:
                    self._names.add(row)
                return owner

            return add_named
        if table.name == "marketing":
            return lambda row: add(self._with_logo(row))
        if table.name in _RULED:

            def add_ruled(row: Invitation | Assessment | Participant) -> int:
                owner = add(row)
                if owner != NOBODY:
                    self.found.ruled.add(row.partner_id)
                return owner

            return add_ruled
        if table.name == "earned_skills":
            return lambda row: self._count_skill(row, add(row))
        return add

    def _set_aside(self, table: Table, check: TableCheck, row: BadRow) -> None:
        """A row that cannot be used: a marketing row takes its listing with it, as it may have withdrawn consent."""
        check.look_over(row)
        if table.name == "marketing" and "partner_id" in row.values:
            self.join.quarantine(row.values["partner_id"], row.origin)

    def _count_skill(self, row: Any, owner: int) -> int:
        self.found.unlisted_candidates += owner == NOBODY
        self.found.unknown_codes += row.skill_code not in self._codes
        return owner

    def _with_logo(self, row: Marketing) -> Marketing:
        if row.logo is None:
            return row
        reason = self.sources.refusal(self._root / Path(row.origin.file).parent, row.logo)
        if reason is None:
            self.found.logos.append((row.origin, row.logo))
            return row
        column = self._settings(TABLES["marketing"]).columns.get("logo", "logo")
        message = f"{quoted(row.logo)} {reason}; a monogram takes its place."
        self._problems.warning("bad-logo", message, row.origin, column=column, value=row.logo)
        return msgspec.structs.replace(row, logo=None)

    def _check_group(self, tables: Collection[str]) -> None:
        """What only all rows together can tell of tables that were read."""
        if "profiles" in tables:
            self._names.report()
        if "participants" in tables:
            header = self._header("participants", "partner_id")
            check_participations(self.join.rows("participants"), header, self._problems)
        if self._crosscheck.is_complete("rates") and len(self.join.rates) == self.found.counts.get("rates", 0):
            for table, column, day in AMOUNTS:
                if table not in tables:
                    continue
                bases = currencies(self.programs, f"{table}.{column}")
                amounts = ((row, row.currency, getattr(row, day)) for row in self.join.rows(table))
                header = self._header(table, "currency")
                self.found.flawed |= check_rates(self.join.rates, amounts, bases, header, self._problems)

    @property
    def derived_terms(self) -> list[tuple[str, str]]:
        """Facet and value of terms that only tables name."""
        return self._terms.derived()

    def flawed_lines(self, file: str) -> list[int]:
        """The rows of a file with which something is wrong."""
        found = {origin.row or 0 for origin in self.found.flawed if origin.file == file}
        return sorted(found | {problem.origin.row or 0 for problem in self._problems if problem.origin.file == file})

    def _header(self, table: str, column: str) -> str:
        return self._settings(TABLES[table]).columns.get(column, column)

    def _first_uses(self) -> dict[tuple[str, str], Origin]:
        """Where the values stand that are not in the vocabulary; asked for only to explain a collision."""
        places: dict[tuple[str, str], Origin] = {}
        for table in ("profiles", "solutions"):
            for row in self.join.rows(table):
                for facet in FACETS:
                    for value in getattr(row, facet, ()):
                        place = places.setdefault((facet, value), row.origin)
                        if row.origin < place:
                            places[facet, value] = row.origin
        return places
