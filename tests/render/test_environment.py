"""The renderer escapes everything, forgives nothing, and lets a theme take the place of any template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import escape

from generator.audience.publication import CustomersListing, PublishedLocation
from generator.pages.listing import listing_page
from generator.pages.search_frame import not_found_page
from generator.pages.solutions import Catalogue, catalogue_pages
from generator.render.environment import Renderer, escaped
from tests.pages.sample import BARE, FULL, LABELS, TEMPLATES, assets, card, frame

SITE = frame(assets())


def rendered(listing: CustomersListing, *folders: Path) -> str:
    page = listing_page(listing, SITE, LABELS, card(listing).logo)
    return Renderer([*folders, TEMPLATES], SITE).render(page).decode("utf-8")


@pytest.mark.parametrize("value", ["<b>", "a & b", "\"'", "plain", 3, None, escape("<"), 1.5])
def test_values_are_escaped_as_the_library_does(value: object) -> None:
    assert escaped(value) == escape(value)


def test_every_text_of_a_listing_is_escaped() -> None:
    bad = "<script>\"'&"
    listing = CustomersListing(
        id="x",
        name=bad,
        former_names=(bad,),
        country="KE",
        tagline=bad,
        services=(bad,),
        organization=bad,
        website="https://a.example/<script>",
        locations=(PublishedLocation(name=bad, street=bad, city=bad, region=bad, postal_code=bad, country="KE"),),
    )
    html = rendered(listing)
    assert '<script>"' not in html
    assert html.count("<script>") == 0
    assert "&lt;script&gt;&#34;&#39;&amp;" in html


def test_a_name_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "listing.html").write_text("{{ pge.name }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="'pge' is undefined"):
        rendered(BARE, tmp_path)


def test_a_field_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "listing.html").write_text("{{ page.revenue }}", encoding="utf-8")
    with pytest.raises(AttributeError, match="revenue"):
        rendered(BARE, tmp_path)


def test_a_theme_takes_the_place_of_one_partial(tmp_path: Path) -> None:
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials" / "footer.html").write_text("<footer>{{ frame.operator }}, ours</footer>", encoding="utf-8")
    html = rendered(BARE, tmp_path)
    assert "<footer>Sample Partner Program, ours</footer>" in html
    assert '<header class="masthead">' in html


def test_links_lead_back_to_the_root_from_any_depth() -> None:
    html = rendered(FULL)
    assert 'href="../countries/germany/"' in html
    assert "\x00" not in html


def test_the_page_for_lost_readers_links_from_the_host() -> None:
    html = Renderer([TEMPLATES], SITE).render(not_found_page((), SITE)).decode("utf-8")
    assert '<link rel="stylesheet" href="/assets/site.' in html
    assert '<meta name="robots" content="noindex">' in html


def test_pages_ask_nothing_of_others_and_run_nothing_inline() -> None:
    html = rendered(FULL)
    assert "default-src 'none'; script-src 'self'" in html
    assert "unsafe" not in html
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//(?!partners\.example)", html)
    assert not re.search(r"<script(?![^>]*(?: src=|ld\+json))", html)
    assert not re.search(r"\sstyle=|\son\w+=", html)


def test_fixed_words_are_translated_when_the_template_is_compiled(tmp_path: Path) -> None:
    words = type(SITE.words)("en")
    words.gettext = lambda message, **values: f"[{message}]"  # type: ignore[method-assign]
    import msgspec

    translated = msgspec.structs.replace(SITE, words=words)
    page = next(iter(catalogue_pages(Catalogue([]), SITE)))
    html = Renderer([TEMPLATES], translated).render(page).decode("utf-8")
    assert "[There are none at present.]" in html
