"""Fixtures of the tests in a real browser."""

from __future__ import annotations

from tests.search.browser import chromium, fresh_page, search_site

__all__ = ["chromium", "fresh_page", "search_site"]
