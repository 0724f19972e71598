"""The FAQ: collections, sections, numbered questions with lasting anchors, and every mistake in them."""

from __future__ import annotations

import json
import re

from generator.errors import Origin, Problems
from generator.model.document import Document
from generator.pages.faq import FaqCollection, FaqContext, FaqIndexContext, faq_collections, faq_pages
from generator.pages.page import Page
from generator.render.environment import Renderer
from tests.pages.sample import TEMPLATES, assets, frame
from tests.pages.texts import TARGETS, document, said

FRAME = frame(assets())
INDEX = document(
    "faq/joining/index.md",
    """
    ---
    title: Joining
    order: 2
    summary: How to join.
    program: partnerworld
    ---

    Read [the levels](page:levels) first.
    """,
    "joining",
)
STEPS = document(
    "faq/joining/first-steps.md",
    """
    ---
    title: First steps
    order: 2
    ---
    ## Where do I begin? {#begin}

    1. Here.
    2. Then [there](#who-can-join).

    {related: who-can-join, what-does-it-cost}
    """,
    "joining",
)
WHO = document(
    "faq/joining/who.md",
    """
    ---
    title: Who and what
    order: 1
    section: who-and-what
    ---
    About *companies*.

    ## Who can join? {#who-can-join}

    Every company. Ask [[contact:help]].

    ## What does it cost? {#what-does-it-cost}

    **Nothing**, see [levels](page:levels).
    """,
    "joining",
)


def collections(*documents: Document) -> tuple[tuple[FaqCollection, ...], Problems]:
    problems = Problems()
    return faq_collections(documents, list(TARGETS.programs), problems), problems


def pages(*documents: Document) -> tuple[dict[str, Page], list[str]]:
    found, problems = collections(*documents)
    made = {page.route: page for page in faq_pages(found, TARGETS, FRAME, problems)}
    return made, said(problems)


def section(text: str, name: str = "x") -> Document:
    return document(f"faq/joining/{name}.md", f"---\ntitle: X\n---\n{text}", "joining")


def messages(*documents: Document) -> list[str]:
    return pages(INDEX, *documents)[1]


def test_sections_and_questions_stand_in_their_order_and_are_numbered() -> None:
    ((collection,), problems) = collections(STEPS, WHO, INDEX)
    assert [(one.slug, one.title) for one in collection.sections] == [
        ("who-and-what", "Who and what"),
        ("first-steps", "First steps"),
    ]
    assert [(question.number, question.id) for question in collection.sections[0].questions] == [
        (1, "who-can-join"),
        (2, "what-does-it-cost"),
    ]
    assert collection.anchors == {"who-can-join", "what-does-it-cost", "begin", "who-and-what", "first-steps"}
    assert (collection.route, collection.program, len(problems)) == ("faq/joining.html", "partnerworld", 0)


def test_collections_stand_in_their_order() -> None:
    first = document("faq/a/index.md", "---\ntitle: A\norder: 3\n---\n", "a")
    found, _ = collections(first, INDEX, STEPS, WHO)
    assert [collection.slug for collection in found] == ["joining", "a"]


def test_a_page_has_its_questions_with_answers_and_related_ones() -> None:
    made, problems = pages(INDEX, STEPS, WHO)
    context = made["faq/joining.html"].context
    assert isinstance(context, FaqContext)
    assert context.questions == 3
    assert context.program is not None
    assert (context.program.label, context.program.route) == ("PartnerWorld", "programs/partnerworld.html")
    begin = context.sections[1].questions[0]
    assert [(link.label, link.route) for link in begin.related] == [
        ("Who can join?", "faq/joining.html#who-can-join"),
        ("What does it cost?", "faq/joining.html#what-does-it-cost"),
    ]
    assert "related:" not in begin.answer
    assert problems == []


def test_a_program_whose_page_is_yet_to_come_is_not_linked() -> None:
    about = document(INDEX.origin.file, "---\ntitle: Joining\nprogram: alliance\n---\n", "joining")
    made, problems = pages(about, STEPS, WHO)
    context = made["faq/joining.html"].context
    assert isinstance(context, FaqContext)
    assert (context.program, problems) == (None, [])


def test_a_program_that_does_not_exist_is_named_where_it_stands() -> None:
    about = document(INDEX.origin.file, "---\ntitle: Joining\nprogram: partnerwrld\n---\n", "joining")
    section = document("faq/joining/x.md", "---\ntitle: X\nprogram: other\n---\n## Y? {#y}\n\nZ.", "joining")
    assert pages(about, section)[1] == [
        'faq/joining/index.md:3: program: "partnerwrld" is not allowed here. Did you mean "partnerworld"?',
        'faq/joining/x.md:3: program: "other" is not allowed here. Write one of: partnerworld, alliance.',
    ]


def test_the_index_leads_to_every_section() -> None:
    context = pages(INDEX, STEPS, WHO)[0]["faq/"].context
    assert isinstance(context, FaqIndexContext)
    (entry,) = context.collections
    assert (entry.title, entry.questions) == ("Joining", 3)
    assert [link.route for link in entry.sections] == [
        "faq/joining.html#who-and-what",
        "faq/joining.html#first-steps",
    ]


