"""Frames and texts: what every page of a site has around it, and the pages that the operator writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.audience.publication import Audience
from generator.errors import Problems
from generator.pages.faq import faq_pages
from generator.pages.frame import Frame, Link, frame_of
from generator.pages.page import Page
from generator.pages.text_links import LinkTargets
from generator.pages.text_pages import TextPage, text_pages
from generator.pipeline.opening import Opened
from generator.render.assets import Assets
from generator.wording import Wording


def frame_for(opened: Opened, audience: Audience, assets: Assets) -> Frame:
    """The frame of one audience's site, with the links that its content adds."""
    words = Wording(opened.site.language)
    faq = [Link(label=words.gettext("Questions"), route="faq/")] if opened.faq else []
    programs = [Link(label=words.gettext("Programs"), route="programs/")] if opened.programs else []
    return frame_of(
        opened.site,
        audience,
        assets.names,
        words,
        header=[*_menu(opened.texts, "header"), *faq],
        footer=[
            *programs,
            *faq,
            *_menu(opened.texts, "footer"),
        ],
    )


def _menu(texts: tuple[TextPage, ...], place: str) -> list[Link]:
    return [Link(label=page.label, route=page.route) for page in texts if page.menu == place]


def written_pages(opened: Opened, frame: Frame, as_of: date, problems: Problems) -> Iterator[Page]:
    """FAQ and other text pages; links and contacts that lead nowhere are added to `problems`."""
    targets = LinkTargets(
        contacts=opened.site.contacts,
        programs=dict.fromkeys(opened.exports.program_ids, "") | {p.id: p.title for p in opened.programs.values()},
        coming=frozenset(p.id for p in opened.programs.values() if p.directory_from and p.directory_from > as_of),
        pages={page.slug: page.title for page in opened.texts},
        questions={collection.slug: collection.anchors for collection in opened.faq},
    )
    yield from faq_pages(opened.faq, targets, frame, problems)
    yield from text_pages(opened.texts, targets, frame, problems)
