"""The publication trace: is this partner visible to an audience, which cell decided, and what of it is shown.

For every audience, location and field: the rule, the row that holds the value, and the cell that decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from generator.audience.gate import visibility_of
from generator.audience.policy import RULES, SHOWN, DecidedBy, LocationVisibility, Reason, Rule, Visibility
from generator.audience.publication import Audience
from generator.model.partner import Partner
from generator.model.site import TableSettings
from generator.preview.trace_rows import FieldRow, RowReason, cell, field_rows

Decided = TypeVar("Decided", Visibility, LocationVisibility, FieldRow)

N_ = str
"""Marks a message for the catalogues; it is looked up where it is shown."""

REASONS: dict[str, str] = {
    Reason.PUBLISHED: N_("its marketing information is published to this audience"),
    Reason.NOT_APPROVED: N_("its profile has not been approved yet"),
    Reason.APPROVED_TODAY: N_("its profile is listed from the day after its approval"),
    Reason.SUSPENDED: N_("its profile is suspended"),
    Reason.ENDED: N_("its profile has ended"),
    Reason.QUARANTINED: N_("a row of its marketing information could not be read, so nothing is shown"),
    Reason.NO_LOCATION: N_("it has no location"),
    Reason.LOCATION_ENDED: N_("the location has ended"),
    Reason.NO_MARKETING: N_("there is no marketing information for the location"),
    Reason.FLAG_NO: N_("its marketing information is not published to this audience (unset means No)"),
    RowReason.OTHER_ROW_SPEAKS: N_("another row of the marketing information gives the listing its words"),
    RowReason.NO_VISIBLE_LOCATION: N_("it speaks for no location"),
    RowReason.NO_SISTERS: N_("no sister company is visible to this audience"),
    RowReason.PARTNERS_ONLY: N_("it is for business partners only"),
    RowReason.DRAFT: N_("the solution is a draft"),
    RowReason.WITHDRAWN: N_("the solution has been withdrawn"),
    RowReason.NOT_YET: N_("the solution is published from a later day"),
    RowReason.SOLUTION_HIDDEN: N_("its solution is not published"),
    RowReason.SUBMITTED: N_("the experience has not been decided yet"),
    RowReason.DENIED: N_("the experience was denied"),
    RowReason.NOT_YET_DECIDED: N_("the experience counts from a later day"),
    RowReason.OVER: N_("the experience is no longer valid"),
    RowReason.CUSTOMER_NOT_PUBLIC: N_("the customer may not be named"),
}
"""Reason code → words."""

RULE_WORDS = {
    Rule.PUBLISHED: N_("stands on every visible listing"),
    Rule.MARKETING: N_("shown where the marketing information is published to the audience"),
    Rule.PARTNERS: N_("shown to business partners only"),
    Rule.SOLUTION: N_("shown with a published solution"),
    Rule.PUBLIC_CUSTOMER: N_("shown where the customer agreed to be named"),
    Rule.COUNTED: N_("shows only in a level or a count"),
    Rule.DECIDES: N_("decides what is shown; is not shown itself"),
    Rule.OWN: N_("shown in the partner's own preview only"),
    Rule.NEVER: N_("never shown"),
}


AS_DOCUMENTED: Mapping[str, TableSettings] = {}
"""Tables whose exports have the headers and values of docs/exports.md."""


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One audience's answer. Cells that decided are named as the exports have them.

    `fields` maps table.column to whether it can show to this audience, and its rule; `rows` to the partner's rows that
    hold it, for fields that can be shown at all.
    """

    decision: Visibility
    fields: dict[str, tuple[bool, Rule]]
    rows: dict[str, tuple[FieldRow, ...]] = {}

    def as_json(self) -> dict[str, Any]:
        """The contract's form of one element of `audiences`."""
        decision = self.decision
        return {
            "audience": decision.audience.value,
            "visible": decision.visible,
            "reason": decision.reason.value,
            "decided_by": cell(decision.decided_by),
            "locations": [
                {
                    "location_id": place.location.location_id,
                    "visible": place.visible,
                    "reason": place.reason.value,
                    "decided_by": cell(place.decided_by),
                }
                for place in decision.locations
            ],
            "fields": {
                field: {
                    "published": published,
                    "reason": rule.value if decision.visible or rule not in SHOWN else decision.reason.value,
                    "rows": [row.as_json() for row in self.rows.get(field, ())],
                }
                for field, (published, rule) in self.fields.items()
            },
        }


