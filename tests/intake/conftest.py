"""The small content folder as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.small import Small


@pytest.fixture
def content(tmp_path: Path) -> Small:
    return Small(tmp_path)
