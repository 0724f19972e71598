"""Work spread over processes: they end with the one that forked them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pages.sample import ROOT

FORKED = r"""
import os, time
from generator.pipeline.executor import {name}

def work(*piece):
    os.write(1, b"%d\n" % os.getpid())
    time.sleep(60)

{call}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
@pytest.mark.parametrize(
    ("name", "call"), [("spread", "list(spread(work, range(2), 2))"), ("apart", "apart(2, [work, work], [1, 1])")]
)
def test_processes_end_with_a_parent_that_was_killed(name: str, call: str) -> None:
    words = [sys.executable, "-c", FORKED.format(name=name, call=call)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    waiting = time.monotonic() + 10
    while any(map(alive, children)) and time.monotonic() < waiting:
        time.sleep(0.01)
    assert not any(map(alive, children))


def alive(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
