"""What crawlers and hosts need: sitemaps, robots.txt, OpenSearch, headers, redirects for former names.

Absolute addresses are made from `frame.base_url`. Dates are those of the content, never of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from generator.audience.publication import Listing
from generator.pages.frame import Frame
from generator.pages.page import Page, RawFile


class SitemapEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A page for the sitemap; `changed_on` is the date of its content, where one is known."""

    route: str
    changed_on: date | None = None


class Redirect(msgspec.Struct, frozen=True, kw_only=True):
    """An old route and the one that took its place."""

    old: str
    new: str
    name: str


def sitemap_files(entries: Iterable[SitemapEntry], frame: Frame) -> Iterator[RawFile]:
    """`sitemap.xml`; from 50,001 entries an index of `sitemaps/<n>.xml`."""
    raise NotImplementedError


def robots_file(frame: Frame) -> RawFile:
    """`robots.txt`: all of the customers' site is open, nothing of the partners'."""
    raise NotImplementedError


def opensearch_file(frame: Frame) -> RawFile:
    """`opensearch.xml`: lets a browser search the directory from its address bar."""
    raise NotImplementedError


def listing_redirects(listing: Listing) -> tuple[Redirect, ...]:
    """From the addresses under the former names of a listing to its address now."""
    raise NotImplementedError


def redirect_page(redirect: Redirect, frame: Frame) -> Page:
    """The page at an old address, for hosts that do not read `_redirects`."""
    raise NotImplementedError


def host_files(redirects: Iterable[Redirect], frame: Frame) -> Iterator[RawFile]:
    """`_headers` and `_redirects`, as Netlify and Cloudflare Pages read them."""
    raise NotImplementedError
