"""The engine in a real browser gives the documents, scores and counts of the Python reader, which gives Whoosh's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from generator.pages.facets import FACETS
from generator.pages.routes import key_of
from generator.search.reader import search_in
from tests.search.browser import Site
from tests.search.questions import Question, questions
from tests.search.test_parity import answer

pytestmark = pytest.mark.browser

ASK = """async ([folder, questions]) => {
  const script = [...document.scripts].map((script) => script.src).find((src) => src.includes("search/page."));
  const worker = new Worker(script, { type: "module" });
  const waiting = new Map();
  worker.addEventListener("message", ({ data: [number, answer, failure] }) =>
    failure ? waiting.get(number)[1](new Error(failure)) : waiting.get(number)[0](answer));
  worker.postMessage([0, "open", folder]);
  const ask = (number, question) => new Promise((...both) => {
    waiting.set(number, both);
    worker.postMessage([number, "search", question]);
  });
  const answers = await Promise.all(questions.map((question, number) => ask(number, question)));
  return answers.map(({ results, counts, corrected, dropped }) => ({
    found: results.map(({ key, score }) => [key, score]),
    counts,
    corrected: corrected ?? null,
    dropped,
  }));
}"""


def ask(page: Page, site: Site, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    page.goto(site.address + "search/")
    answers: list[dict[str, Any]] = page.evaluate(ASK, [site.address + "search/", asked])
    return answers


def compare(page: Page, site: Site, asked: Sequence[Question]) -> int:
    """Ask the browser and the reader; the number of questions with results."""
    given = ask(page, site, [{"query": q.query, "filters": q.filters, "size": 1000} for q in asked])
    found = 0
    for question, answered in zip(asked, given, strict=True):
        expected = answer(site.built.index, question)
        assert dict(answered["found"]) == {key_of(id): score for id, score in expected.items()}, question
        first = search_in(site.built.index, question.query, question.filters)
        assert [key for key, _ in answered["found"][:10]] == [key_of(hit.id) for hit in first.results], question
        if expected:
            assert (answered["corrected"], answered["dropped"]) == (first.corrected, list(first.dropped)), question
            found += 1
    return found


def test_questions_of_every_kind_are_answered_as_the_reader_answers_them(fresh_page: Page, search_site: Site) -> None:
    """Two of every mixture of beginnings, typing errors, OR and filters, and three with dropped words."""
    pool = questions(search_site.built.documents, 400, seed=3)
    asked = [
        next(q for q in pool[start:] if q.kinds == kinds) for kinds in {q.kinds for q in pool} for start in (0, 200)
    ]
    asked += [Question(f"{q.query.strip()} zzxqw kubernetes", {}, frozenset()) for q in pool[:3]]
    assert compare(fresh_page, search_site, asked) >= 0.7 * len(asked)


@pytest.mark.slow
def test_six_hundred_questions_are_answered_as_the_reader_answers_them(fresh_page: Page, search_site: Site) -> None:
    assert compare(fresh_page, search_site, questions(search_site.built.documents, 600, seed=3)) >= 480


def test_every_order_is_the_readers(fresh_page: Page, search_site: Site) -> None:
    sorts = ("name", "level", "newest")
    given = ask(fresh_page, search_site, [{"query": "cloud", "sort": sort} for sort in sorts])
    for sort, answered in zip(sorts, given, strict=True):
        expected = search_in(search_site.built.index, "cloud", {}, sort).results
        assert [key for key, _ in answered["found"]] == [key_of(hit.id) for hit in expected], sort


def test_counts_are_those_of_going_through_all_documents(fresh_page: Page, search_site: Site) -> None:
    asked = [question for question in questions(search_site.built.documents, 30, seed=4) if question.filters]
    counted = list(FACETS)
    given = ask(fresh_page, search_site, [{"query": q.query, "filters": q.filters, "counted": counted} for q in asked])
    by_id = {document.id: document for document in search_site.built.documents}
    frame = search_site.built.index.frame
    for question, answered in zip(asked, given, strict=True):
        matching = answer(search_site.built.index, type(question)(question.query, {}, question.kinds))
        for facet in FACETS:
            others = {other: slugs for other, slugs in question.filters.items() if other != facet}
            passing = [
                by_id[identifier].card.facets
                for identifier in matching
                if all(set(slugs) & set(by_id[identifier].card.facets[other]) for other, slugs in others.items())
            ]
            expected = [sum(value[0] in facets[facet] for facets in passing) for value in frame.facets[facet].values]
            assert list(answered["counts"][facet]) == expected, (question, facet)
