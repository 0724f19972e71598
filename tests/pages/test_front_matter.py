"""Front matter: typed values, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from generator.errors import Problems
from generator.pages.front_matter import FrontMatter
from tests.pages.texts import document, said


def front(text: str) -> tuple[FrontMatter, Problems]:
    problems = Problems()
    keys = ("title", "order", "slug", "menu")
    return FrontMatter(document("pages/a.md", f"---\n{text}\n---\n"), keys, problems), problems


def test_values_are_read_as_they_are_meant() -> None:
    matter, problems = front("title: About us\norder: -2\nslug: about-us\nmenu: footer")
    assert matter.text("title", required=True) == "About us"
    assert matter.number("order") == -2
    assert matter.slug("slug", "x") == "about-us"
    assert matter.choice("menu", ("header", "footer")) == "footer"
    assert not len(problems)


def test_what_may_be_absent_has_a_default() -> None:
    matter, problems = front("title: A")
    assert (matter.text("menu"), matter.number("order"), matter.slug("slug", "file-name")) == ("", 0, "file-name")
    assert matter.choice("menu", ("header",)) is None
    assert not len(problems)


def test_an_unknown_key_is_named_with_its_line() -> None:
    assert said(front("order: 1\ntitel: A")[1]) == [
        'pages/a.md:3: titel: "titel" is not a key of this front matter. Did you mean "title"?'
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title:", "pages/a.md:2: title: title is missing. Add title: … to the front matter."),
        ("title: 2026", "pages/a.md:2: title: title must be one line of text."),
        ("title: [a, b]", "pages/a.md:2: title: title must be one line of text."),
        ("title: |\n  a\n  b", "pages/a.md:2: title: title must be one line of text."),
    ],
)
def test_a_title_must_be_one_line(text: str, message: str) -> None:
    matter, problems = front(text)
    assert matter.text("title", required=True) == ""
    assert said(problems) == [message]


@pytest.mark.parametrize("value", ["first", "1.5", "true"])
def test_an_order_must_be_a_whole_number(value: str) -> None:
    matter, problems = front(f"title: A\norder: {value}")
    assert matter.number("order") == 0
    assert said(problems) == ["pages/a.md:3: order: order must be a whole number."]


@pytest.mark.parametrize(
    ("value", "slug", "hint"),
    [("About Us", "about-us", ' Write "about-us".'), ("a--b", "a-b", ' Write "a-b".'), ('"§"', "ss", ' Write "ss".')],
)
def test_a_slug_that_is_no_part_of_an_address_is_mended(value: str, slug: str, hint: str) -> None:
    matter, problems = front(f"title: A\nslug: {value}")
    made = matter.slug("slug", "x")
    (message,) = said(problems)
    assert message.startswith(f'pages/a.md:3: slug: "{value.strip(chr(34))}" is no part of an address: small letters, ')
    if value != '"§"':
        assert made == slug
        assert message.endswith(hint)


def test_a_choice_names_what_is_allowed() -> None:
    matter, problems = front("title: A\nmenu: sidebar")
    assert matter.choice("menu", ("header", "footer")) is None
    assert said(problems) == ['pages/a.md:3: menu: "sidebar" is not allowed here. Write one of: header, footer.']


def test_a_choice_nearly_right_is_suggested() -> None:
    matter, problems = front("title: A\nmenu: foter")
    assert matter.choice("menu", ("header", "footer")) is None
    assert said(problems) == ['pages/a.md:3: menu: "foter" is not allowed here. Did you mean "footer"?']
