"""The real publication under every fault of docs/operating.md: last good stands, the next night succeeds."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.intake.sources import Sources
from tests.faults.conftest import ROOT, Driver
from tests.release.nightly import DAY, Nightly, world_of

NEXT = "2026-11-23"
FULL = pytest.mark.slow


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Nightly:
    nightly = Nightly(tmp_path_factory.mktemp("first"), world_of(6))
    nightly.first()
    return nightly


@pytest.fixture
def nightly(first: Nightly, tmp_path: Path) -> Nightly:
    """A published directory in a folder of its own."""
    folder = tmp_path / "site"
    shutil.copytree(first.folder, folder, symlinks=True)
    return Nightly(folder, world_of(6))


def whole(nightly: Nightly) -> str:
    """The release that stands, after checking every sum in both manifests and that no other file is there."""
    import hashlib

    releases = set()
    for site in ("customers", "partners"):
        folder = nightly.root / site
        manifest = json.loads((folder / "data/manifest.json").read_text())
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert files == {*manifest["sums"], "data/manifest.json"}
        for file, total in manifest["sums"].items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == total, file
        releases.add(manifest["release"])
    assert len(releases) == 1
    return releases.pop()


def untidy(root: Path) -> bool:
    """Whether the report of the last night warns of what failed after its release stood."""
    problems = json.loads((root / "report.json").read_text())["problems"]
    return any(one["code"] == "untidy" and "The new release stands." in one["message"] for one in problems)


def day_after(days: int) -> str:
    return (date.fromisoformat(DAY) + timedelta(days)).isoformat()


@FULL
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
def test_each_operation_of_a_night_failing_once(driver: Driver, nightly: Nightly, tmp_path: Path, error: int) -> None:
    """Before the swap exit 5 with the path, and the site before stands; after it the new one, and a warning."""
    nightly.world.write(nightly.folder)
    shutil.copytree(nightly.folder, tmp_path / "probe", symlinks=True)
    log = driver(tmp_path / "probe/published", NEXT, "nightly")["operations"]
    swap = log.index("replace current")
    before = whole(nightly)
    for at in range(len(log)):
        folder = tmp_path / str(at)
        shutil.copytree(nightly.folder, folder, symlinks=True)
        root = folder / "published"
        answer = driver(root, NEXT, "nightly", at=at, how="fail", error=error)
        harmless = log[at].split()[0] in ("mkdir", "link", "unlink", "rmdir") or "/templates-" in log[at]
        if answer["exit"] == 0:
            assert harmless or (at > swap + 1 and "The new release stands." in answer["said"]), (
                log[at],
                answer["said"],
            )
        else:
            assert answer["exit"] == 5, (log[at], answer["said"])
            assert at <= swap + 1 or "report" in log[at] or log[at] == "fsync .", log[at]
            assert str(root) in answer["said"], (log[at], answer["said"])
        stands = whole(Nightly(folder, nightly.world))
        assert (stands == before) == (at <= swap and answer["exit"] == 5), log[at]
        shutil.rmtree(folder)
    print(f"{len(log)} operations failed once with {errno.errorcode[error]}")


@pytest.mark.parametrize(
    "operation", ["replace .state/releases.json", pytest.param("write .incremental/.head.new", marks=pytest.mark.slow)]
)
def test_what_fails_after_the_swap_is_a_warning_and_made_up_for(
    driver: Driver, nightly: Nightly, operation: str
) -> None:
    nightly.world.write(nightly.folder)
    before = whole(nightly)
    folder = nightly.folder.with_name("probe")
    shutil.copytree(nightly.folder, folder, symlinks=True)
    log = driver(folder / "published", NEXT, "nightly")["operations"]
    answer = driver(nightly.root, NEXT, "nightly", at=log.index(operation), how="fail", error=errno.EIO)
    assert (answer["exit"], untidy(nightly.root)) == (0, True), answer["said"]
    assert whole(nightly) != before
    assert driver(nightly.root, day_after(2), "nightly")["exit"] == 0
    assert json.loads((nightly.root / ".state/releases.json").read_text())


@FULL
@pytest.mark.parametrize("kills", [200])
def test_killed_at_random_under_a_reader(driver: Driver, nightly: Nightly, kills: int) -> None:
    nightly.world.settings += "publish: {guards: {exports-old: {days: 100000}}}\n"
    nightly.world.write(nightly.folder)
    chance = random.Random(kills)
    began = time.monotonic()
    assert driver(nightly.root, day_after(1), "nightly")["exit"] == 0
    lasts = time.monotonic() - began
    reader = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.reader", str(nightly.root)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    day, killed = 2, 0
    while killed < kills:
        # Half of the kills aim at the end, where verification, the swap and the clearing away are.
        share = chance.uniform(0.0, 1.1) if killed % 2 else chance.uniform(0.75, 1.1)
        answer = driver(nightly.root, day_after(day), "nightly", seconds=max(share * lasts, 0.001))
        killed += answer["signal"] is not None
        day += answer["signal"] is None
        whole(nightly)
        if killed % 10 == 0:
            after = driver(nightly.root, day_after(day), "nightly")
            assert after["exit"] == 0, after["said"]
            day += 1
            whole(nightly)
        nightly.world.write(nightly.folder)
    told, _ = reader.communicate("", timeout=20)
    seen = json.loads(told)
    print(f"{killed} kills, {day - 2} whole nights, {seen['reads']} reads of {len(seen['releases'])} releases")
    assert seen["torn"] == []
    assert seen["reads"] > 20
    assert len(seen["releases"]) >= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=FULL)])
def test_a_signal_ends_the_run_and_leaves_last_good(nightly: Nightly, number: signal.Signals) -> None:
    config = nightly.world.write(nightly.folder)
    before = nightly.standing()
    words = [sys.executable, "build.py", "publish", "--config", str(config), "--as-of", NEXT, "--jobs", "2"]
    run = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    waiting = time.monotonic() + 60
    while not any(nightly.root.glob(".releases/.staging-*/customers/partners")) and time.monotonic() < waiting:
        time.sleep(0.005)
    run.send_signal(number)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 128 + number
    assert f"stopped by {number.name}" in said
    assert "Traceback" not in said
    assert nightly.standing() == before
    assert not any(nightly.root.glob(".releases/.staging*"))


def test_of_two_publishers_the_second_is_turned_away_and_a_killed_one_frees_the_lock(nightly: Nightly) -> None:
    config = nightly.world.write(nightly.folder)
    words = [sys.executable, "build.py", "publish", "--config", str(config), "--as-of", NEXT]
    run = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    waiting = time.monotonic() + 60
    while not any(nightly.root.glob(".releases/.staging-*")) and time.monotonic() < waiting:
        time.sleep(0.005)
    run.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        answer = nightly.publish(NEXT)
        assert answer["exit"] == 4
        assert answer["problems"][0]["message"] == "another build is writing here."
        assert time.monotonic() - began < 5
    finally:
        run.kill()
        run.wait()
    assert nightly.publish(NEXT)["exit"] == 0


@pytest.mark.slow
def test_a_full_disk_leaves_last_good(driver: Driver, nightly: Nightly) -> None:
    nightly.world.settings += "operator: Somebody Else\n"
    nightly.world.write(nightly.folder)
    before = nightly.standing()
    answer = driver(nightly.root, NEXT, "nightly", largest=4_000)
    assert (answer["exit"], answer["signal"]) == (5, None)
    assert f"error: {tempfile.gettempdir()}: " in answer["said"]  # temporary files come before staging
    assert nightly.standing() == before
    assert nightly.publish(NEXT)["exit"] == 0


def in_a_namespace(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script where it may mount, with the folder as $1."""
    words = ["unshare", "--mount", "--map-root-user", "sh", "-ec", script, "sh", str(folder), sys.executable]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


