"""Built indexes of the made-up directory, shared by all tests of search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import pytest

from generator.search.chunk import analyse
from generator.search.documents import SearchDocument
from generator.search.index import write_index
from generator.search.shards import Index
from tests.search.directory import documents

AS_OF = date(2026, 11, 22)


class Built(msgspec.Struct, frozen=True):
    """A directory and its index."""

    documents: list[SearchDocument]
    folder: Path
    index: Index


def build(found: Sequence[SearchDocument], folder: Path, as_of: date = AS_OF, chunk: int = 250) -> Built:
    """Write the index of some documents into a folder."""
    (folder / "search").mkdir(parents=True)
    chunks = [analyse(found[start : start + chunk], "en") for start in range(0, len(found), chunk)]
    for file in write_index(chunks, as_of, "en"):
        (folder / file.route).write_bytes(file.content)
    return Built(list(found), folder, Index(folder))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """300 listings."""
    return build(list(documents(300)), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """1,500 listings: enough for long postings lists and several shards of each kind."""
    return build(list(documents(1500)), tmp_path_factory.mktemp("medium"))
