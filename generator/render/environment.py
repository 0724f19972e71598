"""Turns pages into bytes: one Jinja environment per process, templates compiled once.

Autoescape is on for every template, undefined names are errors. What is the same on many pages is made once: header
and footer for each depth, a card for the whole site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from markupsafe import Markup

from generator.pages.frame import Frame
from generator.pages.page import Page
from generator.pages.routes import root_from
from generator.pages.search_frame import NOT_FOUND
from generator.render.markup import json_script, partner_markdown, rendered_fragment, trusted_markdown

CARDS_KEPT = 200_000
_ROOT = "\x00root\x00"
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class _Unindented(Extension):
    """Takes the indentation of template files out of the pages: nothing in them depends on it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENT.sub("", source)


class Renderer:
    """Renders the pages of one site.

    `template_folders` are searched in order, the theme's first: a file there takes the place of ours. Build one in
    each process; it is not pickled.
    """

    def __init__(
        self,
        template_folders: Sequence[Path],
        frame: Frame,
        *,
        description_limit: int = 20_000,
        allow_http_links: bool = False,
    ) -> None:
        self.frame = frame
        self._description_limit = description_limit
        self._allow_http = allow_http_links
        self._templates: dict[str, Template] = {}
        self._fragments: dict[tuple[str, str, str], Markup] = {}
        self._cards: dict[tuple[str, str], list[str]] = {}
        self._environment = self._make_environment(template_folders)

    def render(self, page: Page) -> bytes:
        """The page as UTF-8."""
        root = root_from(page.route)
        if page.route == NOT_FOUND:  # hosts serve it at any depth
            root = urlsplit(self.frame.base_url).path
        return self._template(page.template).render(page=page.context, frame=self.frame, root=root).encode("utf-8")

    def _make_environment(self, folders: Sequence[Path]) -> Environment:
        words = self.frame.words
        environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.i18n", _Unindented],
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            words.translations.gettext, words.translations.ngettext, newstyle=True
        )
        environment.globals |= {"shell": self._shell, "entry": self._entry}
        environment.filters |= {
            "date": words.date,
            "number": words.number,
            "partner_markdown": self._partner_markdown,
            "trusted_markdown": trusted_markdown,
            "json_script": json_script,
        }
        return environment

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._environment.get_template(name)
        return found

    def _shell(self, template: str, root: str, section: str) -> Markup:
        """A part that depends on depth and section alone, such as the header."""
        found = self._fragments.get((template, root, section))
        if found is None:
            html = self._template(template).render(frame=self.frame, root=root, section=section)
            found = self._fragments[template, root, section] = rendered_fragment(html)
        return found

    def _entry(self, template: str, card: object, key: str, root: str) -> Markup:
        """A card, made once for the site and moved to the depth of each page that shows it."""
        parts = self._cards.get((template, key))
        if parts is None:
            html = self._template(template).render(card=card, frame=self.frame, root=_ROOT)
            parts = html.split(_ROOT)
            if len(self._cards) < CARDS_KEPT:
                self._cards[template, key] = parts
        return rendered_fragment(root.join(parts))

    def _partner_markdown(self, text: str, top: int = 3) -> Markup:
        return partner_markdown(text, top, self._description_limit, self._allow_http)
