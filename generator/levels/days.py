"""Days as ordinals, and windows as "from when until when does a row dated so count" (docs/programs.md, "Windows").

An ordinal is `date.toordinal()`. Spells are half-open: from the first day that counts to the first that does not.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cache

from generator.model.program import Window

SINCE_EVER = 0
FOREVER = date.max.toordinal() + 1

Enter = Callable[[int], int]


def day_of(ordinal: int) -> date | None:
    """The date, or None for the two ends of time."""
    return date.fromordinal(ordinal) if SINCE_EVER < ordinal < FOREVER else None


def _ordinal(year: int, month: int, day: int) -> int:
    """The ordinal of a day; the month's last day where it is missing; FOREVER beyond the calendar."""
    if year > date.max.year:
        return FOREVER
    return date(year, month, min(day, monthrange(year, month)[1])).toordinal()


def anniversary(year: int, month_day: tuple[int, int]) -> int:
    """The month and day in a year; 29 February is 28 February in other years."""
    return _ordinal(year, *month_day)


@cache
def end_of_trailing_months(ordinal: int, months: int) -> int:
    """The first day whose trailing months no longer hold a row of this day.

    The window of a day begins after the same day so many months earlier, or after that month's last day where the
    day is missing; so a row of 31 August leaves a window of six months on 1 March.
    """
    day = date.fromordinal(ordinal)
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if year > date.max.year:
        return FOREVER
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day).toordinal()
    return _ordinal(year + month // 12, month % 12 + 1, 1)


@cache
def year_after(ordinal: int, starts: tuple[int, int]) -> int:
    """The first day of the (fiscal) year after the one that holds the day."""
    year = date.fromordinal(ordinal).year
    this = anniversary(year, starts)
    return this if ordinal < this else anniversary(year + 1, starts)


@cache
def quarter_end(ordinal: int) -> int:
    """The last day of the calendar quarter, on which it is closed."""
    day = date.fromordinal(ordinal)
    month = (day.month + 2) // 3 * 3
    return _ordinal(day.year, month, 31)


def window_spell(window: Window, fiscal_year_starts: tuple[int, int]) -> Callable[[int], tuple[int, int]]:
    """A function from a row's day to the spell on which the window holds it."""
    january = (1, 1)
    match window.kind:
        case "lifetime":
            return lambda day: (day, FOREVER)
        case "trailing_days":
            return lambda day: (day, min(day + window.length, FOREVER))
        case "trailing_months":
            return lambda day: (day, end_of_trailing_months(day, window.length))
        case "this_year":
            return lambda day: (day, year_after(day, january))
        case "this_fiscal_year":
            return lambda day: (day, year_after(day, fiscal_year_starts))
        case "previous_year":
            return lambda day: _previous(day, january)
        case "previous_fiscal_year":
            return lambda day: _previous(day, fiscal_year_starts)
        case "closed_quarters":
            return lambda day: (quarter_end(day), year_after(day, january))


def _previous(day: int, starts: tuple[int, int]) -> tuple[int, int]:
    following = year_after(day, starts)
    return following, FOREVER if following == FOREVER else year_after(following, starts)


def review_days(start: int, end: int, months: int, anchor: tuple[int, int]) -> list[int]:
    """The review days in [start, end): the anchor's month and day, and every `months` months from it."""
    month, day = anchor
    found = []
    year = date.fromordinal(max(start, 1)).year
    last_year = date.fromordinal(min(end, FOREVER) - 1).year
    while year <= last_year:
        for shift in range(0, 12, months):
            review = _ordinal(year, (month - 1 + shift) % 12 + 1, day)
            if start <= review < end:
                found.append(review)
        year += 1
    return sorted(found)


def closed_quarters(day: date) -> int:
    """How many quarters of the day's year are closed on it."""
    quarter = (day.month + 2) // 3
    return quarter if day.toordinal() == quarter_end(day.toordinal()) else quarter - 1
