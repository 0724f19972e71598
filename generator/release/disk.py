"""The few things a release does to a disk, each one complete or not done at all.

A file is written whole under a name that did not exist; a link changes its target by one rename; what must survive
a power cut is flushed before anything points at it. Every function raises OSError naming the path.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Container
from pathlib import Path


def write_new(path: Path | str, content: bytes) -> None:
    """Create a file with its content; never through a symlink, never over another file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    try:
        _write_all(descriptor, content, path)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """Put a small file in place of another one, in one rename, safe against a power cut."""
    waiting = path.with_name(f".{path.name}.new")
    remove(waiting)
    write_new(waiting, content)
    sync(waiting)
    waiting.replace(path)
    sync(path.parent)


def replace_link(link: Path, target: Path) -> None:
    """Point `link` at `target` so that a reader sees the old or the new one, never neither; flushed."""
    waiting = link.with_name(f".{link.name}.new")
    remove(waiting)
    waiting.symlink_to(target)
    waiting.replace(link)
    sync(link.parent)


def move(old: Path, new: Path) -> None:
    """Rename within one file system, flushed on both sides."""
    old.rename(new)
    sync(new.parent)
    if old.parent != new.parent:
        sync(old.parent)


def sync(path: Path) -> None:
    """Flush one file, or the names in one folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as failure:
        failure.filename = str(path)
        raise
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Flush everything below a folder.

    Linux can flush a whole file system in one call and reports its errors (syncfs, since 5.8), which costs a fraction
    of one call per file; elsewhere every file and folder is flushed by itself.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _sync_file_system(descriptor):
            return
    except OSError as failure:
        failure.filename = str(folder)
        raise
    finally:
        os.close(descriptor)
    for place, _folders, files in os.walk(folder, topdown=False):
        for file in files:
            sync(Path(place, file))
        sync(Path(place))


def remove(path: Path) -> None:
    """Remove a file, a link (not what it points at) or a folder with all it holds; nothing where there is nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remove_others(folder: Path | str, kept: Container[str], below: str = "") -> bool:
    """Remove all files below a folder but those `kept` (relative to the first folder), and folders left empty; whether
    this one is.
    """
    empty = True
    with os.scandir(folder) as entries:
        for entry in entries:
            name = below + entry.name
            if entry.is_dir(follow_symlinks=False):
                gone = remove_others(entry.path, kept, f"{name}/")
                if gone:
                    Path(entry.path).rmdir()
            else:
                gone = name not in kept
                if gone:
                    Path(entry.path).unlink()
            empty = empty and gone
    return empty


def _write_all(descriptor: int, content: bytes, path: Path | str) -> None:
    remaining = memoryview(content)
    try:
        while remaining:
            remaining = remaining[os.write(descriptor, remaining) :]
    except OSError as failure:
        failure.filename = str(path)
        raise


def _sync_file_system(descriptor: int) -> bool:
    """Whether the file system of a descriptor was flushed in one call; False where there is no such call."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    if syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return True
