"""The listing as each audience sees it, now and with drafts, and the page that sets both side by side."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from generator.audience.publication import Audience, Listing
from generator.errors import Problem
from generator.pages.cards import card_of
from generator.pages.frame import Head
from generator.pages.listing import ListingContext, listing_page
from generator.pages.page import Page, RawFile
from generator.pages.solutions import solution_pages
from generator.preview.contexts import AudienceChanges, ChangesContext, ListingBar, Tab, Todo
from generator.preview.differences import FieldChange, compare_listings, compare_settings
from generator.preview.maker import Facts, PreviewMaker
from generator.preview.overview_page import CHANGES, Routes, audience_label, private_head
from generator.wording import Wording


class ListingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One listing as a page of the preview, with its bar; `audience` and `drafted` say which it is.

    `solutions` are the pages of its solutions, where this is the newest version; `own` maps the site's routes to them
    and to the listing.
    """

    page: Page
    solutions: tuple[Page, ...]
    own: dict[str, str]
    audience: Audience
    drafted: bool
    bar: ListingBar
    logo: RawFile


def listing_routes(facts: Facts) -> Routes:
    """Where each version of the listing will stand."""
    routes = {}
    for audience in facts.published:
        if facts.published[audience].listing is not None:
            routes[audience, False] = f"{audience.value}/published.html"
        if facts.drafts.applied and facts.drafted[audience].listing is not None:
            routes[audience, True] = f"{audience.value}/draft.html"
    return routes


def listing_pages(maker: PreviewMaker, facts: Facts, routes: Routes, problems: list[Problem]) -> Iterator[ListingPage]:
    """The versions of the listing; what is wrong with a draft's logo is added to `problems`."""
    words = maker.words
    said: list[Problem] = []
    for (audience, drafted), route in routes.items():
        listing = (facts.drafted if drafted else facts.published)[audience].listing
        assert listing is not None
        found: list[Problem] = []
        logo = maker.logo(facts, listing, drafted, found)
        if drafted:
            problems += [problem for problem in found if problem not in said]
            said += found
        page = listing_page(listing, maker.frames[audience], facts.labels, logo.route)
        context = msgspec.structs.replace(page.context, head=_private(page), report=None)
        assert isinstance(context, ListingContext)
        newest = drafted or (audience, True) not in routes
        solutions = tuple(_solutions(maker, facts, listing, audience, route, logo)) if newest else ()
        folder = route.removesuffix(".html")
        yield ListingPage(
            page=Page(route=route, template=page.template, context=context),
            solutions=solutions,
            own={one.route.removeprefix(f"{folder}/"): one.route for one in solutions} | {page.route: route},
            audience=audience,
            drafted=drafted,
            bar=ListingBar(
                text=_seen_by(audience, drafted, words),
                versions=tuple(_versions(routes, audience, drafted, words)),
                note=words.gettext("Not as it stands: a draft could not be read, see the changes.")
                if drafted and facts.drafts.left_out
                else "",
            ),
            logo=logo,
        )


def _private(page: Page) -> Head:
    """The head of a page of the site, for a private preview."""
    return msgspec.structs.replace(page.context.head, indexed=False, scripts=(), structured=(), breadcrumbs=())


def _solutions(
    maker: PreviewMaker, facts: Facts, listing: Listing, audience: Audience, route: str, logo: RawFile
) -> Iterator[Page]:
    """The pages of the listing's solutions, in a folder beside it."""
    card = card_of(listing, facts.labels, logo.route, facts.labels.of(listing))
    for page in solution_pages(listing, card, maker.frames[audience], facts.labels):
        yield Page(
            route=f"{route.removesuffix('.html')}/{page.route}",
            template=page.template,
            context=msgspec.structs.replace(page.context, head=_private(page)),
        )


def _seen_by(audience: Audience, drafted: bool, words: Wording) -> str:
    if audience is Audience.CUSTOMERS:
        return (
            words.gettext("As customers would see it with your drafts")
            if drafted
            else words.gettext("As customers see it now")
        )
    return (
        words.gettext("As business partners would see it with your drafts")
        if drafted
        else words.gettext("As business partners see it now")
    )


def _versions(routes: Routes, current: Audience | None, drafted: bool, words: Wording) -> Iterator[Tab]:
    for (audience, version), route in routes.items():
        label = words.gettext("with drafts") if version else words.gettext("now")
        yield Tab(
            label=f"{audience_label(audience, words)}, {label}",
            route=route,
            current=(audience, version) == (current, drafted),
        )


def changes_page(
    maker: PreviewMaker,
    facts: Facts,
    routes: Routes,
    logos: dict[tuple[Audience, bool], str],
    todos: tuple[Todo, ...],
) -> tuple[Page, int]:
    """The page, and how many fields the drafts change. `logos` are the routes of the logos shown."""
    words = maker.words
    places = {place.location_id: place.city or place.name or place.location_id for place in facts.partner.locations}
    settings = compare_settings(facts.partner.marketing, facts.drafts.partner.marketing, places, words)
    compared: dict[Audience, tuple[FieldChange, ...]] = {
        audience: compare_listings(
            facts.published[audience].listing, facts.drafted[audience].listing, facts.labels, words
        )
        for audience in facts.published
    }
    before, after = (next((logos[a, d] for a in facts.published if (a, d) in logos), None) for d in (False, True))
    pictured = after is not None and "logo" in {column for row in facts.drafts.applied for column in row.values}
    todo = [one for one in todos if one.draft]
    count = len(settings) + max((len(changes) for changes in compared.values()), default=0)
    return (
        Page(
            route=CHANGES,
            template="preview/changes.html",
            context=ChangesContext(
                head=private_head(words.gettext("Your listing"), CHANGES),
                drafted=bool(facts.drafts.applied),
                left_out=facts.drafts.left_out,
                settings=settings,
                versions=tuple(_versions(routes, None, False, words)),
                audiences=tuple(_audiences(facts, compared, words)),
                todos=tuple(todo),
                logo_before=before if pictured else None,
                logo_after=after if pictured else None,
                questions=maker.questions.about("changes"),
            ),
        ),
        count,
    )


def _audiences(
    facts: Facts, compared: dict[Audience, tuple[FieldChange, ...]], words: Wording
) -> Iterator[AudienceChanges]:
    """By audience, or once where both would see the same change."""
    seen = {
        audience: (facts.published[audience].decision.visible, facts.drafted[audience].decision.visible, changes)
        for audience, changes in compared.items()
    }
    alike = len(set(seen.values())) == 1
    for audience, (now, then, changes) in seen.items():
        if alike and audience is not next(reversed(seen)):
            continue
        both = alike and len(seen) > 1
        label = words.gettext("Customers and business partners") if both else audience_label(audience, words)
        yield AudienceChanges(label=label, visible_now=now, visible_then=then, changes=changes)
