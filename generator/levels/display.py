"""The displayed level as a step function, by the program's display policy (docs/programs.md, "How levels move").

On a day that is open for a move, the displayed level becomes the highest level achieved on that day or on any of the
grace days before it, counting only days since the last fresh start: the first listed day, the start of a
participation, an assessment. Which days are open up and down is the policy's pace. An assessment sets the level
from its date: above the achieved level it falls when the grace days after that date are over, below it stays until
the achieved level next rises.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from generator.levels.achieved import NONE, LevelSteps
from generator.levels.days import FOREVER, SINCE_EVER, review_days
from generator.levels.steps import Spells, both, holds_on, pairs
from generator.model.program import Display, Pace

REVIEW_MONTHS = {"quarterly": 3, "annually": 12}

_NEXT_REVIEW = 3 * 366
"""Days within which a review follows any day: a participation's first one after a whole calendar year takes longest."""


class Spell(msgspec.Struct, frozen=True, order=True, gc=False):
    """One participation: half-open days, and the starting level where the program assigns one."""

    start: int
    end: int
    assigned: int = NONE
    assigned_on: int = SINCE_EVER


class Shown(msgspec.Struct, frozen=True, gc=False):
    """From `day` on this level is displayed, because of `cause` (a code of `receipt.Cause`)."""

    day: int
    level: int
    cause: str


def displayed(
    policy: Display,
    achieved: LevelSteps,
    participation: Sequence[Spell],
    listed: Spells,
    assessments: Mapping[int, int],
    holds: Spells,
) -> list[Shown]:
    """Every change of the displayed level, oldest first; a fresh start is a change even to the same level.

    `assessments`: the level set on a day. Nothing is displayed on days that are not listed.
    """
    shown: list[Shown] = []
    for spell in participation:
        if policy.starting_level == "assigned":
            shown += _masked(_run(policy, achieved, spell, assessments, holds), spell, listed)
            continue
        for start, end in pairs(both([spell.start, spell.end], listed)):
            cause = "participation_starts" if start == spell.start else "listed"
            listed_spell = Spell(start, end, spell.assigned, spell.assigned_on)
            shown += _run(policy, achieved, listed_spell, assessments, holds, cause)
            if end < FOREVER:
                shown.append(Shown(end, NONE, "participation_ends" if end == spell.end else "delisted"))
    # Of two changes on one day the later: an end followed at once by a start is the start.
    return list({change.day: change for change in shown}.values())


def _run(
    policy: Display,
    achieved: LevelSteps,
    spell: Spell,
    assessments: Mapping[int, int],
    holds: Spells,
    cause: str = "participation_starts",
) -> list[Shown]:
    """The changes within one spell, its start included."""
    if not assessments and not holds and policy.starting_level == "achieved" and policy.up == policy.down == "daily":
        return _followed(policy, achieved, spell, cause)
    own = {day: level for day, level in assessments.items() if spell.start <= day < spell.end}
    lag, grace = policy.lag_days, policy.grace_days
    days = {spell.start, spell.start + lag, spell.assigned_on, *holds}
    for day in own:
        days |= {day, day + 1, day + lag, day + grace}
    before = NONE
    for day, level in zip(*achieved, strict=True):
        if day < spell.end:
            days.add(day + lag)
            if level < before:
                days.add(day + lag + grace)
        before = level
    reviews: dict[Pace, set[int]] = {}
    for pace in {policy.up, policy.down} - {"daily"}:
        settled = min(max(day for day in days if day < FOREVER) + _NEXT_REVIEW, spell.end)
        reviews[pace] = _reviews(policy, pace, spell.start, settled)
    days = days.union(*reviews.values())
    walk = _Walk(policy, achieved, spell, reviews, cause)
    for day in sorted(day for day in days if spell.start <= day < spell.end):
        walk.step(day, own.get(day), held=holds_on(holds, day))
    return walk.shown


def _followed(policy: Display, achieved: LevelSteps, spell: Spell, cause: str) -> list[Shown]:
    """The changes within one spell where levels move daily and by nothing but what is achieved: the frequent case.

    An achieved level is shown from the lag after its first day until the lag and the grace after its last, unless a
    higher one is. `kept` are these and the lower ones that outlast them, each with the day on which it is over.
    """
    lag, grace = policy.lag_days, policy.grace_days
    rises, falls = ("lag_over" if lag else "level_rises"), ("grace_over" if grace else "level_falls")
    days, levels = achieved
    at = bisect_right(days, spell.start) - 1
    current = NONE if lag else levels[at]
    shown = [Shown(spell.start, current, cause)]
    kept: list[tuple[int, int]] = []
    day = spell.start + lag
    for level, left in zip(levels[at:], [*days[at + 1 :], FOREVER], strict=True):
        while kept and kept[-1][0] <= level:
            kept.pop()
        kept.append((level, left + lag + grace))
        begins_next = min(left + lag, spell.end)
        while day < begins_next:
            while kept[0][1] <= day:
                del kept[0]
            highest, over = kept[0]
            if highest != current:
                shown.append(Shown(day, highest, rises if highest > current else falls))
                current = highest
            day = over
        day = begins_next
    return shown


