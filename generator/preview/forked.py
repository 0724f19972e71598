"""Work on partners in as many processes as there are cores: ids in, results out in the same order.

As `pipeline/executor.py`: a process is forked after the exports were read and inherits them.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

CHUNK = 40

Result = TypeVar("Result")

_task: list[Callable[[Sequence[str]], Any]] = []
"""The task of this process; filled once, when the process begins."""


def run_forked(task: Callable[[Sequence[str]], Result], ids: Sequence[str], jobs: int) -> Iterator[tuple[int, Result]]:
    """The size and result of every chunk, in the order of `ids`, from `jobs` processes (1: this one)."""
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    if min(jobs, len(chunks)) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for chunk in chunks:
            yield len(chunk), task(chunk)
        return
    pool = ProcessPoolExecutor(
        min(jobs, len(chunks)), multiprocessing.get_context("fork"), initializer=_begin, initargs=(task,)
    )
    try:
        for chunk, result in zip(chunks, pool.map(_run, chunks), strict=True):
            yield len(chunk), result
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(task: Callable[[Sequence[str]], Any]) -> None:
    """A new process: signals are for the parent, which stops handing out chunks."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _task.append(task)


def _run(chunk: Sequence[str]) -> Any:
    return _task[0](chunk)
