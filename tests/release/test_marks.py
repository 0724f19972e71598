"""Marks stand for the words of a text: the same wherever a text is cut, and never missing where a word is there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.release import marks
from generator.release.marks import Lookup, Said, marks_of, missing

WORDS = st.lists(st.sampled_from([b"a", b"ab", b"ba", b"storage", b"\xc3\xa9", b"0", b"00", b"x" * 40]), max_size=30)


@given(WORDS, st.integers(1, 40), st.integers(0, 3))
def test_a_mark_is_that_of_the_word_wherever_it_stands(words: list[bytes], most: int, spaces: int) -> None:
    text = b" " * spaces + (b" " * (spaces + 1)).join(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "_MOST", most)
        cut = marks_of(text)
    whole = marks_of(text)
    assert cut.words.tolist() == whole.words.tolist() == [int(marks_of(word).words[0]) for word in words]
    assert cut.pairs.tolist() == whole.pairs.tolist()
    assert whole.pairs.tolist() == [int(marks_of(b" ".join(pair)).pairs[0]) for pair in pairwise(words)]


def test_different_words_have_different_marks() -> None:
    words = [f"w{number}".encode() for number in range(20_000)]
    assert len(set(marks_of(b" ".join(words)).words.tolist())) == len(words)
    assert marks_of(b"a b").pairs != marks_of(b"b a").pairs


@given(WORDS, WORDS)
def test_what_was_said_is_not_missing(before: list[bytes], words: list[bytes]) -> None:
    first, said = Said(), Said()
    first.add(marks_of(b" ".join(before)))
    said = Said(first.marks())
    said.add(marks_of(b" ".join(words)))
    again = said.marks()
    assert again.tolist() == sorted(set(again.tolist()))
    for some in (*marks_of(b" ".join(before)), *marks_of(b" ".join(words))):
        assert not missing(again, some).any()
    assert missing(again, marks_of(b"never said").words).all()


@given(WORDS, WORDS)
def test_a_lookup_tells_every_place(ours: list[bytes], text: list[bytes]) -> None:
    lookup = Lookup(marks_of(b" ".join(ours)).words, np.arange(len(ours)))
    expected = {(place, number) for place, said in enumerate(text) for number, one in enumerate(ours) if one == said}
    places, numbers = lookup.hits(marks_of(b" ".join(text)).words)
    assert set(zip(places.tolist(), numbers.tolist(), strict=True)) == expected
