"""What a person who searches may expect, on sampled listings of a made-up directory."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator

import pytest

from generator.search.documents import SearchDocument
from generator.search.folding import fold
from generator.search.reader import SearchResult, search_in
from tests.search.conftest import Built, build
from tests.search.directory import documents
from tests.search.questions import mistyped

Asked = Callable[[SearchDocument, random.Random], str | None]


def exact_name(document: SearchDocument, chance: random.Random) -> str:
    return document.card.name


def without_accents(document: SearchDocument, chance: random.Random) -> str:
    return fold(document.card.name)


def name_and_country(document: SearchDocument, chance: random.Random) -> str:
    return f"{document.card.name} {document.facets['country'][0].label}"


def words_swapped(document: SearchDocument, chance: random.Random) -> str:
    return " ".join(reversed(document.card.name.split()))


def one_typo(document: SearchDocument, chance: random.Random) -> str | None:
    """An error in the first word that has five letters; a listing whose wrong name is another word is left out."""
    words = document.card.name.split()
    place = next((n for n, word in enumerate(words) if len(word) >= 5), None)
    if place is None:
        return None
    wrong = mistyped(chance, fold(words[place]))
    if len(wrong) < 5 or wrong == fold(words[place]):
        return None
    return " ".join((*words[:place], wrong, *words[place + 1 :]))


def sampled(built: Built, asked: Asked, count: int) -> Iterator[tuple[SearchDocument, str, SearchResult]]:
    chance = random.Random(99)
    for document in chance.sample(built.documents, count):
        query = asked(document, chance)
        if query is not None:
            yield document, query, search_in(built.index, query, {})


FIRST = (exact_name, without_accents, name_and_country, words_swapped, one_typo)


@pytest.mark.parametrize("asked", FIRST, ids=lambda asked: asked.__name__)
def test_a_name_comes_first(medium: Built, asked: Asked) -> None:
    missed = [query for document, query, found in sampled(medium, asked, 60) if found.results[0].id != document.id]
    assert missed == []


def begun(built: Built, count: int) -> Iterator[tuple[SearchDocument, str, SearchResult]]:
    """Four letters of a name, or as many as no more than two other names share."""
    names = [fold(document.card.name) for document in built.documents]
    chance = random.Random(5)
    for place in chance.sample(range(len(names)), count):
        name = names[place].split()[0]
        size = next(size for size in range(4, len(name) + 9) if sum(n.startswith(name[:size]) for n in names) <= 3)
        yield built.documents[place], name[:size], search_in(built.index, name[:size], {})


def test_the_first_letters_of_a_name_are_enough(medium: Built) -> None:
    missed = [
        query
        for document, query, found in begun(medium, 60)
        if document.id not in {hit.id for hit in found.results[:3]}
    ]
    assert missed == []


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(list(documents(10_000)), tmp_path_factory.mktemp("large"))


@pytest.mark.slow
@pytest.mark.parametrize("asked", FIRST, ids=lambda asked: asked.__name__)
def test_a_name_comes_first_among_ten_thousand(large: Built, asked: Asked) -> None:
    missed = [query for document, query, found in sampled(large, asked, 200) if found.results[0].id != document.id]
    assert missed == []


@pytest.mark.slow
def test_the_first_letters_of_a_name_are_enough_among_ten_thousand(large: Built) -> None:
    missed = [
        query
        for document, query, found in begun(large, 200)
        if document.id not in {hit.id for hit in found.results[:3]}
    ]
    assert missed == []


@pytest.mark.parametrize("query", ["xzzzx", "qqqqqqq", "wzxwzx kqzzzk", "ъъъъъъ", "xzzzx "])
@pytest.mark.parametrize("filters", [{}, {"country": ["germany"]}], ids=["everywhere", "in Germany"])
def test_nonsense_finds_nothing(medium: Built, query: str, filters: dict[str, list[str]]) -> None:
    found = search_in(medium.index, query, filters)
    assert (found.total, found.results, found.corrected, found.dropped) == (0, (), None, ())


@pytest.mark.parametrize(
    ("query", "technology"),
    [("C++", "cpp"), ("c#", "csharp"), (".NET", "dotnet"), ("C", "c")],
    ids=["C++", "C#", ".NET", "C"],
)
def test_signs_that_make_a_name_count(medium: Built, query: str, technology: str) -> None:
    having = {d.id for d in medium.documents if technology in d.card.facets["technology"]}
    found = search_in(medium.index, query, {})
    assert found.total >= len(having)
    assert {hit.id for hit in found.results} <= having


@pytest.mark.parametrize(
    ("query", "listing"),
    [
        ("strassenbau", 11),
        ("Straßenbau", 11),
        ("新幹線", 7),
        ("予約", 7),
        ("работа", 13),
        ("РАБОТА", 13),
        ("élan", 17),
        ("elan", 17),
    ],
)
def test_scripts_and_accents_are_found_either_way(medium: Built, query: str, listing: int) -> None:
    assert f"P{listing:06d}" in {hit.id for hit in search_in(medium.index, query, {}).results}


@pytest.mark.parametrize("query", ["lodz", "ŁÓDŹ", "Łódź", "lódz"])
def test_a_city_is_found_without_its_accents(medium: Built, query: str) -> None:
    assert search_in(medium.index, query, {}).total == search_in(medium.index, "łódź", {}).total > 0


def test_a_mistyped_word_is_mended_and_said(medium: Built) -> None:
    found = search_in(medium.index, "kubernets germany", {})
    assert found.corrected == "kubernetes germany"
    assert found.total == search_in(medium.index, "kubernetes germany", {}).total


def test_a_word_that_nobody_has_is_dropped_and_said(medium: Built) -> None:
    found = search_in(medium.index, "xzzzx germany", {})
    assert found.dropped == ("xzzzx",)
    assert found.total == search_in(medium.index, "germany", {}).total


def test_where_no_listing_has_all_words_the_rarest_is_dropped(medium: Built) -> None:
    name = medium.documents[0].card.name.split()[0]
    other = medium.documents[1].card.name.split()[0]
    found = search_in(medium.index, f"kubernetes {name} {other} ", {})
    assert len(found.dropped) == 1
    assert found.total == 1


def test_former_names_find_the_listing(medium: Built) -> None:
    renamed = next(document for document in medium.documents if document.texts[1])
    assert search_in(medium.index, renamed.texts[1], {}).results[0].id == renamed.id


def test_addresses_of_links_are_not_searched(medium: Built) -> None:
    assert search_in(medium.index, "hidden", {}).total == 0


def test_every_letter_may_be_wrong(medium: Built) -> None:
    """One error at any place of a word, of any kind, is mended."""
    for place in range(len("kubernetes")):
        for wrong in (
            "kubernetes"[:place] + "kubernetes"[place + 1 :],
            "kubernetes"[:place] + "q" + "kubernetes"[place + 1 :],
            "kubernetes"[:place] + "q" + "kubernetes"[place:],
        ):
            assert search_in(medium.index, wrong + " ", {}).corrected == "kubernetes"


def test_a_letter_for_every_other_is_no_typo(medium: Built) -> None:
    assert search_in(medium.index, "".join(string.ascii_lowercase[:9]), {}).total == 0