def test_structured_data_has_every_question_in_plain_words() -> None:
    page = pages(INDEX, STEPS, WHO)[0]["faq/joining.html"]
    faq = json.loads(json.dumps(page.context.head.structured[0]))
    assert faq["@type"] == "FAQPage"
    answers = {one["name"]: one["acceptedAnswer"]["text"] for one in faq["mainEntity"]}
    assert answers == {
        "Who can join?": "Every company. Ask Help desk (+1 555 0100).",
        "What does it cost?": "Nothing, see levels.",
        "Where do I begin?": "1. Here.\n2. Then there.",
    }


def test_every_question_can_be_linked() -> None:
    page = pages(INDEX, STEPS, WHO)[0]["faq/joining.html"]
    html = Renderer([TEMPLATES], FRAME).render(page).decode()
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert anchor in ids
    assert '<article class="question" id="who-can-join">' in html
    assert "<h1>Joining: questions and answers" in html


def test_without_documents_there_is_no_faq() -> None:
    assert pages() == ({}, [])


# ── Mistakes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_without_an_index() -> None:
    assert pages(WHO)[1] == [
        'faq/joining/who.md:1: the FAQ collection "joining" has no index.md. '
        "Add one with title, order, summary and an introduction."
    ]


def test_an_index_that_cannot_be_read_is_not_missed_as_well() -> None:
    documents = [section("## What? {#what}\n\nMuch.")]
    problems = Problems()
    problems.error(
        "front-matter",
        "must begin with front matter.",
        Origin("faq/joining/index.md", 1),
    )
    assert faq_collections(documents, [], problems) == ()
    assert len(problems) == 1


def test_a_section_without_a_question() -> None:
    assert messages(section("Only text.\n")) == [
        "faq/joining/x.md:1: the section has no question. Write ## Question {#id}."
    ]


def test_a_question_without_an_id() -> None:
    assert messages(section("## Why?\n\nSo.\n")) == [
        'faq/joining/x.md:4: the question "Why?" has no id of small letters, digits and hyphens. '
        "End the heading with {#an-id}; it is part of the address and never changes."
    ]


def test_an_id_that_is_no_part_of_an_address() -> None:
    assert messages(section("## Why? {#Why_Not}\n\nSo.\n")) == [
        'faq/joining/x.md:4: the question "Why?" has no id of small letters, digits and hyphens. '
        "End the heading with {#an-id}; it is part of the address and never changes."
    ]


def test_a_question_without_an_answer() -> None:
    assert messages(section("## Why? {#why}\n\n{related: how}\n\n## How? {#how}\nSo.\n")) == [
        'faq/joining/x.md:4: the question "Why?" has no answer.'
    ]


def test_an_id_that_stands_twice_names_both_places() -> None:
    assert messages(section("## A? {#same}\nSo.\n"), section("## B? {#same}\nSo.\n", "y")) == [
        'faq/joining/y.md:4: the id "same" stands twice in this collection (first at faq/joining/x.md:4).'
    ]


def test_a_question_with_the_id_of_a_section() -> None:
    assert messages(section("## A? {#x}\nSo.\n")) == [
        'faq/joining/x.md:4: the id "x" stands twice in this collection (first at faq/joining/x.md:1).'
    ]


def test_a_related_question_that_does_not_exist() -> None:
    assert messages(section("## A? {#alpha}\nSo.\n{related: alpah}\n")) == [
        'faq/joining/x.md:4: the related question "alpah" is not in this collection. Did you mean "alpha"?'
    ]


def test_links_are_checked_in_answers_and_introductions_at_their_lines() -> None:
    text = "\n\n[a](page:one)\n\n## A? {#alpha}\n\nFine.\n[b](page:two) [c](#beta)\n"
    assert messages(section(text)) == [
        'faq/joining/x.md:6: "page:one" names no page.',
        'faq/joining/x.md:11: "page:two" names no page.',
        'faq/joining/x.md:11: "#beta" names no question of this collection.',
    ]


def test_a_link_in_the_introduction_of_a_collection_is_checked_at_its_line() -> None:
    index = document("faq/joining/index.md", "---\ntitle: J\n---\n\n\n[a](page:one)\n", "joining")
    assert pages(index, WHO)[1] == ['faq/joining/index.md:6: "page:one" names no page.']


def test_a_wrong_key_of_front_matter() -> None:
    index = document("faq/joining/index.md", "---\ntitle: J\nodrer: 1\n---\n", "joining")
    assert pages(index, WHO)[1] == [
        'faq/joining/index.md:3: odrer: "odrer" is not a key of this front matter. Did you mean "order"?'
    ]


def test_ids_of_the_page_itself_are_taken() -> None:
    assert messages(section("## A? {#main}\n\nB.\n\n## C? {#x-title}\n\nD.")) == [
        'faq/joining/x.md:4: the id "main" is one of the page itself.',
        'faq/joining/x.md:8: the id "x-title" is one of the page itself.',
    ]
