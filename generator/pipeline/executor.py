"""The one executor seam: chunks of partners in, results in the same order out, however many processes work.

A worker process is forked after the exports were read and inherits them; what travels is numbers of chunks one way and
`ChunkResult` the other.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from generator.pipeline.chunk import ChunkResult, Worker

Result = TypeVar("Result")

_RARELY = 200_000
"""Records made between two looks for circular garbage (Python's own measure is 700)."""

_tasks: list[Callable[[], object]] = []
"""The tasks of this process, inherited from the one that forked it."""

_own: list[Worker] = []
"""The worker of this process; filled once, when the process begins."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_chunks(worker: Worker, chunks: int, jobs: int) -> Iterator[ChunkResult]:
    """The result of every chunk, in order, from `jobs` processes (1: this one)."""
    with rarely_collected():
        if min(jobs, chunks) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
            yield from map(worker.run, range(chunks))
            return
        pool = ProcessPoolExecutor(
            min(jobs, chunks), multiprocessing.get_context("fork"), initializer=_begin, initargs=(worker,)
        )
        try:
            for result in pool.map(_run, range(chunks)):
                worker.take_over(result)
                yield result
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for circular garbage rarely, and never among what is there already: records have no circles.

    What is there also stays shared with the processes forked meanwhile.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def run_tasks(tasks: Sequence[Callable[[], Result]], jobs: int) -> list[Result]:
    """The results of all tasks, in order, each in a process of its own where there is more than one to use."""
    if min(jobs, len(tasks)) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [task() for task in tasks]
    with rarely_collected():
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


def _run(chunk: int) -> ChunkResult:
    return _own[0].run(chunk)