def trace(
    partner: Partner,
    audience: Audience,
    as_of: date,
    sisters: bool = True,
    tables: Mapping[str, TableSettings] = AS_DOCUMENTED,
) -> Trace:
    """Trace one partner for one audience on a day.

    `sisters`: whether sister companies show to the audience; `tables`: how exports look that look different.
    """
    decision = visibility_of(partner, audience, as_of)
    fields = {}
    for table, columns in RULES.items():
        for column, rule in columns.items():
            shown = decision.visible and rule in SHOWN
            fields[f"{table}.{column}"] = (shown and (rule is not Rule.PARTNERS or audience is Audience.PARTNERS), rule)
    rows = field_rows(partner, decision, as_of, sisters)
    if tables:
        decision = msgspec.structs.replace(
            _as_exported(decision, tables), locations=tuple(_as_exported(place, tables) for place in decision.locations)
        )
        rows = {field: tuple(_as_exported(row, tables) for row in found) for field, found in rows.items()}
    return Trace(decision=decision, fields=fields, rows=rows)


def _as_exported(decided: Decided, tables: Mapping[str, TableSettings]) -> Decided:
    """The cell that decided with the export's own header, and its own value where one alone is mapped to ours."""
    by = decided.decided_by
    settings = None if by is None else tables.get(by.table)
    if by is None or settings is None:
        return decided
    own = [value for value, ours in settings.values.get(by.column, {}).items() if ours == by.value != ""]
    value = own[0] if len(own) == 1 else by.value
    column = settings.columns.get(by.column, by.column)
    return msgspec.structs.replace(decided, decided_by=msgspec.structs.replace(by, column=column, value=value))


def trace_text(name: str, traces: Sequence[Trace], as_of: date) -> str:
    """The traces as an answer to "why is this partner (not) listed?"."""
    lines = [f"{name}, as of {as_of.isoformat()}"]
    for traced in traces:
        decision = traced.decision
        whom = "customers" if decision.audience is Audience.CUSTOMERS else "business partners"
        verdict = "Visible" if decision.visible else "Not visible"
        lines += ["", f"{verdict} to {whom}: {REASONS[decision.reason]}."]
        if decision.decided_by is not None:
            lines.append(f"  decided by {cell_words(decision.decided_by)}")
        if decision.locations:
            lines.append("  locations:")
        for place in decision.locations:
            city = place.location.city or place.location.country
            mark = "shown    " if place.visible else "not shown"
            because = "" if place.visible or place.reason is decision.reason else f": {REASONS[place.reason]}"
            lines.append(f"    {mark}  {place.location.location_id}  {city}{because}")
            if place.decided_by is not None and place.decided_by != decision.decided_by:
                lines.append(f"               {cell_words(place.decided_by)}")
        lines += _rows_left_out(traced)
    lines += ["", "What is shown of a visible listing:"]
    for rule in Rule:
        fields = [field for field, (_, own) in traces[0].fields.items() if own is rule]
        lines.append(f"  {RULE_WORDS[rule]}:")
        lines += [f"    {line}" for line in _wrapped(fields)]
    return "\n".join(lines)


def _rows_left_out(traced: Trace) -> list[str]:
    """The rows of a visible listing that do not show, each once, with the reason."""
    if not traced.decision.visible:
        return []
    found: dict[str, None] = {}
    for field, rows in traced.rows.items():
        for row in rows:
            if not row.published and row.given and row.table != "locations" and row.reason != RowReason.PARTNERS_ONLY:
                what = field if row.reason == RowReason.CUSTOMER_NOT_PUBLIC else row.table
                decided = "" if row.decided_by is None else f" ({cell_words(row.decided_by)})"
                name = f" {row.key}" if row.key else ""
                found[f"    {what}{name}, {row.row.origin}: {REASONS[row.reason]}{decided}"] = None
    return ["  rows that are not shown:", *found] if found else []


def cell_words(cell: DecidedBy) -> str:
    """The cell that decided, as people read it."""
    if not cell.column:
        return f"the row {cell.origin}"
    return f"{cell.origin}: {cell.column} is {f'“{cell.value}”' if cell.value else 'empty'}"


def _wrapped(words: Sequence[str], width: int = 96) -> list[str]:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) + 2 > width:
            lines.append("")
        lines[-1] += f"{', ' if lines[-1] else ''}{word}"
    return lines
