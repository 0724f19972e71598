"""Result cards: what the client shows of a result, in bundles of neighbours.

A packed card is a JSON array: key, name, slug (0: made of name and key), city (0: none), country, tagline (0: none),
logo, levels, technologies. Of a monogram's address only what stands between folder and ending is written, of a logo's
the key as `*`. Words that many cards share (a country, a technology, a level as [program, label, rank, of]) are
numbers: their places in the frame's `strings` or `levels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from generator.pages.page import RawFile
from generator.search.documents import SearchDocument
from generator.search.encoding import hashed_file

_NOT_SLUG = re.compile(r"[^a-z0-9]+")

CardLevel = tuple[str, str, int, int]
"""Program, label, rank, of how many."""


class PackedCard(msgspec.Struct, frozen=True, array_like=True):
    """A card as the client reads it; what cards share as it is or as numbers."""

    key: str
    name: str
    slug: str | int
    city: str | int
    country: str | int
    tagline: str | int
    logo: str
    levels: tuple[CardLevel | int, ...]
    technologies: tuple[str | int, ...]


def packed_card(document: SearchDocument) -> bytes:
    """The card of a document with its shared words written out."""
    card = document.card
    country = document.facets["country"][0].label
    city = card.place.removesuffix(country).removesuffix(", ")
    return msgspec.json.encode(
        PackedCard(
            key=card.key,
            name=card.name,
            slug=0 if card.slug == plain_slug(card.name, card.key) else card.slug,
            city=city or 0,
            country=country,
            tagline=card.tagline or 0,
            logo=_short_logo(card.logo, card.key),
            levels=tuple(
                (level.program_title, level.label, level.rank, level.of)
                for level in card.levels
                if level.label is not None
            ),
            technologies=card.technologies,
        )
    )


def _short_logo(route: str, key: str) -> str:
    if route.startswith("monograms/") and route.endswith(".svg"):
        return route.removeprefix("monograms/").removesuffix(".svg")
    return route.replace(key, "*")


def plain_slug(name: str, key: str) -> str:
    """The slug that the client can make itself; the card holds the slug where the site's differs."""
    words = _NOT_SLUG.sub("-", name.lower()).strip("-")
    return f"{words}-{key}" if words else key


_decode = msgspec.json.Decoder(PackedCard).decode


class SharedWords:
    """What cards share, each with its number: the frame's `strings` and `levels`; and the cards with the numbers."""

    def __init__(self, cards: Sequence[bytes]) -> None:
        found = [_decode(card) for card in cards]
        self.strings = sorted({str(word) for card in found for word in (card.country, *card.technologies)})
        self.levels = sorted({level for card in found for level in card.levels if not isinstance(level, int)})
        word: dict[str | int, int] = {word: number for number, word in enumerate(self.strings)}
        level: dict[CardLevel | int, int] = {level: number for number, level in enumerate(self.levels)}
        self.cards = [
            msgspec.json.encode(
                msgspec.structs.replace(
                    card,
                    country=word[card.country],
                    levels=tuple([level[its] for its in card.levels]),
                    technologies=tuple([word[its] for its in card.technologies]),
                )
            )
            for card in found
        ]


def bundle_size(documents: int) -> int:
    """Cards in one bundle: ten results lie in ten bundles, and the frame names every bundle; this balances both."""
    return 16 if documents <= 20_000 else 32 if documents <= 200_000 else 128


def card_bundles(cards: Sequence[bytes]) -> Iterator[RawFile]:
    """The bundles of all cards, which stand in document order."""
    size = bundle_size(len(cards))
    for start in range(0, len(cards), size):
        yield hashed_file("c", b"[%b]" % b",".join(cards[start : start + size]))
