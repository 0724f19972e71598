"""The engine in a real browser gives the documents, scores and counts of the Python reader, which gives Whoosh's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from generator.pages.facets import FACETS
from generator.search.reader import search_in
from tests.search.browser import Site
from tests.search.questions import questions
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
  const answers = [];
  for (const [number, question] of questions.entries()) {
    const answer = await ask(number, question);
    answers.push({
      found: Object.fromEntries(answer.results.map(({ id, score }) => [id, score])),
      order: answer.results.map(({ id }) => id),
      counts: answer.counts,
      corrected: answer.corrected ?? null,
      dropped: answer.dropped,
    });
  }
  return answers;
}"""


def ask(page: Page, site: Site, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    page.goto(site.address + "search/")
    answers: list[dict[str, Any]] = page.evaluate(ASK, [site.address + "search/", asked])
    return answers


def test_six_hundred_questions_are_answered_as_the_reader_answers_them(fresh_page: Page, search_site: Site) -> None:
    asked = questions(search_site.built.documents, 600, seed=3)
    given = ask(fresh_page, search_site, [{"query": q.query, "filters": q.filters, "size": 1000} for q in asked])
    found = 0
    for question, answered in zip(asked, given, strict=True):
        expected = answer(search_site.built.index, question)
        assert answered["found"] == expected, question
        first = search_in(search_site.built.index, question.query, question.filters)
        assert answered["order"][:10] == [hit.id for hit in first.results], question
        if expected:
            assert (answered["corrected"], answered["dropped"]) == (first.corrected, list(first.dropped)), question
            found += 1
    assert found >= 480


@pytest.mark.parametrize("sort", ["name", "level", "newest"])
def test_every_order_is_the_readers(fresh_page: Page, search_site: Site, sort: str) -> None:
    [given] = ask(fresh_page, search_site, [{"query": "cloud", "sort": sort}])
    assert given["order"] == [hit.id for hit in search_in(search_site.built.index, "cloud", {}, sort).results]


def test_counts_are_those_of_going_through_all_documents(fresh_page: Page, search_site: Site) -> None:
    asked = [question for question in questions(search_site.built.documents, 60, seed=4) if question.filters]
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
