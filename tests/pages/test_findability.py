"""Sitemaps, robots, OpenSearch, headers and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import msgspec
import pytest

from generator.audience.publication import Audience
from generator.pages import findability
from generator.pages.findability import (
    CONTENT_POLICY,
    Redirect,
    SitemapEntry,
    host_files,
    listing_redirects,
    opensearch_file,
    redirect_page,
    robots_file,
    sitemap_files,
)
from generator.pages.listing import listing_page
from generator.pages.page import RawFile
from generator.render.environment import Renderer
from tests.pages.sample import FULL, JAPANESE, LABELS, SITE, TEMPLATES, assets, card, frame

FRAME = frame(assets())
PRIVATE = frame(assets(), Audience.PARTNERS)
BELOW = msgspec.structs.replace(FRAME, base_url="https://example.org/some/where/")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(number: int) -> Iterator[SitemapEntry]:
    return (SitemapEntry(route=f"p/{n}.html", changed_on=date(2026, 1, 1 + n % 28)) for n in range(number))


def locations(file: RawFile) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(file.content).iter(f"{MAP}loc")]


def test_a_sitemap_gives_absolute_addresses_and_the_dates_of_content() -> None:
    (file,) = sitemap_files(
        [SitemapEntry(route="", changed_on=None), SitemapEntry(route="a&b.html", changed_on=date(2026, 3, 3))], FRAME
    )
    assert file == RawFile(
        route="sitemap.xml",
        content=b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        b"<url><loc>https://partners.example/</loc></url>\n"
        b"<url><loc>https://partners.example/a&amp;b.html</loc><lastmod>2026-03-03</lastmod></url>\n"
        b"</urlset>\n",
    )


@pytest.mark.parametrize(
    ("number", "files"),
    [
        (0, ["sitemap.xml"]),
        (10, ["sitemap.xml"]),
        (11, ["sitemaps/1.xml", "sitemaps/2.xml", "sitemap.xml"]),
        (25, ["sitemaps/1.xml", "sitemaps/2.xml", "sitemaps/3.xml", "sitemap.xml"]),
    ],
)
def test_a_long_sitemap_is_split(number: int, files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findability, "MOST_IN_A_SITEMAP", 10)
    made = list(sitemap_files(entries(number), FRAME))
    assert [file.route for file in made] == files
    listed = [address for file in made for address in locations(file) if "sitemaps/" not in address]
    assert len(listed) == len(set(listed)) == number
    if len(files) > 1:
        assert locations(made[-1]) == [FRAME.url(route) for route in files[:-1]]
        assert b"<lastmod>2026-01-10</lastmod>" in made[-1].content


def test_sitemaps_hold_as_much_as_the_protocol_allows() -> None:
    assert findability.MOST_IN_A_SITEMAP == 50_000


def test_only_the_customers_site_is_open_to_crawlers() -> None:
    assert robots_file(FRAME).content == b"User-agent: *\nAllow: /\n\nSitemap: https://partners.example/sitemap.xml\n"
    assert robots_file(PRIVATE).content == b"User-agent: *\nDisallow: /\n"


def test_opensearch_keeps_to_its_lengths_and_cuts_at_words() -> None:
    long = msgspec.structs.replace(FRAME, site_name="Directory of Partners & Friends in All of the Countries of Europe")
    names = {
        element.tag.rpartition("}")[2]: element for element in ElementTree.fromstring(opensearch_file(long).content)
    }
    assert names["ShortName"].text == "Directory of"
    assert names["LongName"].text == "Directory of Partners & Friends in All of the"
    assert names["Url"].get("template") == "https://partners.example/search/?q={searchTerms}"


def test_former_names_lead_to_the_name_of_today() -> None:
    (redirect,) = listing_redirects(FULL)
    assert redirect == Redirect(
        old="partners/kranich-ehlers-burotechnik-gmbh-jk4vnvel.html",
        new="partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html",
        name=FULL.name,
    )
    assert listing_redirects(JAPANESE) == ()


def test_a_name_that_returned_does_not_lead_to_itself() -> None:
    again = msgspec.structs.replace(FULL, former_names=(FULL.name, FULL.name.upper(), "Kranich"))
    assert [redirect.old for redirect in listing_redirects(again)] == ["partners/kranich-jk4vnvel.html"]


def test_a_redirect_page_leads_on_at_once_and_is_not_indexed() -> None:
    page = redirect_page(listing_redirects(FULL)[0], FRAME)
    html = Renderer([TEMPLATES], FRAME).render(page).decode()
    assert '<meta http-equiv="refresh" content="0; url=../partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "<h1>Kranichwerk Systemhaus GmbH has moved</h1>" in html


def test_host_files_stand_below_the_sites_own_path() -> None:
    headers, redirects = host_files(listing_redirects(FULL), BELOW)
    assert redirects.content.decode() == (
        "/some/where/partners/kranich-ehlers-burotechnik-gmbh-jk4vnvel.html "
        "/some/where/partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html 301\n"
    )
    lines = headers.content.decode().splitlines()
    assert lines[0] == "/some/where/*"
    assert "  X-Content-Type-Options: nosniff" in lines
    assert lines[-10:] == [
        "/some/where/assets/*",
        "  Cache-Control: public, max-age=31536000, immutable",
        "/some/where/badges/*",
        "  Cache-Control: public, max-age=3600",
        "/some/where/data/*",
        "  Cache-Control: public, max-age=0, must-revalidate",
        "/some/where/search/*.bin",
        "  Cache-Control: public, max-age=31536000, immutable",
        "/some/where/search/manifest.json",
        "  Cache-Control: public, max-age=0, must-revalidate",
    ]


def test_only_the_partners_site_forbids_indexing_by_header() -> None:
    assert "X-Robots-Tag" not in next(host_files((), FRAME)).content.decode()
    assert "  X-Robots-Tag: noindex, nofollow\n" in next(host_files((), PRIVATE)).content.decode()


def test_the_policy_allows_the_sites_own_files_and_nothing_else() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_POLICY.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == "'none'"
    assert set(rules.values()) == {"'self'"}


def test_pages_and_headers_state_the_same_policy() -> None:
    html = Renderer([TEMPLATES], FRAME).render(listing_page(FULL, FRAME, LABELS, card(FULL).logo)).decode()
    assert f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">' in html
    headers = next(host_files((), FRAME)).content.decode()
    assert f"  Content-Security-Policy: {CONTENT_POLICY}; frame-ancestors 'none'\n" in headers
    assert SITE.url == FRAME.base_url
