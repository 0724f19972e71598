"""The search index of one audience's site, gathered from analysed chunks and written as static files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from generator.pages.page import RawFile
from generator.search.chunk import ChunkPostings

MANIFEST = "search/manifest.json"


def write_index(chunks: Iterable[ChunkPostings], as_of: date, language: str) -> Iterator[RawFile]:
    """Every file of the index, each as soon as it is made; the manifest last.

    The order of the chunks does not matter: the same documents give the same bytes. Names hold a hash of their
    content (but for the manifest), so that what did not change keeps its name. `language` as given to `analyse`.
    """
    raise NotImplementedError
