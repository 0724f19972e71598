"""The reader of the built shards and Whoosh itself give the same documents and the same scores."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.search.matching import match
from generator.search.reader import counted
from generator.search.shards import Index
from tests.search.conftest import Built
from tests.search.questions import Question, questions
from tests.search.whoosh_oracle import Oracle


def answer(index: Index, question: Question) -> dict[str, int]:
    """Ids and scores of all results of a question."""
    matches = match(index, question.query)
    chosen = {}
    for facet, slugs in question.filters.items():
        column = dict(zip((value[0] for value in index.frame.facets[facet].values), index.column(facet), strict=True))
        chosen[facet] = set().union(*(column[slug] for slug in slugs))
    passing = counted(index, set(matches.scores), chosen)[1]
    return {index.ids[document]: matches.scores[document] for document in passing}


def compare(built: Built, asked: list[Question]) -> None:
    oracle = Oracle(built.documents)
    kinds: Counter[str] = Counter()
    answered = 0
    for question in asked:
        ours = answer(built.index, question)
        assert ours == oracle.search(question.query, question.filters), question
        kinds.update(question.kinds)
        answered += bool(ours)
    assert answered >= 0.8 * len(asked)
    assert all(kinds[kind] >= 0.2 * len(asked) for kind in ("prefix", "typo", "or", "facet"))


def test_random_questions_are_answered_as_whoosh_answers_them(small: Built) -> None:
    compare(small, questions(small.documents, 60, seed=1))


@pytest.mark.slow
def test_six_hundred_random_questions_are_answered_as_whoosh_answers_them(medium: Built) -> None:
    compare(medium, questions(medium.documents, 600, seed=2))
