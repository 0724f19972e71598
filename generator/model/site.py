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


class GuardSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of one publication guard: it refuses more than `percent` of what there was, and at least `least`."""

    percent: int | None = None
    least: int | None = None
    days: int | None = None


GUARDS: dict[str, GuardSettings] = {
    "listings-lost": GuardSettings(percent=5, least=5),
    "levels-fallen": GuardSettings(percent=5, least=5),
    "facets-emptied": GuardSettings(least=5),
    "tables-shrunk": GuardSettings(percent=5, least=5),
    "descriptions-shortened": GuardSettings(percent=5, least=5),
    "problems": GuardSettings(percent=50, least=20),
    "exports-old": GuardSettings(days=7),
}
"""Every guard with its limits where `publish.guards` says nothing else (docs/operating.md explains each)."""


class TargetSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place that gets one audience's site: a bucket of an S3-compatible store. Credentials are never settings."""

    audience: str
    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    access: str = "public"


class Publish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where `publish` puts releases, what its guards allow, and where the sites go from there."""

    root: str = "published"
    guards: dict[str, GuardSettings] = {}
    targets: dict[str, TargetSettings] = {}


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
    audiences: tuple[str, ...] = ("customers", "partners")
    page_size: int = 50
    releases_kept: int = 3
    allow_http_links: bool = False
    description_limit: int = 20_000
    preview_days: int = 30
    theme: Theme = Theme()
    contacts: dict[str, Contact] = {}
    report_problem_contact: str | None = None
    tables: dict[str, TableSettings] = {}
    publish: Publish = Publish()
