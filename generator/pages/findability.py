"""What crawlers and hosts need: sitemaps, robots.txt, OpenSearch, headers, redirects for former names.

Absolute addresses are made from `frame.base_url`. Dates are those of the content, never of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

import msgspec

from generator.audience.publication import Audience, Listing
from generator.pages.frame import Context, Frame, Head, Link
from generator.pages.page import Page, RawFile
from generator.pages.routes import listing_route

MOST_IN_A_SITEMAP = 50_000

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What pages may load: in `_headers` and, but for what only a header can say, in every page (`layouts/base.html`)."""

HEADERS = {
    "Content-Security-Policy": f"{CONTENT_POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of every file; `geolocation` is for "near me"."""

CACHING: Mapping[str, str] = {
    "/assets/*": "public, max-age=31536000, immutable",
    "/badges/*": "public, max-age=3600",
    "/data/*": "public, max-age=0, must-revalidate",
    "/search/*.bin": "public, max-age=31536000, immutable",
    "/search/manifest.json": "public, max-age=0, must-revalidate",
}
"""Cache-Control by path; only what has a hash in its name never changes."""


class SitemapEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A page for the sitemap; `changed_on` is the date of its content, where one is known."""

    route: str
    changed_on: date | None = None


class Redirect(msgspec.Struct, frozen=True, kw_only=True):
    """An old route, the one that took its place, and the name of what stands there now."""

    old: str
    new: str
    name: str


class RedirectPage(Context, frozen=True, kw_only=True):
    """Context of `pages/redirect.html`: leads at once from a former address to `target`."""

    target: Link


def sitemap_files(entries: Iterable[SitemapEntry], frame: Frame) -> Iterator[RawFile]:
    """`sitemap.xml`; from 50,001 entries on an index of `sitemaps/<n>.xml`. Streams: entries are read once."""
    remaining = iter(entries)
    first = list(islice(remaining, MOST_IN_A_SITEMAP))
    second = list(islice(remaining, MOST_IN_A_SITEMAP))
    if not second:
        yield RawFile(route="sitemap.xml", content=_sitemap(first, frame))
        return
    routes: list[SitemapEntry] = []
    more = iter(lambda: list(islice(remaining, MOST_IN_A_SITEMAP)), [])
    for number, part in enumerate(chain((first, second), more), start=1):
        dates = [entry.changed_on for entry in part if entry.changed_on is not None]
        routes.append(SitemapEntry(route=f"sitemaps/{number}.xml", changed_on=max(dates, default=None)))
        yield RawFile(route=routes[-1].route, content=_sitemap(part, frame))
    yield RawFile(route="sitemap.xml", content=_sitemap(routes, frame, outer="sitemapindex", inner="sitemap"))


def _sitemap(entries: Iterable[SitemapEntry], frame: Frame, outer: str = "urlset", inner: str = "url") -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for entry in entries:
        changed = "" if entry.changed_on is None else f"<lastmod>{entry.changed_on.isoformat()}</lastmod>"
        lines.append(f"<{inner}><loc>{escape(frame.url(entry.route))}</loc>{changed}</{inner}>")
    return "\n".join([*lines, f"</{outer}>", ""]).encode("utf-8")


def robots_file(frame: Frame) -> RawFile:
    """`robots.txt`: the customers' site is open to all, the partners' to nobody."""
    if frame.audience is Audience.PARTNERS:
        return RawFile(route="robots.txt", content=b"User-agent: *\nDisallow: /\n")
    return RawFile(
        route="robots.txt",
        content=f"User-agent: *\nAllow: /\n\nSitemap: {frame.url('sitemap.xml')}\n".encode(),
    )


def opensearch_file(frame: Frame) -> RawFile:
    """`opensearch.xml`: lets a browser search the directory from its address bar (short name: 16 characters)."""
    template = frame.url("search/?q={searchTerms}")
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{escape(_cut(frame.site_name, 16))}</ShortName>
<LongName>{escape(_cut(frame.site_name, 48))}</LongName>
<Description>{escape(_cut(frame.description, 1024))}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Language>{escape(frame.language)}</Language>
<Url type="text/html" template={quoteattr(template)}/>
</OpenSearchDescription>
"""
    return RawFile(route="opensearch.xml", content=content.encode("utf-8"))


def _cut(text: str, length: int) -> str:
    """At most `length` characters of a text, whole words where the first one fits."""
    if len(text) <= length:
        return text
    return text[: length + 1].rpartition(" ")[0].rstrip() or text[:length]


def listing_redirects(listing: Listing) -> tuple[Redirect, ...]:
    """From the addresses under the former names of a listing to its address now."""
    now = listing_route(listing.id, listing.name)
    before = dict.fromkeys(listing_route(listing.id, name) for name in listing.former_names)
    return tuple(Redirect(old=old, new=now, name=listing.name) for old in before if old != now)


def redirect_page(redirect: Redirect, frame: Frame) -> Page:
    """The page at an old address, for hosts that do not read `_redirects`."""
    words = frame.words
    return Page(
        route=redirect.old,
        template="pages/redirect.html",
        context=RedirectPage(
            head=Head(
                title=words.gettext("%(name)s has moved", name=redirect.name),
                description=words.gettext("This listing has a new address."),
                route=redirect.new,
                indexed=False,
            ),
            target=Link(label=redirect.name, route=redirect.new),
        ),
    )


def host_files(redirects: Iterable[Redirect], frame: Frame) -> Iterator[RawFile]:
    """`_headers` and `_redirects`, as Netlify and Cloudflare Pages read them; paths below `base_url`'s own."""
    below = urlsplit(frame.base_url).path.rstrip("/")
    private = {"X-Robots-Tag": "noindex, nofollow"} if frame.audience is Audience.PARTNERS else {}
    lines = [f"{below}/*", *(f"  {name}: {value}" for name, value in (HEADERS | private).items())]
    for path, caching in CACHING.items():
        lines += [f"{below}{path}", f"  Cache-Control: {caching}"]
    yield RawFile(route="_headers", content="\n".join([*lines, ""]).encode())
    moved = sorted((redirect.old, redirect.new) for redirect in redirects)
    yield RawFile(
        route="_redirects",
        content="".join(f"{below}/{old} {below}/{new} 301\n" for old, new in moved).encode(),
    )
