"""Export tables as rules see them: rows joined with what they refer to, and the dates between which a row counts.

A row counts from its start dates, through its last valid day, and until the day before an ending date; a missing
date holds on every day (docs/programs.md, "Tables and columns").
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any, Literal

import msgspec

from generator.model.fields import Date, Flag, Id, Kind, Name, Prose, Term, Text
from generator.model.partner import Partner
from generator.model.tables import TABLES, MetricValue, Row, Skill

SkillTable = dict[str, Skill]


class EarnedSkillView(Row, frozen=True, gc=False):
    """An earned skill with its candidate id, its person and its line of the program's skills table.

    `listed` is false for a code that the skills table does not hold. A line without a vendor is the program's own.
    One is made for every earned skill of every partner, by position: by keyword it takes ten times as long.
    """

    candidate_id: Id
    skill_code: Id
    earned_on: Date
    expires_on: Date | None
    added_on: Date
    removed_on: Date | None
    person_id: Id
    location_id: Id | None
    left_on: Date | None
    listed: Flag
    root: Id
    vendor: Text | None
    name: Name
    area: Term | None
    kind: Text | None
    type: Text | None
    status: Text | None
    skill_expires_on: Date | None


class CustomerExperienceView(Row, frozen=True, gc=False):
    """A customer experience with its solution. A withdrawn solution was published where both of its days are known."""

    experience_id: Id
    solution_id: Id
    customer: Name | None
    customer_public: Flag
    summary: Prose | None
    status: Literal["submitted", "approved", "denied"]
    decided_on: Date | None
    valid_to: Date | None
    solution: Name
    published: Flag
    published_on: Date | None
    withdrawn_on: Date | None


class MetricValueView(MetricValue, frozen=True, kw_only=True, gc=False):
    """A ready-made value; `starts_on` is the first day of its period (None where the period is no date)."""

    starts_on: Date | None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A table for rules.

    `starts` are the columns from which a row counts, the latest of them; `needs` the tables without which it is
    unknown; `amount` the money column that is converted at the day in the first start column.
    """

    table: str
    record: type[Row]
    rows: Callable[[Partner, SkillTable], Iterable[Any]]
    label: Callable[[Any], str]
    starts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    amount: str | None = None

    @property
    def ends(self) -> tuple[str, ...]:
        """The columns of the table that end a row."""
        return tuple(c for c in columns(self.record) if c in _LAST_DAYS or c in _FIRST_DAYS_WITHOUT)


_LAST_DAYS = ("valid_to", "expires_on", "skill_expires_on")
_FIRST_DAYS_WITHOUT = ("ended_on", "left_on", "removed_on", "suspended_on", "withdrawn_on")


def days_past(end_column: str) -> int:
    """1 where the column holds the last valid day, 0 where it holds the first day without."""
    return int(end_column.endswith(("valid_to", "expires_on")))


@cache
def columns(record: type[Row]) -> dict[str, tuple[Kind, tuple[str, ...]]]:
    """Each column with its kind and, where the table closes the list, its values."""
    hints = typing.get_type_hints(record, include_extras=True)
    return {name: _kind(hint) for name, hint in hints.items() if name != "origin"}


@cache
def lists(record: type[Row]) -> frozenset[str]:
    """The columns that hold several values."""
    hints = typing.get_type_hints(record)
    return frozenset(name for name, hint in hints.items() if typing.get_origin(hint) is tuple)


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...]]:
    for part in _parts(hint):
        if isinstance(part, Kind):
            return part, ()
        if typing.get_origin(part) is typing.Literal:
            return Kind.CHOICE, typing.get_args(part)
    return Kind.TEXT, ()


def _parts(hint: Any) -> Iterable[Any]:
    """The annotation and everything inside it."""
    yield hint
    yield from getattr(hint, "__metadata__", ())
    if typing.get_origin(hint) is not typing.Literal:
        for inner in typing.get_args(hint):
            yield from _parts(inner)


def _earned_skills(partner: Partner, skills: SkillTable) -> Iterable[EarnedSkillView]:
    people = {p.person_id: p for p in partner.people}
    ids = {c.candidate_id: c for c in partner.candidate_ids}
    for earned in partner.earned_skills:
        candidate = ids.get(earned.candidate_id)
        person = people.get(candidate.person_id) if candidate else None
        if candidate is None or person is None:
            continue
        skill = skills.get(earned.skill_code)
        yield EarnedSkillView(
            earned.candidate_id,
            earned.skill_code,
            earned.earned_on,
            earned.expires_on,
            candidate.added_on,
            candidate.removed_on,
            person.person_id,
            person.location_id,
            person.left_on,
            skill is not None,
            (skill.root or skill.skill_code) if skill else earned.skill_code,
            skill.vendor if skill else None,
            skill.name if skill else earned.skill_code,
            skill.area if skill else None,
            skill.kind if skill else None,
            skill.type if skill else None,
            skill.status if skill else None,
            skill.expires_on if skill else None,
            origin=earned.origin,
        )


