"""Killed or failing at every operation of the protocol: the old site or the new one, and the next run succeeds."""

from __future__ import annotations

import errno
import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import Driver, in_order, standing_day

FULL = pytest.mark.slow


def broken_at_every_operation(driver: Driver, folder: Path, how: str, every: int, **order: int) -> tuple[int, set[int]]:
    """Break the fourth publication, the first staged in the folders of one that went, at every operation in turn
    (`every`: only each so-manieth, and those of the swap).

    Returns how many were broken, and which days stood afterwards.
    """
    for day in (1, 2, 3):
        driver(folder / "before", day)
    log = driver(_copy(folder / "before", folder / "probe"), 4)["operations"]
    stood = set()
    tried = 0
    for at, operation in enumerate(log):
        if at % every and "current" not in operation:
            continue
        root = _copy(folder / "before", folder / f"{how}-{at}")
        answer = driver(root, 4, at=at, how=how, **order)
        if how.startswith("kill"):
            assert answer["signal"] == 9, operation
        elif answer["exit"] == 0:  # what fails here was there already, is written instead, or may be cleared away later
            assert operation.split()[0] in ("mkdir", "link", "unlink", "rmdir"), operation
        else:
            assert (answer["exit"], answer["signal"]) == (5, None), (operation, answer["said"])
        day = standing_day(root)
        assert day in (3, 4), operation
        stood.add(day)
        after = driver(root, 5)
        assert after["exit"] == 0, (operation, after["said"])
        assert standing_day(root) == 5
        assert in_order(root), operation
        tried += 1
    return tried, stood


def _copy(folder: Path, new: Path) -> Path:
    """A copy in which files with several names stay one file."""
    subprocess.run(["cp", "-a", folder, new], check=True)
    return new


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=FULL)])
@pytest.mark.parametrize("how", ["kill-before", pytest.param("kill-after", marks=FULL)])
def test_killed_at_every_operation_the_old_or_the_new_site_stands(
    driver: Driver, tmp_path: Path, how: str, every: int
) -> None:
    tried, stood = broken_at_every_operation(driver, tmp_path, how, every)
    assert tried > 12
    assert stood == {3, 4}


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=FULL)])
@pytest.mark.parametrize("error", [errno.EIO, pytest.param(errno.ENOSPC, marks=FULL)])
def test_each_operation_failing_once_leaves_a_whole_site(
    driver: Driver, tmp_path: Path, error: int, every: int
) -> None:
    tried, stood = broken_at_every_operation(driver, tmp_path, "fail", every, error=error)
    assert tried > 12
    assert stood == {3, 4}


def test_the_first_publication_killed_leaves_nothing_or_a_whole_site(driver: Driver, tmp_path: Path) -> None:
    log = driver(tmp_path / "probe", 1)["operations"]
    for at in range(0, len(log), 15):
        root = tmp_path / str(at)
        driver(root, 1, at=at, how="kill-before")
        assert standing_day(root) in (None, 1)
        assert driver(root, 2)["exit"] == 0
        assert standing_day(root) == 2


def test_the_order_of_the_protocol_is_what_the_documents_say(driver: Driver, tmp_path: Path) -> None:
    driver(tmp_path, 1)
    log = driver(tmp_path, 2)["operations"]
    swap = log.index("replace current")
    flushed = next(at for at, operation in enumerate(log) if operation.startswith("syncfs"))
    moved = next(at for at, operation in enumerate(log) if operation.startswith("rename .releases/2026"))
    remembered = next(at for at, operation in enumerate(log) if operation.startswith("replace .state/2026"))
    assert flushed < moved < remembered < swap
    assert log[swap + 1] == "fsync ."
    assert log[swap - 1] == "symlink .current.new"
    assert not [operation for operation in log[swap + 1 :] if operation.startswith(("write .releases", "link"))]
