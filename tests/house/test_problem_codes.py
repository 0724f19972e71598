"""Every problem code that a user can meet is written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


def codes() -> Iterator[tuple[str, Path]]:
    """The codes given as `code="…"` and as the first text of `problems.error`, `.quarantine` and `.warning`."""
    for path in sorted((ROOT / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("error", "quarantine", "warning"):
                given += node.args[:1]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value != "failed":
                    yield value.value, path


def test_every_problem_code_is_documented() -> None:
    found = dict(codes())
    assert len(found) > 60
    receipts = {"condition", "ends", "mentioned", "starts"}  # codes of receipts are words of docs/programs.md
    missing = {code: path.name for code, path in found.items() if f"`{code}`" not in WORDS and code not in receipts}
    missing = {code: name for code, name in missing.items() if re.fullmatch(r"[a-z]+(-[a-z]+)*", code)}
    assert missing == {}
