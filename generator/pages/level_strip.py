"""What a listing says of its levels: the word, the mark, since when, and what it means."""

from __future__ import annotations

import msgspec

from generator.audience.publication import Listing
from generator.model.program import Program
from generator.pages.cards import card_level
from generator.pages.facets import Labels
from generator.pages.routes import level_route, program_route
from generator.wording import Wording


class LevelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A level with its mark: `rank` of `of` bars. `label` is None for a participant without a level.

    `meaning` is a sentence; `since` is written out ("3 March 2026"); `route` leads to all partners of this level,
    `program_route` to the rules.
    """

    program: str
    label: str | None
    rank: int
    of: int
    since: str | None
    since_iso: str | None
    meaning: str
    route: str | None
    program_route: str


def level_entries(listing: Listing, labels: Labels, words: Wording) -> tuple[LevelEntry, ...]:
    """One entry for each program in which the listing takes part, in the listing's order."""
    return tuple(_entry(listing, index, labels, words) for index in range(len(listing.levels)))


def _entry(listing: Listing, index: int, labels: Labels, words: Wording) -> LevelEntry:
    published = listing.levels[index]
    card = card_level(published, labels)
    program = labels.programs[card.program]
    return LevelEntry(
        program=card.program_title,
        label=card.label,
        rank=card.rank,
        of=len(program.levels),
        since=words.date(card.since) if card.since and card.label else None,
        since_iso=card.since.isoformat() if card.since and card.label else None,
        meaning=level_meaning(program, card.rank, words),
        route=level_route(program.id, card.level) if card.level else None,
        program_route=program_route(program.id),
    )


def tone(rank: int, of: int) -> int:
    """The colour of a level's mark: 1 for the lowest, 3 for the highest, 2 between, 0 for no level."""
    if rank == 0:
        return 0
    return 3 if rank == of else 1 if rank == 1 else 2


def level_meaning(program: Program, rank: int, words: Wording) -> str:
    """What a level means, as its program says; otherwise where it stands. `rank` counts from 1, 0 is no level."""
    count = len(program.levels)
    if rank and program.levels[rank - 1].summary:
        return program.levels[rank - 1].summary
    names = {"program": program.title, "count": words.number(count), "rank": words.number(rank)}
    if rank == 0:
        return words.gettext("Takes part in %(program)s, without a level at present.", **names)
    if rank == count:
        return words.gettext("The highest of %(count)s levels in %(program)s.", **names)
    if rank == 1:
        return words.gettext("The first of %(count)s levels in %(program)s.", **names)
    return words.gettext("Level %(rank)s of %(count)s in %(program)s.", **names)
