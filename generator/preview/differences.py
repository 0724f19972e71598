"""What drafts change on a listing: field by field, words added and words removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from generator.audience.publication import Listing, PartnersListing, PublishedLocation, PublishedSolution
from generator.model.tables import Marketing
from generator.pages.facets import Labels
from generator.wording import Wording

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+$")

Texts = tuple[str, ...]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of words that stayed, was added, or was removed."""

    kind: Literal["same", "added", "removed"]
    text: str


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field: `before` holds the words that stayed or were removed, `after` those that stayed or were added.

    `block` is true for texts of several lines, `listed` where each piece is an entry of a list; a side is empty where
    the field has no value.
    """

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    block: bool = False
    listed: bool = False

    @property
    def added(self) -> bool:
        return not self.before

    @property
    def removed(self) -> bool:
        return not self.after


def compare_listings(
    published: Listing | None, drafted: Listing | None, labels: Labels, words: Wording
) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of the listing; None is a listing that does not show."""
    before = dict(_fields(published, labels, words)) if published is not None else {}
    after = dict(_fields(drafted, labels, words)) if drafted is not None else {}
    order = list(after) + [label for label in before if label not in after]
    return tuple(
        _change(label, before.get(label, ()), after.get(label, ()))
        for label in order
        if before.get(label, ()) != after.get(label, ())
    )


def compare_settings(
    published: Sequence[Marketing], drafted: Sequence[Marketing], places: dict[str, str], words: Wording
) -> tuple[FieldChange, ...]:
    """The publication settings that drafts change, for all locations and for single ones."""
    flags = {
        "publish_to_customers": words.gettext("Publish to customers"),
        "publish_to_partners": words.gettext("Publish to business partners"),
    }
    before = {row.location_id: row for row in published}
    changes = []
    for row in drafted:
        old = before.get(row.location_id)
        for flag, label in flags.items():
            now, then = getattr(row, flag), old is not None and getattr(old, flag)
            if now != then:
                where = words.gettext("all locations") if row.location_id is None else places[row.location_id]
                said = [words.gettext("Yes") if value else words.gettext("No") for value in (then, now)]
                changes.append(_change(f"{label}: {where}", (said[0],), (said[1],)))
    return tuple(changes)


def _fields(listing: Listing, labels: Labels, words: Wording) -> Iterator[tuple[str, Texts]]:
    """Label and value of every field that has one, each text by itself where there are several."""
    for label, value in _plain_fields(listing, words):
        if value:
            yield label, value if isinstance(value, tuple) else (value,)
    for solution in listing.solutions:
        yield from _solution_fields(solution, labels, words)
    yield words.gettext("Locations"), tuple(_place(place, labels) for place in listing.locations)
    levels = [
        f"{labels.programs[shown.program].title}: {labels.levels[shown.program, shown.level].label}"
        for shown in listing.levels
        if shown.level is not None
    ]
    if levels:
        yield words.gettext("Levels"), tuple(levels)


def _plain_fields(listing: Listing, words: Wording) -> Iterator[tuple[str, str | Texts | None]]:
    contact = listing.contact
    yield words.gettext("Tagline"), listing.tagline
    yield words.gettext("Description"), listing.description
    yield words.gettext("Services"), listing.services
    yield words.gettext("Logo"), listing.logo
    if contact is not None:
        yield words.gettext("Contact name"), contact.name
        yield words.gettext("Contact e-mail"), contact.email
        yield words.gettext("Contact telephone"), contact.phone
        yield words.gettext("Contact form"), contact.url
    if isinstance(listing, PartnersListing) and listing.teaming is not None:
        yield words.gettext("Teaming: offers"), listing.teaming.offers
        yield words.gettext("Teaming: seeks"), listing.teaming.seeks
        yield words.gettext("Teaming: regions"), listing.teaming.regions
    if listing.updated_on is not None:
        yield words.gettext("Last verified"), words.date(listing.updated_on)


def _solution_fields(solution: PublishedSolution, labels: Labels, words: Wording) -> Iterator[tuple[str, Texts]]:
    fields: tuple[tuple[str, str | Texts | None], ...] = (
        (words.gettext("name"), solution.name),
        (words.gettext("summary"), solution.summary),
        (words.gettext("description"), solution.description),
        (words.gettext("products"), solution.products),
        (words.gettext("industries"), tuple(labels.terms("industry", v)[0].label for v in solution.industries)),
        (words.gettext("technologies"), tuple(labels.terms("technology", v)[0].label for v in solution.technologies)),
        (words.gettext("link"), solution.url),
        (words.gettext("showcase"), words.gettext("Yes") if solution.showcase else None),
    )
    for name, value in fields:
        if value:
            label = words.gettext("Solution %(id)s: %(field)s", id=solution.solution_id, field=name)
            yield label, value if isinstance(value, tuple) else (value,)


def _place(place: PublishedLocation, labels: Labels) -> str:
    parts = (place.name, place.street, place.postal_code, place.city, labels.country(place.country).label)
    return ", ".join(part for part in parts if part)


def _change(label: str, before: Texts, after: Texts) -> FieldChange:
    if len(before) <= 1 and len(after) <= 1:
        old, new = "".join(before), "".join(after)
        pieces = word_pieces(old, new)
        return FieldChange(
            label=label,
            before=tuple(piece for piece in pieces if piece.kind != "added"),
            after=tuple(piece for piece in pieces if piece.kind != "removed"),
            block="\n" in old + new or len(old + new) > 240,
        )
    return FieldChange(
        label=label,
        before=tuple(Piece(kind="same" if text in after else "removed", text=text) for text in before),
        after=tuple(Piece(kind="same" if text in before else "added", text=text) for text in after),
        listed=True,
    )


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other, word by word. Lines that are equal are found first: long texts stay quick."""
    pieces: list[Piece] = []
    old, new = _LINES.findall(before), _LINES.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(kind="same", text="".join(old[a:b])))
        else:
            pieces += _tokens_compared("".join(old[a:b]), "".join(new[c:d]))
    return tuple(_joined(pieces))


def _tokens_compared(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > 3000)
    if matcher.real_quick_ratio() < 0.05 or matcher.ratio() < 0.2:  # hardly a word in common: two texts, not one mended
        opcodes = [("replace", 0, len(old), 0, len(new))]
    else:
        opcodes = list(matcher.get_opcodes())
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            yield Piece(kind="same", text="".join(old[a:b]))
            continue
        if b > a:
            yield Piece(kind="removed", text="".join(old[a:b]))
        if d > c:
            yield Piece(kind="added", text="".join(new[c:d]))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one, and a mere space between changes as part of both."""
    removed = added = ""
    for index, piece in enumerate(pieces):
        following = index + 1 < len(pieces) and pieces[index + 1].kind != "same"
        if (
            piece.kind == "same"
            and piece.text.isspace()
            and (removed or added)
            and following
            and "\n" not in piece.text
        ):
            removed, added = removed + piece.text, added + piece.text
        elif piece.kind == "same":
            yield from _changed(removed, added)
            removed = added = ""
            yield piece
        elif piece.kind == "removed":
            removed += piece.text
        else:
            added += piece.text
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(kind="removed", text=removed)
    if added:
        yield Piece(kind="added", text=added)
