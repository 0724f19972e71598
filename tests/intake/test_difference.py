"""Reading by difference gives what reading everything gives: partners, prints, problems, counts."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

import pytest

from generator.errors import Problems
from generator.intake import Exports, Keeper, Standing, read_exports, read_site, recall
from generator.intake.found import Apart
from generator.intake.records import matched, split
from generator.pipeline.executor import apart
from tests.intake.small import Small
from tests.pipeline.edits import Directory, pool

SEQUENCES = int(os.environ.get("SEQUENCES", "1000"))
KEY = b"a state of code and settings"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pool(tmp_path_factory.mktemp("pool") / "content")


def read(
    directory: Directory | Small, standing: Standing | None, parts: Apart | None = None
) -> tuple[Exports, Problems]:
    problems = Problems()
    site = read_site(directory.folder / "site.yml")
    return read_exports(site, directory.folder, problems, standing, parts), problems


def leave(exports: Exports, folder: Path) -> None:
    keeper = Keeper(folder)
    for chunk in range(exports.chunks):
        exports.take(exports.records(chunk), keeper)
    exports.leave(keeper, KEY)


def sequence(folder: Path, source: Path, seed: int, edits: int, parts: Apart | None = None) -> int:
    """Edit and read several times; returns how often the exports were read by difference."""
    chance = random.Random(seed)
    directory = Directory(folder / "directory", source, chance)
    exports, problems = read(directory, None)
    leave(exports, folder / "kept")
    done, times = [], 0
    for _ in range(edits):
        done.append(directory.edit_rows())
        told = f"seed {seed}: {', '.join(done)}"
        found, warned = read(directory, recall(folder / "kept", KEY), parts)
        expected, problems = read(directory, None)
        times += found.by_difference
        assert [problem.as_json() for problem in warned] == [problem.as_json() for problem in problems], told
        assert (found.ids(), found.counts, found.uncounted) == (expected.ids(), expected.counts, expected.uncounted)
        assert list(found.partners()) == list(expected.partners()), told
        assert prints(found) == prints(expected), told
        if not problems.stopping():
            leave(found, folder / "kept")
    return times


def prints(exports: Exports) -> list[bytes]:
    return [known for chunk in range(exports.chunks) for known in exports.prints(chunk)]


def test_edits_are_read_as_everything_is(tmp_path: Path, source: Path) -> None:
    assert sum(sequence(tmp_path / str(seed), source, seed, 4) for seed in range(1, 3)) > 2


def test_edits_are_read_in_several_processes_as_everything_is(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.intake.reading.LARGE", 0)
    assert sequence(tmp_path, source, 3, 4, partial(apart, 2)) > 1


@pytest.mark.slow
def test_many_edits_are_read_as_everything_is(tmp_path: Path, source: Path) -> None:
    for seed in range(100, 100 + SEQUENCES):
        sequence(tmp_path / str(seed), source, seed, 6)


def test_a_damaged_copy_of_a_file_is_made_anew(tmp_path: Path, source: Path) -> None:
    directory = Directory(tmp_path / "directory", source, random.Random(1))
    exports, _ = read(directory, None)
    leave(exports, tmp_path / "kept")
    for copy in (tmp_path / "kept").glob("raw-*"):
        copy.write_bytes(copy.read_bytes()[:-1])
    path = directory.folder / "content" / "profiles" / "people.csv"
    by_difference = []
    for _ in range(2):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines[:-2], lines[-1], lines[-2]]), encoding="utf-8")
        exports, _ = read(directory, recall(tmp_path / "kept", KEY))
        leave(exports, tmp_path / "kept")
        by_difference.append(exports.by_difference)
    assert by_difference == [False, True]


def test_amounts_without_a_rate_are_named_again(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.rows["rates"] = []
    content.write()
    exports, before = read(content, None)
    leave(exports, tmp_path / "kept")
    path = tmp_path / "content" / "profiles" / "profiles.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Alpha Trade", "Alpha Trades"), encoding="utf-8")
    exports, after = read(content, recall(tmp_path / "kept", KEY))
    assert exports.by_difference
    assert [problem.code for problem in before] == ["no-rate"]
    assert list(map(str, after)) == list(map(str, before))


def test_a_row_that_cannot_be_used_is_read_by_difference_every_night(tmp_path: Path) -> None:
    content = Small(tmp_path)
    content.set("marketing", "contact_phone", "none", row=1)
    content.set("marketing", "publish_to_customers", "maybe", row=1)
    content.write()
    exports, before = read(content, None)
    for old, new in (("Alpha Works,", "Alpha Work,"), ("Alpha Work,", "Alpha Works,")):
        leave(exports, tmp_path / "kept")
        path = tmp_path / "content" / "profiles" / "profiles.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        exports, after = read(content, recall(tmp_path / "kept", KEY))
        assert exports.by_difference
        assert list(map(str, after)) == list(map(str, before))


def test_a_quoted_cell_of_several_lines_is_one_record() -> None:
    found = split(b'a,b\r\n1,"x\r\n""y"""\r\n\r\n2,z\r\n')
    assert found is not None
    assert (found.header, found.rows, list(found.lines)) == (b"a,b\r", [b'1,"x\r\n""y"""\r', b"2,z\r"], [2, 5])


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"a,b\r1,2\r\n", b'a,b\n"1,2\n', b"\na,b\n"])
def test_a_file_that_cannot_be_cut_for_sure_is_not_cut(content: bytes) -> None:
    assert split(content) is None


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (b"abcd", [0, 1, 2, 3]),
        (b"abxd", [0, 1, -1, 3]),
        (b"dabc", [-1, 0, 1, 2]),
        (b"bcda", [1, 2, 3, -1]),
        (b"aabb", [-1, 0, -1, 1]),
        (b"", []),
    ],
)
def test_records_are_matched_in_one_order(now: bytes, places: list[int]) -> None:
    found = matched([b"a", b"b", b"c", b"d"], [bytes([letter]) for letter in now])
    assert found == places
