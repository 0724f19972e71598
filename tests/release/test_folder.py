"""Releases side by side: what stands, what is kept, what a killed run leaves."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from generator.errors import InputOutputError, LockedError, UsageError
from generator.release import disk
from generator.release.folder import ReleaseFolder
from generator.release.staging import StagedSite, release_id

SITES = ("customers", "partners")


def publish(folder: ReleaseFolder, day: int, text: str = "", keep_page: str = "the same") -> str:
    with folder.locked(), folder.staged() as sites:
        for site in sites.values():
            site.write("index.html", f"day {day} {text}".encode())
            site.write("partners/a.html", keep_page.encode())
            site.sweep()
        release = release_id(f"2026-11-{day:02}", sites)
        name = folder.commit(release, f"state of {day}".encode()).name
        folder.tidy(name)
        return name


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    return ReleaseFolder(tmp_path / "site", SITES, keep=3)


def test_a_release_stands_behind_fixed_links(folder: ReleaseFolder) -> None:
    name = publish(folder, 1)
    assert (folder.root / "customers").readlink() == Path("current/customers")
    assert (folder.root / "current").readlink() == Path(".releases", name)
    assert (folder.root / "partners/index.html").read_text() == "day 1 "
    assert folder.state() == b"state of 1"


def test_the_last_releases_are_kept_with_their_state(folder: ReleaseFolder) -> None:
    names = [publish(folder, day) for day in (1, 2, 3, 4)]
    assert folder.releases() == tuple(names[1:])
    assert sorted(path.name for path in (folder.root / ".releases").iterdir()) == sorted([".spare", *names[1:]])
    assert sorted(path.name for path in (folder.root / ".state").iterdir()) == sorted(
        [f"{name}.json" for name in names[1:]] + ["releases.json"]
    )


def test_the_state_folder_is_private(folder: ReleaseFolder) -> None:
    publish(folder, 1)
    assert (folder.root / ".state").stat().st_mode & 0o077 == 0


def test_the_same_release_again_does_not_push_out_an_older_one(folder: ReleaseFolder) -> None:
    first, second = publish(folder, 1), publish(folder, 2)
    again = publish(folder, 2)
    assert again == f"{second}.2"
    assert publish(folder, 2) == second
    assert folder.releases() == (first, second)


def test_an_unchanged_file_keeps_its_inode_and_time(folder: ReleaseFolder) -> None:
    publish(folder, 1)
    before = (folder.root / "customers/partners/a.html").stat()
    publish(folder, 2)
    after = (folder.root / "customers/partners/a.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_damaged_in_place_is_written_anew(folder: ReleaseFolder) -> None:
    publish(folder, 1)
    (folder.root / "customers/partners/a.html").write_text("the lame")
    publish(folder, 2)
    assert (folder.root / "customers/partners/a.html").read_text() == "the same"


def test_rollback_goes_to_the_release_before_and_to_a_named_one(folder: ReleaseFolder) -> None:
    first, second, third = (publish(folder, day) for day in (1, 2, 3))
    assert folder.rollback(None) == second
    assert folder.rollback(None) == first
    assert (folder.root / "customers/index.html").read_text() == "day 1 "
    assert folder.rollback(third) == third


def test_rollback_to_an_unknown_release_names_the_nearest(folder: ReleaseFolder) -> None:
    name = publish(folder, 1)
    with pytest.raises(UsageError, match=f'there is no release "{name[:-1]}x". Did you mean "{name}"'):
        folder.rollback(f"{name[:-1]}x")


def test_rollback_without_an_earlier_release_is_refused(folder: ReleaseFolder) -> None:
    publish(folder, 1)
    with pytest.raises(UsageError, match="there is no release before the current one"):
        folder.rollback(None)


def test_rollback_refuses_a_release_that_lost_a_site(folder: ReleaseFolder) -> None:
    first = publish(folder, 1)
    publish(folder, 2)
    (folder.root / ".releases" / first / "partners").rename(folder.root / "elsewhere")
    with pytest.raises(InputOutputError, match="has lost its partners folder"):
        folder.rollback(None)


def test_a_second_build_is_turned_away_at_once(folder: ReleaseFolder) -> None:
    other = ReleaseFolder(folder.root, SITES, keep=3)
    with folder.locked(), pytest.raises(LockedError, match="another build is writing here"), other.locked():
        pytest.fail("two builds held one folder")


def test_a_release_that_never_stood_is_cleared_away(folder: ReleaseFolder) -> None:
    name = publish(folder, 1)
    (folder.root / ".releases/2026-11-02-neverstood/customers").mkdir(parents=True)
    (folder.root / ".state/2026-11-02-neverstood.json").write_text("{}")
    with folder.locked():
        assert folder.releases() == (name,)
    assert [path.name for path in (folder.root / ".releases").iterdir()] == [name]


def test_a_release_killed_right_after_the_swap_is_entered_later(folder: ReleaseFolder) -> None:
    first = publish(folder, 1)
    second = publish(folder, 2)
    (folder.root / ".state/releases.json").write_text(f'["{first}"]')
    with folder.locked():
        assert folder.releases() == (first, second)


def test_a_lost_order_is_told_from_the_folders(folder: ReleaseFolder) -> None:
    names = [publish(folder, day) for day in (1, 2)]
    for age, name in enumerate(names):
        os.utime(folder.root / ".releases" / name, (age, age))
    (folder.root / ".state/releases.json").write_text("{torn")
    with folder.locked():
        assert folder.releases() == tuple(names)


def test_a_folder_of_somebody_else_is_not_touched(folder: ReleaseFolder) -> None:
    (folder.root / "customers").mkdir(parents=True)
    (folder.root / "customers/mine.txt").write_text("mine")
    with pytest.raises(InputOutputError, match="stands where a symlink to the current release belongs"):
        publish(folder, 1)
    assert (folder.root / "customers/mine.txt").read_text() == "mine"


def test_staging_is_never_written_through_a_planted_link(folder: ReleaseFolder, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (folder.root / ".releases").mkdir(parents=True)
    (folder.root / f".releases/.staging-{os.getpid()}").symlink_to(target)
    publish(folder, 1)
    assert list(target.iterdir()) == []


@pytest.fixture
def spare(folder: ReleaseFolder) -> Path:
    """What the release that went last has left of the customers' site."""
    for day in (1, 2, 3, 4):
        publish(folder, day)
    return folder.root / ".releases/.spare/customers"


