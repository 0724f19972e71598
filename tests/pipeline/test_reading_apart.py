"""Tables read in processes of their own give what one process gives: rows, problems, what the next night needs."""

from __future__ import annotations

import os
import random
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from generator.errors import InputOutputError, Problem, Problems
from generator.intake import Exports, read_exports, read_site
from generator.intake.reading import Reading
from generator.intake.standing import Keeper, recall
from generator.model.fields import Kind, fields_of
from generator.model.tables import TABLES
from generator.pipeline.executor import apart
from tests.intake.small import Small, small


@pytest.fixture(autouse=True)
def _every_size_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.intake.reading.LARGE", 0)


def read(site: Path, jobs: int) -> tuple[Exports, list[Problem]]:
    problems = Problems()
    exports = read_exports(read_site(site), site.parent, problems, None, partial(apart, jobs) if jobs > 1 else None)
    return exports, list(problems)


def left(exports: Exports, folder: Path) -> list[object]:
    """What the next reading goes on from."""
    keeper = Keeper(folder)
    for chunk in range(exports.chunks):
        exports.take(exports.records(chunk), keeper)
    exports.leave(keeper, b"key")
    standing = recall(folder, b"key")
    assert standing is not None
    return [standing.head, (folder / "partners").read_bytes()]


def planted(folder: Path, chance: random.Random, *, gone: bool) -> Path:
    """Many partners with rows in every table, some of them wrong. `gone`: more references to nothing than get hints."""
    content = Small(folder)
    for number in range(3, 60):
        for table, rows in small().items():
            for row in rows if table != "rates" else ():
                names = {f.name for f in fields_of(TABLES[table].record) if f.kind is Kind.ID}
                copied = {k: f"{v}-{number}" if k in names and k not in KEPT and v else v for k, v in row.items()}
                content.rows[table].append(copied)
    for _ in range(25):
        table = chance.choice(list(content.rows))
        row = chance.choice(content.rows[table])
        column = chance.choice(list(row))
        row[column] = chance.choice(
            ["Unheard of", "", "\x1b", "2020-02-30", "P1-7", "P1-x", "LOC-x", "CHF", row[column]]
        )
    if gone:
        content.rows["profiles"] = [row for row in content.rows["profiles"] if chance.random() < 0.4]
    return content.write()


KEPT = {"program", "level", "track", "skill_code", "metric"}
"""Ids of programs, which stay."""


@pytest.mark.parametrize("seed", range(6))
def test_reading_apart_gives_what_one_process_gives(tmp_path: Path, seed: int) -> None:
    site = planted(tmp_path, random.Random(seed), gone=seed > 3)
    (whole, told), (parts, also_told) = read(site, 1), read(site, 3)
    assert also_told == told
    assert list(parts.partners()) == list(whole.partners())
    assert parts.counts == whole.counts
    assert list(parts.counts) == list(whole.counts)
    assert (parts.uncounted, parts.files, parts.reference) == (whole.uncounted, whole.files, whole.reference)
    assert parts.vocabulary == whole.vocabulary
    assert parts.ruled == whole.ruled
    assert left(parts, tmp_path / "apart") == left(whole, tmp_path / "whole")


def test_a_file_that_cannot_be_read_is_told_as_by_one_process(tmp_path: Path) -> None:
    content = Small(tmp_path)
    site = content.write()
    for table in ("solutions", "revenue"):
        path = tmp_path / "content" / TABLES[table].folder / f"{table}.csv"
        path.unlink()
        path.mkdir()
    with pytest.raises(InputOutputError, match=r"revenue\.csv: is not a regular file"):
        read(site, 2)


def test_a_process_that_dies_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reading, "_read_group", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(RuntimeError, match="a process ended with -9"):
        read(Small(tmp_path).write(), 2)


def test_whoever_stops_the_run_does_not_wait_for_its_processes() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def stop_the_run() -> None:
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(60)

    before = signal.signal(signal.SIGINT, interrupt)
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            apart(2, [stop_the_run, partial(time.sleep, 60)], [1, 1])
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 30
