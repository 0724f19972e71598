"""Facets: the seven ways to narrow the directory, with the label and slug of every value.

A facet value's slug stands in the query of the search page (`?country=poland&level=partnerworld:premier`) and
in the address of its browse page (`countries/poland/`, `levels/partnerworld/premier/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import TypeVar

import msgspec
from babel import Locale

from generator.audience.publication import Listing
from generator.model.program import Program
from generator.model.vocabulary import Vocabulary, VocabularyTerm, WorldRegion, slugify
from generator.pages.frame import Link

Found = TypeVar("Found")

FACETS: dict[str, str] = {
    "country": "countries",
    "industry": "industries",
    "technology": "technologies",
    "level": "levels",
    "program": "programs",
    "language": "languages",
    "type": "types",
}
"""Facet → folder of its browse pages (a program's page is `programs/<program>.html`)."""


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet. `parent` is the slug of the wider value, where the vocabulary names one."""

    facet: str
    slug: str
    label: str
    parent: str | None = None

    @property
    def route(self) -> str:
        """The browse page of this value."""
        if self.facet == "program":
            return f"programs/{self.slug}.html"
        return f"{FACETS[self.facet]}/{self.slug.replace(':', '/')}/"


class _Remembered(dict[str, Found]):
    """What is made of a value, made once."""

    def __init__(self, make: Callable[[str], Found]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: str) -> Found:
        made = self[value] = self._make(value)
        return made


class Labels:
    """Looks up labels and slugs of what a listing holds; one per site, shared by all its pages."""

    def __init__(self, vocabulary: Vocabulary, programs: Iterable[Program], language: str) -> None:
        self._vocabulary = vocabulary
        self._locale = Locale.parse(language.replace("-", "_"))
        self._english = Locale.parse("en")
        self._countries: dict[str, FacetValue] = {}
        self._terms: dict[tuple[str, str], tuple[FacetValue, ...]] = {}
        self._names = {facet: _Remembered(partial(self._name, facet)) for facet in FACETS}
        self._links = {facet: _Remembered(partial(self._link, facet)) for facet in FACETS}
        self.programs = {program.id: program for program in programs}

    @cached_property
    def levels(self) -> dict[tuple[str, str], FacetValue]:
        """Level values by (program, level id)."""
        return {
            (program.id, level.id): FacetValue(facet="level", slug=f"{program.id}:{level.id}", label=level.label)
            for program in self.programs.values()
            for level in program.levels
        }

    @cached_property
    def ranks(self) -> dict[tuple[str, str], int]:
        """Where levels stand in their programs, from 1 for the lowest, by (program, level id)."""
        return {
            (program.id, level.id): rank
            for program in self.programs.values()
            for rank, level in enumerate(program.levels, start=1)
        }

    def country(self, code: str) -> FacetValue:
        """The country of an ISO 3166-1 code, named in the site's language; its slug is always English."""
        value = self._countries.get(code)
        if value is None:
            value = FacetValue(
                facet="country",
                slug=slugify(self._english.territories[code]),
                label=self._locale.territories.get(code) or self._english.territories[code],
            )
            self._countries[code] = value
        return value

    def value(self, facet: str, slug: str) -> FacetValue:
        """The value with this slug, as `of` gave it; KeyError for a slug that it cannot have given."""
        return self._by_slug[facet][slug]

    @property
    def regions(self) -> tuple[WorldRegion, ...]:
        """The parts of the world, each with its ISO country codes, in the order of the vocabulary."""
        return self._vocabulary.regions

    @cached_property
    def _by_slug(self) -> dict[str, dict[str, FacetValue]]:
        codes = [code for code in map(str, self._english.territories) if len(code) == 2 and code.isalpha()]
        values = {
            "country": map(self.country, codes),
            "level": self.levels.values(),
            "program": map(self.program, self.programs),
            **{
                facet: [self.terms(facet, value)[0] for value in self._vocabulary.terms[FACETS[facet]]]
                for facet in ("industry", "technology", "language", "type")
            },
        }
        return {facet: {value.slug: value for value in found} for facet, found in values.items()}

    def program(self, program: str) -> FacetValue:
        return FacetValue(facet="program", slug=program, label=self.programs[program].title)

    def terms(self, facet: str, value: str) -> tuple[FacetValue, ...]:
        """The value of an industry, technology, language or type, then its wider values."""
        found = self._terms.get((facet, value))
        if found is None:
            table = self._vocabulary.terms[FACETS[facet]]
            by_slug = {term.slug: term for term in table.values()}
            found = tuple(
                FacetValue(facet=facet, slug=term.slug, label=term.label, parent=term.parent)
                for term in _lineage(table[value], by_slug)
            )
            self._terms[facet, value] = found
        return found

    def names(self, facet: str, values: Iterable[str]) -> tuple[str, ...]:
        """The labels of industries, technologies, languages or types."""
        return tuple(map(self._names[facet].__getitem__, values))

    def links(self, facet: str, values: Iterable[str]) -> tuple[Link, ...]:
        """Links to the browse pages of industries, technologies, languages or types."""
        return tuple(map(self._links[facet].__getitem__, values))

    def _name(self, facet: str, value: str) -> str:
        return self.terms(facet, value)[0].label

    def _link(self, facet: str, value: str) -> Link:
        found = self.terms(facet, value)[0]
        return Link(label=found.label, route=found.route)

    def of(self, listing: Listing) -> dict[str, tuple[FacetValue, ...]]:
        """Every facet value of a listing, each once, in the order of the listing, wider values after."""
        shown = [(level.program, level.level) for level in listing.levels if level.level is not None]
        return {
            "country": tuple(self.country(code) for code in dict.fromkeys(loc.country for loc in listing.locations)),
            "industry": self._all("industry", listing.industries),
            "technology": self._all("technology", listing.technologies),
            "level": tuple(self.levels[pair] for pair in shown),
            "program": tuple(self.program(level.program) for level in listing.levels),
            "language": self._all("language", listing.languages),
            "type": self._all("type", listing.types),
        }

    def _all(self, facet: str, values: Iterable[str]) -> tuple[FacetValue, ...]:
        own = [self.terms(facet, value) for value in values]
        all_of_them = {found[0].slug: found[0] for found in own}
        for found in own:
            for wide in found[1:]:
                all_of_them.setdefault(wide.slug, wide)
        return tuple(all_of_them.values())


def _lineage(term: VocabularyTerm, by_slug: dict[str, VocabularyTerm]) -> Iterator[VocabularyTerm]:
    """The term and its ancestors (the vocabulary has no cycles: intake refuses them)."""
    current: VocabularyTerm | None = term
    while current is not None:
        yield current
        current = by_slug.get(current.parent) if current.parent else None
