"""The index as files: the same for the same documents, whatever the chunks; changed where something changed."""

from __future__ import annotations

import random
from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.search.chunk import ChunkPostings, analyse
from generator.search.documents import Field
from generator.search.encoding import gaps, leb, name_of, varints
from generator.search.folding import MARK, fold, words_of, words_of_all
from generator.search.index import MANIFEST, write_index
from generator.search.reader import search_in
from generator.search.shards import Bytes, Index
from generator.search.typos import distance
from generator.search.whoosh_engine import Stemmer, analysis_chain, stop_words_of
from tests.search.conftest import AS_OF, Built, build
from tests.search.directory import documents


def files(chunks: list[ChunkPostings], as_of: date = AS_OF) -> dict[str, bytes]:
    return {file.route: file.content for file in write_index(chunks, as_of, "en")}


def test_chunks_decide_nothing(small: Built) -> None:
    found = small.documents
    one = files([analyse(found, "en")])
    many = [analyse(found[start : start + 41], "en") for start in range(0, len(found), 41)]
    random.Random(1).shuffle(many)
    assert files(many) == one


def test_an_unchanged_document_need_not_be_analysed_again(small: Built) -> None:
    found = small.documents
    old = analyse([*list(documents(320))[300:], *found[:200]], "en")
    kept = old.keep(document.id for document in found[:200])
    assert files([kept, analyse(found[200:], "en")]) == files([analyse(found, "en")])


def test_another_day_changes_the_manifest_alone(small: Built) -> None:
    today, tomorrow = (files([analyse(small.documents, "en")], day) for day in (AS_OF, date(2026, 11, 23)))
    assert {route for route in today | tomorrow if today.get(route) != tomorrow.get(route)} == {MANIFEST}


def test_equals_take_turns_from_day_to_day(small: Built, tmp_path_factory: pytest.TempPathFactory) -> None:
    tomorrow = build(small.documents, tmp_path_factory.mktemp("tomorrow"), date(2026, 11, 23))
    orders = [[hit.id for hit in search_in(index, "", {}).results] for index in (small.index, tomorrow.index)]
    assert orders[0] != orders[1]
    assert all(document.card.rank == 3 for document in small.documents if document.id in orders[0])


def test_one_new_text_leaves_most_shards_alone(small: Built) -> None:
    found = list(small.documents)
    before = files([analyse(found, "en")])
    texts = (*found[5].texts[:-1], found[5].texts[-1] + " zebracrossing")
    changed = msgspec.structs.replace(found[5], texts=texts)
    after = files([analyse([*found[:5], changed, *found[6:]], "en")])
    assert len(after.keys() - before.keys()) < 0.3 * len(after)


def test_a_level_that_moves_leaves_most_shards_alone(small: Built) -> None:
    found = list(small.documents)
    before = files([analyse(found, "en")])
    other = next(document for document in found if document.card.rank == 3)
    place = next(place for place, document in enumerate(found) if document.card.rank == 1)
    moved, texts = found[place], list(found[place].texts)
    texts[Field.SERVICES] = texts[Field.SERVICES].replace("Member", "Premier")
    found[place] = msgspec.structs.replace(
        moved,
        texts=tuple(texts),
        facets=moved.facets | {"level": (other.facets["level"][0], *moved.facets["level"][1:])},
        levels=(other.levels[0], *moved.levels[1:]),
        card=msgspec.structs.replace(moved.card, levels=(other.card.levels[0], *moved.card.levels[1:])),
    )
    after = files([analyse(found, "en")])
    assert len(after.keys() - before.keys()) < 0.1 * len(after)


def test_a_directory_without_listings_has_an_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = build([], tmp_path_factory.mktemp("empty"))
    assert search_in(empty.index, "kubernetes", {}).total == 0
    assert search_in(empty.index, "", {}).total == 0


def test_a_host_may_unpack_the_shards(small: Built, tmp_path_factory: pytest.TempPathFactory) -> None:
    import zlib

    folder = tmp_path_factory.mktemp("unpacked")
    (folder / "search").mkdir()
    for path in (small.folder / "search").iterdir():
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = zlib.decompress(content, 31)
            assert content[:2] != b"\x1f\x8b"
        if path.is_file():
            (folder / "search" / path.name).write_bytes(content)
    assert search_in(Index(folder), "kubernetes germany", {}) == search_in(small.index, "kubernetes germany", {})


def test_words_are_those_of_whooshs_chain(small: Built) -> None:
    chain, stops, stem = analysis_chain("en"), stop_words_of("en"), Stemmer("en")
    for document in small.documents[:60]:
        for text in document.texts:
            ours = [stem(word) for word in words_of(text) if word not in stops]
            assert ours == [token.text for token in chain(text)]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_cut_as_whooshs_chain_cuts_it(text: str) -> None:
    stops, stem = stop_words_of("en"), Stemmer("en")
    assert [stem(word) for word in words_of(text) if word not in stops] == [t.text for t in analysis_chain("en")(text)]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="abC# +.net12é新幹\x01\x02\x03\x04", max_size=20), max_size=8))
def test_texts_together_have_the_words_of_each(texts: list[str]) -> None:
    assert words_of_all(texts) == [word for text in texts for word in (*words_of(text), MARK)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("ＩＢＭ", "ibm"),
        ("Ærø", "aero"),
        ("İzmir", "izmir"),
        ("ガス", "ガス"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == (folded if text != "ガス" else fold("ガス"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++ and C#, F#; .NET, ASP.NET", ["c++", "and", "c#", "f#", ".net", "asp", ".net"]),
        ("end-to-end 24/7 node.js", ["end", "to", "end", "24", "7", "node", "js"]),
        ("新幹線 と 駅", ["新幹", "幹線", "と", "駅"]),
        ("partner's under_score", ["partner", "s", "under", "score"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.lists(st.integers(0, 2**40), max_size=50))
def test_numbers_survive_writing(numbers: list[int]) -> None:
    written, starts = varints(np.array(numbers, dtype=np.int64))
    assert written.tobytes() == leb(numbers)
    assert starts[-1] == len(written)
    assert Bytes(leb(numbers)).numbers(len(numbers)) == numbers


@given(st.sets(st.integers(0, 1000), min_size=1))
def test_positions_survive_writing(positions: set[int]) -> None:
    rising = sorted(positions)
    written = leb(gaps(np.array(rising, dtype=np.int64), np.zeros(1, dtype=np.int64)).tolist())
    assert Bytes(written).rising(len(rising)) == rising


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("cloud", "cloud", 0),
        ("cloud", "clod", 1),
        ("cloud", "clodu", 1),
        ("cloud", "clouds", 1),
        ("ca", "abc", 3),
        ("cloud", "x", 3),
    ],
)
def test_distances(left: str, right: str, apart: int) -> None:
    assert distance(left, right, 2) == min(apart, 3)


def test_names_of_hashes_are_eight_characters() -> None:
    assert name_of(b"\x00\x01\x02\x03\x04") == "aaaqeaye"
