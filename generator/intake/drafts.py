"""`content/drafts/`: changes that partners prepare and nobody sees yet but they themselves, in their preview.

A draft says what shall be different, nothing else. It stands in `marketing.csv` or `solutions.csv` (the same tables,
with `partner_id`, the row's other key, and any further columns: a column that the file lacks keeps its published value,
an empty cell takes the value away), or in `<partner_id>.yml`:

    marketing:                  # or a list, where single locations differ
      tagline: Storage that never sleeps
      logo: logos/new.svg       # a file below content/drafts/
    solutions:
      - solution_id: S-1
        summary: Shorter than before

Nothing here stops a build: drafts are read for previews only, and what is wrong with them is said there. A file that
cannot be read at all is an error, which stops every preview but a live one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from generator.errors import ContentError, Origin, Problem, Problems, Severity, did_you_mean
from generator.intake.documents import read_yaml
from generator.intake.fields import Column, Rules, column_for
from generator.intake.files import OpenTable
from generator.intake.flaws import CellError, quoted, warn
from generator.intake.sources import Sources, folder_entries
from generator.model.fields import Kind, fields_of
from generator.model.site import Site, TableSettings
from generator.model.tables import TABLES
from generator.model.vocabulary import Vocabulary, VocabularyTerm, slugify
from generator.yaml_source import Path as YamlPath

FOLDER = "drafts"
KEYS = {"marketing": "location_id", "solutions": "solution_id"}
"""The tables a draft may change, and the column that, with `partner_id`, names a row."""

DECIDED_BY_THE_PROGRAM = {"solutions": frozenset({"technical_validation", "validated_on"})}
"""Columns that no partner can draft."""


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft changes in one row of a table: values by column (None or an empty list: taken away).

    `key` is the location or solution id, None for the marketing row of all locations. `unusable` are the columns that
    could not be read; `origins` tells where each value stands.
    """

    table: str
    key: str | None
    values: dict[str, Any]
    unusable: frozenset[str]
    origin: Origin
    origins: dict[str, Origin]


class Drafts(msgspec.Struct, frozen=True, kw_only=True):
    """Draft rows and problems by partner id; problems of a file as a whole stand under "". `terms` are vocabulary
    terms that only drafts use, by (facet, value); `folder` is where logos of drafts are looked for; `files` are all
    `<partner_id>.yml` by partner id, read or not.
    """

    rows: dict[str, tuple[DraftRow, ...]] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    terms: dict[tuple[str, str], VocabularyTerm] = {}
    folder: Path = Path()
    files: dict[str, Origin] = {}

    def vocabulary(self, published: Vocabulary) -> Vocabulary:
        """The vocabulary with the terms of the drafts."""
        if not self.terms:
            return published
        terms = {facet: dict(known) for facet, known in published.terms.items()}
        for (facet, value), term in self.terms.items():
            terms.setdefault(facet, {}).setdefault(value, term)
        return msgspec.structs.replace(published, terms=terms)


def read_drafts(site: Site, root: Path, vocabulary: Vocabulary, only: str | None = None) -> Drafts:
    """The drafts under `root / site.content / drafts`; with `only`, those of one partner, quickly."""
    return _Reading(site, root, vocabulary, only).run()


