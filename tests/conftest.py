"""Options and fixtures of the whole test suite."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from generator.cli import main
from tests.browser.screenshots import ARGUMENTS, CHROMIUM
from tests.world import ROOT

# A busy machine is no fault of the code: hypothesis times its own examples, and pages may take their time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
expect.set_options(timeout=20_000)

MEMORY = Path("/dev/shm")
ENOUGH = 2**30


def pytest_configure() -> None:
    """Folders of tests lie in memory where there is enough of it: publishing waits for the disk again and again."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is found as what is expected")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten; read the diff before committing it."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of the run: Playwright runs once in a process."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def sample_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both audiences' sites of the sample, built once in a run as an operator builds them."""
    own = tmp_path_factory.getbasetemp()
    output = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample"
    options = ["--as-of", "2026-11-22", "--output", str(output), "--jobs", "1", "--quiet"]
    with FileLock(f"{output}.lock"):
        if not (output / "current").exists():
            assert main(["build", "--config", str(ROOT / "site.yml"), *options]) == 0
    return output / "current"
