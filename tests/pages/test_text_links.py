"""Links and contacts in texts: what they become, and what is said when they lead nowhere."""

from __future__ import annotations

import pytest

from generator.errors import Origin, Problems
from generator.pages.text_links import contact_words, resolved, without_marks
from tests.pages.texts import TARGETS, said


def resolve(text: str, own: frozenset[str] | None = None) -> tuple[str, list[str]]:
    problems = Problems()
    return resolved(text, TARGETS, lambda line: Origin("a.md", 10 + line), problems, own), said(problems)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[a](page:about)", "[a](site:about.html)"),
        ("[a](page:about#team)", "[a](site:about.html#team)"),
        ("[a](faq:joining)", "[a](site:faq/joining.html)"),
        ("[a](faq:joining#who-can-join)", "[a](site:faq/joining.html#who-can-join)"),
        ("[a](program:partnerworld)", "[a](site:programs/partnerworld.html)"),
        ("[a](program:alliance)", "[a](site:programs/)"),
        ("[a](https://x.example/y) [b](mailto:x@y.example)", "[a](https://x.example/y) [b](mailto:x@y.example)"),
        ("Ask [[contact:help]].", "Ask [Help desk](mailto:help@partners.example) (+1 555 0100)."),
    ],
)
def test_links_lead_to_routes(text: str, made: str) -> None:
    assert resolve(text) == (made, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a](page:abuot)", 'a.md:10: "page:abuot" names no page. Did you mean "about"?'),
        ("[a](faq:leaving)", 'a.md:10: "faq:leaving" names no FAQ collection.'),
        (
            "[a](faq:joining#who-may-join)",
            'a.md:10: "faq:joining#who-may-join" names no question of this collection. Did you mean "who-can-join"?',
        ),
        ("[a](program:partnerwold)", 'a.md:10: "program:partnerwold" names no program. Did you mean "partnerworld"?'),
        ("[[contact:hlep]]", 'a.md:10: "hlep" is not among the contacts in site.yml. Did you mean "help"?'),
        (
            "[a](about.html)",
            'a.md:10: "about.html" is no link of this site. Write page:…, faq:…, program:… or https://….',
        ),
        (
            "[a](/about.html)",
            'a.md:10: "/about.html" is no link of this site. Write page:…, faq:…, program:… or https://….',
        ),
        (
            "[a](javascript:alert)",
            'a.md:10: "javascript:alert" is no link of this site. Write page:…, faq:…, program:… or https://….',
        ),
        (
            '[a](page:about "Title")',
            'a.md:10: "page:about" is no link of this site. Write page:…, faq:…, program:… or https://….',
        ),
    ],
)
def test_what_leads_nowhere_is_an_error_at_its_line(text: str, message: str) -> None:
    assert resolve(text)[1] == [message]


def test_every_line_has_its_own_number() -> None:
    assert [message.split(":")[1] for message in resolve("a\n[b](page:x)\n\n[c](page:y) [d](page:z)")[1]] == [
        "11",
        "13",
        "13",
    ]


def test_own_anchors_are_checked_where_they_are_known() -> None:
    assert resolve("[a](#first) [b](#second)", frozenset({"first"}))[1] == [
        'a.md:10: "#second" names no question of this collection.'
    ]
    assert resolve("[a](#anything)") == ("[a](#anything)", [])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("help", "[Help desk](mailto:help@partners.example) (+1 555 0100)"),
        ("office", "Head office (1 Long Road, Springfield)"),
        ("form", "[Form](https://partners.example/form) ([x@partners.example](mailto:x@partners.example); mornings)"),
        ("office-hours", "Reception (weekdays only)"),
    ],
)
def test_a_contact_says_what_is_known_of_it(key: str, words: str) -> None:
    assert contact_words(TARGETS.contacts[key]) == words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See [the page](site:about.html), **now**.", "See the page, now."),
        ("An *emphasis*, a `code`, __both__.", "An emphasis, a code, both."),
        ("a field_name stays", "a field_name stays"),
        ("\n- one\n- two\n", "- one\n- two"),
    ],
)
def test_plain_words_have_no_marks(text: str, plain: str) -> None:
    assert without_marks(text) == plain
