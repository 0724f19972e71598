"""`content/vocabulary.yml`, and the terms that exports use beyond it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from generator.errors import Origin, Problems, did_you_mean
from generator.intake.codes import countries, language_label
from generator.intake.flaws import CellError, closest, quoted, warn
from generator.intake.texts import name
from generator.model.vocabulary import Vocabulary, VocabularyTerm, WorldRegion, slugify
from generator.yaml_source import YamlSource

FACETS = ("types", "industries", "technologies", "languages")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_HINTS = 200
"""Unknown values for which a similar one is looked up: enough to read, and an export of nothing else ends soon."""


class Terms:
    """The terms by facet and value. A facet that the file does not list is open: every value of it is welcome."""

    def __init__(self, source: YamlSource | None, site_language: str, problems: Problems) -> None:
        self._source = source
        self._language = site_language
        self._problems = problems
        self._terms: dict[str, dict[str, VocabularyTerm]] = {facet: {} for facet in FACETS}
        self._origins: dict[tuple[str, str], Origin] = {}
        self._closed: set[str] = set()
        self._regions: list[WorldRegion] = []
        self.hints = _HINTS
        if source is not None:
            self._read(source)

    def use(self, facet: str, value: str) -> str:
        """Register a value of a table. Raises CellError (a warning) for one that a closed facet does not know."""
        if facet not in self._terms:
            return value
        known = self._terms[facet]
        derived = (facet, value) not in self._origins
        if value not in known:
            known[value] = self._derive(facet, value)
        if derived and facet in self._closed:
            hint = closest(value, [v for v in known if (facet, v) in self._origins]) if self.hints > 0 else None
            self.hints -= 1
            raise warn("unknown-term", f"{quoted(value)} is not in the vocabulary of {facet}.", hint, value)
        return value

    def derived(self) -> list[tuple[str, str]]:
        """Facet and value of the terms that tables use of open facets: no row is blamed for them."""
        return [(facet, value) for facet, value in self.beyond() if facet not in self._closed]

    def beyond(self) -> list[tuple[str, str]]:
        """Facet and value of all terms that the file does not have."""
        return [(f, value) for f, terms in self._terms.items() for value in terms if (f, value) not in self._origins]

    def adopt(self, beyond: Iterable[tuple[str, str]], hints: int) -> None:
        """Go on from the terms that another process came upon, which has looked up so many similar ones."""
        self.hints = min(hints, self.hints)
        for facet, value in beyond:
            if value not in self._terms[facet]:
                self._terms[facet][value] = self._derive(facet, value)

    def listed(self, facet: str) -> frozenset[str]:
        """The values of a facet that the file has."""
        return frozenset(value for listed, value in self._origins if listed == facet)

    def vocabulary(self, first_uses: Callable[[], dict[tuple[str, str], Origin]]) -> Vocabulary:
        """All terms. Two of a facet with one slug are an error; `first_uses` tells where the others stand."""
        for facet, terms in self._terms.items():
            by_slug: dict[str, VocabularyTerm] = {}
            for term in terms.values():
                other = by_slug.setdefault(term.slug, term)
                if other is not term:
                    self._collision(facet, other, term, first_uses() | self._origins)
        return Vocabulary(terms=self._terms, regions=tuple(self._regions))

    def _collision(
        self, facet: str, other: VocabularyTerm, term: VocabularyTerm, places: dict[tuple[str, str], Origin]
    ) -> None:
        first, second = (places.get((facet, t.value), Origin("vocabulary.yml")) for t in (other, term))
        self._problems.error(
            "slug-collision",
            f'{quoted(term.value)} and {quoted(other.value)} ({first}) both have the slug "{term.slug}".',
            second,
            hint=f"Give each its own slug under {facet} in the vocabulary.",
        )

    def _derive(self, facet: str, value: str) -> VocabularyTerm:
        label, named = value, value
        if facet == "languages":
            label, named = language_label(value, self._language), language_label(value, "en")
        slug = slugify(named) or "term-" + hashlib.sha256(value.encode()).hexdigest()[:8]
        return VocabularyTerm(value=value, label=label, slug=slug)

    def _read(self, source: YamlSource) -> None:
        if source.value is None:
            return
        if not isinstance(source.value, dict):
            self._wrong((), "must be a mapping of facets to terms.")
            return
        for facet, entries in source.value.items():
            if facet not in (*FACETS, "regions"):
                hint = did_you_mean(str(facet), (*FACETS, "regions"))
                self._wrong((facet,), f"{quoted(str(facet))} is not a facet of the vocabulary.", hint)
            elif not isinstance(entries, list):
                self._wrong((facet,), f"{facet} must be a list.")
            elif facet == "regions":
                self._read_regions(entries)
            else:
                self._closed.add(facet)
                for index, entry in enumerate(entries):
                    self._read_term(facet, index, entry)
                self._check_parents(facet)

    def _read_term(self, facet: str, index: int, entry: Any) -> None:
        path = (facet, index)
        texts = self._texts(path, entry, ("label",), ("value", "slug", "parent"))
        if texts is None:
            return
        label = texts["label"]
        value = texts.get("value", label)
        slug = texts.get("slug", slugify(label))
        if not _SLUG.fullmatch(slug) or "--" in slug:
            self._wrong((*path, "slug"), f"{quoted(slug)} is not a slug (a to z, 0 to 9 and single hyphens).")
        elif (facet, value) in self._origins:
            self._wrong(path, f"{quoted(value)} stands twice (first in {self._origins[facet, value]}).")
        else:
            self._origins[facet, value] = self._origin(path)
            self._terms[facet][value] = VocabularyTerm(value=value, label=label, slug=slug, parent=texts.get("parent"))

    def _check_parents(self, facet: str) -> None:
        by_slug = {term.slug: term for term in self._terms[facet].values()}
        for term in self._terms[facet].values():
            seen, current = {term.slug}, term
            while current.parent is not None:
                origin = self._origins[facet, term.value]
                if current.parent not in by_slug:
                    message = f"the parent {quoted(current.parent)} of {quoted(term.value)} is not a slug of {facet}."
                    self._problems.error("vocabulary", message, origin, hint=did_you_mean(current.parent, by_slug))
                    break
                if current.parent in seen:
                    self._problems.error("vocabulary", f"{quoted(term.value)} is its own ancestor.", origin)
                    break
                seen.add(current.parent)
                current = by_slug[current.parent]

    def _read_regions(self, entries: list[Any]) -> None:
        placed: dict[str, str] = {}
        for index, entry in enumerate(entries):
            path = ("regions", index)
            codes = entry.get("countries") if isinstance(entry, dict) else None
            texts = self._texts(path, entry, ("label", "slug"), (), other=("countries",))
            if texts is None:
                continue
            if not isinstance(codes, list):
                self._wrong(path, "countries must be a list of ISO 3166 codes.")
                continue
            for code in map(str, codes):
                if code not in countries():
                    self._wrong((*path, "countries"), f"{quoted(code)} is not an ISO 3166 country code.")
                elif code in placed:
                    self._wrong((*path, "countries"), f"{quoted(code)} stands in {placed[code]} too.")
                else:
                    placed[code] = texts["label"]
            self._regions.append(
                WorldRegion(label=texts["label"], slug=texts["slug"], countries=tuple(map(str, codes)))
            )

    def _texts(
        self,
        path: tuple[str | int, ...],
        entry: Any,
        needed: Iterable[str],
        more: Iterable[str],
        other: Iterable[str] = (),
    ) -> dict[str, str] | None:
        if not isinstance(entry, dict):
            self._wrong(path, "must be a mapping with a label.")
            return None
        known = (*needed, *more)
        complete = True
        for key in entry.keys() - {*known, *other}:
            complete = False
            hint = did_you_mean(str(key), (*known, *other))
            self._wrong((*path, key), f"{quoted(str(key))} is not a key of a term.", hint)
        texts: dict[str, str] = {}
        for key in known:
            if key in entry and (not isinstance(entry[key], str) or not entry[key].strip()):
                complete = False
                self._wrong((*path, key), f"{key} must be a text; put it in quotes.")
            elif key in needed and key not in entry:
                complete = False
                self._wrong(path, f"{key} is missing.")
            elif key in entry:
                try:
                    texts[key] = name(entry[key].strip())
                except CellError as error:
                    complete = False
                    self._wrong((*path, key), error.flaws[0].message, error.flaws[0].hint)
        return texts if complete else None

    def _origin(self, path: tuple[str | int, ...]) -> Origin:
        return Origin("vocabulary.yml") if self._source is None else self._source.origin(path)

    def _wrong(self, path: tuple[str | int, ...], message: str, hint: str | None = None) -> None:
        self._problems.error("vocabulary", message, self._origin(path), hint=hint)
