"""The vocabulary of types, industries, technologies, languages and world regions (content/vocabulary.yml)."""

from __future__ import annotations

import msgspec


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
