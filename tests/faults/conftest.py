"""The driver of broken publications, and what must hold after each of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.driver import FILES, SITES

ROOT = Path(__file__).parents[2]


class Driver:
    """Asks the driver's process for publications."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, root: Path, day: int | str, publish: str = "small", **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"root": str(root), "day": day, "publish": publish, **order}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "Traceback" not in answer["said"]
        return answer


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.driver"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Driver(process)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


def standing_day(root: Path) -> int | None:
    """The day that every file of both small sites says; fails where they do not agree."""
    if not (root / "current").exists():
        return None
    days = set()
    for site in SITES:
        files = sorted((root / site).rglob("*.html"))
        assert len(files) == FILES
        for path in files:
            day, number = path.read_text().split(", file ")
            assert number == path.stem
            days.add(int(day.removeprefix("day ")))
    assert len(days) == 1
    return days.pop()


def in_order(root: Path) -> bool:
    """Whether nothing of a broken publication is left."""
    releases = sorted(path.name for path in (root / ".releases").iterdir() if path.name != ".spare")
    listed = json.loads((root / ".state/releases.json").read_text())
    states = sorted(path.name.removesuffix(".json") for path in (root / ".state").glob("2*.json"))
    waiting = [path.name for path in root.iterdir() if path.name.endswith(".new")]
    return releases == sorted(listed) == states and not waiting
