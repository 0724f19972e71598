"""Differences: words that go and come, on both sides, exactly."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.preview.differences import word_pieces
from tests.preview.conftest import Desk

TEXTS = st.lists(st.sampled_from(["we", "ports", "four", "five", " ", "  ", "\n", "。", "港", "**", "é"])).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_the_pieces_of_each_side_are_its_text(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_one_word_is_marked_and_the_rest_is_not() -> None:
    pieces = [(piece.kind, piece.text) for piece in word_pieces("We run four ports.", "We run five ports.")]
    assert pieces == [("same", "We run "), ("removed", "four"), ("added", "five"), ("same", " ports.")]


def test_texts_with_nothing_in_common_are_not_mended_word_by_word() -> None:
    kinds = [piece.kind for piece in word_pieces("Storage for the ports of Bremen", "Nine quiet engineers, one phone")]
    assert kinds == ["removed", "added"]


def test_a_long_text_is_compared_quickly() -> None:
    lines = [f"Line {number} says something about storage.\n" for number in range(400)]
    pieces = word_pieces("".join(lines), "".join([*lines[:200], "A new line.\n", *lines[201:]]))
    assert len(pieces) < 20


def test_both_audiences_share_one_table_where_they_see_the_same(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  tagline: Storage for harbours\n")
    page = alpha_desk.files()["changes.html"]
    assert "Customers and business partners" in page
    assert page.count("<del>ports</del>") == page.count("<ins>harbours</ins>") == 1


def test_teaming_changes_for_business_partners_alone(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  teaming_seeks: [Robots]\n")
    page = alpha_desk.files()["changes.html"]
    assert "Your drafts change nothing here." in page
    assert "<ins>Robots</ins>" in page


def test_a_setting_that_hides_the_listing_is_a_change_of_its_own(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  publish_to_customers: No\n")
    files = alpha_desk.files()
    assert "Publish to customers: all locations" in files["changes.html"]
    assert "customers/draft.html" not in files
    assert "With your drafts: not visible" in files["index.html"]
