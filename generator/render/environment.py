"""Turns pages into bytes: one Jinja environment per process, templates compiled once.

Autoescape is on for every template, undefined names are errors. What is the same on many pages is made once: the
interface's fixed words when a template is compiled, header and footer for each section, a card for the whole site.
Everything is rendered with a mark in the place of the way to the root, which is put in at the end.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn
from urllib.parse import urlsplit

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
)
from jinja2.compiler import CodeGenerator
from jinja2.compiler import Frame as CodeFrame
from jinja2.ext import Extension
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from generator.errors import ContentError, Origin, Problems
from generator.pages.cards import Card
from generator.pages.entries import Chosen
from generator.pages.findability import CONTENT_POLICY
from generator.pages.frame import Frame
from generator.pages.level_strip import tone
from generator.pages.page import Page
from generator.pages.routes import root_from
from generator.pages.search_frame import NOT_FOUND
from generator.pages.solution_cards import SolutionCard
from generator.render.flatten import flattened
from generator.render.markup import json_script, partner_markdown, rendered_fragment, trusted_markdown
from generator.wording import Wording

_CARDS_KEPT = 1_000
ROOT_MARK = "\x00"
"""Stands for the way to the root until a page is finished; no text holds NUL (intake refuses it).

One byte is found many times faster than several, and in bytes many times faster than in text.
"""

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_FIXED_MESSAGE = re.compile(r'\{\{ gettext\("([^"\\\n]+)"\) \}\}')


class _Prepared(Extension):
    """Does at compile time what would cost time on every page.

    The indentation of template files goes: no page depends on it. `{{ root }}` becomes the mark, and a fixed message
    (`{{ gettext("…") }}`) its escaped translation.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        source = _INDENT.sub("", source).replace("{{ root }}", ROOT_MARK)
        return _FIXED_MESSAGE.sub(self._translated, source)

    def _translated(self, found: re.Match[str]) -> str:
        gettext: Callable[[str], str] = self.environment.globals["fixed"]  # type: ignore[assignment]
        text = str(escape(gettext(found[1])))
        return found[0] if "{" in text else text


