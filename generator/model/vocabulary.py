"""The vocabulary of types, industries, technologies, languages and world regions (content/vocabulary.yml)."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
from anyascii import anyascii

MAX_SLUG = 80
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")


@lru_cache(maxsize=65_536)
def slugify(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, at most 80 characters; "" when nothing is left.

    Other scripts are transliterated (東京 → dongjing). Names that Windows reserves get a trailing -x.
    """
    slug = _NOT_SLUG.sub("-", (text if text.isascii() else anyascii(text)).lower()).strip("-")[:MAX_SLUG].rstrip("-")
    return f"{slug}-x" if _RESERVED.fullmatch(slug) else slug


def no_address(name: str) -> str:
    """What to say of a name that addresses cannot hold."""
    return f'"{name}" is no part of an address: small letters, digits and single hyphens only.'


class VocabularyTerm(msgspec.Struct, frozen=True, kw_only=True):
    """One term: `value` as exports write it, `label` as people read it, `slug` in addresses."""

    value: str
    label: str
    slug: str
    parent: str | None = None


class WorldRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the world with its ISO 3166-1 country codes."""

    label: str
    slug: str
    countries: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """Terms by facet and value. Facets: types, industries, technologies, languages."""

    terms: dict[str, dict[str, VocabularyTerm]]
    regions: tuple[WorldRegion, ...] = ()

    def term(self, facet: str, value: str) -> VocabularyTerm:
        """The term of a value; KeyError where intake did not register it."""
        return self.terms[facet][value]
