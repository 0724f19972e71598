"""The site's other texts: `<slug>.html` from the documents of `content/pages`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator.errors import Problems
from generator.model.document import Document
from generator.pages.frame import Frame
from generator.pages.page import Page
from generator.pages.text_links import LinkTargets


class TextPage(msgspec.Struct, frozen=True, kw_only=True):
    """A text page; `menu` is "header", "footer" or None; `body` is Markdown."""

    slug: str
    title: str
    order: int
    summary: str
    menu: str | None
    body: str
    document: Document

    @property
    def route(self) -> str:
        return f"{self.slug}.html"


def read_text_pages(documents: Iterable[Document], problems: Problems) -> tuple[TextPage, ...]:
    """The pages in order; adds what is wrong to `problems`."""
    raise NotImplementedError


def text_pages(pages: Sequence[TextPage], targets: LinkTargets, frame: Frame, problems: Problems) -> Iterator[Page]:
    """One page for each; unknown contacts and links are added to `problems`."""
    raise NotImplementedError