class _QuickTemplate(Template):
    """A template whose values are escaped without becoming a `Markup` first: they are only written out."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__.update(escape=escaped, escape_text=_escape_inner)
        return template

    @cached_property
    def _plain_globals(self) -> dict[str, Any]:
        return dict(self.globals)

    def quickly(self, **names: object) -> str:
        """As `render`, with less around it."""
        context = self.environment.context_class(self.environment, self._plain_globals | names, self.name, self.blocks)
        try:
            return "".join(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()


class _QuickContext(Context):
    """As the library's, without what templates of records never ask for."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,
    ) -> None:
        assert isinstance(environment, _QuickEnvironment)
        self.environment, self.parent, self.name = environment, parent, name
        self.vars, self.exported_vars, self.globals_keys = {}, set(), set(globals or ())
        self.eval_ctx = environment.evaluation
        self.blocks = {name: [block] for name, block in blocks.items()}

    def resolve_or_missing(self, key: str) -> Any:
        return self.vars[key] if key in self.vars else self.parent.get(key, missing)

    def call(
        self,
        called: Callable[..., Any],
        /,
        *arguments: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        return called(*arguments, **named)


class _QuickCode(CodeGenerator):
    """Writes `page.name` as the attribute that it is, and calls as calls: no template sees anything but records.

    Text is escaped without a call of ours between.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: CodeFrame) -> None:  # noqa: N802 the library names it
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: CodeFrame, finalize: Any) -> None:
        self.write("(escape_text(text) if type(text := (")

    def _output_child_post(self, node: nodes.Expr, frame: CodeFrame, finalize: Any) -> None:
        self.write(")) is str else escape(text))")

    def visit_Call(self, node: nodes.Call, frame: CodeFrame, forward_caller: bool = False) -> None:  # noqa: N802
        if forward_caller or node.dyn_args is not None or node.dyn_kwargs is not None:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for named in node.kwargs:
            self.visit(named, frame)
            self.write(", ")
        self.write(")")


class _QuickEnvironment(Environment):
    """Templates see records only, so that an attribute is an attribute; a missing one is still an error."""

    template_class = _QuickTemplate
    context_class = _QuickContext
    code_generator_class = _QuickCode
    getattr = staticmethod(getattr)  # type: ignore[assignment]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.evaluation = nodes.EvalContext(self)
        self._trees: dict[str, nodes.Template] = {}

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """As the library's; that a template cannot be read is for whoever wrote it to hear, with file and line."""
        failure = sys.exc_info()[1]
        if isinstance(failure, TemplateSyntaxError):
            problems = Problems()
            place = Origin(failure.filename or failure.name or "templates", failure.lineno)
            problems.error("template", f"cannot be read as a template: {failure.message}", place)
            raise ContentError(problems) from None
        super().handle_exception(source)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return flattened(super()._parse(source, name, filename), self._tree)

    def _tree(self, name: str) -> nodes.Template:
        assert self.loader is not None
        tree = self._trees.get(name)
        if tree is None:
            source, filename, _ = self.loader.get_source(self, name)
            tree = self._trees[name] = self._parse(source, name, filename)
        return tree


def escaped(value: object) -> str:
    """The value as text in HTML: as markupsafe escapes it."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


def _translated(words: Wording, text: str, **values: object) -> Markup:
    """A message with its values, which are escaped."""
    return _filled(words.translations.gettext(text), values)


def _counted(words: Wording, one: str, many: str, number: int, **values: object) -> Markup:
    """A message about a number, `%(num)s`."""
    return _filled(words.translations.ngettext(one, many, number), {"num": number} | values)


def _filled(message: str, values: Mapping[str, object]) -> Markup:
    return rendered_fragment(message % {name: escaped(value) for name, value in values.items()})


class Renderer:
    """Renders the pages of one site.

    `template_folders` are searched in order, the theme's first: a file there takes the place of ours. Build one in
    each process; it is not pickled. `compiled` is a folder for compiled templates; it belongs to one state of
    templates, code and language.
    """

    def __init__(
        self,
        template_folders: Sequence[Path],
        frame: Frame,
        *,
        description_limit: int = 20_000,
        allow_http_links: bool = False,
        compiled: Path | None = None,
    ) -> None:
        self.frame = frame
        self._description_limit = description_limit
        self._allow_http = allow_http_links
        self._templates: dict[str, _QuickTemplate] = {}
        self._shells: dict[tuple[str, str], Markup] = {}
        self._cards: dict[tuple[str, str], Markup] = {}
        self._marks: dict[tuple[int, int], Markup] = {}
        self._root = rendered_fragment(ROOT_MARK)
        self._environment = self._make_environment(template_folders)
        if compiled is not None:
            compiled.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._environment.bytecode_cache = FileSystemBytecodeCache(str(compiled), "%s")

    def render(self, page: Page) -> bytes:
        """The page as UTF-8."""
        root = root_from(page.route)
        if page.route == NOT_FOUND:  # hosts serve it at any depth
            root = urlsplit(self.frame.base_url).path
        html = self._template(page.template).quickly(page=page.context, frame=self.frame, root=self._root)
        return html.encode("utf-8").replace(ROOT_MARK.encode(), root.encode())

    def _make_environment(self, folders: Sequence[Path]) -> Environment:
        words = self.frame.words
        environment = _QuickEnvironment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            extensions=[_Prepared],
        )
        environment.globals["fixed"] = words.gettext
        environment.globals |= {"gettext": partial(_translated, words), "ngettext": partial(_counted, words)}
        environment.globals |= {"shell": self._shell, "rendered": self._rendered, "mark": self._mark}
        environment.globals["content_policy"] = rendered_fragment(CONTENT_POLICY)
        environment.filters |= {
            "tone": tone,
            "date": words.date,
            "number": words.number,
            "partner_markdown": self._partner_markdown,
            "trusted_markdown": trusted_markdown,
            "json_script": json_script,
        }
        return environment

    def _template(self, name: str) -> _QuickTemplate:
        found = self._templates.get(name)
        if found is None:
            made = self._environment.get_template(name)
            assert isinstance(made, _QuickTemplate)
            found = self._templates[name] = made
        return found

    def _shell(self, template: str, section: str = "") -> Markup:
        """A part that depends on the section alone, such as the header."""
        found = self._shells.get((template, section))
        if found is None:
            found = self._shells[template, section] = self._fragment(template, section=section)
        return found

    def card(self, template: str, card: Card | SolutionCard) -> Markup:
        """A card as all pages show it, with the mark in the place of the way to the root."""
        found = self._cards.get((template, card.key))
        if found is None:
            if len(self._cards) >= _CARDS_KEPT:
                self._cards.clear()
            found = self._cards[template, card.key] = self._fragment(template, card=card)
        return found

    def _rendered(self, template: str, cards: Sequence[Card] | Sequence[SolutionCard]) -> Markup:
        """Cards, one after the other: as they were made before, or made now."""
        made = cards.html(template) if isinstance(cards, Chosen) else None
        return rendered_fragment("".join(self.card(template, card) for card in cards) if made is None else made)

    def _mark(self, rank: int, of: int) -> Markup:
        """The bars of a level."""
        found = self._marks.get((rank, of))
        if found is None:
            found = self._marks[rank, of] = self._fragment("partials/mark.html", rank=rank, of=of)
        return found

    def _fragment(self, template: str, **names: object) -> Markup:
        return rendered_fragment(self._template(template).quickly(frame=self.frame, root=self._root, **names))

    def _partner_markdown(self, text: str, top: int = 3) -> Markup:
        return partner_markdown(text, top, self._description_limit, self._allow_http)
