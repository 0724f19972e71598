"""The same questions answered by Whoosh itself: a real Whoosh index, its queries, and our whole-number weighting.

Words are understood here by brute force over Whoosh's own lexicon; scores, unions and intersections are Whoosh's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from whoosh.analysis import StopFilter
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import DisjunctionMaxMatcher
from whoosh.query import And, DisjunctionMax, Every, Or, Query, Term
from whoosh.scoring import BM25F, BM25FScorer, bm25

from generator.search.documents import Field, SearchDocument
from generator.search.folding import fold, is_unspaced, words_of
from generator.search.matching import BEGUN_NAME, EXACT_NAME, EXPANSION_POSTINGS, EXPANSIONS, FEW_LEFT, SHORTEST_PREFIX
from generator.search.typos import SHORTEST, distance, edits_allowed, letters_kept
from generator.search.whoosh_engine import (
    K1,
    LONGEST_WORD,
    SCALE,
    TOKEN,
    WEIGHTS,
    B,
    FoldingTokenizer,
    PairFilter,
    Stemmer,
    analysis_chain,
    rounded,
    stop_words_of,
)

FIELD = {field: field.name.lower() for field in Field}
OF_NAME = {name: field for field, name in FIELD.items()}


class WholeScorer(BM25FScorer):  # type: ignore[misc]
    """Whoosh's BM25F scorer with rounded statistics and whole numbers as scores."""

    def __init__(self, searcher: Any, fieldname: str, text: str, qf: int = 1) -> None:
        self.factor = WEIGHTS[OF_NAME[fieldname]] * SCALE
        super().__init__(searcher, fieldname, text, B, K1, qf=qf)

    def _score(self, weight: float, length: int) -> float:
        average = rounded(self.avgfl) or 1.0
        return float(round(bm25(self.idf, weight, length, average, self.B, self.K1) * self.factor))


class WholeWeighting(BM25F):  # type: ignore[misc]
    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        parent = searcher.get_parent()
        containing = rounded(parent.doc_frequency(fieldname, text))
        return math.log(rounded(parent.doc_count_all()) / (containing + 1)) + 1

    def scorer(self, searcher: Any, fieldname: str, text: str, qf: int = 1) -> Any:
        if fieldname not in OF_NAME:
            return super().scorer(searcher, fieldname, text, qf=qf)
        return WholeScorer(searcher, fieldname, text, qf=qf)


class BestMatcher(DisjunctionMaxMatcher):  # type: ignore[misc]
    """Whoosh's own asks both sides for a score, even the one that stands at a later document already."""

    def score(self) -> float:
        if not self.a.is_active():
            return float(self.b.score())
        if not self.b.is_active():
            return float(self.a.score())
        left, right = self.a.id(), self.b.id()
        return float(
            max(self.a.score(), self.b.score()) if left == right else self.a.score() if left < right else self.b.score()
        )


class Best(DisjunctionMax):  # type: ignore[misc]
    """The best of several queries."""

    def _matcher(self, subs: Any, searcher: Any, context: Any) -> Any:
        reader = searcher.reader()
        return self._tree_matcher(subs, BestMatcher, searcher, context, lambda query: query.estimate_size(reader))


