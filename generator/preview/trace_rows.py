"""Which row of a partner decides each published field, and why its value shows or does not.

The decisions are those of the gate, with reasons; `tests/preview/test_trace.py` holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from generator.audience.policy import FLAGS, RULES, SHOWN, DecidedBy, LocationVisibility, Rule, Visibility
from generator.audience.publication import Audience
from generator.model.partner import Partner
from generator.model.tables import CustomerExperience, Marketing, Row, Solution


class RowReason(StrEnum):
    """Why a row's value is shown, or not, where the listing itself or the location does not say it already."""

    PUBLISHED = "published"
    OTHER_ROW_SPEAKS = "another-row-speaks-for-the-listing"
    NO_VISIBLE_LOCATION = "speaks-for-no-visible-location"
    NO_SISTERS = "no-visible-sister-company"
    PARTNERS_ONLY = "partners-only"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not-yet-published"
    SOLUTION_HIDDEN = "solution-not-published"
    SUBMITTED = "submitted"
    DENIED = "denied"
    NOT_YET_DECIDED = "not-yet-decided"
    OVER = "no-longer-valid"
    CUSTOMER_NOT_PUBLIC = "customer-not-public"


class FieldRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row that holds a field: `key` names it (location, solution, experience), `given` whether it has a value.

    `locations` are the ids of the locations that the row speaks for; `decided_by` is the cell that decided.
    """

    row: Row
    table: str
    key: str | None
    given: bool
    published: bool
    reason: str
    decided_by: DecidedBy | None
    locations: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One element of a field's `rows`."""
        return {
            "table": self.table,
            "file": self.row.origin.file,
            "row": self.row.origin.row,
            "key": self.key,
            "locations": list(self.locations),
            "given": self.given,
            "published": self.published,
            "reason": self.reason,
            "decided_by": cell(self.decided_by),
        }


def cell(decided_by: DecidedBy | None) -> dict[str, Any] | None:
    """The contract's form of the cell that decided."""
    if decided_by is None:
        return None
    return {
        "table": decided_by.table,
        "file": decided_by.origin.file,
        "row": decided_by.origin.row,
        "column": decided_by.column,
        "value": decided_by.value,
    }


