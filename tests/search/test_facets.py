"""Counts of facet values, by the reader of the built shards."""

from __future__ import annotations

import pytest

from generator.errors import UsageError
from generator.pages.facets import FACETS
from generator.search.reader import SearchResult, search, search_in
from tests.search.conftest import Built
from tests.search.questions import questions
from tests.search.test_parity import answer


def test_counts_are_those_of_going_through_all_documents(small: Built) -> None:
    by_id = {document.id: document for document in small.documents}
    for question in [question for question in questions(small.documents, 120, seed=8) if question.filters][:40]:
        found = search_in(small.index, question.query, question.filters)
        matching = answer(small.index, type(question)(question.query, {}, question.kinds))
        for facet in FACETS:
            others = {other: slugs for other, slugs in question.filters.items() if other != facet}
            passing = [
                by_id[identifier].card.facets
                for identifier in matching
                if all(set(slugs) & set(by_id[identifier].card.facets[other]) for other, slugs in others.items())
            ]
            expected = {
                slug: sum(slug in facets[facet] for facets in passing)
                for slug, *_ in small.index.frame.facets[facet].values
            }
            assert found.facets[facet] == {slug: count for slug, count in expected.items() if count}, (question, facet)


def test_two_values_of_one_facet_widen_and_two_facets_narrow(small: Built) -> None:
    def total(**filters: list[str]) -> int:
        return search_in(small.index, "", filters).total

    germany, poland = total(country=["germany"]), total(country=["poland"])
    assert max(germany, poland) < total(country=["germany", "poland"]) <= germany + poland
    assert total(country=["germany"], level=["partnerworld:premier"]) < germany


def test_a_wider_value_holds_the_listings_of_the_narrower(small: Built) -> None:
    counts = search_in(small.index, "", {}).facets["technology"]
    assert counts["databases"] >= max(counts["postgresql"], counts["mysql"])


@pytest.mark.parametrize(
    ("filters", "sort", "message"),
    [
        ({"contry": ["germany"]}, "relevance", 'there is no facet "contry". Did you mean "country"?'),
        ({"country": ["germny"]}, "relevance", 'no listing has the country "germny". Did you mean "germany"?'),
        ({}, "size", '"size" is no order of results. Choose one of: relevance, name, level, newest.'),
    ],
)
def test_what_does_not_exist_is_said(small: Built, filters: dict[str, list[str]], sort: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        search(small.folder, "cloud", filters, sort)
    assert message in str(refused.value)


def test_the_answer_has_the_fields_of_the_contract(small: Built) -> None:
    answered = search(small.folder, "kubernetes").as_json()
    assert list(answered) == ["query", "total", "results", "facets"]
    assert list(answered["results"][0]) == ["id", "name", "slug", "score"]


def test_pages_follow_each_other(small: Built) -> None:
    def page(number: int) -> SearchResult:
        return search_in(small.index, "kubernetes", {}, page=number)

    last = -(-page(1).total // 10)
    ids = [hit.id for number in range(1, last + 1) for hit in page(number).results]
    assert len(ids) == len(set(ids)) == page(1).total
    assert page(last + 1).results == page(last).results != page(last - 1).results


@pytest.mark.parametrize("sort", ["name", "level", "newest"])
def test_orders_are_what_they_say(small: Built, sort: str) -> None:
    cards = {document.id: document.card for document in small.documents}
    found = [cards[hit.id] for hit in search_in(small.index, "", {}, sort).results]
    if sort == "name":
        assert [card.name for card in found] == sorted(card.name for card in found)
    elif sort == "level":
        assert {card.rank for card in found} == {3}
    else:
        dates = [card.listed_since for card in found]
        assert dates == sorted(filter(None, (card.listed_since for card in cards.values())), reverse=True)[:10]