SUM = 'cd "$1/published/current" && find . -type f | sort | xargs cat | sha256sum'
PUBLISH = '"$2" build.py publish --config "$1/site.yml" --as-of 2026-11-23 --jobs 1 --quiet'


def test_a_small_file_system_that_fills_up(nightly: Nightly) -> None:
    """On a tmpfs that has room for the standing release only (its files would be linked, so all of them change)."""
    nightly.world.settings += "operator: Somebody Else\n"
    nightly.world.write(nightly.folder)
    before = nightly.standing()
    size = sum(len(content) for content in before.values()) * 15 // 10 // 1024
    script = f"""
        mkdir "$1/small"; mount -t tmpfs -o size={size * 2}k tmpfs "$1/small"
        cp -a "$1/published/." "$1/small/"; head -c 100M /dev/zero > "$1/small/filler" || true
        truncate -s -200K "$1/small/filler"; mount --bind "$1/small" "$1/published"
        code=0; {PUBLISH} || code=$?; echo "exit $code"; {SUM}
    """
    done = in_a_namespace(script, nightly.folder)
    assert "exit 5" in done.stdout, done.stderr
    assert "no space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    words = 'cd "$1/published/current" && find . -type f | sort | xargs cat | sha256sum'
    untouched = subprocess.run(
        ["sh", "-c", words, "sh", str(nightly.folder)], capture_output=True, text=True, check=True
    )
    assert untouched.stdout in done.stdout


