"""Addresses: stable, unique without state, safe on every file system and static host.

A route is a path below the site's root with `/` between its parts; folders end in `/` and stand for their
`index.html`. Leaf pages are files. Links are made relative, so that a site works from any sub-path.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from generator.model.vocabulary import MAX_SLUG, slugify


@lru_cache(maxsize=65_536)
def key_of(identifier: str) -> str:
    """Eight base-32 characters of a hash of an id: the part of an address that never changes."""
    digest = hashlib.sha256(identifier.encode("utf-8")).digest()
    return base64.b32encode(digest[:5]).decode("ascii").lower()


LOTS = 1 << 40
"""How many lots there are."""

_RISING = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")


def lot_of(key: str) -> int:
    """A key as a number, 0 to `LOTS` - 1, in the same order: the lot that an id has drawn."""
    return int(key.translate(_RISING), 32)


@lru_cache(maxsize=4096)
def slug_of(identifier: str, name: str) -> str:
    """The slug of a partner or solution: its transliterated name, when anything is left of it, and its key."""
    key = key_of(identifier)
    words = slugify(name)[: MAX_SLUG - len(key) - 1].rstrip("-")
    return f"{words}-{key}" if words else key


def listing_route(partner_id: str, name: str) -> str:
    return f"partners/{slug_of(partner_id, name)}.html"


def solution_route(solution_id: str, name: str) -> str:
    return f"solutions/{slug_of(solution_id, name)}.html"


def program_route(program: str) -> str:
    return f"programs/{program}.html"


def level_route(program: str, level: str) -> str:
    return f"levels/{program}/{level}/"


def badge_route(partner_id: str, program: str) -> str:
    return f"badges/{key_of(partner_id)}/{program}.svg"


def numbered(route: str, number: int) -> str:
    """Page `number` (from 1) of a browse page: the first is the folder itself."""
    return route if number == 1 else f"{route}{number}/"


def file_of(route: str) -> str:
    """The file that a route is served from."""
    return route + "index.html" if route.endswith("/") or not route else route


@lru_cache(maxsize=64)
def up(depth: int) -> str:
    """The prefix that leads from a page `depth` folders deep back to the root: "./", "../", "../../", …"""
    return "../" * depth or "./"


def root_from(route: str) -> str:
    """The relative prefix from the page at `route` to the site's root."""
    return up(file_of(route).count("/"))
