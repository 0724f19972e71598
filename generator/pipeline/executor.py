"""The one executor seam: chunks of partner ids in, results in the same order out, however many processes work.

A worker process is forked after the exports were read and inherits them; what travels is ids one way and
`ChunkResult` the other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from generator.intake import CHUNK
from generator.pipeline.chunk import ChunkResult, Worker

Result = TypeVar("Result")

_tasks: list[Callable[[], object]] = []
"""The tasks of this process, inherited from the one that forked it."""

_own: list[Worker] = []
"""The worker of this process; filled once, when the process begins."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_chunks(worker: Worker, ids: Sequence[str], jobs: int) -> Iterator[tuple[int, ChunkResult]]:
    """The size and result of every chunk, in the order of `ids`, from `jobs` processes (1: this one)."""
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    if min(jobs, len(chunks)) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for chunk in chunks:
            yield len(chunk), worker.run(chunk)
        return
    pool = ProcessPoolExecutor(
        min(jobs, len(chunks)), multiprocessing.get_context("fork"), initializer=_begin, initargs=(worker,)
    )
    try:
        for chunk, result in zip(chunks, pool.map(_run, chunks), strict=True):
            worker.take_over(result)
            yield len(chunk), result
    finally:
        pool.shutdown(cancel_futures=True)


def run_tasks(tasks: Sequence[Callable[[], Result]], jobs: int) -> list[Result]:
    """The results of all tasks, in order, each in a process of its own where there is more than one to use."""
    if min(jobs, len(tasks)) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [task() for task in tasks]
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), multiprocessing.get_context("fork"), initializer=_begin_tasks, initargs=(tasks,)
    )
    try:
        return list(pool.map(_run_task, range(len(tasks))))
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_tasks(tasks: Sequence[Callable[[], object]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _tasks.extend(tasks)


def _run_task(number: int) -> Any:
    return _tasks[number]()


def _begin(worker: Worker) -> None:
    """A new process: signals are for the parent, which stops handing out chunks."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _own.append(worker)


def _run(chunk: Sequence[str]) -> ChunkResult:
    return _own[0].run(chunk)
