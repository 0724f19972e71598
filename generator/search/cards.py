"""Result cards: what the client shows of a result, in bundles of neighbours.

A packed card is a JSON array: key, name, slug (0: made of name and key), city (0: none), tagline (0: none), logo,
country, technologies. Of a monogram's address only what stands between folder and ending is written, of a logo's the
key as `*`. Country and technologies are numbers: their places in the frame's `strings`. Levels are told from the column
of their facet, so that a level that moves changes no card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from generator.search.documents import SearchDocument
from generator.search.encoding import HashedFile, hashed_file

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class PackedCard(msgspec.Struct, frozen=True, array_like=True):
    """A card as the client reads it."""

    key: str
    name: str
    slug: str | int
    city: str | int
    tagline: str | int
    logo: str
    country: int
    technologies: tuple[int, ...]


def card_start(document: SearchDocument) -> bytes:
    """The packed card of a document as far as its own words go; `whole_cards` writes the rest."""
    card = document.card
    city = card.place.removesuffix(document.facets["country"][0].label).removesuffix(", ")
    slug = 0 if card.slug == plain_slug(card.name, card.key) else card.slug
    own = (card.key, card.name, slug, city or 0, card.tagline or 0, _short_logo(card.logo, card.key))
    return msgspec.json.encode(own)[:-1]


def _short_logo(route: str, key: str) -> str:
    if route.startswith("monograms/") and route.endswith(".svg"):
        return route.removeprefix("monograms/").removesuffix(".svg")
    return route.replace(key, "*")


def plain_slug(name: str, key: str) -> str:
    """The slug that the client can make itself; the card holds the slug where the site's differs."""
    words = _NOT_SLUG.sub("-", name.lower()).strip("-")
    return f"{words}-{key}" if words else key


def bundle_size(documents: int) -> int:
    """Cards in one bundle: ten results lie in ten bundles, and the frame names every bundle; this balances both.

    A small site has few bundles, and larger ones spare requests.
    """
    return 64 if documents <= 3_000 else 16 if documents <= 20_000 else 32 if documents <= 200_000 else 128


def card_bundles(cards: Sequence[bytes]) -> Iterator[HashedFile]:
    """The bundles of all cards, which stand in document order."""
    size = bundle_size(len(cards))
    for start in range(0, len(cards), size):
        yield hashed_file("c", b"[%b]" % b",".join(cards[start : start + size]))
