"""A partner program as its YAML file describes it: identity, levels, benefits, and the rules, version by version.

The language is taught in docs/programs.md; each record here is one of its forms. Records say what the file says,
checked and complete; `generator.levels` compiles them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from generator.errors import Origin

Number = int | Decimal | Fraction
"""Exact, never a float. Fractions come from averages and ratios only."""

Scalar = str | bool | int | Decimal | date


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Something written in the program file; `sample` marks a value that the program's sources do not give."""

    origin: Origin
    sample: bool = False


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """One test of one column. `wanted` holds the values for `in` and `not_in`, one bound for the comparisons."""

    column: str
    how: Literal["in", "not_in", "at_least", "at_most", "given", "missing"]
    wanted: tuple[Scalar, ...] = ()


class Condition(Part, frozen=True, kw_only=True):
    """All tests hold, or, with `any_of`, all tests and at least one alternative. `otherwise` says why a row fails."""

    tests: tuple[Test, ...] = ()
    any_of: tuple[Condition, ...] = ()
    otherwise: str | None = None


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """A date column that a row waits for, and how many days after it."""

    column: str
    days: int = 0


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Which days a dated row counts on; `length` is the number of days or months of a trailing window."""

    kind: Literal[
        "lifetime",
        "trailing_days",
        "trailing_months",
        "this_year",
        "previous_year",
        "this_fiscal_year",
        "previous_fiscal_year",
        "closed_quarters",
    ] = "lifetime"
    length: int = 0


LIFETIME = Window()


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of an export table: those that meet every condition, each on the days on which it counts.

    `starts` replaces the columns from which the table's rows count (the latest decides); `ends` adds columns to
    those through or until which they count (the earliest decides).
    """

    table: str
    where: tuple[Condition, ...] = ()
    starts: tuple[Start, ...] = ()
    ends: tuple[str, ...] = ()
    window: Window = LIFETIME


# ── Metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Bands(msgspec.Struct, frozen=True, kw_only=True):
    """Points by band: the points of the highest edge reached; an edge is reached at its value."""

    edges: tuple[Number, ...]
    points: tuple[Number, ...]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Points in proportion: so many for each unit."""

    each: Number


class Fixed(msgspec.Struct, frozen=True, kw_only=True):
    """The same points for any value above zero."""

    points: Number


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """A row's value is multiplied by the factor its column's value has."""

    column: str
    factors: tuple[tuple[str, Number], ...]
    otherwise: Number = 1


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """Rows with one value in the column give at most so much together."""

    column: str
    at_most: Number


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted, in words ("skill", "skills"), or a currency ("USD")."""

    one: str
    many: str
    currency: bool = False


class Metric(Part, frozen=True, kw_only=True):
    """A number worked out for a day; groups or the total may be turned into points, then bounded.

    `note` tells people what counts.
    """

    id: str
    label: str
    note: str = ""
    unit: Unit | None = None
    scale: Bands | Rate | Fixed | None = None
    floor: Number | None = None
    ceiling: Number | None = None


Aggregate = Literal["count", "sum", "average", "median", "latest", "minimum", "maximum"]


class Measure(Metric, frozen=True, kw_only=True):
    """A number worked out from the rows that count on the day.

    `column` is what is added, averaged …; `distinct` the column by which rows are the same thing; `by` the column
    that makes groups, each measured and turned into points by itself, then added. `ties` chooses among several
    rows of the latest day.
    """

    aggregate: Aggregate
    rows: Selection
    column: str | None = None
    distinct: str | None = None
    by: str | None = None
    times: Times | None = None
    caps: tuple[Cap, ...] = ()
    ties: Literal["lowest", "highest"] = "lowest"


class Combined(Metric, frozen=True, kw_only=True):
    """A number worked out from other metrics.

    `of` takes one metric as it is (to turn it into points); `add`, `multiply`, `largest`, `smallest` take several;
    `ratio` divides the first by the second and answers `when_zero` for a zero denominator.
    """

    how: Literal["of", "add", "multiply", "ratio", "largest", "smallest"]
    parts: tuple[str, ...]
    when_zero: Number | None = None


# ── Requirements ────────────────────────────────────────────────────────────────────────────────────────────────


class Requirement(Part, frozen=True, kw_only=True):
    """One node of a level's tree; `label` replaces the sentence made from the rule."""

    label: str | None = None


class Threshold(Requirement, frozen=True, kw_only=True):
    """A metric, or one group of it (`of`), reaches or stays within a bound.

    `groups`: the bound is for the whole, for every group, or for at least one group.
    """

    metric: str
    of: str | None = None
    groups: Literal["total", "every", "some"] = "total"
    at_least: Number | None = None
    at_most: Number | None = None


class AllOf(Requirement, frozen=True, kw_only=True):
    """Every part holds."""

    parts: tuple[Requirement, ...]


class AtLeastOf(Requirement, frozen=True, kw_only=True):
    """At least `needed` of the parts hold (any of: 1)."""

    needed: int
    parts: tuple[Requirement, ...]


class HoldsLevel(Requirement, frozen=True, kw_only=True):
    """A lower level of the program holds."""

    level: str


class HoldsAgreement(Requirement, frozen=True, kw_only=True):
    """An approved agreement of the kind is valid: one that names this program or none."""

    kind: str


class Invited(Requirement, frozen=True, kw_only=True):
    """An accepted invitation to the level is valid; empty level or track on the row means any."""

    level: str | None = None


