"""The one executor seam: work spread over processes, results in the same order out, however many of them work.

A process is forked after the exports were read (or while they are: `apart`) and inherits them, and the work; what
travels is pieces one way and results the other.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as ready
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_RARELY = 200_000
"""Records made between two looks for circular garbage (Python's own measure is 700)."""

_STOPPING = (signal.SIGINT, signal.SIGTERM)

_PARENT_DEATH = 1
"""PR_SET_PDEATHSIG of Linux."""

_work: list[Callable[[Any], Any]] = []
"""The work of this process; filled once, when the process begins."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forks() -> bool:
    """Whether processes can inherit what is in memory here."""
    return "fork" in multiprocessing.get_all_start_methods()


def spread(work: Callable[[Piece], Result], pieces: Sequence[Piece], jobs: int) -> Iterator[Result]:
    """What `work` makes of every piece, in order, from `jobs` processes (1: this one)."""
    forked = min(jobs, len(pieces)) > 1 and forks()
    if forked:
        gc.collect()  # what is left lying would be kept, and shared, as long as the processes live
    with rarely_collected():
        if not forked:
            yield from map(work, pieces)
            return
        pool = ProcessPoolExecutor(
            min(jobs, len(pieces)),
            multiprocessing.get_context("fork"),
            initializer=_begin,
            initargs=(work, os.getpid()),
        )
        try:
            with _held_back():
                results = pool.map(_run, pieces)
            yield from results
        finally:
            pool.shutdown(cancel_futures=True)


def run_tasks(tasks: Sequence[Callable[[], Result]], jobs: int) -> list[Result]:
    """The results of all tasks, in order, each in a process of its own where there is more than one to use."""
    return list(spread(lambda number: tasks[number](), range(len(tasks)), jobs))


def apart(jobs: int, tasks: Sequence[Callable[[], Result]], sizes: Sequence[int]) -> list[Result]:
    """The results of all tasks, in order, each from a process of its own: what it took of memory goes with it.

    `jobs` of them work at once, and those of the greatest size begin. A task that raises has done all that it could;
    the first in order is the one that is told. Tasks leave nothing behind: whoever stops this stops them at once.
    """
    fork = multiprocessing.get_context("fork")
    waiting = sorted(range(len(tasks)), key=lambda number: sizes[number])
    running: dict[Any, tuple[int, BaseProcess]] = {}
    outcomes: dict[int, tuple[Result, Exception | None]] = {}
    gc.collect()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                number = waiting.pop()
                heard, told = fork.Pipe(duplex=False)
                process: BaseProcess = fork.Process(target=_tell, args=(tasks[number], told, os.getpid()))
                with _held_back():
                    process.start()
                    running[heard] = number, process
                told.close()
            for end in ready(running):
                done, ended = running[end]
                outcomes[done] = _outcome(end, ended)
                del running[end]
    finally:
        for _, process in running.values():
            process.kill()
            process.join()
    for number in range(len(tasks)):
        if (failure := outcomes[number][1]) is not None:
            raise failure
    return [outcomes[number][0] for number in range(len(tasks))]


def _tell(task: Callable[[], Result], told: Connection, parent: int) -> None:
    """Do a task in this process, and send what became of it."""
    _end_with(parent)
    outcome: tuple[Result | None, Exception | None]
    try:
        with rarely_collected():
            outcome = task(), None
    except Exception as failure:
        failure.add_note(traceback.format_exc())
        outcome = None, failure
    told.send(outcome)


def _outcome(heard: Any, process: BaseProcess) -> tuple[Any, Exception | None]:
    with heard:
        try:
            outcome: tuple[Any, Exception | None] = heard.recv()
        except EOFError:
            process.join()
            raise RuntimeError(f"a process ended with {process.exitcode} before its work was done") from None
    process.join()
    return outcome


def spread_chunks(
    work: Callable[[Sequence[Piece]], Result], pieces: Sequence[Piece], size: int, jobs: int
) -> Iterator[tuple[int, Result]]:
    """What `work` makes of every `size` pieces, in order, and how many pieces those were."""
    chunks = [pieces[start : start + size] for start in range(0, len(pieces), size)]
    yield from zip(map(len, chunks), spread(work, chunks, jobs), strict=True)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for circular garbage rarely, and never among what is there already: records have no circles.

    What is there also stays shared with the processes forked meanwhile.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _held_back() -> Iterator[None]:
    """Signals wait until the processes are forked: Python drops what is raised while it forks.

    Blocking them would not do: they would come by way of another thread. What is forked meanwhile takes none.
    """
    if threading.current_thread() is not threading.main_thread():  # signals are told to that one alone
        yield
        return
    held: list[int] = []
    before = {number: signal.signal(number, lambda number, _: held.append(number)) for number in _STOPPING}
    try:
        yield
    finally:
        for number, answer in before.items():
            signal.signal(number, answer or signal.SIG_DFL)
        for came in held:
            signal.raise_signal(came)


def _begin(work: Callable[[Any], Any], parent: int) -> None:
    """A new process: signals are for the parent, which stops handing out pieces."""
    _end_with(parent)
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
    _work.append(work)


def _end_with(parent: int) -> None:
    """Be killed when the parent ends, however it ends (on Linux): nobody else would tell."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _run(piece: Any) -> Any:
    return _work[0](piece)
