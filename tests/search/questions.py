"""Random questions to a made-up directory: words, beginnings, typing errors, filters; the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from generator.search.documents import SearchDocument
from generator.search.folding import words_of


class Question(msgspec.Struct, frozen=True):
    """A query with filters; `kinds` says what is in it: prefix, typo, or, facet."""

    query: str
    filters: dict[str, list[str]]
    kinds: frozenset[str]


def mistyped(chance: random.Random, word: str) -> str:
    """A word with one typing error: a letter left out, doubled, replaced, or two letters in each other's place."""
    at = chance.randrange(len(word))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
        )
    )


def questions(documents: Sequence[SearchDocument], count: int, seed: int) -> list[Question]:
    """Questions of one to three words; a fifth and more each with a beginning, a typing error, OR, a facet."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        document = chance.choice(documents)
        pool = [word for text in document.texts for word in words_of(text)]
        words = [chance.choice(pool) for _ in range(chance.randint(1, 3))]
        kinds = {kind for kind in ("prefix", "typo", "or", "facet") if chance.random() < 0.32}
        if "typo" in kinds:
            longest = max(range(len(words)), key=lambda place: len(words[place]))
            words[longest] = mistyped(chance, words[longest])
        query = " ".join(words)
        if "prefix" in kinds:
            query = query[: max(3, len(query) - chance.randint(1, 4))]
        else:
            query += chance.choice(("", " "))
        filters: dict[str, list[str]] = {}
        if kinds & {"or", "facet"}:
            facet = chance.choice([facet for facet, values in document.facets.items() if values])
            slugs = [chance.choice(document.facets[facet]).slug]
            if "or" in kinds:
                other = chance.choice([other for other in documents if other.facets[facet]]).facets[facet]
                slugs += [value.slug for value in other[:1] if value.slug not in slugs]
            filters[facet] = slugs
        found.append(Question(query, filters, frozenset(kinds)))
    return found