class Oracle:
    """A Whoosh index of some documents."""

    def __init__(self, documents: Sequence[SearchDocument], language: str = "en") -> None:
        self.stops, self.stem = stop_words_of(language), Stemmer(language)
        chain = analysis_chain(language)
        spelled = FoldingTokenizer(TOKEN) | PairFilter() | StopFilter(stoplist=self.stops, minsize=1)
        fields = {name: TEXT(analyzer=chain, phrase=False) for name in FIELD.values()}
        schema = Schema(
            id=ID(stored=True),
            exact=STORED,
            forms=TEXT(analyzer=spelled, phrase=False),
            facets=KEYWORD(commas=True),
            **fields,
        )
        self.index = RamStorage().create_index(schema)
        writer = self.index.writer(limitmb=256)
        self.names: dict[tuple[str, ...], list[str]] = {}
        for document in documents:
            texts = {FIELD[field]: document.texts[field] for field in Field}
            facets = ",".join(f"{facet}={value.slug}" for facet, values in document.facets.items() for value in values)
            writer.add_document(id=document.id, forms="\n".join(document.texts), facets=facets, **texts)
            name = words_of(document.card.name)
            self.names.setdefault(tuple(sorted(name)), []).append(document.id)
        writer.commit()
        self.searcher = self.index.searcher(weighting=WholeWeighting())
        reader = self.index.reader()
        self.lexicon = [form.decode() for form in reader.lexicon("forms") if len(form.decode()) <= LONGEST_WORD]
        self._known = set(self.lexicon)
        self._counts: dict[str, int] = {}
        self._found: dict[tuple[str, ...], dict[str, int]] = {}

    def _any_field(self, stem: str) -> Query:
        return Or([Term(name, stem) for name in FIELD.values()])

    def count(self, form: str) -> int:
        """In how many documents the stem of a form stands."""
        stem = self.stem(form)
        if stem not in self._counts:
            self._counts[stem] = len(list(self.searcher.docs_for_query(self._any_field(stem))))
        return self._counts[stem]

    def _meant(self, word: str, typing: bool) -> tuple[list[str], bool] | None:
        begins = len(word) >= SHORTEST_PREFIX or is_unspaced(word)
        known = word in self._known and not (typing and begins)
        found = [word] if known else [form for form in self.lexicon if begins and form.startswith(word)]
        if typing and not begins and not found:
            return None
        mended = bool(found) and not known and not typing
        if not found:
            found = self._corrections(word)
            mended = bool(found)
        taken: list[str] = []
        room = EXPANSION_POSTINGS
        for form in sorted(found, key=lambda form: (form != word, -self.count(form), form)):
            if len(taken) < EXPANSIONS:
                if taken and self.count(form) > room:
                    continue
                room -= self.count(form) if taken else 0
                taken.append(form)
        return taken, mended

    def _corrections(self, word: str) -> list[str]:
        edits, kept = edits_allowed(len(word)), letters_kept(len(word))
        near = [
            (apart, -int(rounded(self.count(form))), form)
            for form in self.lexicon
            if edits and len(form) >= SHORTEST and not form.isdigit()
            if form[:kept] == word[:kept] or form[-kept:] == word[-kept:]
            if (apart := distance(word, form, edits)) <= edits
        ]
        return [form for apart, _, form in sorted(near)[:EXPANSIONS] if apart == min(near)[0]]

    def _run(self, query: Query) -> dict[str, int]:
        return {hit["id"]: round(hit.score) for hit in self.searcher.search(query, limit=None)}

    def search(self, text: str, filters: Mapping[str, Sequence[str]] | None = None) -> dict[str, int]:
        """Ids and scores of all documents that match."""
        spoken = words_of(text)
        typing = bool(spoken) and fold(text).endswith(spoken[-1])
        words = []
        mended: dict[str, list[str]] = {}
        dropped, begun = False, None
        for word in dict.fromkeys(spoken):
            meant = None if word in self.stops else self._meant(word, typing and word == spoken[-1])
            if meant is not None and meant[0]:
                words.append(Best([self._any_field(self.stem(form)) for form in meant[0]]))
                if meant[1]:
                    mended[word] = meant[0]
                if typing and word == spoken[-1] and len(word) < SHORTEST_PREFIX and not is_unspaced(word):
                    begun = words[-1]
            dropped |= meant is not None and not meant[0]
        found: dict[str, int] = {}
        if words:
            found = self._run(And(words))
            if begun is not None and len(words) > 1:
                others = self._run(And([word for word in words if word is not begun]))
                if len(others) <= FEW_LEFT:
                    letters = self._run(begun)
                    found = {identifier: score + letters.get(identifier, 0) for identifier, score in others.items()}
            while not found:
                words.remove(min(reversed(words), key=lambda word: len(self._run(word))))
                found = self._run(And(words))
        elif not dropped:
            found = dict.fromkeys(self._run(Every()), 0)
        named = {}
        for number, name in enumerate(product(*(mended.get(word, [word]) for word in spoken))):
            if number < EXPANSIONS:
                named |= dict.fromkeys(self.names.get(tuple(sorted(name)), ()))
        for identifier in named:
            found[identifier] = found.get(identifier, 0) + EXACT_NAME
        begins = {i for end in range(1, len(spoken)) for i in self.names.get(tuple(sorted(spoken[:end])), ())}
        for identifier in begins & found.keys():
            found[identifier] += BEGUN_NAME
        if filters:
            passing = And(
                [Or([Term("facets", f"{facet}={slug}") for slug in slugs]) for facet, slugs in filters.items()]
            )
            allowed = {self.searcher.stored_fields(number)["id"] for number in self.searcher.docs_for_query(passing)}
            found = {identifier: score for identifier, score in found.items() if identifier in allowed}
        return found