def test_a_read_only_file_system(nightly: Nightly) -> None:
    nightly.world.write(nightly.folder)
    script = f"""
        mount --bind "$1/published" "$1/published"; mount -o remount,bind,ro "$1/published"
        code=0; {PUBLISH} || code=$?; echo "exit $code"
    """
    done = in_a_namespace(script, nightly.folder)
    assert "exit 5" in done.stdout, done.stderr
    assert "read-only file system" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_publication_folder_may_be_a_link(nightly: Nightly, tmp_path: Path) -> None:
    (nightly.folder / "published").rename(tmp_path / "elsewhere")
    (nightly.folder / "published").symlink_to(tmp_path / "elsewhere")
    assert nightly.publish(NEXT)["exit"] == 0
    whole(nightly)


@pytest.mark.parametrize(
    "content", ["{torn", pytest.param("", marks=FULL), pytest.param('{"version": 99}', marks=FULL)]
)
def test_a_corrupt_state_is_no_yesterday(nightly: Nightly, content: str) -> None:
    (state,) = (nightly.root / ".state").glob("2026*")
    state.write_text(content)
    before = nightly.standing()
    assert nightly.publish(NEXT)["exit"] == 3
    assert nightly.standing() == before
    assert nightly.publish(NEXT, "--first-release")["exit"] == 0


@pytest.mark.parametrize(
    ("audience", "is_there"),
    [
        ("partners", False),
        ("customers", True),
        pytest.param("partners", True, marks=FULL),
        pytest.param("customers", False, marks=FULL),
    ],
)
def test_a_site_without_its_manifest_is_no_yesterday(nightly: Nightly, audience: str, is_there: bool) -> None:
    manifest = nightly.root / "current" / audience / "data" / "manifest.json"
    content = manifest.read_bytes()
    manifest.unlink()
    if is_there:
        manifest.write_bytes(content[:-9])
    assert nightly.publish(NEXT)["exit"] == 3
    assert nightly.publish(NEXT, "--first-release")["exit"] == 0