def _reviews(policy: Display, pace: Pace, start: int, end: int) -> set[int]:
    """The review days in [start, end) at this pace."""
    if pace not in REVIEW_MONTHS:
        return set()
    days = review_days(start, end, REVIEW_MONTHS[pace], policy.anchor)
    if policy.first_review == "after_full_year":
        days = [day for day in days if date(date.fromordinal(day).year - 1, 1, 1).toordinal() >= start]
    return set(days)


def next_review(policy: Display, start: int, day: int) -> int | None:
    """The first review day from the day on at which a participation since `start` can rise; None without reviews."""
    reviews = _reviews(policy, policy.up, start, min(day + _NEXT_REVIEW, FOREVER))
    return min((review for review in reviews if review >= day), default=None)


def is_calendar_review(policy: Display, day: int) -> bool:
    """Whether the calendar has a review on the day, whoever takes part."""
    paces = [REVIEW_MONTHS[pace] for pace in (policy.up, policy.down) if pace in REVIEW_MONTHS]
    return any(review_days(day, day + 1, months, policy.anchor) for months in paces)


def _masked(shown: list[Shown], spell: Spell, listed: Spells) -> list[Shown]:
    """What is shown of a spell on its listed days."""
    masked = []
    for start, end in pairs(both([spell.start, spell.end], listed)):
        before = [s for s in shown if s.day <= start]
        cause = before[-1].cause if before[-1].day == start else "listed"
        masked.append(Shown(start, before[-1].level, cause))
        masked += [s for s in shown if start < s.day < end]
        if end < FOREVER:
            masked.append(Shown(end, NONE, "participation_ends" if end == spell.end else "delisted"))
    return masked


class _Walk:
    """The displayed level of one spell while its days pass."""

    def __init__(
        self, policy: Display, achieved: LevelSteps, spell: Spell, reviews: Mapping[Pace, set[int]], cause: str
    ) -> None:
        self.shown: list[Shown] = []
        self._policy, self._achieved, self._spell, self._cause = policy, achieved, spell, cause
        self._fresh = spell.start
        self._floor = (NONE, SINCE_EVER)
        self._capped = False
        self._reviewed = policy.starting_level == "achieved"
        self._reviews = reviews

    def step(self, day: int, assessed: int | None, *, held: bool) -> None:
        """Move to a day: set by an assessment, moved by the policy, or left."""
        review = bool(self._reviews) and any(day in days for days in self._reviews.values())
        if assessed is not None and (review or self._policy.assessments == "any_day"):
            self._assess(day, assessed)
            return
        if not self._reviewed and not review:
            level = self._spell.assigned if day >= self._spell.assigned_on else NONE
            self._show(day, level, "assigned" if level > NONE else self._cause)
            return
        self._reviewed = True
        if day == self._spell.start:
            self._show(day, self._held_level(day), self._cause)
            return
        if self._capped and not self._rises(day):
            return
        self._capped = False
        self._move(day, self._held_level(day), review=review, held=held)

    def _assess(self, day: int, level: int) -> None:
        now = self._achieved_on(day)
        self._reviewed = True
        self._fresh = day
        self._floor = (level, day + self._policy.grace_days) if level > now else (NONE, SINCE_EVER)
        self._capped = level < now and self._policy.assessments == "any_day"
        self._show(day, level, "assessment")

    def _move(self, day: int, level: int, *, review: bool, held: bool) -> None:
        current = self.shown[-1].level
        if level > current and self._is_open(self._policy.up, day):
            self._show(day, level, "review" if review else "lag_over" if self._policy.lag_days else "level_rises")
        elif level < current and not held and self._is_open(self._policy.down, day):
            self._show(day, level, "review" if review else "grace_over" if self._policy.grace_days else "level_falls")

    def _is_open(self, pace: Pace, day: int) -> bool:
        return pace == "daily" or day in self._reviews[pace]

    def _show(self, day: int, level: int, cause: str) -> None:
        if not self.shown or self.shown[-1].level != level:
            self.shown.append(Shown(day, level, cause))

    def _achieved_on(self, day: int) -> int:
        days, levels = self._achieved
        return levels[bisect_right(days, day) - 1]

    def _rises(self, day: int) -> bool:
        last = day - self._policy.lag_days
        return last > self._fresh and self._achieved_on(last) > self._achieved_on(last - 1)

    def _held_level(self, day: int) -> int:
        """The highest level achieved in the grace days up to the day (lagged), since the fresh start."""
        days, levels = self._achieved
        last = day - self._policy.lag_days
        first = max(self._fresh, last - self._policy.grace_days)
        best = self._floor[0] if day < self._floor[1] else NONE
        if first <= last:
            at = bisect_right(days, first) - 1
            until = bisect_right(days, last)
            best = max(best, *levels[at:until])
        return best
