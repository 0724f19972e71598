"""The same inputs give the same bytes: in another folder, language, time zone and order of files, by other workers."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import ROOT

SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1", "jobs": "1"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "jobs": "2"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "3", "jobs": "3"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "4", "jobs": "1"},
)


def sums(site: Path) -> dict[str, str]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_a_site_does_not_depend_on_where_and_how_it_is_built(tmp_path: Path) -> None:
    """The sample, copied file by file in another order each time, so that folders list them differently."""
    found = []
    for number, around in enumerate(SURROUNDINGS):
        folder = tmp_path / ("deeper" * number) / str(number)
        names = ["site.yml", *(str(path.relative_to(ROOT)) for path in (ROOT / "content").rglob("*") if path.is_file())]
        for name in sorted(names, reverse=number % 2 == 1, key=lambda name: hashlib.md5(name.encode()).digest()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
        (folder / "templates").symlink_to(ROOT / "templates")
        words = [sys.executable, "build.py", "--config", str(folder / "site.yml"), "--as-of", "2026-11-22", "--quiet"]
        words += ["--jobs", around["jobs"], "--output", str(folder / "output")]
        environment = os.environ | {name: value for name, value in around.items() if name != "jobs"}
        subprocess.run(words, cwd=ROOT, env=environment, check=True)
        found.append(sums(folder / "output/current/"))
        shutil.rmtree(folder)
    print(f"{len(found[0]):,} files, {len(found)} surroundings")
    assert len(found[0]) > 1000
    assert all(other == found[0] for other in found)
