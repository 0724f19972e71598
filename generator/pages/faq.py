"""The FAQ: `faq/` and `faq/<collection>.html`, from the documents of `content/faq`.

A collection is a folder: `index.md` introduces it, every other document is a section. A question is a level-2
heading with an id that never changes (`## How do I join? {#join}`); its answer may end in `{related: id, id}`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from generator.errors import Origin, Problems, did_you_mean
from generator.model.document import Document
from generator.pages.frame import Context, Frame, Head, Link
from generator.pages.front_matter import FrontMatter
from generator.pages.page import Page
from generator.pages.structured import breadcrumb_list, faq_page
from generator.pages.text_links import LinkTargets, resolved, without_marks
from generator.pages.texts import DESCRIPTION_LENGTH, shortened

FAQ = "faq/"

_HEADING = re.compile(r"##\s+(?P<wording>.+?)(?:\s+\{#(?P<id>[^}\s]*)\})?\s*")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RELATED = re.compile(r"\{related:\s*([^}]*)\}\s*")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `number` counts from 1 in its section; `answer` is Markdown, beginning on `answer_line` of the body;
    `related` are ids as written.
    """

    id: str
    number: int
    wording: str
    answer: str
    answer_line: int
    related: tuple[str, ...]
    origin: Origin


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a collection, from one document. `region`, `program` and `partner` say whom it is for."""

    slug: str
    title: str
    introduction: str
    region: str | None
    partner: str | None
    program: str | None
    questions: tuple[Question, ...]
    document: Document


class FaqCollection(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of `content/faq`, sections in order."""

    slug: str
    title: str
    order: int
    summary: str
    introduction: str
    program: str | None
    sections: tuple[Section, ...]
    document: Document

    @property
    def origin(self) -> Origin:
        return self.document.origin

    @property
    def route(self) -> str:
        return f"{FAQ}{self.slug}.html"

    @property
    def anchors(self) -> frozenset[str]:
        """Ids that links may name: those of questions and of sections."""
        questions = (question.id for section in self.sections for question in section.questions)
        return frozenset((*questions, *(section.slug for section in self.sections)))


class QuestionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A question as `pages/faq.html` shows it: `answer` is resolved Markdown, `related` lead to anchors of the page."""

    id: str
    number: int
    wording: str
    answer: str
    related: tuple[Link, ...]


class SectionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A section as `pages/faq.html` shows it."""

    id: str
    title: str
    introduction: str
    questions: tuple[QuestionEntry, ...]


class FaqContext(Context, frozen=True, kw_only=True):
    """Context of `pages/faq.html`: one collection; `program` leads to the program it is about."""

    title: str
    introduction: str
    sections: tuple[SectionEntry, ...]
    program: Link | None
    questions: int


class CollectionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A collection on the index: its sections lead to their anchors."""

    title: str
    route: str
    summary: str
    questions: int
    sections: tuple[Link, ...]


class FaqIndexContext(Context, frozen=True, kw_only=True):
    """Context of `pages/faq_index.html`."""

    collections: tuple[CollectionEntry, ...]


def faq_collections(
    documents: Iterable[Document], programs: Collection[str], problems: Problems
) -> tuple[FaqCollection, ...]:
    """The collections in order, links not yet resolved; adds what is wrong to `problems`. `programs`: ids there are."""
    folders: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        folders[document.collection].append(document)
    found = (_collection(slug, folder, programs, problems) for slug, folder in folders.items())
    return tuple(sorted((one for one in found if one), key=lambda one: (one.order, one.slug)))


def _collection(
    slug: str, folder: Sequence[Document], programs: Collection[str], problems: Problems
) -> FaqCollection | None:
    index = next((document for document in folder if document.stem == "index"), None)
    if index is None:
        place = folder[0].origin.file.rpartition("/")[0] + "/index.md"
        if not any(problem.origin.file == place for problem in problems):  # else it is there, and cannot be read
            hint = "Add one with title, order, summary and an introduction."
            problems.error("faq-index", f'the FAQ collection "{slug}" has no index.md.', folder[0].origin, hint=hint)
        return None
    front = FrontMatter(index, ("title", "order", "summary", "program"), problems)
    parsed = [_section(document, programs, problems) for document in folder if document is not index]
    sections = tuple(section for _, section in sorted(parsed, key=lambda pair: (pair[0], pair[1].slug)))
    _check_anchors(sections, problems)
    return FaqCollection(
        slug=slug,
        title=front.text("title", required=True),
        order=front.number("order"),
        summary=front.text("summary"),
        introduction=index.body.rstrip("\n"),
        program=front.choice("program", programs),
        sections=sections,
        document=index,
    )


def _section(document: Document, programs: Collection[str], problems: Problems) -> tuple[int, Section]:
    """The order of a section and the section."""
    front = FrontMatter(document, ("title", "order", "section", "region", "program", "partner"), problems)
    lines = document.body.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("## ")]
    bounds = pairwise([*starts, len(lines)])
    questions = tuple(
        _question(number, lines[start:end], start, document, problems)
        for number, (start, end) in enumerate(bounds, start=1)
    )
    if not questions:
        problems.error("faq-empty", "the section has no question.", document.origin, hint="Write ## Question {#id}.")
    section = Section(
        slug=front.slug("section", document.stem),
        title=front.text("title", required=True),
        introduction="\n".join(lines[: starts[0]] if starts else lines).rstrip("\n"),
        region=front.text("region") or None,
        partner=front.text("partner") or None,
        program=front.choice("program", programs),
        questions=questions,
        document=document,
    )
    return front.number("order"), section


def _question(number: int, lines: Sequence[str], start: int, document: Document, problems: Problems) -> Question:
    origin = document.line(start)
    heading = _HEADING.fullmatch(lines[0])
    wording = heading["wording"] if heading else lines[0][2:].strip()
    identifier = (heading["id"] if heading else None) or ""
    if not _ID.fullmatch(identifier):
        problems.error(
            "faq-id",
            f'the question "{wording}" has no id of small letters, digits and hyphens.',
            origin,
            hint="End the heading with {#an-id}; it is part of the address and never changes.",
        )
    related: list[str] = []
    answer = []
    for line in lines[1:]:
        found = _RELATED.fullmatch(line)
        if found:
            related += [name.strip() for name in found[1].split(",") if name.strip()]
        answer.append("" if found else line)
    if not "".join(answer).strip():
        problems.error("faq-answer", f'the question "{wording}" has no answer.', origin)
    return Question(
        id=identifier,
        number=number,
        wording=wording,
        answer="\n".join(answer),
        answer_line=start + 1,
        related=tuple(related),
        origin=origin,
    )


def _check_anchors(sections: Iterable[Section], problems: Problems) -> None:
    """Ids of questions and sections are anchors of one page: each stands once; related ids exist."""
    first: dict[str, Origin] = {}
    anchors = [(section.slug, section.document.origin) for section in sections]
    questions = [question for section in sections for question in section.questions]
    own = {"main", "finder", *(f"{section.slug}-title" for section in sections)}
    for identifier, origin in (*anchors, *((question.id, question.origin) for question in questions)):
        if identifier in own:
            problems.error(
                "faq-repeated-id", f'the id "{identifier}" is one of the page itself.', origin, value=identifier
            )
        if identifier and first.setdefault(identifier, origin) is not origin:
            problems.error(
                "faq-repeated-id",
                f'the id "{identifier}" stands twice in this collection (first at {first[identifier]}).',
                origin,
                value=identifier,
            )
    known = {question.id for question in questions}
    for question in questions:
        for name in question.related:
            if name not in known:
                problems.error(
                    "faq-related",
                    f'the related question "{name}" is not in this collection.',
                    question.origin,
                    value=name,
                    hint=did_you_mean(name, known),
                )


def faq_pages(
    collections: Sequence[FaqCollection], targets: LinkTargets, frame: Frame, problems: Problems
) -> Iterator[Page]:
    """`faq/` and one page for each collection; unknown contacts and links are added to `problems`."""
    if not collections:
        return
    words = frame.words
    title = words.gettext("Questions and answers")
    crumb = Link(label=title, route=FAQ)
    yield Page(
        route=FAQ,
        template="pages/faq_index.html",
        context=FaqIndexContext(
            head=Head(
                title=title,
                description=shortened(" ".join(one.summary for one in collections), DESCRIPTION_LENGTH),
                route=FAQ,
                section=FAQ,
            ),
            collections=tuple(
                CollectionEntry(
                    title=collection.title,
                    route=collection.route,
                    summary=collection.summary,
                    questions=sum(len(section.questions) for section in collection.sections),
                    sections=tuple(
                        Link(label=section.title, route=f"{collection.route}#{section.slug}")
                        for section in collection.sections
                    ),
                )
                for collection in collections
            ),
        ),
    )
    for collection in collections:
        yield _collection_page(collection, targets, frame, crumb, problems)


def _collection_page(
    collection: FaqCollection, targets: LinkTargets, frame: Frame, crumb: Link, problems: Problems
) -> Page:
    own = collection.anchors
    wordings = {question.id: question.wording for section in collection.sections for question in section.questions}

    def text_of(text: str, document: Document, first: int) -> str:
        return resolved(text, targets, lambda number: document.line(first + number), problems, own)

    sections = tuple(
        SectionEntry(
            id=section.slug,
            title=section.title,
            introduction=text_of(section.introduction, section.document, 0),
            questions=tuple(
                QuestionEntry(
                    id=question.id,
                    number=question.number,
                    wording=question.wording,
                    answer=text_of(question.answer, section.document, question.answer_line),
                    related=tuple(
                        Link(label=wordings[name], route=f"{collection.route}#{name}")
                        for name in question.related
                        if name in wordings
                    ),
                )
                for question in section.questions
            ),
        )
        for section in collection.sections
    )
    answers = [(q.wording, without_marks(q.answer)) for section in sections for q in section.questions]
    return Page(
        route=collection.route,
        template="pages/faq.html",
        context=FaqContext(
            head=Head(
                title=frame.words.gettext("%(collection)s: questions and answers", collection=collection.title),
                description=collection.summary or collection.title,
                route=collection.route,
                breadcrumbs=(crumb,),
                structured=(
                    faq_page(answers, collection.route, frame),
                    breadcrumb_list((crumb,), collection.title, collection.route, frame),
                ),
                section=FAQ,
                scripts=("js/faq.js",),
            ),
            title=collection.title,
            introduction=text_of(collection.introduction, collection.document, 0),
            sections=sections,
            program=targets.program_page(collection.program),
            questions=len(answers),
        ),
    )
