"""All partners by name: `partners/` with the letters, and the numbered pages of each letter that exists."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from generator.pages.cards import Card
from generator.pages.entries import Chosen
from generator.pages.frame import Context, CountedLink, Frame, Head, Link, Paging
from generator.pages.page import Page
from generator.pages.paging import paged
from generator.pages.texts import by_name

PARTNERS = "partners/"
NAMED_AT_MOST = 300
"""Up to so many partners, `partners/` itself lists every name."""


class LetterNames(msgspec.Struct, frozen=True, kw_only=True):
    """The cards whose names begin with one letter; empty where the directory is too large to list them at once."""

    letter: CountedLink
    cards: Sequence[Card]


class PartnersContext(Context, frozen=True, kw_only=True):
    """Everything `pages/partners.html` shows: letters with counts, names where they are few, browse indexes."""

    total: int
    letters: tuple[LetterNames, ...]
    indexes: tuple[Link, ...]


class LetterContext(Context, frozen=True, kw_only=True):
    """Everything `pages/letter.html` shows: one page of the partners under one letter."""

    letter: CountedLink
    letters: tuple[Link, ...]
    cards: Sequence[Card]
    paging: Paging


class NameRegister:
    """All cards by name, under the letters that exist.

    Each is noted once (`add`), in the order in which `cards` has them.
    """

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards
        self._names: list[bytes] = []

    def add(self, card: Card) -> None:
        """Note the next card."""
        self._names.append(by_name(card.name, card.key))

    @property
    def total(self) -> int:
        return len(self._names)

    @cached_property
    def by_letter(self) -> dict[str, Chosen[Card]]:
        """Letter → its cards, by name."""
        numbers: dict[str, array[int]] = {}
        for number in sorted(range(len(self._names)), key=self._names.__getitem__):
            numbers.setdefault(letter_of(self._names[number]), array("I")).append(number)
        return {letter: Chosen(self._cards, found) for letter, found in numbers.items()}

    @property
    def letters(self) -> tuple[CountedLink, ...]:
        """Links to the pages of the letters, with counts; digits last."""
        ordered = sorted(self.by_letter.items(), key=_letters_first)
        return tuple(_letter_link(letter, len(found)) for letter, found in ordered)


def name_pages(register: NameRegister, indexes: tuple[Link, ...], frame: Frame) -> Iterator[Page]:
    """`partners/` and the pages of its letters; `indexes` lead to the browse indexes."""
    words = frame.words
    letters, by_letter = register.letters, register.by_letter
    listed = register.total <= NAMED_AT_MOST
    yield Page(
        route=PARTNERS,
        template="pages/partners.html",
        context=PartnersContext(
            head=Head(
                title=words.gettext("All partners, A to Z"),
                description=words.ngettext(
                    "%(num)s partner in %(site)s, by name.",
                    "%(num)s partners in %(site)s, by name.",
                    register.total,
                    site=frame.site_name,
                ),
                route=PARTNERS,
                section=PARTNERS,
            ),
            total=register.total,
            letters=tuple(LetterNames(letter=link, cards=by_letter[link.slug] if listed else ()) for link in letters),
            indexes=indexes,
        ),
    )
    uncounted = tuple(Link(label=link.label, route=link.route) for link in letters)
    for link in letters:
        yield from _letter_pages(link, uncounted, by_letter[link.slug], frame)


def letter_of(name: bytes) -> str:
    """The letter under which a name stands (`by_name`): its first, transliterated; `0-9` for digits and signs."""
    first = name[:1].decode("ascii")
    return first if "a" <= first <= "z" else "0-9"


def _letters_first(entry: tuple[str, object]) -> tuple[bool, str]:
    return entry[0] == "0-9", entry[0]


def _letter_link(letter: str, count: int) -> CountedLink:
    label = "0–9" if letter == "0-9" else letter.upper()
    return CountedLink(label=label, route=f"{PARTNERS}a-z/{letter}/", count=count, slug=letter)


def _letter_pages(link: CountedLink, letters: tuple[Link, ...], cards: Sequence[Card], frame: Frame) -> Iterator[Page]:
    words = frame.words
    for route, shown, paging in paged(cards, link.route, frame.page_size):
        title = words.gettext("Partners: %(letter)s", letter=link.label)
        if paging.number > 1:
            title = words.gettext("%(title)s, page %(number)s", title=title, number=words.number(paging.number))
        yield Page(
            route=route,
            template="pages/letter.html",
            context=LetterContext(
                head=Head(
                    title=title,
                    description=words.gettext("%(first)s to %(last)s.", first=shown[0].name, last=shown[-1].name),
                    route=route,
                    breadcrumbs=(Link(label=words.gettext("Partners"), route=PARTNERS),),
                    section=PARTNERS,
                    previous=paging.previous,
                    next=paging.next,
                ),
                letter=link,
                letters=letters,
                cards=shown,
                paging=paging,
            ),
        )
