"""Small pieces of text that several pages need: shortened descriptions, links to facet values, order by name."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_SIGNS = re.compile(r"^[^a-z0-9]+")

DESCRIPTION_LENGTH = 155
"""Characters of a meta description that search engines show."""


def shortened(text: str, length: int) -> str:
    """The text, cut at a space and ended with an ellipsis when it is longer than `length`."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip(" ,;:–-") + "…"


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name as it sorts: transliterated, without case and leading signs, so that "#1" gains nothing."""
    return _SIGNS.sub("", anyascii(name).casefold())


def by_name(name: str, key: str) -> bytes:
    """Sort key for names: as folded, then as written, then the id's key."""
    return f"{folded(name)}\0{name}\0{key}".encode()
