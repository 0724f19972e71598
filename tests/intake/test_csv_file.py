"""CSV: what is written is read, with the right lines."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.intake.csv_file import CsvFile, FileError
from generator.model.site import TableSettings

SETTINGS = TableSettings()


def records(text: str | bytes, chunk: int = 1 << 18, settings: TableSettings = SETTINGS) -> list[tuple[int, list[str]]]:
    encoded = text.encode() if isinstance(text, str) else text
    pieces = [encoded[i : i + chunk] for i in range(0, len(encoded), chunk)]
    file = CsvFile(pieces, "a.csv", settings)
    found = list(file)
    assert not file.problems
    return found


def test_rows_have_the_line_on_which_they_start() -> None:
    assert records('a,b\n1,"x\ny"\n\n2,"z"\n') == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (5, ["2", "z"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_one_line(end: str) -> None:
    assert records(f"a,b{end}1,2{end}3,4{end}") == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]


def test_a_byte_order_mark_is_dropped() -> None:
    assert records(b"\xef\xbb\xbfa,b\n", chunk=1) == [(1, ["a", "b"])]


def test_a_quote_is_written_twice_within_quotes() -> None:
    assert records('a,b\n"say ""hi""",""\n') == [(1, ["a", "b"]), (2, ['say "hi"', ""])]


def test_a_tab_can_separate() -> None:
    assert records('a\tb\n1\t"2"\n', settings=TableSettings(delimiter="\t"))[1] == (2, ["1", "2"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "a.csv:3: the quote opened in this line is never closed."),
        ('a,b\n"1\n2",x\n"3",4,"5\n', "a.csv:4: the quote opened in this line is never closed."),
        ('a,b\n"1"x,2\n', "a.csv:2: text follows the quote that closes the cell opened in line 2."),
        (
            'a,b\n1,"' + "x" * 140_000,
            "a.csv:2: the quote opened in this line is never closed within 131,072 characters.",
        ),
    ],
)
def test_an_unbalanced_quote_names_the_line_where_it_was_opened(text: str, message: str) -> None:
    with pytest.raises(FileError) as caught:
        records(text)
    assert str(caught.value).startswith(message)


def test_a_ragged_record_of_several_lines_tells_where_it_ends() -> None:
    file = CsvFile([b'a,b\n1,"2\n3,4\n5"\n6,7,8\n'], "a.csv", SETTINGS)
    assert list(file) == [(1, ["a", "b"]), (2, ["1", "2\n3,4\n5"])]
    assert [str(problem) for problem in file.problems] == ["a.csv:5: has 3 cells, but the header has 2."]
    file = CsvFile([b'a,b\n1,"2\n3"\n"4\n"\n'], "a.csv", SETTINGS)
    list(file)
    assert [str(problem) for problem in file.problems] == [
        "a.csv:4: has 1 cell, but the header has 2. The record ends in line 5: a quote may be missing."
    ]


def test_rows_before_a_wrong_byte_are_not_lost_from_its_offset() -> None:
    with pytest.raises(FileError) as caught:
        records(b"a,b\n" + b"1,2\n" * 10 + b"\xff\n", chunk=7)
    assert str(caught.value).startswith("a.csv:12: byte 44 (0xff) is not UTF-8.")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_what_csv_writes_is_read_back_with_its_lines(
    written: list[list[str]], quoting: int, end: str, chunk: int
) -> None:
    if end == "\n" and quoting == csv.QUOTE_MINIMAL:  # such a writer leaves a carriage return unquoted
        written = [[cell.replace("\r", "") for cell in cells] for cells in written]
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    lines = []
    for cells in written:
        lines.append(1 + len(io.StringIO(stream.getvalue(), newline="").readlines()))
        writer.writerow(cells)
    if stream.getvalue().startswith("\ufeff"):
        return
    assert records(stream.getvalue(), chunk) == list(zip(lines, written, strict=True))
