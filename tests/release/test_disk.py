"""What a release does to a disk: whole or not at all, flushed, and every failure names its path."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.release import disk


def test_a_file_is_written_whole_even_where_the_system_writes_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, bytes(content[:3])))
    disk.write_new(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_file_is_never_written_over_another_nor_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    (tmp_path / "link").symlink_to("elsewhere")
    for name in ("a", "link"):
        with pytest.raises(FileExistsError):
            disk.write_new(tmp_path / name, b"yours")
    assert not (tmp_path / "elsewhere").exists()


def failing(number: int) -> Callable[..., int]:
    def call(*_arguments: object) -> int:
        raise OSError(number, os.strerror(number))

    return call


def test_a_failed_write_or_flush_names_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space left on device") as refused:
        disk.write_new(tmp_path / "a", b"x")
    assert refused.value.filename == str(tmp_path / "a")
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match="Input/output error") as refused:
        disk.sync(tmp_path)
    assert refused.value.filename == str(tmp_path)


def test_a_file_or_link_is_replaced_with_nothing_left_over(tmp_path: Path) -> None:
    (tmp_path / ".a.new").write_text("left by a killed run")
    for content in (b"one", b"two"):
        disk.replace_file(tmp_path / "a", content)
        disk.replace_link(tmp_path / "b", Path(content.decode()))
    assert (tmp_path / "a").read_bytes() == b"two"
    assert (tmp_path / "b").readlink() == Path("two")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_without_a_call_for_the_file_system_every_file_and_folder_is_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/a").write_text("a")
    (tmp_path / "b").write_text("b")
    flushed: list[str] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda *_name, **_more: SimpleNamespace())
    monkeypatch.setattr(disk, "sync", lambda path: flushed.append(path.name))
    disk.sync_tree(tmp_path)
    assert flushed == ["a", "folder", "b", tmp_path.name]


def test_an_error_of_the_file_system_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_name, **_more: SimpleNamespace(syncfs=lambda _descriptor: -1))
    monkeypatch.setattr(ctypes, "get_errno", lambda: errno.EIO)
    with pytest.raises(OSError, match="Input/output error") as refused:
        disk.sync_tree(tmp_path)
    assert refused.value.filename == str(tmp_path)


def test_moving_flushes_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from/a").write_text("a")
    flushed: list[str] = []
    monkeypatch.setattr(disk, "sync", lambda path: flushed.append(path.name))
    disk.move(tmp_path / "from/a", tmp_path / "to/a")
    disk.move(tmp_path / "to/a", tmp_path / "to/b")
    assert flushed == ["to", "from", "to"]


def test_removing_takes_a_link_and_not_what_it_points_at(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/a").write_text("a")
    (tmp_path / "link").symlink_to("folder")
    disk.remove(tmp_path / "link")
    assert (tmp_path / "folder/a").exists()
    disk.remove(tmp_path / "folder")
    disk.remove(tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []
