"""What the level engine says of one partner in one program on one day, in the few facts that are shown."""

from __future__ import annotations

from datetime import date

import msgspec


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Achieved and displayed level of a partner in a program on a day.

    `participant` is false where the partner does not take part (no valid membership, not invited and signed):
    then there is nothing to show. Levels are ids of the program file; None is "no level". `displayed_since`
    is the first day of the unbroken run of the displayed level (None where there is none). `skill_areas`
    counts the distinct skills that count on the day, by area of the program's skills table, in area order.
    `changes_on` is the first later day on which a level or the participation differs if nothing new happens (None:
    never), `skills_change_on` the same for the skills.
    """

    program: str
    participant: bool
    achieved: str | None
    displayed: str | None
    displayed_since: date | None
    changes_on: date | None = None
    skills_change_on: date | None = None
    skill_areas: tuple[tuple[str, int], ...] = ()
