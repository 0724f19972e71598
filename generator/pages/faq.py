"""The FAQ: `faq/` and `faq/<collection>.html`, from the documents of `content/faq`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator.errors import Origin, Problems
from generator.model.document import Document
from generator.pages.frame import Frame
from generator.pages.page import Page
from generator.pages.text_links import LinkTargets


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `number` counts from 1 in its section; `answer` is Markdown; `related` are ids as written."""

    id: str
    number: int
    wording: str
    answer: str
    related: tuple[str, ...]
    origin: Origin


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a collection, from one document."""

    slug: str
    title: str
    introduction: str
    region: str | None
    program: str | None
    questions: tuple[Question, ...]


class FaqCollection(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of `content/faq`, sections in order."""

    slug: str
    title: str
    summary: str
    introduction: str
    program: str | None
    sections: tuple[Section, ...]


def faq_collections(documents: Iterable[Document], problems: Problems) -> tuple[FaqCollection, ...]:
    """The collections in order, links not yet resolved; adds what is wrong to `problems`."""
    raise NotImplementedError


def faq_pages(
    collections: Sequence[FaqCollection], targets: LinkTargets, frame: Frame, problems: Problems
) -> Iterator[Page]:
    """`faq/` and one page for each collection; unknown contacts and links are added to `problems`."""
    raise NotImplementedError
