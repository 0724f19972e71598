"""Result cards: what the client shows of a result, in bundles of neighbours.

A packed card is a JSON array: id, key, slug (0: made of name and key), name, city (0: none), country, tagline
(0: none), logo (`*` stands for the key), levels as [program, label, rank, of],
technologies. A bundle is an
array of such cards in which words that many cards share (country, program, level, technology) are numbers: their
places in the frame's `strings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from generator.pages.page import RawFile
from generator.search.documents import SearchDocument
from generator.search.encoding import hashed_file

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class PackedCard(msgspec.Struct, frozen=True, array_like=True):
    """A card as the client reads it; the shared words as text or as numbers into `strings`."""

    id: str
    key: str
    slug: str | int
    name: str
    city: str | int
    country: str | int
    tagline: str | int
    logo: str
    levels: tuple[tuple[str | int, str | int, int, int], ...]
    technologies: tuple[str | int, ...]


def packed_card(document: SearchDocument) -> bytes:
    """The card of a document with its shared words written out."""
    card = document.card
    country = document.facets["country"][0].label
    city = card.place.removesuffix(country).removesuffix(", ")
    return msgspec.json.encode(
        PackedCard(
            id=card.id,
            key=card.key,
            slug=0 if card.slug == plain_slug(card.name, card.key) else card.slug,
            name=card.name,
            city=city or 0,
            country=country,
            tagline=card.tagline or 0,
            logo=card.logo.replace(card.key, "*"),
            levels=tuple(
                (level.program_title, level.label, level.rank, level.of)
                for level in card.levels
                if level.label is not None
            ),
            technologies=card.technologies,
        )
    )


def plain_slug(name: str, key: str) -> str:
    """The slug that the client can make itself; the card holds the slug where the site's differs."""
    words = _NOT_SLUG.sub("-", name.lower()).strip("-")
    return f"{words}-{key}" if words else key


_decode = msgspec.json.Decoder(PackedCard).decode


class SharedWords:
    """The frame's `strings`: words of cards, each with its number."""

    def __init__(self, cards: Sequence[bytes]) -> None:
        found: set[str] = set()
        for card in map(_decode, cards):
            found.update(word for word in _shared(card) if isinstance(word, str))
        self.strings = sorted(found)
        self._numbers: dict[str | int, int] = {word: number for number, word in enumerate(self.strings)}

    def numbered(self, card: PackedCard) -> PackedCard:
        """The card with numbers in place of shared words."""
        of = self._numbers
        return msgspec.structs.replace(
            card,
            country=of[card.country],
            levels=tuple((of[program], of[label], rank, count) for program, label, rank, count in card.levels),
            technologies=tuple(of[technology] for technology in card.technologies),
        )


def _shared(card: PackedCard) -> Iterator[str | int]:
    yield card.country
    yield from card.technologies
    for program, label, _, _ in card.levels:
        yield program
        yield label


def bundle_size(documents: int) -> int:
    """Cards in one bundle: ten results lie in ten bundles, and the frame names every bundle; this balances both."""
    return 16 if documents <= 20_000 else 32 if documents <= 200_000 else 128


def card_bundles(cards: Sequence[bytes], words: SharedWords) -> Iterator[RawFile]:
    """The bundles of all cards, which stand in document order."""
    size = bundle_size(len(cards))
    for start in range(0, len(cards), size):
        bundle = [words.numbered(_decode(card)) for card in cards[start : start + size]]
        yield hashed_file("c", msgspec.json.encode(bundle))
