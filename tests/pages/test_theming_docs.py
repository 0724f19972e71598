"""docs/theming.md names every template's record and every field of it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import msgspec
import pytest

import generator.pages
from generator.pages.cards import Card
from generator.pages.frame import Context, Frame, Head
from generator.pages.solution_cards import SolutionCard

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "theming.md").read_text(encoding="utf-8")


def contexts() -> list[type[msgspec.Struct]]:
    for module in pkgutil.iter_modules(generator.pages.__path__):
        importlib.import_module(f"generator.pages.{module.name}")
    own = (record for record in Context.__subclasses__() if record.__module__.startswith("generator.pages."))
    return sorted(own, key=lambda record: record.__name__)


def section(name: str) -> str:
    """The paragraph or section in which a record is described."""
    found = re.search(rf"(?ms)^### {name}\n.*?(?=^##|\Z)|^`{name}`.*?\n\n|`{name}` \(.*?\n\n", TEXT)
    assert found, f"docs/theming.md does not describe {name}"
    return found[0]


@pytest.mark.parametrize("record", [Frame, Head, Card, SolutionCard, *contexts()], ids=lambda record: record.__name__)
def test_every_field_is_documented(record: type[msgspec.Struct]) -> None:
    missing = {
        field.name for field in msgspec.structs.fields(record) if f"`{field.name}`" not in section(record.__name__)
    } - {"head"}
    assert not missing


@pytest.mark.parametrize(
    "name",
    sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates/pages").glob("*.html")),
)
def test_every_page_template_is_documented(name: str) -> None:
    assert name in TEXT


def test_every_token_group_exists() -> None:
    tokens = (ROOT / "templates/assets/css/tokens.css").read_text(encoding="utf-8")
    for name in re.findall(r"`(--[\w-]+)`", TEXT):
        assert f"{name}:" in tokens
