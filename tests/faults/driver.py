"""Runs publications that are killed or fail at a chosen operation of the disk, each in a process of its own.

A line of JSON on stdin asks for one: "root", "day", "publish" (small, nightly), and what shall go wrong: "at" (number
of an operation) with "how" (kill-before, kill-after, fail) and "error" (an errno); "seconds" (killed after so long);
"largest" (no file may have more bytes). The answer is one line: "exit", "signal", "operations", "said". The driver
itself stays single-threaded and forks, so that a thousand publications cost a thousand forks, not a thousand starts.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.cli import main
from generator.release import disk
from generator.release.folder import ReleaseFolder
from generator.release.staging import release_id

SITES = ("customers", "partners")
FILES = 12


class Operations:
    """Counts what a publication does to the disk below a root, and stops it at one place."""

    NAMED = ("mkdir", "rename", "replace", "symlink", "link", "unlink", "rmdir")

    def __init__(self, root: str, order: dict[str, Any]) -> None:
        self._root = os.path.realpath(root)
        self._at = order.get("at")
        self._how = order.get("how", "")
        self._error = order.get("error", errno.EIO)
        self._opened: dict[int, str] = {}
        self.log: list[str] = []

    def install(self) -> None:
        for name in self.NAMED:
            setattr(os, name, self._counted(name, getattr(os, name)))
        os.open = self._counted_open(os.open)  # type: ignore[assignment]
        os.write = self._on_descriptor("write", os.write)  # type: ignore[assignment]
        os.fsync = self._on_descriptor("fsync", os.fsync)  # type: ignore[assignment]
        sync = disk._sync_file_system
        disk._sync_file_system = lambda descriptor: self._do(  # type: ignore[assignment]
            "syncfs", self._opened.get(descriptor, ""), lambda: sync(descriptor)
        )

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*places: Any, **more: Any) -> Any:
            path = str(places[1] if name in ("symlink", "link", "rename", "replace") else places[0])
            return self._do(name, path, lambda: real(*places, **more))

        return call

    def _counted_open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *rest: Any, **more: Any) -> int:
            writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not writing or str(path).endswith(".lock"):
                descriptor = real(path, flags, *rest, **more)
            else:
                descriptor = self._do("create", str(path), lambda: real(path, flags, *rest, **more))
            self._opened[descriptor] = str(path)
            return descriptor

        return call

    def _on_descriptor(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(descriptor: int, *rest: Any) -> Any:
            return self._do(name, self._opened.get(descriptor, ""), lambda: real(descriptor, *rest))

        return call

    def _do(self, name: str, path: str, act: Callable[[], Any]) -> Any:
        if not str(Path(os.path.realpath(Path(path).parent), Path(path).name)).startswith(self._root):
            return act()
        here = len(self.log) == self._at
        self.log.append(f"{name} {os.path.relpath(path, self._root)}")
        if here and self._how == "kill-before":
            os.kill(os.getpid(), signal.SIGKILL)
        if here and self._how == "fail":
            raise OSError(self._error, os.strerror(self._error), path)
        try:
            return act()
        finally:
            if here and self._how == "kill-after":
                os.kill(os.getpid(), signal.SIGKILL)


def small(root: str, day: int) -> None:
    """Publish two small sites whose every file says the day."""
    folder = ReleaseFolder(Path(root), SITES, keep=2)
    with folder.locked(), folder.staged() as sites:
        for site in sites.values():
            for number in range(FILES):
                site.write(f"part{number % 3}/{number}.html", f"day {day}, file {number}".encode())
            site.write("same.css", b"the same every day")
            site.sweep()
        stands = folder.commit(release_id(f"2026-01-{day:02}", sites), f"state of {day}".encode())
        folder.tidy(stands.name)


def nightly(root: str, day: str, words: list[str]) -> int:
    """Run the real command for the settings beside the root."""
    config = str(Path(root).parent / "site.yml")
    return main(["publish", "--config", config, "--as-of", day, "--jobs", "1", "--quiet", *words])


def run(order: dict[str, Any], pipe: int) -> None:
    """One publication, in the child."""
    operations = Operations(order["root"], order)
    said = io.StringIO()
    exit_code = 0
    report = os.write
    if "seconds" in order:
        signal.setitimer(signal.ITIMER_REAL, order["seconds"])  # nobody catches its signal
    if "largest" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    operations.install()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            if order["publish"] == "small":
                small(order["root"], order["day"])
            else:
                exit_code = nightly(order["root"], order["day"], order.get("words", []))
        except Exception as failure:
            exit_code = 5 if isinstance(failure, OSError) else 70
            said.write(f"{type(failure).__name__}: {failure}")
    report(pipe, json.dumps([exit_code, operations.log, said.getvalue()]).encode())


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Fork, run, and say how it ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            run(order, theirs)
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    exit_code, log, said = json.loads(told) if told else (None, [], "")
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    return {"exit": exit_code, "signal": killed, "operations": log, "said": said}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
