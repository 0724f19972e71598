"""Why a partner has its level: every reason as codes, parameters and evidence. Sentences are made at the edge."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from generator.errors import Origin
from generator.model.program import Number, Unit


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A row that counts, or would: `label` names it to people, `on` is its date.

    `of` names the location or the partner whose row it is, where a program counts several together.
    """

    table: str
    label: str
    on: date | None
    origin: Origin
    of: str | None = None


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """What is earned from `earned_from` on (None: from now on) counts from `counts_from` on; the levels move by it at
    the review of `reviewed_on` (None: at once).
    """

    earned_from: date | None
    counts_from: date
    reviewed_on: date | None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement on the day. `met` None: not assessable, a table it needs is absent (counts as not met).

    `kind` names the form (threshold, all_of, at_least_of, level, agreement, invitation, row_exists, every_row);
    `subject` what it is about (metric, agreement kind, level, table), `label` its name to people, `of` the group.
    `unit` is what the value counts; `missing` is the shortfall. `next_change` is the first later day on which
    `value` or `met` differs if nothing new happens.

    In advice (`NextLevel`) a metric over a closed window, such as the previous year, cannot be moved today: `later`
    then says when it can, and `value` and `missing` are those of that time if nothing new happens (`missing` None:
    enough already).
    """

    kind: str
    subject: str
    label: str
    unit: Unit | None = None
    own_words: str | None = None
    of: str | None = None
    groups: Literal["total", "every", "some"] = "total"
    met: bool | None
    value: Number | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    missing: Number | None = None
    known_from_below: bool = False
    sample: bool = False
    evidence: tuple[Evidence, ...] = ()
    next_change: date | None = None
    later: Later | None = None
    parts: tuple[Node, ...] = ()


class GroupValue(msgspec.Struct, frozen=True, kw_only=True):
    """One group of a points line: what was measured and the points it gives."""

    group: str
    measured: Number | None
    points: Number


class PointsLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the points table. `points` None: not assessable.

    `groups` is empty for a line without groups; `unit` is that of what was measured.
    """

    metric: str
    label: str
    points: Number | None
    measured: Number | None
    unit: Unit | None = None
    groups: tuple[GroupValue, ...] = ()
    sample: bool = False
    evidence: tuple[Evidence, ...] = ()
    next_change: date | None = None


class LevelResult(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a level holds on a track (None: bound to none); `requires` includes the lower level where included.

    `spared`: it does not hold under the version in force, which spares it because it was held before.
    """

    level: str
    track: str | None
    met: bool | None
    spared: bool = False
    requires: Node


class PrerequisiteResult(msgspec.Struct, frozen=True, kw_only=True):
    """A prerequisite on the day."""

    id: str
    label: str
    requires: Node


class Suppressed(msgspec.Struct, frozen=True, kw_only=True):
    """A column that the displayed level does not entitle to: not shown. `levels` are those that would be."""

    column: str
    value: str
    levels: tuple[str, ...]
    origin: Origin


class NotCounted(msgspec.Struct, frozen=True, kw_only=True):
    """A row that does not count on the day, and why: a code, with a text of the program's own where it gives one.

    Codes: not_in_skills_table, condition (`column`, `value`), no_rate (`value`: the currency), not_yet (`on`: the first
    day), expired and ended (`column`; `on`: the first day without), left_window (`on`), mentioned, assessment_day.
    """

    evidence: Evidence
    code: str
    own_words: str | None = None
    column: str | None = None
    value: str | None = None
    on: date | None = None


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why something changes on a day.

    Codes: starts, ends (with evidence; `name` is the column that ends it, or window), version (`name`),
    participation_starts, participation_ends, listed, delisted, grace_over, assessment, review, assigned, lag_over,
    level_rises, level_falls.
    """

    code: str
    evidence: Evidence | None = None
    name: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """From `on`, inclusive, these levels hold, because of `causes`."""

    on: date
    achieved: str | None
    displayed: str | None
    causes: tuple[Cause, ...] = ()


class NextLevel(msgspec.Struct, frozen=True, kw_only=True):
    """The level above the achieved one; each alternative lists the unmet requirements that would reach it."""

    level: str
    alternatives: tuple[tuple[Node, ...], ...]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Achieved and displayed level of a partner in a program on a day, with every reason.

    `standing` (monitored programs only): on_track, at_risk or tracking:<level>. `reason` says why displayed and
    achieved differ: equal, not_listed, not_participating, participation_unknown (the table that would say it is
    absent), grace, assessment, assigned, review, lag, hold, no_rules.
    `held_until` is the last day a held level is displayed if nothing new happens. `points_known_from_below`: a line
    of the total cannot be assessed.
    """

    partner_id: str
    program: str
    as_of: date
    rule_version: str | None
    participant: bool
    standing: str | None = None
    track: str | None = None
    achieved: str | None
    displayed: str | None
    displayed_since: date | None
    held_until: date | None = None
    reason: str
    prerequisites: tuple[PrerequisiteResult, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    points_total: Number | None = None
    points_known_from_below: bool = False
    points_next_change: date | None = None
    lines: tuple[PointsLine, ...] = ()
    levels: tuple[LevelResult, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    forecast: tuple[Change, ...] = ()
    next_level: NextLevel | None = None
    history: tuple[Change, ...] = ()
