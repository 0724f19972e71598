"""The settings of a site, as `site.yml` gives them (every key is explained there)."""

from __future__ import annotations

import msgspec


class TableSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one table's export looks: files relative to the content folder, headers, values, encoding."""

    files: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    delimiter: str = ","
    encoding: str = "utf-8"


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact that texts refer to as `[[contact:key]]`."""

    name: str
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    address: tuple[str, ...] = ()
    note: str | None = None


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours as CSS hex; a dark value of None lets the stylesheet choose."""

    accent: str = "#0b57d0"
    accent_dark: str = "#8ab4f8"
    logo: str | None = None


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`site.yml`. `url` is the absolute address of the customers' site, with a trailing slash."""

    name: str
    url: str
    partners_url: str | None = None
    description: str
    language: str = "en"
    time_zone: str = "UTC"
    operator: str = ""
    content: str = "content"
    templates: str = "templates"
    theme_folder: str = "theme"
    output: str = "output"
    page_size: int = 50
    releases_kept: int = 3
    allow_http_links: bool = False
    description_limit: int = 20_000
    theme: Theme = Theme()
    contacts: dict[str, Contact] = {}
    report_problem_contact: str | None = None
    tables: dict[str, TableSettings] = {}
