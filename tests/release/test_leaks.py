"""The leak scan finds a private value whatever it is wrapped in, and nothing else."""

from __future__ import annotations

import base64
import gzip
import html
import json
import time
import urllib.parse

import pytest

from generator.release.leaks import LeakScan, excuses, text_of

SECRET = 'Zoë "Quick" O’Hara & Søn'


def looked(scan: LeakScan, file: str, *pieces: str) -> set[str]:
    leaks = [*scan.look(file, pieces), *scan.rest()]
    assert {leak.file for leak in leaks} <= {file}
    return {leak.value for leak in leaks}


def found(value: str, content: bytes | str, file: str = "a.html") -> set[str]:
    content = content.encode() if isinstance(content, str) else content
    return looked(LeakScan([value]), file, text_of(content))


def wrapped(value: str) -> dict[str, bytes]:
    """Ways in which a value can stand in a file."""
    plain = value.encode()
    return {
        "plain": b"<p>before " + plain + b" after</p>",
        "lower": value.lower().encode(),
        "upper": value.upper().encode(),
        "html": f"<p>{html.escape(value)}</p>".encode(),
        "html numbers": "".join(f"&#{ord(sign)};" for sign in value).encode(),
        "html hexadecimal": "".join(f"&#x{ord(sign):x};" for sign in value).encode(),
        "url": f'<a href="?q={urllib.parse.quote(value)}">'.encode(),
        "url with plus": f'<a href="?q={urllib.parse.quote_plus(value)}">'.encode(),
        "json": json.dumps({"name": value}).encode(),
        "json in html": f'<script type="application/ld+json">{json.dumps([value])}</script>'.encode(),
        "json in ascii": json.dumps({"name": f"😀 {value}"}).encode(),
        "json unicode": json.dumps(value, ensure_ascii=False).encode(),
        "base64": base64.b64encode(plain),
        "base64 in a data URL": b"<img src=data:text/plain;base64," + base64.b64encode(plain) + b">",
        "base64 within more": base64.b64encode(b'{"a":"' + plain + b'"}'),
        "base64 shifted": base64.b64encode(b"x, " + plain + b" ."),
        "base64 for URLs": base64.urlsafe_b64encode(b"??>" + b"\n" + plain),
        "gzip": gzip.compress(b"cards: " + plain),
        "line of a table": b"1;2;" + plain + b";3\n",
        "unbreakable": value.replace(" ", "\u00a0").encode(),
        "comment": b"<!-- " + plain + b" -->",
        "attribute": b'<p title="' + html.escape(value).encode() + b'">',
        "binary": b"\x89PNG\r\n\x00tEXt\x00" + plain + b"\x00",
    }


@pytest.mark.parametrize("form", wrapped(SECRET))
@pytest.mark.parametrize(
    "value", [SECRET, "tok-93af77c1", "private.person@example.org", "zq8f3kd92mvp", "Ada 😀 𠮷野家"]
)
def test_a_private_value_is_found(value: str, form: str) -> None:
    assert found(value, wrapped(value)[form]) == {value}


@pytest.mark.parametrize(
    ("value", "file"),
    [("Hidden Works Ltd", "partners/hidden-works-ltd-abcdefgh.html"), ("TOKEN-77X1", "token-77x1.svg")],
)
def test_a_private_value_is_found_in_a_file_name(value: str, file: str) -> None:
    assert found(value, b"", file) == {value}


@pytest.mark.parametrize(
    "text",
    ["Quick O’Hara", "Zoë Quick", "Zoë Quicker O’Hara & Søn", "Søn & O’Hara Quick Zoë", ""],
)
def test_a_part_of_a_value_is_not_the_value(text: str) -> None:
    assert found(SECRET, text) == set()


@pytest.mark.parametrize("text", ['["what it is", "Railway work"]', "it is;railway", "<b>is</b> <i>railway</i>"])
def test_words_of_two_cells_are_no_value(text: str) -> None:
    assert found("is railway", text) == set()
    assert found("is railway", "it Is-Railway.html") == {"is railway"}


def test_two_texts_with_a_colon_between_are_no_value() -> None:
    page = '<meta name="description" content="Garden Works: Mill and sea&#58; storage">'
    assert found("Works Mill", page) == set()
    assert found("and sea storage", page) == set()
    assert found("Works: Mill", page) == {"Works: Mill"}
    assert found("Works:\n Mill", page) == {"Works:\n Mill"}
    assert found("sea: storage", page) == {"sea: storage"}


def test_a_value_is_told_at_the_first_file_that_has_it() -> None:
    scan = LeakScan(["offers storage migration", "Offers Storage Migration", "seeks a reseller"])
    text = "<p>Offers storage migration</p>"
    assert looked(scan, "a.html", text) == {"offers storage migration", "Offers Storage Migration"}
    assert looked(scan, "b.html", text, "Seeks a reseller") == {"seeks a reseller"}


def test_many_files_are_searched_at_once_and_told_apart() -> None:
    values = [f"Person {name} {name}son" for name in ("Anna", "Berta", "Carla", "Dora")]
    scan = LeakScan(values)
    encoded = base64.b64encode(values[2].encode()).decode()
    texts = [values[1], "Person", "Anna Annason", values[0].replace(" ", "&nbsp;"), f"x {encoded} y", "", values[1]]
    looked_at = [leak for number, text in enumerate(texts) for leak in scan.look(f"{number}.html", ("Dora", text))]
    assert looked_at == []
    found = {leak.file: leak.value for leak in scan.rest()}
    assert found == {"0.html": values[1], "3.html": values[0], "4.html": values[2]}
    assert list(scan.rest()) == []


def test_values_that_share_their_words_are_told_apart() -> None:
    scan = LeakScan(["storage for ports", "ports for storage", "storage for ports and rail", "for ports and"])
    assert looked(scan, "a.html", "We offer storage for ports, and more.") == {"storage for ports"}
    assert looked(scan, "b.html", "storage for ports and rail") == {"storage for ports and rail", "for ports and"}
    assert looked(scan, "c.html", "Ports for storage!") == {"ports for storage"}


def test_the_same_words_in_another_order_before_do_not_hide_a_value() -> None:
    assert found("north quay storage hall", "quay north storage hall; north quay storage hall")


def test_short_values_stand_anywhere_and_are_not_searched() -> None:
    assert found("Premier", "Premier") == set()


def test_a_value_does_not_span_pieces() -> None:
    scan = LeakScan([SECRET])
    assert looked(scan, "a.html", *SECRET.split(" ", 1)) == set()
    assert looked(scan, "a.html", "x", SECRET, "y") == {SECRET}


def test_broken_gzip_is_searched_as_it_is() -> None:
    assert found("zq8f3kd92mvp", b"\x1f\x8b zq8f3kd92mvp") == {"zq8f3kd92mvp"}


def test_what_the_gate_published_itself_is_no_leak() -> None:
    sources = [("a", ("Meier",)), ("b", ("x", "Contact: Anna Meier-Huber, Bern")), ("c", ("Anna Meier-Huber",))]
    assert excuses(LeakScan(["Anna Meier-Huber", "tok-93af77c1"]), sources) == {"Anna Meier-Huber": "b"}


def test_the_scan_is_linear_in_values_and_text() -> None:
    values = [f"The value number {number} of person {number * 7919}" for number in range(50_000)]
    scan = LeakScan([*values, "City London"])
    page = "\n".join(f'"city":"London", the value number {number} of nobody' for number in range(20_000))
    began = time.process_time()
    assert looked(scan, "big.txt", *page.split("\n")) == set()
    assert time.process_time() - began < 5
