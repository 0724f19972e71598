"""Values written as words: "90 days", "trailing 12 months", "31 January", "added_on + 1 day"."""

from __future__ import annotations

import calendar
import re

from generator.errors import did_you_mean
from generator.levels.reading import Reader
from generator.model.program import LIFETIME, Start, Window

WINDOWS = {
    "lifetime": LIFETIME,
    "this year": Window(kind="this_year"),
    "previous year": Window(kind="previous_year"),
    "this fiscal year": Window(kind="this_fiscal_year"),
    "previous fiscal year": Window(kind="previous_fiscal_year"),
    "closed quarters": Window(kind="closed_quarters"),
}

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_TRAILING = re.compile(r"trailing (\d{1,4}) (days?|months?)")
_WINDOW_WORDS = ("trailing 12 months", "trailing 90 days", *WINDOWS)


def days(reader: Reader) -> int:
    """A number of days: "90 days"."""
    found = re.fullmatch(r"(\d{1,5}) days?", reader.value) if isinstance(reader.value, str) else None
    if found is None:
        reader.error("program-words", f'expected a number of days such as "90 days", found "{reader.value}".')
        return 0
    return int(found[1])


def window(reader: Reader) -> Window:
    """A window: trailing days or months, this or the previous (fiscal) year, closed quarters, lifetime."""
    text = reader.text()
    if text in WINDOWS:
        return WINDOWS[text]
    found = _TRAILING.fullmatch(text)
    if found and int(found[1]) > 0:
        kind = "trailing_days" if found[2].startswith("day") else "trailing_months"
        return Window(kind=kind, length=int(found[1]))  # type: ignore[arg-type]
    hint = did_you_mean(text, _WINDOW_WORDS) or f"Known windows: {', '.join(_WINDOW_WORDS)}."
    reader.error("program-words", f'"{text}" is not a window.', hint)
    return LIFETIME


def month_day(reader: Reader) -> tuple[int, int]:
    """A day of the year: "31 January"."""
    text = reader.text()
    found = re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]+)", text)
    if found and found[2] in _MONTHS:
        month, day = _MONTHS[found[2]], int(found[1])
        if 1 <= day <= calendar.monthrange(2024, month)[1]:
            return month, day
    reader.error("program-words", f'"{text}" is not a day of the year.', 'Write it as "31 January".')
    return 1, 1


def start(reader: Reader) -> Start:
    """A date column, and how many days after it: "added_on + 1 day"."""
    text = reader.text()
    found = re.fullmatch(r"([a-z_]+)(?: \+ (\d{1,4}) days?)?", text)
    if found is None:
        reader.error(
            "program-words", f'"{text}" is not a date column.', 'Write it as "added_on" or "added_on + 1 day".'
        )
        return Start(column=text)
    return Start(column=found[1], days=int(found[2] or 0))
