"""The sample's partners are found by their names, as people type them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.search.folding import fold, words_of
from generator.search.reader import search_in
from generator.search.shards import Index
from tests.search.questions import mistyped

SAMPLED = 60


@pytest.fixture(scope="module")
def index(sample_release: Path) -> Index:
    return Index(sample_release / "customers")


@pytest.fixture(scope="module")
def names(index: Index) -> list[tuple[str, str]]:
    """Names of listings with their country."""
    cards = [index.card(document) for document in range(index.documents)]
    return [(card.name, index.frame.strings[card.country]) for card in cards]


def sampled(names: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from random.Random(7).sample(names, SAMPLED)


def found(index: Index, query: str) -> list[str]:
    return [hit.name for hit in search_in(index, query, {}).results]


def test_a_name_comes_first_however_it_is_typed(index: Index, names: list[tuple[str, str]]) -> None:
    missed = [
        query
        for name, country in sampled(names)
        for query in (name, fold(name), f"{name} {country}", " ".join(reversed(name.split())))
        if found(index, query)[0] != name
    ]
    assert missed == []


def test_a_name_comes_first_with_one_typing_error(index: Index, names: list[tuple[str, str]]) -> None:
    chance, missed = random.Random(8), []
    known = {word for name, _ in names for word in words_of(name)}
    for name, _ in sampled(names):
        words = words_of(name)
        long = [place for place, word in enumerate(words) if len(word) >= 5]
        if long:
            place = chance.choice(long)
            wrong = mistyped(chance, words[place])
            query = " ".join((*words[:place], wrong, *words[place + 1 :]))
            if len(wrong) >= 5 and wrong not in known and found(index, query)[0] != name:
                missed.append(query)
    assert missed == []


def test_four_letters_or_more_of_a_name_bring_it_among_the_first_three(
    index: Index, names: list[tuple[str, str]]
) -> None:
    folded = [fold(name) for name, _ in names]
    missed = []
    for name, _ in sampled(names):
        begun = next(
            (fold(name)[:n] for n in (4, 5, 6, 7) if sum(f.startswith(fold(name)[:n]) for f in folded) <= 3), ""
        )
        if begun and name not in found(index, begun)[:3]:
            missed.append((begun, name))
    assert missed == []