def test_a_release_staged_in_the_folders_of_an_old_one_holds_nothing_of_it(folder: ReleaseFolder, spare: Path) -> None:
    (spare / "partners/gone.html").write_text("delisted")
    (spare / "badges/key").mkdir(parents=True)
    (spare / "badges/key/program.svg").write_text("delisted")
    (spare.parent / "staff").mkdir()
    standing = (folder.root / "customers/partners/a.html").stat()
    release = folder.root / ".releases" / publish(folder, 5)
    assert not any(folder.root.glob(".releases/.staging*"))
    assert sorted(path.name for path in release.iterdir()) == ["customers", "partners"]
    there = sorted(str(path.relative_to(release)) for path in (release / "customers").rglob("*"))
    assert there == ["customers/index.html", "customers/partners", "customers/partners/a.html"]
    assert (release / "customers/index.html").read_text() == "day 5 "
    assert (release / "customers/partners/a.html").stat().st_ino == standing.st_ino


def test_files_that_are_names_of_standing_ones_already_stay(folder: ReleaseFolder, spare: Path) -> None:
    stands = folder.root / "customers"
    files = [("partners/a.html", hashlib.sha256(b"the same").hexdigest()), ("index.html", "a sum")]
    assert (spare / "partners/a.html").stat().st_ino == (stands / "partners/a.html").stat().st_ino
    (spare / "index.html").unlink()
    (spare / "index.html").write_text("another")
    (stands / "data").mkdir()
    (stands / "data/manifest.json").write_text("{}")
    with folder.locked(), folder.staged() as sites:
        site = sites["customers"]
        inodes = [(site.folder / file).stat().st_ino for file, _ in files]
        assert site.keep(files, 14)
        assert not site.keep([("index.html", "")], 1000)
        site.sweep()
        assert inodes[0] == (stands / "partners/a.html").stat().st_ino
        assert inodes[1] != (stands / "index.html").stat().st_ino
        for file, _ in files:
            assert (site.folder / file).stat().st_ino == (stands / file).stat().st_ino


