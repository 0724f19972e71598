"""Turns the problems of `build.py check --json` into annotations of GitHub Actions, at their file and line.

The most serious come first, as GitHub shows only ten of a kind.

Messages hold values that partners wrote, so everything is escaped as workflow commands want it: a value can neither end
its annotation nor begin another command.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

KINDS = {"error": "error", "quarantine": "error", "warning": "warning"}


def text(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def parameter(value: str) -> str:
    return text(value).replace(":", "%3A").replace(",", "%2C")


def annotation(problem: dict[str, Any]) -> str:
    """One problem as a workflow command."""
    place = f"file={parameter(problem['file'])}" + (f",line={int(problem['row'])}" if problem["row"] else "")
    column = f"{problem['column']}: " if problem["column"] else ""
    hint = f" {problem['hint']}" if problem["hint"] else ""
    return (
        f"::{KINDS[problem['severity']]} {place},title={parameter(problem['code'])}"
        f"::{text(column + problem['message'] + hint)}"
    )


def main(path: str) -> None:
    problems = json.loads(Path(path).read_text(encoding="utf-8"))["problems"]
    for problem in sorted(problems, key=lambda one: list(KINDS).index(one["severity"])):
        print(annotation(problem))


if __name__ == "__main__":
    main(sys.argv[1])
