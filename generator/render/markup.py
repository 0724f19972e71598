"""Text into trusted HTML: the only module that may say that a text is safe.

Partner-written Markdown is hostile: it goes through a linear-time CommonMark engine with raw HTML off, then through
the sanitiser, which comes last. The site's own Markdown (FAQ, pages) is trusted, as its templates are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import cmarkgfm
import markdown
import msgspec
import nh3
from cmarkgfm.cmark import Options
from markupsafe import Markup

REL = "nofollow noopener ugc"

_TAGS = {
    *("p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"),
    *("h2", "h3", "h4", "h5", "h6"),
}
_WITH_LINKS = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto"},
    url_relative="deny",
    link_rel=REL,
)
_WITHOUT_LINKS = nh3.Cleaner(tags=_TAGS - {"a"}, attributes={"*": set(), "ol": {"start"}}, url_relative="deny")

_BARE = re.compile(r"[^<>&\u00a0]*(?:(?:</?(?:p|strong|em|ul|ol|li|blockquote)>|&(?:amp|lt|gt|quot);)[^<>&\u00a0]*)*")
"""Text in elements without attributes, each of which may stand as it is: the sanitiser would find nothing to do."""

_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_MAIL = re.compile(r"mailto:[^\s@?&%]+@[^\s@?&%/]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_QUOTES = {
    "left-single-quote": "‘",
    "right-single-quote": "’",
    "left-double-quote": "“",
    "right-double-quote": "”",
    "ellipsis": "…",
    "ndash": "–",
    "mdash": "—",
}
_SITE_LINK = re.compile(r'(href|src)="site:')


@lru_cache(maxsize=8192)
def partner_markdown(text: str, top: int = 3, limit: int = 20_000, allow_http: bool = False) -> Markup:
    """A partner's Markdown as HTML that cannot do harm.

    Headings begin at `top` and skip no level; text beyond `limit` characters is left out, from a paragraph's end where
    there is one. Links lead to https (http with `allow_http`) or one mail address, otherwise only their text stays;
    no relative links, images, ids, classes or styles.
    """
    rendered = cmarkgfm.markdown_to_html(_capped(text, limit), Options.CMARK_OPT_VALIDATE_UTF8)
    if _BARE.fullmatch(rendered):
        return rendered_fragment(rendered.replace("&quot;", '"'))
    linked = _ANCHOR.sub(lambda found: _anchor(found, allow_http), rendered)
    clean = _WITH_LINKS.clean(_outlined(linked, top))
    if f'<a rel="{REL}">' in clean:  # the sanitiser refused an address that we let pass: then no links at all
        clean = _WITHOUT_LINKS.clean(_outlined(linked, top))
    return rendered_fragment(clean)


def _capped(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = text.rfind("\n\n", 0, limit)
    return text[: end if end > 0 else limit] + "\n\n…"


def _anchor(found: re.Match[str], allow_http: bool) -> str:
    """The bare link, or its text where the address is not one that we publish."""
    return f'<a href="{found[1]}">{found[2]}</a>' if is_link(unescape(found[1]), allow_http) else found[2]


def is_link(address: str, allow_http: bool = False) -> bool:
    """Whether a partner's link may stand: https (or http), no user name, no control character; or one mail address."""
    if _CONTROL.search(address):
        return False
    if _MAIL.fullmatch(address):
        return True
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    schemes = {"https", "http"} if allow_http else {"https"}
    return parts.scheme in schemes and bool(host) and "@" not in parts.netloc


def _outlined(html: str, top: int) -> str:
    """Headings moved so that the first level used becomes `top`, the next `top` + 1 …, and none is skipped."""
    used = sorted({int(level) for close, level in _HEADING.findall(html) if not close})
    if not used:
        return html
    place = {level: min(6, top + index) for index, level in enumerate(used)}
    last = top - 1

    def moved(found: re.Match[str]) -> str:
        nonlocal last
        if not found[1]:
            last = min(place[int(found[2])], last + 1)
        return f"<{found[1]}h{last}>"

    return _HEADING.sub(moved, html)


@lru_cache(maxsize=2048)
def _trusted(text: str) -> str:
    return markdown.markdown(
        text,
        extensions=["extra", "sane_lists", "smarty"],
        extension_configs={"smarty": {"substitutions": _QUOTES}},
        output_format="html",
    )


def trusted_markdown(text: str, root: str = "") -> Markup:
    """The site's own Markdown as HTML, with typographic quotes; `site:<route>` becomes a link below `root`."""
    return Markup(_SITE_LINK.sub(rf'\1="{root}', _trusted(text)))  # noqa: S704


def json_script(value: object) -> Markup:
    """JSON that may stand in a script element: `<`, `>` and `&` are escaped."""
    text = msgspec.json.encode(value).decode("utf-8")
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def rendered_fragment(html: str) -> Markup:
    """A part of a page that one of our templates made, for use in another."""
    return str.__new__(Markup, html)
