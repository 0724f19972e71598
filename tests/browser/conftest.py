"""Fixtures of the tests in a real browser."""

from __future__ import annotations

from tests.browser.whole_site import customers_site, partners_site, visit
from tests.search.browser import fresh_page, search_site

__all__ = ["customers_site", "fresh_page", "partners_site", "search_site", "visit"]