def cut(text: str, how: str) -> str:
    lines = text.splitlines(keepends=True)
    return {
        "in mid-row": text[: len(text) - len(lines[-1]) // 2 - 1],
        "on a row boundary": "".join(lines[:2]),
        "after the header": lines[0],
        "empty": "",
        "ragged": text + "P99\r\n",
        "NUL": text.replace("Number", "Num\0ber", 1),
        "unclosed quote": text.replace("Partner Number 03", '"Partner Number 03', 1),
        "duplicate id": text + lines[1],
        "no header": "".join(lines[1:]),
    }[how]


@pytest.mark.parametrize(
    ("how", "exits"),
    [
        ("in mid-row", {1}),
        ("on a row boundary", {1, 3}),
        pytest.param("after the header", {1, 3}, marks=FULL),
        ("empty", {1}),
        pytest.param("ragged", {1}, marks=FULL),
        pytest.param("NUL", {1}, marks=FULL),
        pytest.param("unclosed quote", {1}, marks=FULL),
        pytest.param("duplicate id", {1}, marks=FULL),
        pytest.param("no header", {1}, marks=FULL),
    ],
)
def test_a_damaged_export_is_refused(
    nightly: Nightly, monkeypatch: pytest.MonkeyPatch, how: str, exits: set[int]
) -> None:
    before = nightly.standing()
    config = nightly.world.write(nightly.folder)
    profiles = nightly.folder / "content/profiles/profiles.csv"
    profiles.write_bytes(cut(profiles.read_bytes().decode(), how).encode())
    monkeypatch.setattr(nightly.world, "write", lambda folder: config)
    answer = nightly.publish(NEXT)
    assert answer["exit"] in exits, answer
    assert nightly.standing() == before


@pytest.mark.parametrize("table", ["marketing/marketing", pytest.param("profiles/locations", marks=FULL)])
def test_an_export_cut_on_a_row_boundary_is_a_guard_or_a_content_problem(
    nightly: Nightly, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    before = nightly.standing()
    config = nightly.world.write(nightly.folder)
    path = nightly.folder / f"content/{table}.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    monkeypatch.setattr(nightly.world, "write", lambda folder: config)
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 3, answer
    assert {problem["code"] for problem in answer["problems"]} >= {"guard-listings-lost", "guard-tables-shrunk"}
    assert nightly.standing() == before


def test_a_lost_export_is_refused_and_passes_with_the_very_words_of_the_refusal(
    nightly: Nightly, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = nightly.standing()
    config = nightly.world.write(nightly.folder)
    (nightly.folder / "content/marketing/marketing.csv").unlink()
    monkeypatch.setattr(nightly.world, "write", lambda folder: config)
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 3, answer
    assert "Partner Number 01 (partner-number-01-" in nightly.said
    assert nightly.standing() == before
    told = {problem["hint"].partition("build.py publish ")[2] for problem in answer["problems"] if problem["hint"]}
    (words,) = {line for line in told if line}
    fewer = words.replace("listings-lost=6", "listings-lost=5")
    assert nightly.publish(NEXT, *fewer.split())["exit"] == 3
    assert nightly.publish(NEXT, *words.split())["exit"] == 0
    assert list((nightly.root / "customers/partners").glob("partner-number-*.html")) == []


def test_a_sidecar_that_disagrees_is_honoured(nightly: Nightly) -> None:
    nightly.world.write(nightly.folder)
    beside = nightly.folder / "content/profiles/profiles.csv.meta.json"
    beside.write_text('{"rows": 7}')
    before = nightly.standing()
    assert nightly.publish(NEXT)["exit"] == 1
    assert nightly.standing() == before


def test_an_export_that_changes_while_it_is_read(nightly: Nightly, monkeypatch: pytest.MonkeyPatch) -> None:
    chunks: Callable[..., Iterator[bytes]] = Sources.chunks

    def while_it_grows(self: Any, path: Path) -> Iterator[bytes]:
        for place, chunk in enumerate(chunks(self, path)):
            if path.name == "profiles.csv" and place == 0:
                with path.open("ab") as stream:
                    stream.write(b"P99,Late Partner,approved\r\n")
            yield chunk

    monkeypatch.setattr(Sources, "chunks", while_it_grows)
    before = nightly.standing()
    assert nightly.publish(NEXT)["exit"] == 1
    assert nightly.standing() == before


def test_an_unreadable_export_names_its_path(nightly: Nightly) -> None:
    config = nightly.world.write(nightly.folder)
    (nightly.folder / "content/profiles/profiles.csv").unlink()
    os.mkfifo(nightly.folder / "content/profiles/profiles.csv")
    before = nightly.standing()
    nightly.world.write = lambda folder: config  # type: ignore[method-assign]
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 5
    assert "content/profiles/profiles.csv" in nightly.said
    assert nightly.standing() == before
