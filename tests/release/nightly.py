"""Nightly runs for tests: a small world, published night after night through the command line."""

from __future__ import annotations

import contextlib
import io
import json
import signal
from pathlib import Path
from typing import Any

from generator.cli import main
from tests.world import World

DAY = "2026-11-22"


class Nightly:
    """A directory with its exports in `world`, and its publications."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder = folder
        self.world = world
        self.root = folder / "published"
        self.said = ""

    def run(self, *words: str) -> dict[str, Any]:
        """Run one command; returns its `--json` answer and keeps what it said to people in `said`."""
        config = self.world.write(self.folder)
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        out, err = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                exit_code = main([words[0], "--config", str(config), "--json", *words[1:]])
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        self.said = err.getvalue()
        answer: dict[str, Any] = json.loads(out.getvalue())
        assert answer["exit"] == exit_code, answer
        assert "Traceback" not in self.said
        return answer

    def publish(self, day: str = DAY, *words: str) -> dict[str, Any]:
        return self.run("publish", "--as-of", day, "--jobs", "1", *words)

    def first(self, day: str = DAY) -> dict[str, Any]:
        answer = self.publish(day, "--first-release")
        assert answer["exit"] == 0, answer
        return answer

    def page(self, file: str) -> str:
        """A file of the site that stands, such as "customers/index.html"."""
        return (self.root / file).read_text(encoding="utf-8")

    def standing(self) -> dict[str, bytes]:
        """Every byte of the site that stands."""
        current = self.root / "current"
        if not current.exists():
            return {}
        return {
            str(path.relative_to(current)): path.read_bytes() for path in sorted(current.rglob("*/*")) if path.is_file()
        }


def world_of(count: int) -> World:
    """A world of so many partners, P01 and on, all visible to both audiences."""
    world = World()
    for number in range(1, count + 1):
        world.partner(f"P{number:02}", f"Partner Number {number:02}")
    return world
