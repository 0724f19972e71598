"""A build that goes on from the last one gives, byte for byte, what a build from nothing gives."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.cli import main
from generator.pages.routes import key_of
from tests.pipeline.edits import DAY, Directory, pool

SEQUENCES = int(os.environ.get("SEQUENCES", "1000"))
"""How many sequences of edits the slow test tries."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pool(tmp_path_factory.mktemp("pool") / "content")


OF_ROWS = frozenset({"change", "add", "remove", "move", "partner_comes_or_goes", "break", "nothing"})
"""Edits that concern single partners."""

DATED = 2
"""Pages that every build renders: what changed, for each audience."""


class Begun(NamedTuple):
    """A directory that was built once, its output, and its day."""

    folder: Path
    output: Path
    day: date


def built(directory: Directory | Begun, output: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    words = ["--config", str(directory.folder / "site.yml"), "--as-of", directory.day.isoformat(), "--jobs", "1"]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main(["build", *words, "--output", str(output), "--json", *options])
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def files(output: Path) -> dict[str, bytes]:
    site = output / "current"
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def sequence(folder: Path, source: Path, seed: int, edits: int) -> int:
    """Edit and build several times; returns how many pages were kept."""
    chance = random.Random(seed)
    directory = Directory(folder / "directory", source, chance)
    done = []
    kept = 0
    assert built(directory, folder / "going-on")["exit"] == 0
    stood = files(folder / "going-on")
    for _ in range(edits):
        rows = directory.by_partner()
        done.append(directory.edit())
        going_on = built(directory, folder / "going-on")
        shutil.rmtree(folder / "clean", ignore_errors=True)
        clean = built(directory, folder / "clean")
        told = f"seed {seed}: {', '.join(done)}"
        assert going_on["exit"] == clean["exit"], told
        if clean["exit"] == 0:
            found, expected = files(folder / "going-on"), files(folder / "clean")
            assert found.keys() == expected.keys(), told
            assert [name for name in expected if found[name] != expected[name]] == [], told
            assert going_on["pages_rendered"] + going_on["pages_reused"] == clean["pages_rendered"], told
            kept += going_on["pages_reused"]
            if done[-1] in OF_ROWS:
                after = directory.by_partner()
                changed = {known for known in rows.keys() | after.keys() if rows.get(known) != after.get(known)}
                affected = {known for one in changed for known in directory.sisters(one)}
                own = sum(pages_of(known, after) for known in affected)
                showing = sum(
                    expected[name] != stood.get(name) or shows(expected[name], affected)
                    for name in expected
                    if name.endswith(".html")
                )
                assert going_on["pages_rendered"] <= own + showing + DATED, told
            stood = expected
    return kept


def pages_of(partner_id: str, rows: dict[str, list[tuple[str, str]]]) -> int:
    """How many pages a partner can have: listing and solutions for both audiences, with their former addresses."""
    solutions = sum(table == "solutions/solutions" for table, _ in rows.get(partner_id, ()))
    return 4 * (1 + solutions)


def shows(page: bytes, partners: set[str]) -> bool:
    """Whether a page leads to the listing of one of these partners: what its card knows may have changed unseen."""
    return any(f"-{key_of(known)}.html".encode() in page for known in partners)


def test_edits_give_what_a_clean_build_gives(tmp_path: Path, source: Path) -> None:
    assert sum(sequence(tmp_path / str(seed), source, seed, 2) for seed in range(1, 2)) > 0


@pytest.mark.slow
def test_many_edits_give_what_a_clean_build_gives(tmp_path: Path, source: Path) -> None:
    for seed in range(100, 100 + SEQUENCES):
        sequence(tmp_path / "one", source, seed, 3 if seed % 4 else 6)
        shutil.rmtree(tmp_path / "one")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Path:
    """A folder with a directory, and what was built of it."""
    folder = tmp_path_factory.mktemp("once")
    built(Directory(folder / "directory", source, random.Random(1)), folder / "out")
    return folder


@pytest.fixture
def begun(once: Path, tmp_path: Path) -> Begun:
    """A directory and its output, to go on with."""
    shutil.copytree(once, tmp_path / "begun", symlinks=True)
    return Begun(tmp_path / "begun/directory", tmp_path / "begun/out", DAY)


def test_an_unchanged_night_touches_nothing(begun: Begun) -> None:
    before = {path: path.stat() for path in begun.output.rglob("*.html") if "changes" not in path.parts}
    inodes = {stat.st_ino: stat.st_mtime_ns for stat in before.values()}
    again = built(begun, begun.output)
    assert again["pages_rendered"] == 2, "what changed, once for each audience"
    assert again["pages_reused"] == len(list((begun.output / "current").rglob("*.html"))) - 2
    for path in (begun.output / "current").rglob("*.html"):
        if "changes" not in path.parts:
            assert inodes[path.stat().st_ino] == path.stat().st_mtime_ns


def test_one_changed_row_renders_one_listing_and_what_shows_it(begun: Begun) -> None:
    path = begun.folder / "content" / "marketing" / "marketing.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    tagline = next(cell for cell in lines[1].split(",")[4:5])
    path.write_text("".join(lines).replace(tagline, "Something else", 1), encoding="utf-8")
    answer = built(begun, begun.output)
    rendered = answer["pages_rendered"]
    assert 0 < rendered < answer["pages_reused"]


@pytest.mark.parametrize(
    "name",
    [
        "head",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("exports/head", "blocks", "roll", "exports/partners")
        ),
    ],
)
def test_a_torn_state_is_as_good_as_none(begun: Begun, name: str) -> None:
    expected = files(begun.output)
    state = begun.output / ".incremental" / name
    content = bytearray(state.read_bytes())
    content[len(content) // 2] ^= 1
    state.write_bytes(bytes(content))
    answer = built(begun, begun.output)
    assert answer["exit"] == 0
    assert files(begun.output) == expected
    if name == "head":
        assert answer["notes"] == ["the incremental state cannot be read; everything is built anew"]


def test_full_takes_nothing_over(begun: Begun) -> None:
    assert built(begun, begun.output, "--full")["pages_reused"] == 0


def test_changed_templates_are_named_as_the_reason(begun: Begun) -> None:
    path = begun.folder / "templates" / "pages" / "listing.html"
    path.write_text(path.read_text(encoding="utf-8").replace("<article>", "<article >"), encoding="utf-8")
    answer = built(begun, begun.output)
    assert answer["notes"] == ["changed since the last build: templates; everything is built anew"]
