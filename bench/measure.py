"""Measures one command: wall, CPU of the whole process tree, peak memory of the tree, what it wrote."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SAMPLE = 0.1
"""Seconds between two looks at the memory of the tree."""


class Measured(NamedTuple):
    """Seconds, seconds, bytes. `load`: CPU that others took meanwhile, in cores."""

    wall: float
    cpu: float
    peak: int
    load: float


class Tree(NamedTuple):
    """What stands below a folder."""

    files: int
    size: int


def measured(command: Sequence[str], folder: Path | None = None) -> Measured:
    """Run a command to its end; CalledProcessError with its last words where it fails."""
    peak = [0]
    over = threading.Event()
    busy = _busy()
    began = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def watch() -> None:
        while not over.wait(SAMPLE):
            peak[0] = max(peak[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said[-2000:])
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(wall, cpu, max(peak[0], usage.ru_maxrss * 1024), max(0.0, (_busy() - busy - cpu) / wall))


def tree(folder: Path) -> Tree:
    """Files and bytes below a folder, links not followed."""
    files = size = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            files += 1
            size += os.lstat(f"{place}/{name}").st_size
    return Tree(files, size)


def machine() -> str:
    """Processor, cores, memory, system."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return f"{len(os.sched_getaffinity(0))} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()}"


def _memory(pid: int) -> int:
    """Memory of a process and all below it; pages that several of them share count once (PSS)."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
    return total


def _busy() -> float:
    """CPU seconds of the whole machine since it started."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]))
    return (sum(fields[:3]) + sum(fields[5:7])) / os.sysconf("SC_CLK_TCK")