class RowExists(Requirement, frozen=True, kw_only=True):
    """At least one row counts."""

    rows: Selection


class EveryRow(Requirement, frozen=True, kw_only=True):
    """Every row that counts also satisfies the further conditions; holds where there is no row."""

    rows: Selection
    satisfies: tuple[Condition, ...]


# ── Program ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Level(Part, frozen=True, kw_only=True):
    """One level. `summary` says in a sentence what it means to a customer."""

    id: str
    label: str
    summary: str = ""


class Track(Part, frozen=True, kw_only=True):
    """A way to qualify, for partners with one of the types (compared without case)."""

    id: str
    label: str
    types: tuple[str, ...]


class Benefit(Part, frozen=True, kw_only=True):
    """One benefit, and the ids of the levels that have it (all levels: every id).

    `column` is the column of `participants` that only these levels may fill.
    """

    text: str
    levels: tuple[str, ...]
    column: str | None = None


class BenefitGroup(Part, frozen=True, kw_only=True):
    """Benefits of one kind."""

    label: str
    benefits: tuple[Benefit, ...]


class LevelRule(Part, frozen=True, kw_only=True):
    """What a level requires on one track, or on every track and without any (`track` None).

    `standalone`: the lower levels are not included.
    """

    level: str
    track: str | None = None
    standalone: bool = False
    requires: Requirement


class Prerequisite(Part, frozen=True, kw_only=True):
    """Something a participant must keep; it never moves a level."""

    id: str
    label: str
    requires: Requirement


class Version(Part, frozen=True, kw_only=True):
    """The rules in force from `effective`, inclusive, complete in themselves.

    `spares_held_levels`: a level held the day before lasts while met without a break under the previous version.
    """

    id: str
    effective: date | None = None
    announced: date | None = None
    spares_held_levels: bool = False
    note: str = ""
    metrics: tuple[Metric, ...]
    points: tuple[str, ...] = ()
    points_at_most: Number | None = None
    rules: tuple[LevelRule, ...]
    prerequisites: tuple[Prerequisite, ...] = ()


class Participation(Part, frozen=True, kw_only=True):
    """Who takes part: holders of an approved agreement, rows of `participants`, or everybody (both empty)."""

    agreement: str | None = None
    by_table: bool = False


Pace = Literal["daily", "quarterly", "annually", "by_assessment"]


class Display(Part, frozen=True, kw_only=True):
    """How the displayed level follows the achieved one (docs/programs.md, "How levels move").

    `anchor` is (month, day) of the annual review, or of one of the quarterly ones. `hold` is a kind of agreement
    that keeps the level from falling while it is valid.
    """

    up: Pace = "daily"
    down: Pace = "daily"
    anchor: tuple[int, int] = (1, 1)
    grace_days: int = 0
    lag_days: int = 0
    starting_level: Literal["achieved", "assigned"] = "achieved"
    first_review: Literal["any", "after_full_year"] = "any"
    assessments: Literal["any_day", "review_days"] = "any_day"
    hold: str | None = None


class Monitoring(Part, frozen=True, kw_only=True):
    """The quarterly standing: `metric` (the running year) against the levels' thresholds on `against`."""

    metric: str
    against: str


class Mention(Part, frozen=True, kw_only=True):
    """A table whose rows never count; receipts name them with the reason."""

    table: str
    why: str


POINT = Unit(one="point", many="points")

DEFAULT_CURRENCY = "USD"

Entity = Literal["partner", "location", "organization"]
Inherit = Literal["shared", "own", "best", "headquarters"]


class Program(Part, frozen=True, kw_only=True):
    """One program. `id` is the file's stem; `levels` are lowest first; `versions` in order of `effective`.

    `directory_from` is the deployment date of the program's directory: before it there are no pages of the program
    and no level of it stands on any listing or badge (None: always deployed).

    `entity`: whose rows count together. `inherit`: whether the partners of an organization share one participation
    or have each their `own`; whether a partner has the `best` level of its locations or that of its `headquarters`
    (None with the entity "partner"). `without_location`: where rows count that name no location.
    """

    id: str
    title: str
    summary: str = ""
    level_word: str = "level"
    vendor: str | None = None
    currency: str = DEFAULT_CURRENCY
    fiscal_year_starts: tuple[int, int] = (1, 1)
    notice_days: int = 0
    directory_from: date | None = None
    lists_participants: bool = False
    entity: Entity = "partner"
    inherit: Inherit | None = None
    without_location: Literal["everywhere", "headquarters"] = "everywhere"
    levels: tuple[Level, ...]
    tracks: tuple[Track, ...] = ()
    track_choice: Literal["best", "declared"] = "best"
    participation: Participation
    display: Display
    monitoring: Monitoring | None = None
    mentions: tuple[Mention, ...] = ()
    benefits: tuple[BenefitGroup, ...] = ()
    versions: tuple[Version, ...]

    @property
    def monitored(self) -> bool:
        """Whether participants have a quarterly standing."""
        return self.monitoring is not None

    def level(self, level_id: str) -> Level:
        """The level with this id; KeyError for another."""
        for level in self.levels:
            if level.id == level_id:
                return level
        raise KeyError(level_id)

    def version_on(self, day: date) -> Version | None:
        """The rules in force on a day; None before the first."""
        in_force = [v for v in self.versions if v.effective is None or v.effective <= day]
        return in_force[-1] if in_force else None
