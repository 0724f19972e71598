"""docs/exports.md says of every table and column what the records say."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.fields import Field, Kind, fields_of
from generator.model.tables import SKILLS, TABLES, Table

DOCUMENT = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
WORDS = {Kind.MARKDOWN: "Markdown", Kind.DECIMAL: "number", Kind.INTEGER: "whole number", Kind.BOOLEAN: "Yes/No"} | {
    Kind.URL: "web address",
    Kind.EMAIL: "e-mail",
}


def words_of(field: Field) -> str:
    if field.choices:
        *others, last = (f"`{choice}`" for choice in field.choices)
        return f"{', '.join(others)} or {last}"
    word = WORDS.get(field.kind, field.kind.value)
    return f"list of {word}s" if field.many else word


@pytest.mark.parametrize("table", [*TABLES.values(), SKILLS], ids=lambda table: table.name)
def test_every_column_is_documented(table: Table) -> None:
    section = DOCUMENT.split(f"\n### {table.name}\n")[1].split("\n#")[0]
    documented = [
        tuple(cell.strip() for cell in line.split("|")[1:4]) for line in section.splitlines() if line.startswith("| `")
    ]
    assert documented == [
        (f"`{f.name}`", words_of(f), "yes" if f.required else "column" if f.name in table.headers else "")
        for f in fields_of(table.record)
    ]
    assert ("Partner-written." in section) == table.partner_written


def test_every_kind_is_explained() -> None:
    section = DOCUMENT.split("\n## How values are written\n")[1].split("\n## ")[0]
    for kind in set(Kind) - {Kind.CHOICE}:
        assert WORDS.get(kind, kind.value) in section