def test_a_run_that_wrote_nothing_leaves_the_old_folders_to_the_next(folder: ReleaseFolder, spare: Path) -> None:
    before = (spare / "partners").stat().st_ino
    with pytest.raises(UsageError), folder.locked(), folder.staged():
        raise UsageError.because("no", code="no", place="")
    assert (spare / "partners").stat().st_ino == before
    release = publish(folder, 5)
    assert (folder.root / ".releases" / release / "customers/partners").stat().st_ino == before


def test_whoever_looks_into_an_old_release_sees_nothing_of_the_next(folder: ReleaseFolder, spare: Path) -> None:
    looking = os.open(spare, os.O_RDONLY)
    try:
        with folder.locked(), folder.staged() as sites:
            sites["customers"].write("index.html", b"not verified yet")
            assert list(os.scandir(looking)) == []
    finally:
        os.close(looking)


def test_a_folder_stands_where_a_file_belongs(folder: ReleaseFolder, spare: Path) -> None:
    (spare / "index.html").unlink()
    (spare / "index.html/below").mkdir(parents=True)
    publish(folder, 5)
    assert (folder.root / "customers/index.html").read_text() == "day 5 "


@pytest.mark.parametrize("planted", ["", "partners", "partners/a.html"])
def test_an_old_release_is_never_written_through_a_planted_link(
    folder: ReleaseFolder, spare: Path, tmp_path: Path, planted: str
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    shutil.rmtree(spare) if not planted else disk.remove(spare / planted)
    (spare / planted if planted else spare).symlink_to(target)
    publish(folder, 5, keep_page="anew")
    assert list(target.iterdir()) == []
    assert (folder.root / "customers/partners/a.html").read_text() == "anew"
    assert not any(path.is_symlink() for path in (folder.root / "customers").rglob("*"))


def test_the_folder_may_be_reached_through_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    folder = ReleaseFolder(tmp_path / "link", SITES, keep=2)
    publish(folder, 1)
    publish(folder, 2)
    assert (tmp_path / "real/customers/index.html").read_text() == "day 2 "


def test_assets_of_the_release_before_can_be_carried(tmp_path: Path) -> None:
    (tmp_path / "old/assets").mkdir(parents=True)
    (tmp_path / "old/data").mkdir()
    (tmp_path / "old/assets/site.1.css").write_text("a{}")
    (tmp_path / "old/data/manifest.json").write_text("{}")
    total = hashlib.sha256(b"a{}").hexdigest()
    staged = StagedSite(tmp_path / "new", tmp_path / "old")
    assert not staged.carry("assets/site.1.css", "of other bytes")
    assert staged.carry("assets/site.1.css", total)
    assert not staged.carry("assets/site.1.css", total)
    assert not staged.carry("assets/gone.css", total)
    assert (tmp_path / "new/assets/site.1.css").stat().st_nlink == 2


@pytest.mark.parametrize(
    "file", ["../up.html", "a//b.html", ".hidden", "a/./b", "/root.html", "a\n.html", "a.html\n", "ü.html"]
)
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(ValueError, match="not a safe file name"):
        StagedSite(tmp_path).write(file, b"")


def test_a_file_is_written_once(tmp_path: Path) -> None:
    staged = StagedSite(tmp_path)
    staged.write("a.html", b"")
    with pytest.raises(ValueError, match="written twice"):
        staged.write("a.html", b"")
