"""Reading by difference: only records that were not there the last time are read, and checked with their partners.

First every table file is compared with its copy. Whoever lost or won a record is affected; so is NOBODY, whose rows may
be somebody's by now. All rows of those affected then pass through the same checks and the same join as in a full
reading, in the order of tonight's files. What nobody touched was good the last time and still is, because rows name
those of their own partner only (and programs and organizations, which are looked at as a whole).

A night with errors ends it (`NotByDifference`), as does whatever is unusual: then everything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from generator.errors import Origin, Problems
from generator.intake.compared import Change, ComparedFile, NotByDifference, Places
from generator.intake.csv_file import CsvFile, FileError
from generator.intake.files import OpenTable
from generator.intake.flaws import CellError
from generator.intake.found import Apart, Part
from generator.intake.join import NOBODY, OWNING, THROUGH
from generator.intake.located import size_of
from generator.intake.reading import Reading
from generator.intake.records import matched, split
from generator.intake.shelf import Facts, Numbering
from generator.intake.standing import WHOLE, Notes, Numbers, Standing
from generator.intake.tables import BadRow, Converter, Repeated
from generator.model.site import Site
from generator.model.tables import TABLES, Row, Table

_MOST = 4
"""Where more than one partner in so many is affected, everything is read: that costs less."""


class Compared(NamedTuple):
    """What a process hands over of the files of one table, and of its converter."""

    part: Part
    changes: list[Change]
    flawed: set[Origin]
    repeated: Repeated


class _Named(msgspec.Struct, frozen=True):
    """What `LookAlikes` asks of a profile."""

    name: str
    organization_id: str | None
    ended_on: date | None
    origin: Origin


class ByDifference(Reading):
    """Goes on from what the last reading left."""

    def __init__(self, site: Site, root: Path, problems: Problems, standing: Standing, apart: Apart | None) -> None:
        super().__init__(site, root, problems, apart)
        self.standing = standing
        self.shelf = standing.shelf()
        self.affected: set[str] = set()
        self.files: dict[str, ComparedFile] = {}
        self._converters: dict[str, Converter] = {}
        self._fresh_owners: dict[str, dict[str, str | None]] = {table: {} for table in OWNING}

    def _read_tables(self, files: dict[str, list[Path]]) -> None:
        labels = [self.sources.label(path) for paths in files.values() for path in paths]
        if labels != [state.file for state in self.standing.head.files]:
            raise NotByDifference
        for facet, value in self.standing.head.terms:
            try:
                self._terms.use(facet, value)
            except CellError:
                raise NotByDifference from None
        parted = [table for table in TABLES.values() if files[table.name] and table.name not in WHOLE]
        for table in parted:
            self._converters[table.name] = Converter(table, self._settings(table), self._rules, self._problems)
            for path in files[table.name]:
                label = self.sources.label(path)
                self.files[label] = ComparedFile(path, label, self.standing.files[label])
        self._compare_all(parted, files)
        self._find_affected(parted)
        rows = self._rows_of_affected()
        for table in TABLES.values():
            if table.name in WHOLE and files[table.name]:
                self._read_table(table, files[table.name])
            elif table in parted:
                self._replay(table, rows.get(table.name, []))
        self._check_rest(files)
        self._number()
        self.join.finish()
        self._check_group(TABLES)

    def _compare_all(self, tables: list[Table], files: dict[str, list[Path]]) -> None:
        """Find what is new in all files, and read it; profiles first, whose new terms are known to other tables."""
        if (apart := self._apart_for(files)) is None:
            for table in tables:
                self._compare_table(table)
            return
        for several in (tables[:1], tables[1:]):
            tasks = [partial(self._compared, table) for table in several]
            compared = apart(tasks, [size_of(files[table.name]) for table in several])
            for table, (part, changes, flawed, repeated) in zip(several, compared, strict=True):
                self._adopt(part)
                self._converters[table.name].adopt(flawed, repeated)
                for one, change in zip(self._files_of(table), changes, strict=True):
                    one.take(change)

    def _compared(self, table: Table) -> Compared:
        """Compare in a process that does nothing else."""
        part = self._part(lambda: self._compare_table(table))
        changes = [one.change() for one in self._files_of(table)]
        return Compared(part, changes, *self._converters[table.name].handed_over())

    def _files_of(self, table: Table) -> list[ComparedFile]:
        return [one for one in self.files.values() if one.before.table == table.name]

    def _compare_table(self, table: Table) -> None:
        for one in self._files_of(table):
            self._compare(table, one)

    def _compare(self, table: Table, one: ComparedFile) -> None:
        path = one.path
        content = b"".join(self.sources.chunks(path))
        stale = self._stale(one, path)
        same = self.sources.sha256(path) == one.before.sha256
        if same and not stale:
            fresh = content[: content.index(b"\n") + 1]
            self._convert(table, one, fresh, [], len(one.lines))
        else:
            before = content if same else self.standing.content(one.before)
            then, now = split(before or b""), split(content)
            if then is None or now is None or len(then.rows) != len(one.lines) or then.header != now.header:
                raise NotByDifference
            places = np.array(matched(then.rows, now.rows), dtype=np.int64)
            places[np.isin(places, list(stale))] = -1
            self._differ(one, np.asarray(now.lines, dtype=np.uint32), places)
            new = np.flatnonzero(places < 0).tolist()
            pieces = [now.header, *(now.rows[place] for place in new), b""]
            self._convert(table, one, b"\n".join(pieces), [now.lines[place] for place in new], len(now.rows))
        self.found.counts[table.name] = self.found.counts.get(table.name, 0) + len(one.lines)
        if table.required and not one.lines.size:
            raise NotByDifference

    def _stale(self, one: ComparedFile, path: Path) -> set[int]:
        """Records that are read again though they may be the same: those with problems, or with a logo that went."""
        stale = set(np.frombuffer(one.before.flawed, dtype=np.uint32).tolist())
        gone = [number for number, logo in one.before.logos if self.sources.refusal(path.parent, logo)]
        return stale | set(np.flatnonzero(np.isin(one.numbers, gone)).tolist())

    def _differ(self, one: ComparedFile, lines: Numbers, places: Places) -> None:
        kept = places >= 0
        gone = np.ones(len(one.lines), dtype=bool)
        gone[places[kept]] = False
        one.gone = np.unique(one.owners[gone])
        numbers = np.zeros(len(lines), dtype=np.uint32)
        owners = np.full(len(lines), NOBODY, dtype=np.int32)
        numbers[kept], owners[kept] = one.numbers[places[kept]], one.owners[places[kept]]
        one.lines, one.numbers, one.owners, one.places = lines, numbers, owners, places

    def _convert(self, table: Table, one: ComparedFile, content: bytes, lines: list[int], records: int) -> None:
        """Read fresh records, which stand below their header in `content` and on these lines in the file."""
        opened = OpenTable(self.sources, one.path, self._settings(table), self._problems)
        opened.compare(records)
        file = CsvFile([content], one.file, self._settings(table))

        def placed() -> Iterator[tuple[int, list[str]]]:
            at = iter((1, *lines))
            for _, cells in file:
                yield next(at, 0), cells

        converter = self._converters[table.name]
        try:
            one.fresh = list(converter.rows(one.file, placed()))
        except FileError:
            raise NotByDifference from None
        if file.problems or len(one.fresh) != len(lines) or not opened.complete or not converter.complete:
            raise NotByDifference

    def _find_affected(self, parted: Iterable[Table]) -> None:
        partners = self.shelf.partners
        self.affected.add("")
        for table in parted:
            files = self._files_of(table)
            rows = [row for one in files for row in one.fresh]
            for owner in self._owners_of(table.name, rows):
                if owner is not None:
                    self.affected.add(owner)
            for one in files:
                self.affected.update(partners[number] for number in one.gone.tolist() if number >= 0)
        if len(self.affected) > 50 + len(partners) // _MOST:
            raise NotByDifference

    def _owners_of(self, table: str, rows: list[Row | BadRow]) -> list[str | None]:
        """The partner of each fresh row, as far as the fresh rows and those of the last time tell."""
        if table in THROUGH:
            column, through = THROUGH[table]
            named = [_value(row, column) for row in rows]
            known = self._fresh_owners[through]
            known = self._owners_before(through, set(named) - known.keys()) | known
            owners = [known.get(name) for name in named]
        else:
            owners = [_value(row, "partner_id") for row in rows]
        if table in OWNING:
            self._fresh_owners[table].update(zip((_value(row, OWNING[table]) for row in rows), owners, strict=True))
        return owners

    def _owners_before(self, table: str, wanted: set[str]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for state in self.standing.head.files if wanted else ():
            if state.table == table:
                owners = np.frombuffer(state.owners, dtype=np.int32)
                for place, key in enumerate(state.keys.split("\n")):
                    if key in wanted and owners[place] >= 0:
                        found[key] = self.shelf.partners[owners[place]]
        return found

    def _rows_of_affected(self) -> dict[str, list[Any]]:
        """The rows that those affected had and still have, by table; and what they had is forgotten."""
        for file, one in self.files.items():
            kept = one.numbers > 0
            self.shelf.numberings[file] = Numbering(one.numbers[kept], one.lines[kept])
        rows: dict[str, list[Any]] = {}
        self.found.unknown_codes = self.standing.head.unknown_codes
        for partner_id in sorted(self.affected & self.shelf.ordinals.keys()):
            for table, found in self.shelf.former(partner_id).items():
                rows.setdefault(table, []).extend(self.shelf.standing(found))
                if table == "earned_skills":
                    self.found.unknown_codes -= sum(row.skill_code not in self._codes for row in found)
        return rows

    def _replay(self, table: Table, kept: list[Any]) -> None:
        """Check and join the rows of those affected, in the order in which they stand."""
        converter = self._converters[table.name]
        check = self._crosscheck.table(table, converter.headers)
        receive = self._receiver(table)
        files = self._files_of(table)
        for one in files:
            notes = self.found.notes[one.file] = Notes(table.name)
            rows = [*one.fresh, *(row for row in kept if row.origin.file == one.file)]
            rows.sort(key=lambda row: row.origin.row or 0)
            self._take(table, check, receive, rows, notes)
        self.found.flawed |= converter.flawed
        converter.finish()
        self._check_keys(table, files)
        if table.name == "profiles":
            self._name_others(files)

    def _check_keys(self, table: Table, files: list[ComparedFile]) -> None:
        """No fresh row may have the id of a row that was not looked at."""
        if len(table.key) != 1:
            return
        fresh = {_value(row, table.key[0]) for one in files for row in one.fresh}
        if not fresh:
            return
        ordinals = [self.shelf.ordinals[known] for known in self.affected if known in self.shelf.ordinals]
        for one in files:
            before = np.frombuffer(one.before.owners, dtype=np.int32)
            known = np.isin(before, [NOBODY, *ordinals])
            for place, key in enumerate(one.before.keys.split("\n")):
                if key in fresh and not known[place]:
                    raise NotByDifference

    def _name_others(self, files: list[ComparedFile]) -> None:
        """The names of those not affected, for comparison with the others."""
        partners = self.shelf.partners
        for one in files:
            for line, number in zip(one.lines.tolist(), one.owners.tolist(), strict=True):
                if number >= 0 and partners[number] not in self.affected:
                    facts = self.shelf.facts_of(partners[number])
                    if facts is not None:
                        self._names.add(_named(facts, Origin(one.file, line)))

    def _check_rest(self, files: dict[str, list[Path]]) -> None:
        """What those not affected depend on: rates, and organizations that must be there."""
        head = self.standing.head
        for path in files["rates"]:
            if self.sources.sha256(path) != self.standing.files[self.sources.label(path)].sha256:
                raise NotByDifference
        organizations = self.join.organizations
        for partner_id, facts in zip(head.partners, self.standing.facts, strict=True):
            named = None if facts is None or partner_id in self.affected else facts.organization_id
            if named is not None and named not in organizations:
                raise NotByDifference

    def _number(self) -> None:
        """Give the rows of those affected their numbers, in records and files alike."""
        for file, one in self.files.items():
            lines, _ = self.found.notes[file].arrays()
            numbers = one.numbers.copy()
            numbers[np.searchsorted(one.lines, lines)] = one.base + lines
            one.numbers = numbers
            self.shelf.numberings[file] = Numbering(numbers, one.lines)

    @property
    def same(self) -> bool:
        """Whether every file is what it was."""
        was = self.standing.files
        return all(self.sources.sha256(path) == was[file].sha256 for file, path in self.paths.items())


def _value(row: Row | BadRow, column: str) -> Any:
    """A cell of a row; None also where it could not be read."""
    return row.values.get(column) if isinstance(row, BadRow) else getattr(row, column)


def _named(facts: Facts, origin: Origin) -> _Named:
    return _Named(facts.name, facts.organization_id, facts.ended_on, origin)
