"""Pages that stay as they are while entries come, go and move."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.pages.paging import steadily_paged, steady_cuts
from generator.pages.routes import LOTS, key_of, lot_of

SIZE = 50
Entry = tuple[int, int]
"""Rank, negative as it sorts, and lot."""


def pages_of(entries: list[Entry], size: int = SIZE) -> list[list[Entry]]:
    cuts = steady_cuts([rank for rank, _ in entries], [lot for _, lot in entries], size)
    return [entries[begin:end] for begin, end in pairwise(cuts)]


def drawn(counts: list[int]) -> list[Entry]:
    """So many entries of each rank, in order."""
    numbers = [(-rank, number) for rank, count in enumerate(counts) for number in range(count)]
    return sorted((rank, lot_of(key_of(f"P{rank}-{number}"))) for rank, number in numbers)


ENTRIES = st.lists(st.tuples(st.integers(-3, 0), st.integers(0, LOTS - 1)), unique=True, max_size=400).map(sorted)


@given(ENTRIES, st.integers(1, 60))
def test_every_entry_stands_on_one_page_in_order(entries: list[Entry], size: int) -> None:
    pages = pages_of(entries, size)
    assert [entry for page in pages for entry in page] == entries
    assert all(pages) or pages == [[]]
    assert len(pages) == 1 or len(entries) > size


@given(st.lists(st.integers(0, 900), min_size=1, max_size=4), st.data())
def test_an_entry_that_goes_changes_its_own_page_only(counts: list[int], data: st.DataObject) -> None:
    entries = drawn(counts)
    if not entries:
        return
    gone = data.draw(st.sampled_from(entries))
    before = pages_of(entries)
    after = pages_of([entry for entry in entries if entry != gone])
    if len(before) == len(after):
        assert sum(was != now for was, now in zip(before, after, strict=True)) == 1


def test_the_number_of_pages_changes_rarely() -> None:
    """Of a thousand partners that come one after the other, few open a page; then the pages behind it move."""
    entries = drawn([3000])
    numbers = [len(pages_of(sorted(entries[::2] + entries[1 : 2 * come : 2]))) for come in range(1000)]
    assert len(set(numbers)) <= 8


def test_pages_are_about_as_long_as_they_should_be() -> None:
    pages = pages_of(drawn([4000, 700, 90, 20]))
    assert 4810 / SIZE * 0.9 < len(pages) < 4810 / SIZE * 1.1
    assert all(SIZE * 0.4 < len(page) < SIZE * 1.8 for page in pages)


def test_a_rank_without_a_page_of_its_own_begins_the_next_one() -> None:
    pages = pages_of(drawn([200, 12, 300]))
    assert [len({rank for rank, _ in page}) for page in pages if any(rank == -1 for rank, _ in page)] == [2]


def test_lots_have_the_order_of_keys() -> None:
    keys = sorted(key_of(f"P{number}") for number in range(500))
    assert [lot_of(key) for key in keys] == sorted(map(lot_of, keys))
    assert 0 <= lot_of("22222222") < lot_of("aaaaaaaa") < lot_of("zzzzzzzz") == LOTS - 1


def test_the_first_page_alone_says_how_many_there_are() -> None:
    pages = [paging for _, _, paging in steadily_paged(["abc", "de", "f"], "x/")]
    assert [(paging.number, paging.total, paging.first) for paging in pages] == [(1, 6, 0), (2, 0, 0), (3, 0, 0)]
    assert [paging.next for paging in pages] == ["x/2/", "x/3/", None]