class _Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a whole row, before its columns are looked at."""

    row: Row
    key: str | None = None
    published: bool
    reason: str
    decided_by: DecidedBy | None
    locations: tuple[str, ...] = ()


def field_rows(
    partner: Partner, decision: Visibility, as_of: date, sisters: bool = True
) -> dict[str, tuple[FieldRow, ...]]:
    """The rows of every field (`table.column`) that may be published to the audience of `decision`.

    `sisters`: whether the listing has visible sister companies (the organization's name shows beside them only).
    """
    found: dict[str, tuple[FieldRow, ...]] = {}
    for table, verdicts in _tables(partner, decision, as_of, sisters).items():
        for column, rule in RULES[table].items():
            if rule in SHOWN:
                found[f"{table}.{column}"] = tuple(
                    _field_row(verdict, table, column, rule, decision.audience) for verdict in verdicts
                )
    return found


def _field_row(verdict: _Verdict, table: str, column: str, rule: Rule, audience: Audience) -> FieldRow:
    published, reason, decided_by = verdict.published, verdict.reason, verdict.decided_by
    if published and rule is Rule.PARTNERS and audience is not Audience.PARTNERS:
        published, reason, decided_by = False, RowReason.PARTNERS_ONLY, None
    elif published and rule is Rule.PUBLIC_CUSTOMER:
        decided_by = _by(table, verdict.row, "customer_public")
        if not getattr(verdict.row, "customer_public"):  # noqa: B009 the row is of one table here
            published, reason = False, RowReason.CUSTOMER_NOT_PUBLIC
    value = getattr(verdict.row, column)
    return FieldRow(
        row=verdict.row,
        table=table,
        key=verdict.key,
        given=value not in (None, ()),
        published=published,
        reason=reason,
        decided_by=decided_by,
        locations=verdict.locations,
    )


def _tables(partner: Partner, decision: Visibility, as_of: date, sisters: bool) -> dict[str, list[_Verdict]]:
    listing: dict[str, Any] = {
        "published": decision.visible,
        "reason": decision.reason.value,
        "decided_by": decision.decided_by,
    }
    tables = {
        "profiles": [_Verdict(row=partner.profile, key=partner.id, **listing)],
        "locations": [
            _Verdict(
                row=place.location,
                key=place.location.location_id,
                published=decision.visible and place.visible,
                reason=place.reason.value,
                decided_by=place.decided_by,
                locations=(place.location.location_id,),
            )
            for place in decision.locations
        ],
        "marketing": list(_marketing(partner.marketing, decision)),
        "solutions": [_solution(row, decision, as_of) for row in partner.solutions],
    }
    shown = {verdict.key: verdict for verdict in tables["solutions"]}
    tables["customer_experiences"] = [
        _experience(row, shown.get(row.solution_id), decision, as_of) for row in partner.customer_experiences
    ]
    organization = partner.organization
    if organization is not None:
        verdict = _Verdict(row=organization, key=organization.organization_id, **listing)
        if verdict.published and not sisters:
            verdict = msgspec.structs.replace(
                verdict, published=False, reason=RowReason.NO_SISTERS.value, decided_by=None
            )
        tables["organizations"] = [verdict]
    return tables


def speaking(shown: Sequence[LocationVisibility]) -> Marketing | None:
    """The marketing row whose words stand on the listing (docs/decisions.md); None where no location shows."""
    ordered = sorted(shown, key=lambda place: (not place.location.headquarters, place.location.location_id))
    rows = [place.marketing for place in ordered if place.visible and place.marketing is not None]
    return next((row for row in rows if row.location_id is None), rows[0] if rows else None)


def _marketing(rows: Sequence[Marketing], decision: Visibility) -> Iterator[_Verdict]:
    """Only one row gives the listing its words; the others decide about their locations alone."""
    speaker = speaking(decision.locations) if decision.visible else None
    flag = FLAGS[decision.audience]
    for row in rows:
        governed = [place for place in decision.locations if place.marketing is row]
        names = tuple(place.location.location_id for place in governed)
        decided_by = _by("marketing", row, flag)
        if not decision.visible:
            published, reason, decided_by = False, decision.reason.value, decision.decided_by or decided_by
        elif row is speaker:
            published, reason = True, RowReason.PUBLISHED.value
        elif any(place.visible for place in governed):
            published, reason = False, RowReason.OTHER_ROW_SPEAKS.value
        elif governed:
            published, reason, decided_by = False, governed[0].reason.value, governed[0].decided_by or decided_by
        else:
            published, reason = False, RowReason.NO_VISIBLE_LOCATION.value
        yield _Verdict(
            row=row,
            key=row.location_id,
            published=published,
            reason=reason,
            decided_by=decided_by,
            locations=names,
        )


def _solution(row: Solution, decision: Visibility, as_of: date) -> _Verdict:
    reason, column = RowReason.PUBLISHED, "status"
    if row.status == "draft":
        reason = RowReason.DRAFT
    elif row.withdrawn_on is not None and row.withdrawn_on <= as_of:
        reason, column = RowReason.WITHDRAWN, "withdrawn_on"
    elif row.status == "withdrawn" and None in (row.published_on, row.withdrawn_on):
        reason = RowReason.WITHDRAWN
    elif row.published_on is not None and row.published_on > as_of:
        reason, column = RowReason.NOT_YET, "published_on"
    return _within(decision, row, row.solution_id, reason, _by("solutions", row, column))


def _experience(row: CustomerExperience, solution: _Verdict | None, decision: Visibility, as_of: date) -> _Verdict:
    reason, column = RowReason.PUBLISHED, "status"
    if row.status != "approved":
        reason = RowReason.SUBMITTED if row.status == "submitted" else RowReason.DENIED
    elif row.decided_on is not None and row.decided_on > as_of:
        reason, column = RowReason.NOT_YET_DECIDED, "decided_on"
    elif row.valid_to is not None and row.valid_to < as_of:
        reason, column = RowReason.OVER, "valid_to"
    elif solution is None or not solution.published:
        cause = None if solution is None else solution.decided_by
        return _within(decision, row, row.experience_id, RowReason.SOLUTION_HIDDEN, cause)
    return _within(decision, row, row.experience_id, reason, _by("customer_experiences", row, column))


def _within(decision: Visibility, row: Row, key: str, reason: RowReason, decided_by: DecidedBy | None) -> _Verdict:
    """The row's own verdict on a visible listing; on another, the listing's."""
    if not decision.visible:
        return _Verdict(row=row, key=key, published=False, reason=decision.reason.value, decided_by=decision.decided_by)
    published = reason is RowReason.PUBLISHED
    return _Verdict(row=row, key=key, published=published, reason=reason.value, decided_by=decided_by)


def _by(table: str, row: Row, column: str) -> DecidedBy:
    value = getattr(row, column)
    text = ("Yes" if value else "No") if isinstance(value, bool) else "" if value is None else str(value)
    return DecidedBy(table=table, origin=row.origin, column=column, value=text)
