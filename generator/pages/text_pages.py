"""The site's other texts: `<slug>.html` from the documents of `content/pages`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator.errors import Problems
from generator.model.document import Document
from generator.pages.frame import Context, Frame, Head
from generator.pages.front_matter import FrontMatter
from generator.pages.page import Page
from generator.pages.text_links import LinkTargets, resolved

MENUS = ("header", "footer", "none")


class TextPage(msgspec.Struct, frozen=True, kw_only=True):
    """A text page; `menu` is "header", "footer" or None, `label` its name there; `body` is Markdown."""

    slug: str
    title: str
    label: str
    order: int
    summary: str
    menu: str | None
    body: str
    document: Document

    @property
    def route(self) -> str:
        return f"{self.slug}.html"


class TextContext(Context, frozen=True, kw_only=True):
    """Context of `pages/text.html`: `body` is resolved Markdown of the operator's own."""

    title: str
    summary: str
    body: str


def read_text_pages(documents: Iterable[Document], problems: Problems) -> tuple[TextPage, ...]:
    """The pages in order; adds what is wrong to `problems`."""
    pages = []
    by_slug: dict[str, TextPage] = {}
    for document in documents:
        front = FrontMatter(document, ("title", "label", "slug", "order", "summary", "menu"), problems)
        menu = front.choice("menu", MENUS)
        title = front.text("title", required=True)
        page = TextPage(
            slug=front.slug("slug", document.stem),
            title=title,
            label=front.text("label") or title,
            order=front.number("order"),
            summary=front.text("summary"),
            menu=None if menu == "none" else menu,
            body=document.body,
            document=document,
        )
        first = by_slug.setdefault(page.slug, page)
        if first is not page:
            problems.error(
                "page-repeated-slug",
                f'the slug "{page.slug}" is that of {first.document.origin.file}.',
                document.origin,
                column="slug",
                value=page.slug,
            )
        pages.append(page)
    return tuple(sorted(pages, key=lambda page: (page.order, page.slug)))


def text_pages(pages: Sequence[TextPage], targets: LinkTargets, frame: Frame, problems: Problems) -> Iterator[Page]:
    """One page for each; unknown contacts and links are added to `problems`."""
    for page in pages:
        yield Page(
            route=page.route,
            template="pages/text.html",
            context=TextContext(
                head=Head(
                    title=page.title, description=page.summary or page.title, route=page.route, section=page.route
                ),
                title=page.title,
                summary=page.summary,
                body=resolved(page.body, targets, page.document.line, problems),
            ),
        )