class _Reading:
    def __init__(self, site: Site, root: Path, vocabulary: Vocabulary, only: str | None) -> None:
        self._site = site
        self._only = only
        self._folder = root / site.content / FOLDER
        self._sources = Sources(root)
        self._vocabulary = vocabulary
        self._terms: dict[tuple[str, str], VocabularyTerm] = {}
        self._rows: dict[str, list[DraftRow]] = {}
        self._files: dict[str, Origin] = {}
        self._problems: dict[str, list[Problem]] = {}
        rules = Rules(
            term=self._term,
            languages=frozenset(vocabulary.terms.get("languages", ())),
            allow_http=site.allow_http_links,
            description_limit=site.description_limit,
        )
        self._columns: dict[str, dict[str, Column]] = {
            table: {
                field.name: column_for(field, rules, self._settings(table).values.get(field.name, {}), unique=False)
                for field in fields_of(TABLES[table].record)
            }
            for table in KEYS
        }

    def run(self) -> Drafts:
        for entry in folder_entries(self._folder):
            path = Path(entry.path)
            if not entry.is_file():
                continue
            if path.suffix == ".csv":
                self._table(path)
            elif path.suffix == ".yaml":
                self._wrong_name(path, path.stem)
            elif path.suffix == ".yml":
                self._files[path.stem] = Origin(self._sources.label(path))
                if self._only is None or path.stem == self._only:
                    self._partner(path)
        return Drafts(
            rows={partner: tuple(rows) for partner, rows in self._rows.items()},
            problems={partner: tuple(problems) for partner, problems in self._problems.items()},
            terms=self._terms,
            folder=self._folder,
            files=self._files,
        )

    def _settings(self, table: str) -> TableSettings:
        return self._site.tables.get(table, TableSettings())

    def _term(self, facet: str, value: str) -> str:
        known = self._vocabulary.terms.get(facet)
        if known is None or value in known:
            return value
        slug = slugify(value) or "draft-term"
        self._terms[facet, value] = VocabularyTerm(value=value, label=value, slug=slug)
        message = f"{quoted(value)} is not in the vocabulary of {facet}."
        raise warn("unknown-term", message, did_you_mean(value, known), value)

    # ── One table for several partners ──

    def _table(self, path: Path) -> None:
        table = path.stem
        if table not in KEYS:
            self._wrong_name(path, table)
            return
        settings = self._settings(table)
        found = Problems()
        opened = OpenTable(self._sources, path, settings, found)
        records = opened.records()
        header = next(records, None)
        names = [] if header is None else self._names(table, opened.file, header)
        if "partner_id" in names:
            owner = names.index("partner_id")
            for line, cells in records:
                partner = cells[owner].strip()
                if self._only is None or partner == self._only:
                    origin = Origin(opened.file, line)
                    given = {name: (text, origin) for name, text in zip(names, cells, strict=True) if name}
                    self._row(table, partner, given, origin)
        self._problems.setdefault("", []).extend(found)

    def _names(self, table: str, file: str, header: tuple[int, list[str]]) -> list[str]:
        """The contract's column for each header; "" for one that is not used (said once)."""
        line, cells = header
        known = {name: name for name in self._columns[table]}
        known |= {written: name for name, written in self._settings(table).columns.items()}
        names = [known.get(cell.strip(), "") for cell in cells]
        for cell, name in zip(cells, names, strict=True):
            if not name:
                self._unknown("", Origin(file, line), table, cell.strip(), known)
        for needed in ("partner_id", KEYS[table]):
            if needed not in names and (needed == "partner_id" or table == "solutions"):
                message = f"the column {quoted(needed)} is missing: it says whose draft a row is."
                self._add("", "missing-column", message, Origin(file, line), severity=Severity.ERROR)
                return []
        return names

    # ── One file for one partner ──

    def _partner(self, path: Path) -> None:
        partner = path.stem
        try:
            source = read_yaml(self._sources, path)
        except ContentError as error:
            self._problems.setdefault(partner, []).extend(error.problems)
            return
        if source.value is None:
            return
        if not isinstance(source.value, dict):
            self._add(partner, "bad-draft", "must be a mapping with marketing and solutions.", source.origin())
            return
        for table, written in source.value.items():
            if table not in KEYS:
                self._unknown(partner, source.origin((table,)), "a draft", str(table), KEYS)
                continue
            entries: list[tuple[YamlPath, object]] = [((table,), written)]
            if isinstance(written, list):
                entries = [((table, index), entry) for index, entry in enumerate(written)]
            for at, entry in entries:
                if not isinstance(entry, dict):
                    message = f"{table} must be columns with their values."
                    self._add(partner, "bad-draft", message, source.origin(at), table)
                    continue
                given = {}
                for name, value in entry.items():
                    if name in self._columns[table]:
                        given[name] = (_text(value), source.origin((*at, name)))
                    else:
                        self._unknown(partner, source.origin((*at, name)), table, str(name), self._columns[table])
                self._row(table, partner, given, source.origin(at))

    # ── One row ──

    def _row(self, table: str, partner: str, given: Mapping[str, tuple[str, Origin]], origin: Origin) -> None:
        values: dict[str, Any] = {}
        unusable = set()
        origins = {}
        for name, (text, where) in given.items():
            if name == "partner_id":
                continue
            if name in DECIDED_BY_THE_PROGRAM.get(table, ()):
                if text.strip():
                    message = "is decided by the program; a draft cannot change it."
                    self._add(partner, "not-yours", message, where, name, text, severity=Severity.WARNING)
                continue
            origins[name] = where
            try:
                values[name] = self._columns[table][name][text]
            except CellError as error:
                severities = []
                for flaw in error.flaws:
                    structural = any(f.name == name and f.kind is Kind.ID for f in fields_of(TABLES[table].record))
                    severity = flaw.severity or (Severity.ERROR if structural else Severity.QUARANTINE)
                    severities.append(severity)
                    self._add(partner, flaw.code, flaw.message, where, name, text, flaw.hint, severity)
                if all(severity is Severity.WARNING for severity in severities):
                    values[name] = error.value
                else:
                    unusable.add(name)
        key = values.pop(KEYS[table], None)
        if KEYS[table] in unusable or (table == "solutions" and key is None):
            if KEYS[table] not in unusable:
                self._add(partner, "missing-value", "is required: it says which solution this is.", origin, KEYS[table])
            return
        row = DraftRow(
            table=table, key=key, values=values, unusable=frozenset(unusable), origin=origin, origins=origins
        )
        self._rows.setdefault(partner, []).append(row)

    # ── Problems ──

    def _unknown(self, partner: str, origin: Origin, where: str, name: str, known: Iterable[str]) -> None:
        message = f"{where} has no such column; it is ignored."
        hint = did_you_mean(name, known)
        self._add(partner, "unknown-column", message, origin, name, None, hint, Severity.WARNING)

    def _wrong_name(self, path: Path, table: str) -> None:
        message = "is not a table that a draft can change; it is ignored."
        hint = did_you_mean(table, KEYS) or "Drafts are marketing.csv, solutions.csv or <partner_id>.yml."
        origin = Origin(self._sources.label(path))
        self._add("", "unknown-draft", message, origin, None, None, hint, Severity.WARNING)

    def _add(
        self,
        partner: str,
        code: str,
        message: str,
        origin: Origin,
        column: str | None = None,
        value: str | None = None,
        hint: str | None = None,
        severity: Severity = Severity.QUARANTINE,
    ) -> None:
        problem = Problem(
            severity=severity,
            code=code,
            message=message,
            origin=origin,
            column=column,
            value=None if value is None else value[:200],
            hint=hint,
        )
        self._problems.setdefault(partner, []).append(problem)


def _text(value: object) -> str:
    """A YAML value as the cell of a table would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "; ".join(_texts(value))
    return str(value)


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (_text(value) for value in values)