def _experiences(partner: Partner, _: SkillTable) -> Iterable[CustomerExperienceView]:
    solutions = {s.solution_id: s for s in partner.solutions}
    for experience in partner.customer_experiences:
        solution = solutions.get(experience.solution_id)
        if solution is None:
            continue
        withdrawn = solution.status == "withdrawn" and None not in (solution.published_on, solution.withdrawn_on)
        yield CustomerExperienceView(
            experience.experience_id,
            experience.solution_id,
            experience.customer,
            experience.customer_public,
            experience.summary,
            experience.status,
            experience.decided_on,
            experience.valid_to,
            solution.name,
            solution.status == "published" or withdrawn,
            solution.published_on,
            solution.withdrawn_on,
            origin=experience.origin,
        )


def _metric_values(partner: Partner, _: SkillTable) -> Iterable[MetricValueView]:
    for row in partner.metric_values:
        yield MetricValueView(
            origin=row.origin,
            partner_id=row.partner_id,
            program=row.program,
            metric=row.metric,
            period=row.period,
            value=row.value,
            starts_on=period_start(row.period),
        )


def period_start(period: str) -> date | None:
    """The first day of 2026, 2026-Q1, 2026-03 or 2026-03-31; None for anything else."""
    year, _, rest = period.partition("-")
    month, _, day = rest.partition("-")
    if month in ("Q1", "Q2", "Q3", "Q4"):
        month = str(int(month[1]) * 3 - 2)
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def _own(table: str) -> Callable[[Partner, SkillTable], Iterable[Any]]:
    return lambda partner, _: getattr(partner, table)


def _profile(partner: Partner, _: SkillTable) -> Iterable[Any]:
    return (partner.profile,)


def _organization(partner: Partner, _: SkillTable) -> Iterable[Any]:
    return () if partner.organization is None else (partner.organization,)


def _plain(table: str, label: Callable[[Any], str], *starts: str, amount: str | None = None) -> View:
    return View(
        table=table,
        record=TABLES[table].record,
        rows=_own(table),
        label=label,
        starts=starts,
        needs=(table,),
        amount=amount,
    )


_VIEWS = (
    View(
        table="organizations",
        record=TABLES["organizations"].record,
        rows=_organization,
        label=lambda r: r.name,
        needs=("organizations",),
    ),
    View(
        table="profiles",
        record=TABLES["profiles"].record,
        rows=_profile,
        label=lambda r: r.name,
        starts=("approved_on",),
    ),
    _plain("locations", lambda r: r.city or r.name or r.location_id),
    _plain("people", lambda r: r.person_id),
    _plain("candidate_ids", lambda r: r.person_id, "added_on"),
    View(
        table="earned_skills",
        record=EarnedSkillView,
        rows=_earned_skills,
        label=lambda r: r.name,
        starts=("earned_on",),
        needs=("earned_skills", "candidate_ids", "people", "skills"),
    ),
    _plain("revenue", lambda r: f"{r.brand}, {r.amount:,f} {r.currency}", "booked_on", amount="amount"),
    _plain("revenue_claims", lambda r: f"{r.brand}, {r.amount:,f} {r.currency}", "claimed_on", amount="amount"),
    _plain("satisfaction", lambda r: f"{r.survey_id}, {r.score:f}", "surveyed_on"),
    _plain("agreements", lambda r: r.kind.replace("_", " "), "valid_from"),
    _plain("invitations", lambda r: r.invitation_id, "valid_from"),
    _plain("assessments", lambda r: r.level or "–", "assessed_on"),
    _plain("benefits", lambda r: r.package, "valid_from"),
    View(
        table="metric_values",
        record=MetricValueView,
        rows=_metric_values,
        label=lambda r: f"{r.metric} {r.period}",
        starts=("starts_on",),
        needs=("metric_values",),
    ),
    _plain("marketing", lambda r: r.tagline or r.partner_id, "updated_on"),
    _plain("solutions", lambda r: r.name, "published_on"),
    View(
        table="customer_experiences",
        record=CustomerExperienceView,
        rows=_experiences,
        label=lambda r: f"{r.solution}, {r.experience_id}",
        starts=("decided_on",),
        needs=("customer_experiences", "solutions"),
    ),
    _plain("participants", lambda r: r.offering or r.partner_id, "invited_on", "agreement_signed_on"),
    _plain(
        "leads",
        lambda r: f"{r.lead_id}, {r.total_contract_value:,f} {r.currency}",
        "closed_on",
        amount="total_contract_value",
    ),
)

VIEWS: dict[str, View] = {view.table: view for view in _VIEWS}
"""Every table that rules can use, by name."""
