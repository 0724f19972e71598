"""Partner-written Markdown does no harm; the site's own says what it says."""

from __future__ import annotations

import re
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from generator.render.markup import _BARE, _WITH_LINKS, is_link, json_script, partner_markdown, trusted_markdown

ROOT = Path(__file__).parents[2]

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x73;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x](https://user:pass@evil.example)",
    "[x](https://good.example@evil.example)",
    "[x](https:\\\\evil.example)",
    "[x](mailto:a@b.example?bcc=c@d.example)",
    "[x](mailto:a@b.example,c@d.example)",
    "![x](https://evil.example/track.png)",
    '![x](https://a.example/"onerror=alert(1))',
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    '<https://a.example/"onclick=alert(1)>',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>*{display:none}</style>",
    '<p id="main" class="action" style="position:fixed">x</p>',
    "<form action=https://evil.example><input name=q>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "# <img src=x onerror=alert(1)>",
    "> <base href=https://evil.example>",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\x00<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]

ALLOWED = re.compile(
    r"</?(?:p|strong|em|ul|li|blockquote|code|pre|h[3-6])>|<br>|<hr>|<ol(?: start=\"-?\d+\")?>|</ol>|</a>|"
    r"<a href=\"(?:https://|mailto:)[^\"<>]*\" rel=\"nofollow noopener ugc\">"
)


def leftover(html: str) -> str:
    """What stands between less-than signs and is none of the tags we let through."""
    return "".join(re.findall(r"<[^<]*", ALLOWED.sub("", html)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_leaves_only_harmless_tags(payload: str) -> None:
    assert leftover(partner_markdown(payload)) == ""


@given(st.text(alphabet="<>/\"'[]()!&#;:=` \n*_-abhjrefscipt0.\\@%", max_size=80))
def test_any_text_leaves_only_harmless_tags(text: str) -> None:
    assert leftover(partner_markdown(text)) == ""


def test_links_to_the_web_are_marked_as_not_ours() -> None:
    assert partner_markdown("[us](https://a.example/b?c=d&e=f)") == (
        '<p><a href="https://a.example/b?c=d&amp;e=f" rel="nofollow noopener ugc">us</a></p>\n'
    )


def test_a_refused_link_leaves_its_text() -> None:
    assert partner_markdown("see [our *page*](ftp://a.example) now") == "<p>see our <em>page</em> now</p>\n"


def test_plain_http_passes_only_where_the_site_allows_it() -> None:
    assert "<a " not in partner_markdown("[x](http://a.example)")
    assert '<a href="http://a.example"' in partner_markdown("[x](http://a.example)", allow_http=True)


def test_headings_fit_below_the_page_and_skip_no_level() -> None:
    html = partner_markdown("# One\n\n#### Two\n\n## Three\n\n# Four")
    assert re.findall(r"<h(\d)>(\w+)", html) == [("3", "One"), ("4", "Two"), ("4", "Three"), ("3", "Four")]


def test_a_text_that_begins_deep_begins_at_the_top() -> None:
    assert partner_markdown("###### Deep\n\n# High") == "<h3>Deep</h3>\n<h3>High</h3>\n"


def test_a_long_text_ends_at_a_paragraph() -> None:
    html = partner_markdown("first\n\nsecond\n\nthird", limit=16)
    assert html == "<p>first</p>\n<p>second</p>\n<p>…</p>\n"


def test_nested_brackets_take_no_time() -> None:
    assert partner_markdown("[" * 4000).startswith("<p>[[[")


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://a.example", True),
        ("HTTPS://a.example/x", True),
        ("https:///x", False),
        ("https://[::1", False),
        ("mailto:a@b.example", True),
        ("mailto:a@b.example%0abcc:x@y.example", False),
        ("https://a.example/\u0000", False),
        ("https://a.example/ x", False),
        ("", False),
    ],
)
def test_which_addresses_are_links(address: str, good: bool) -> None:
    assert is_link(address) is good


def test_own_markdown_keeps_ids_and_sets_quotes() -> None:
    assert trusted_markdown('### "Why?" {#why}') == '<h3 id="why">“Why?”</h3>'


def test_own_links_lead_below_the_root() -> None:
    assert 'href="../faq/general.html"' in trusted_markdown("[x](site:faq/general.html)", "../")


def test_json_cannot_close_its_script() -> None:
    assert json_script({"a": "</script><!--&"}) == '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026"}'


def test_only_the_markup_module_says_that_text_is_safe() -> None:
    speaking = re.compile(r"\bMarkup\(|\|\s*safe\b|autoescape\s*(?:false|=\s*False)", re.IGNORECASE)
    files = [*(ROOT / "generator").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    found = {path.relative_to(ROOT).as_posix() for path in files if speaking.search(path.read_text(encoding="utf-8"))}
    assert found == {"generator/render/markup.py"}


@given(st.text(st.sampled_from("ab *_`-+>#\"'&;<\n\t1.[]()\\\u00a0é…"), max_size=60))
def test_what_is_taken_as_bare_is_what_the_sanitiser_would_leave(text: str) -> None:
    rendered = cmarkgfm.markdown_to_html(text, Options.CMARK_OPT_VALIDATE_UTF8)
    if _BARE.fullmatch(rendered):
        assert partner_markdown(text) == _WITH_LINKS.clean(rendered)
