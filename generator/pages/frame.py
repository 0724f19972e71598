"""The frame around every page: what the layout shows, the same for all pages of one site, and each page's head.

A template sees `frame` (a Frame), `page` (its own context record, whose `head` is a Head) and `root`. Every address
in these records is a route relative to the site's root; templates put `root` before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from generator.audience.publication import Audience
from generator.model.site import Contact, Site
from generator.wording import Wording


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link inside the site."""

    label: str
    route: str


class CountedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to a browse page with the number of listings behind it. `slug` is the facet value, if it is one."""

    label: str
    route: str
    count: int
    slug: str = ""


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands in a sequence of numbered pages.

    `first` and `last` are the numbers of its first and last entry (from 1), `total` of all entries. Pages that stay as
    they are while entries come and go do not count: `first` and `last` are 0, and `total` too but on the first page.
    `pages` are the links to offer, in order; None marks a gap. `previous` and `next` are routes.
    """

    number: int
    count: int
    first: int
    last: int
    total: int
    pages: tuple[Link | None, ...] = ()
    previous: str | None = None
    next: str | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The head record of one page.

    `title` is the title without the site's name; `route` the page's own route, from which its canonical address is
    made; `breadcrumbs` lead from below the home page to the page above this one; `structured` are schema.org objects,
    embedded as JSON-LD; `section` is the route of the header link that this page belongs to; `image` the route of a
    picture for Open Graph; `indexed` is false on pages that search engines shall not list; `previous` and `next` are
    routes of neighbours in a sequence; `kind` is the Open Graph type. `scripts` are logical names of modules that this
    page loads besides the site's own ("js/compare.js").
    """

    title: str
    description: str
    route: str
    breadcrumbs: tuple[Link, ...] = ()
    structured: tuple[Mapping[str, object], ...] = ()
    section: str = ""
    image: str | None = None
    indexed: bool = True
    previous: str | None = None
    next: str | None = None
    kind: str = "website"
    scripts: tuple[str, ...] = ()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every template's context record."""

    head: Head


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same on all pages of one audience's site.

    `header` are at most four links, `footer` any number. `assets` maps logical names of assets ("js/site.js",
    "icons/favicon.svg") to hashed routes; `stylesheet` is the one style sheet's route. `base_url` is absolute and ends
    in a slash. `report_contact` is where "report a problem" leads. `paper_light` and `paper_dark` are the page colours
    for the browser's own frame. `words` speaks the site's language.
    """

    site_name: str
    description: str
    language: str
    direction: str
    audience: Audience
    base_url: str
    operator: str
    header: tuple[Link, ...]
    footer: tuple[Link, ...]
    logo: str | None
    stylesheet: str
    assets: Mapping[str, str]
    report_contact: Contact | None
    page_size: int
    words: Wording
    paper_light: str = "#ffffff"
    paper_dark: str = "#121417"

    def url(self, route: str) -> str:
        """The absolute address of a route."""
        return self.base_url + route


STYLESHEET = "site.css"
"""Logical name of the style sheet among the assets."""


def frame_of(
    site: Site,
    audience: Audience,
    assets: Mapping[str, str],
    words: Wording,
    *,
    header: Sequence[Link] = (),
    footer: Sequence[Link] = (),
) -> Frame:
    """The frame of one audience's site.

    `assets` is what `render.assets` made (logical name → hashed route); `header` and `footer` are the links that the
    content adds (documents with `menu: header` or `menu: footer`, FAQ collections).
    """
    own = [
        Link(label=words.gettext("Partners"), route="partners/"),
        Link(label=words.gettext("Solutions"), route="solutions/"),
    ]
    if audience is Audience.PARTNERS:
        own.append(Link(label=words.gettext("Teaming"), route="teaming/"))
    url = site.url if audience is Audience.CUSTOMERS else site.partners_url or site.url
    return Frame(
        site_name=site.name,
        description=site.description,
        language=words.language,
        direction=words.direction,
        audience=audience,
        base_url=url,
        operator=site.operator,
        header=(*own, *header),
        footer=tuple(footer),
        logo=assets.get(f"theme/{site.theme.logo}") if site.theme.logo else None,
        stylesheet=assets[STYLESHEET],
        assets=assets,
        report_contact=site.contacts.get(site.report_problem_contact) if site.report_problem_contact else None,
        page_size=site.page_size,
        words=words,
    )
