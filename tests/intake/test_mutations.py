"""Exports with mistakes planted at random: never a traceback, and the mistake is found where it was planted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import DirectoryError, Problem, Problems
from generator.intake import read_exports, read_site
from generator.intake.crosscheck import DATE_ORDER
from generator.model.fields import Field, Kind, fields_of
from generator.model.partner import Partner
from generator.model.tables import TABLES
from tests.intake.small import Small, csv_text, small

WRONG: dict[Kind, list[str]] = {
    Kind.ID: [" P1", "P1\t", "P\x011", "x" * 300, "P\u200b1"],
    Kind.TEXT: ["a\x1bb", "\u202eabc", "y" * 1_500],
    Kind.NAME: ["a\u200bb", "a\x00b".replace("\x00", "\x01"), "z" * 250, "a\u2067b"],
    Kind.PROSE: ["a\x07b", "\u202eabc", "y" * 6_000],
    Kind.MARKDOWN: ["a\x07b", "\u202eabc", "y" * 21_000],
    Kind.DATE: ["31.12.2020", "2020-02-30", "tomorrow", "2020/01/01", "20200101", "0000-00-00", "9999-12-31"],
    Kind.DECIMAL: ["1,5", "ten", "1e9", "NaN", "1.2.3", "--1"],
    Kind.INTEGER: ["1.5", "-1", "many", "1,000"],
    Kind.LATITUDE: ["91", "-90.1", "53°N", "53,5"],
    Kind.LONGITUDE: ["181", "-180.1", "9°E"],
    Kind.BOOLEAN: ["Y", "maybe", "2", "oui"],
    Kind.CHOICE: ["approvd", "Approved", "none"],
    Kind.COUNTRY: ["UK", "de", "XK", "Germany", "ZZ", "U"],
    Kind.CURRENCY: ["eur", "DEM", "EURO", "$"],
    Kind.LANGUAGE: ["german", "de_DE", "qq", "de; xx-"],
    Kind.URL: [
        "http://a.example",
        "a.example",
        "javascript:alert(1)",
        "https://u:p@a.example",
        "https://",
        "https://a b",
    ],
    Kind.EMAIL: ["a@b", "a", "a@b.example, c@d.example"],
    Kind.PHONE: ["call", "040-ABC", "+"],
    Kind.FILE: ["../a.png", "/a.png", "missing.png"],
    Kind.TERM: ["Unheard of", "a\u200bb"],
}


def every_cell() -> list[tuple[str, int, Field]]:
    return [
        (table, row, field)
        for table, rows in small().items()
        for row in range(len(rows))
        for field in fields_of(TABLES[table].record)
    ]


class Campaign:
    """One folder, of which only the changed table is written again."""

    def __init__(self, folder: Path) -> None:
        self.small = Small(folder)
        self.site = self.small.write()
        self.texts = {table: csv_text(rows, TABLES[table].columns) for table, rows in small().items()}

    def path(self, table: str) -> Path:
        return self.small.folder / "content" / TABLES[table].folder / f"{table}.csv"

    def read(self, table: str, changed: bytes) -> list[Problem]:
        """All problems with the bytes of one table changed."""
        path = self.path(table)
        path.write_bytes(changed)
        problems = Problems()
        try:
            read_exports(read_site(self.site), self.small.folder, problems)
        except DirectoryError as error:
            problems.extend(error.problems)
        finally:
            path.write_text(self.texts[table], encoding="utf-8")
        return list(problems)


def lines_of(rows: list[dict[str, str]]) -> Iterator[int]:
    """The line on which each row starts."""
    line = 2
    for cells in rows:
        yield line
        line += 1 + sum(value.count("\n") for value in cells.values())


@pytest.mark.slow
def test_a_wrong_cell_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    campaign = Campaign(tmp_path)
    cells = every_cell()
    missed = []
    for _ in range(1_000):
        table, row, field = chance.choice(cells)
        rows = small()[table]
        wrong = [*WRONG[field.kind], *([""] if field.required else [])]
        rows[row][field.name] = value = chance.choice(wrong)
        line = list(lines_of(rows))[row]
        found = campaign.read(table, csv_text(rows, TABLES[table].columns).encode())
        places = {(p.origin.file, p.origin.row, p.column) for p in found}
        if (f"content/{TABLES[table].folder}/{table}.csv", line, field.name) not in places:
            missed.append((table, line, field.name, value, [str(p) for p in found]))
    assert len(missed) <= 10, missed


def cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text))]


def flip(text: bytes, chance: random.Random) -> bytes:
    position = chance.randrange(len(text))
    return text[:position] + bytes([chance.randrange(256)]) + text[position + 1 :]


def insert(text: bytes, chance: random.Random) -> bytes:
    position = chance.randrange(len(text))
    extra = chance.choice([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b";", b'""', b"\xe2\x80\xae"])
    return text[:position] + extra + text[position:]


def shuffle(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def repeat(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    return text + chance.choice(lines) * chance.randrange(1, 4)


def remove(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text))
    return text[:start] + text[start + chance.randrange(1, 40) :]


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [cut, flip, insert, shuffle, repeat, remove]


@pytest.mark.slow
def test_a_mutated_export_never_ends_in_a_traceback(tmp_path: Path) -> None:
    chance = random.Random(7)
    campaign = Campaign(tmp_path)
    tables = sorted(campaign.texts)
    for _ in range(1_000):
        table = chance.choice(tables)
        text = campaign.texts[table].encode()
        for _ in range(chance.randrange(1, 4)):
            text = chance.choice(MUTATIONS)(text, chance) or text
        for problem in campaign.read(table, text):
            assert problem.origin.file
            assert str(problem).isprintable()


def comparable(partner: Partner) -> dict[str, Any]:
    """A partner without origins, the rows of a table in no particular order."""

    def plain(value: Any) -> Any:
        if not isinstance(value, msgspec.Struct):
            return value
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "origin"}

    return {
        key: sorted(map(plain, value), key=repr) if isinstance(value, tuple) else plain(value)
        for key, value in ((name, getattr(partner, name)) for name in partner.__struct_fields__)
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tmp_path: Path, chance: random.Random) -> None:
    ordered, shuffled = (Small(Path(mkdtemp(dir=tmp_path))) for _ in range(2))
    for rows in shuffled.rows.values():
        chance.shuffle(rows)
    read = [[comparable(partner) for partner in folder.read()[0].partners()] for folder in (ordered, shuffled)]
    assert read[0] == read[1]


def test_tables_come_after_the_tables_they_name() -> None:
    seen = {"programs"}
    for table in TABLES.values():
        assert set(table.references.values()) <= seen, table.name
        seen.add(table.name)


def test_the_ordered_dates_are_columns_of_their_tables() -> None:
    for table, pairs in DATE_ORDER.items():
        kinds = {field.name: field.kind for field in fields_of(TABLES[table].record)}
        assert {kinds[column] for pair in pairs for column in pair} == {Kind.DATE}


def test_a_yaml_settings_file_of_any_text_is_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    text = "name: Small\nurl: https://small.example/\ndescription: A\ntables: {profiles: {columns: {name: N}}}\n"
    for _ in range(200):
        mutated = insert(flip(remove(text.encode(), chance), chance), chance)
        (tmp_path / "site.yml").write_bytes(mutated)
        with suppress(DirectoryError):
            read_site(tmp_path / "site.yml")
