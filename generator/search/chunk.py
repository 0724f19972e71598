"""One chunk of search documents, analysed: what workers return for the whole index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from generator.search.documents import SearchDocument


class ChunkPostings(msgspec.Struct, kw_only=True):
    """The analysed documents of a chunk: compact, picklable, in any order.

    `ids` are the partner ids. An unchanged document need not be analysed again: `keep` what is left of an old
    chunk and hand it to `write_index` beside the chunk of the changed documents.
    """

    ids: tuple[str, ...]

    def keep(self, ids: Iterable[str]) -> ChunkPostings:
        """The same without the documents whose ids are not in `ids`."""
        raise NotImplementedError


def analyse(documents: Sequence[SearchDocument], language: str) -> ChunkPostings:
    """Analyse a chunk (pure; in any process); `language` is the site's, which decides stemming and stop words."""
    raise NotImplementedError
