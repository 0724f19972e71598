"""The house rules that a tool can hold: imports point one way, modules stay readable, names mean something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "generator").rglob("*.py"))

# Lowest first; packages on one line do not import each other (docs/architecture.md).
LAYERS = [
    {"errors"},
    {"yaml_source"},
    {"model"},
    {"wording"},
    {"intake", "levels", "audience"},
    {"pages"},
    {"search"},
    {"render", "release"},
    {"pipeline"},
    {"preview"},
    {"terminal"},
    {"commands"},
    {"cli"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

CLOSED_TO_PARTNERS = {"pages", "search", "render", "release"}
PRIVATE_MODELS = {
    "generator.model.partner",
    "generator.model.tables",
    "generator.model.outcome",
    "generator.model.receipt",
}
PRIVATE_GATE = {"generator.audience.gate", "generator.audience.policy", "generator.audience.roster"}

BANNED = {"data", "item", "info", "manager", "handler", "helper", "utils", "misc"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    parts = name_of(path).split(".")
    if len(parts) == 1:
        return
    own = parts[1]
    for line, imported in imports(path):
        target = imported.split(".")
        if target[0] != "generator" or len(target) < 2 or target[1] == own:
            continue
        assert RANK[target[1]] < RANK[own], f"{path}:{line}: {own} must not import {imported}"


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent.name in CLOSED_TO_PARTNERS], ids=name_of)
def test_what_renders_cannot_name_a_partner(path: Path) -> None:
    found = {imported for _, imported in imports(path)}
    assert not found & (PRIVATE_MODELS | PRIVATE_GATE)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    records_only = path.parent.name == "model"
    assert len(text.splitlines()) <= (520 if records_only else 350), f"{path} is more than one thing"
    assert ast.get_docstring(ast.parse(text)), f"{path} does not say what it is for"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_identifiers_mean_something(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        for name in names:
            assert name.lower() not in BANNED, f"{path}:{node.lineno}: {name}"


def test_only_the_commands_read_the_clock() -> None:
    reading = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("time", "time"), ("time", "localtime")}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and name_of(path) != "generator.commands"
            ):
                assert (node.value.id, node.attr) not in reading, f"{path}:{node.lineno} reads the clock"
