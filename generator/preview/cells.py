"""Table cells of a preview: texts, money, days that are near or over, statuses with their tone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import format_decimal

from generator.model.program import Program
from generator.preview.contexts import Cell
from generator.wording import Wording

N_ = str
"""Marks a message for the catalogues; it is looked up where it is shown."""

STATUSES = {
    "approved": N_("Approved"),
    "pending": N_("Pending"),
    "suspended": N_("Suspended"),
    "denied": N_("Denied"),
    "ended": N_("Ended"),
    "future": N_("In future"),
    "current": N_("Current"),
    "submitted": N_("Submitted"),
    "draft": N_("Draft"),
    "published": N_("Published"),
    "withdrawn": N_("Withdrawn"),
    "offered": N_("Offered"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
}
"""Words of the statuses that the contract closes; others are shown as exported."""

KINDS = {"technical": N_("Technical"), "sales": N_("Sales")}

SOON = timedelta(days=90)
"""What ends within so many days is marked."""


class Cells:
    """Makes the cells of one preview."""

    def __init__(self, programs: dict[str, Program], as_of: date, words: Wording) -> None:
        self._programs = programs
        self._as_of = as_of
        self._words = words

    def text(self, text: str, tone: str = "") -> Cell:
        """Plain text."""
        return Cell(text=text, tone=tone)

    def quiet(self, text: str) -> Cell:
        """Text of little weight, such as an id."""
        return Cell(text=text, tone="quiet")

    def number(self, number: Decimal) -> Cell:
        """A number."""
        return Cell(text=self._words.number(number), figure=True)

    def money(self, amount: Decimal, currency: str) -> Cell:
        """An amount with its currency."""
        whole = amount == amount.to_integral_value()
        text = self._words.number(int(amount)) if whole else format_decimal(amount, "#,##0.00", self._words.locale)
        return Cell(text=f"{text} {currency}", figure=True)

    def day(self, day: date | None) -> str:
        """A date in words; "" for none."""
        return "" if day is None else self._words.date(day)

    def on(self, day: date | None) -> Cell:
        """A date."""
        return Cell(text=self.day(day))

    def last(self, day: date | None, state: str) -> Cell:
        """A last valid day; marked where it is near or over."""
        if day is None:
            return Cell(text="–" if state != "ended" else self._words.gettext("ended"), tone="quiet")
        if state == "ended" or day < self._as_of:
            return Cell(text=self._words.gettext("%(date)s (over)", date=self.day(day)), tone="quiet")
        return Cell(text=self.day(day), tone="bad" if day <= self._as_of + SOON else "")

    def until(self, last: date | None) -> Cell:
        """The last day of somebody or something that is gone."""
        return Cell(
            text="" if last is None else self._words.gettext("until %(date)s", date=self.day(last)), tone="quiet"
        )

    def status(self, status: str) -> Cell:
        """A status with its tone."""
        tones = {"approved": "good", "current": "good", "published": "good", "accepted": "good", "denied": "bad"}
        tone = tones.get(status, "quiet" if status in ("ended", "withdrawn", "declined") else "wait")
        return Cell(text=self._words.gettext(STATUSES.get(status, spaced(status).capitalize())), tone=tone)

    def with_day(self, text: str | None, day: date | None) -> str:
        """A text with its date."""
        return "" if not text else text if day is None else f"{text}, {self.day(day)}"

    def program(self, program: str) -> str:
        """A program's title."""
        return self._programs[program].title if program in self._programs else program

    def level(self, program: str, level: str) -> str:
        """A level's label."""
        known = {one.id: one.label for one in self._programs[program].levels} if program in self._programs else {}
        return known.get(level, level)


def spaced(code: str) -> str:
    """A code as words: authorized_profile_administrator."""
    return code.replace("_", " ")
