"""Text pages: order, addresses, menus, links."""

from __future__ import annotations

from generator.errors import Problems
from generator.pages.text_pages import TextContext, read_text_pages, text_pages
from generator.render.environment import Renderer
from tests.pages.sample import TEMPLATES, assets, frame
from tests.pages.texts import TARGETS, document, said

FRAME = frame(assets())
ABOUT = document(
    "pages/about.md",
    """
    ---
    title: About this directory
    label: About
    order: 2
    summary: Who makes it.
    menu: footer
    ---

    See [levels](page:levels) or ask [[contact:help]].
    """,
)
LEVELS = document("pages/levels.md", "---\ntitle: How levels work\norder: 1\nmenu: header\n---\nText.\n")


def test_pages_are_read_in_their_order() -> None:
    problems = Problems()
    pages = read_text_pages([ABOUT, LEVELS], problems)
    assert [(page.route, page.label, page.menu) for page in pages] == [
        ("levels.html", "How levels work", "header"),
        ("about.html", "About", "footer"),
    ]
    assert not len(problems)


def test_a_page_is_rendered_with_its_links() -> None:
    problems = Problems()
    (page,) = text_pages(read_text_pages([ABOUT], problems), TARGETS, FRAME, problems)
    assert isinstance(page.context, TextContext)
    assert (page.context.head.description, page.context.summary) == ("Who makes it.", "Who makes it.")
    html = Renderer([TEMPLATES], FRAME).render(page).decode()
    assert '<a href="./levels.html">levels</a> or ask <a href="mailto:help@partners.example">Help desk</a>' in html
    assert not len(problems)


def test_a_page_without_a_summary_is_described_by_its_title() -> None:
    problems = Problems()
    (page,) = text_pages(read_text_pages([LEVELS], problems), TARGETS, FRAME, problems)
    assert page.context.head.description == "How levels work"


def test_a_link_that_leads_nowhere_is_an_error_at_its_line() -> None:
    problems = Problems()
    broken = document("pages/x.md", "---\ntitle: X\n---\nFine.\n\n[a](page:nowhere)\n")
    list(text_pages(read_text_pages([broken], problems), TARGETS, FRAME, problems))
    assert said(problems) == ['pages/x.md:6: "page:nowhere" names no page.']


def test_two_pages_with_one_slug_are_both_named() -> None:
    problems = Problems()
    again = document("pages/other.md", "---\ntitle: Other\nslug: about\n---\nText.\n")
    read_text_pages([ABOUT, again], problems)
    assert said(problems) == ['pages/other.md:1: slug: the slug "about" is that of pages/about.md.']


def test_a_menu_that_does_not_exist_and_a_wrong_title_are_said_once_each() -> None:
    problems = Problems()
    wrong = document("pages/w.md", "---\ntitle: [a]\nmenu: left\n---\nText.\n")
    (page,) = read_text_pages([wrong], problems)
    assert (page.title, page.menu, page.slug) == ("", None, "w")
    assert said(problems) == [
        "pages/w.md:2: title: title must be one line of text.",
        'pages/w.md:3: menu: "left" is not allowed here. Write one of: header, footer, none.',
    ]


def test_no_menu_is_no_menu() -> None:
    (page,) = read_text_pages([document("pages/w.md", "---\ntitle: W\nmenu: none\n---\n")], Problems())
    assert page.menu is None
