"""The publication trace: is this partner visible to an audience, which cell decided, and what of it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from generator.audience.gate import visibility_of
from generator.audience.policy import RULES, SHOWN, DecidedBy, Reason, Rule, Visibility
from generator.audience.publication import Audience
from generator.model.partner import Partner

REASONS = {
    Reason.PUBLISHED: "its marketing information is published to this audience",
    Reason.NOT_APPROVED: "its profile has not been approved yet",
    Reason.APPROVED_TODAY: "its profile is listed from the day after its approval",
    Reason.SUSPENDED: "its profile is suspended",
    Reason.ENDED: "its profile has ended",
    Reason.QUARANTINED: "a row of its marketing information could not be read, so nothing is shown",
    Reason.NO_LOCATION: "it has no location",
    Reason.LOCATION_ENDED: "the location has ended",
    Reason.NO_MARKETING: "there is no marketing information for the location",
    Reason.FLAG_NO: "its marketing information is not published to this audience (unset means No)",
}

RULE_WORDS = {
    Rule.PUBLISHED: "stands on every visible listing",
    Rule.MARKETING: "shown where the marketing information is published to the audience",
    Rule.PARTNERS: "shown to business partners only",
    Rule.SOLUTION: "shown with a published solution",
    Rule.PUBLIC_CUSTOMER: "shown where the customer agreed to be named",
    Rule.COUNTED: "shows only in a level or a count",
    Rule.DECIDES: "decides what is shown; is not shown itself",
    Rule.OWN: "shown in the partner's own preview only",
    Rule.NEVER: "never shown",
}


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One audience's answer. `fields` maps table.column to whether its rule shows it to this audience."""

    decision: Visibility
    fields: dict[str, tuple[bool, Rule]]

    def as_json(self) -> dict[str, Any]:
        """The contract's form of one element of `audiences`."""
        decision = self.decision
        return {
            "audience": decision.audience.value,
            "visible": decision.visible,
            "reason": decision.reason.value,
            "decided_by": _cell(decision.decided_by),
            "locations": [
                {
                    "location_id": place.location.location_id,
                    "visible": place.visible,
                    "reason": place.reason.value,
                    "decided_by": _cell(place.decided_by),
                }
                for place in decision.locations
            ],
            "fields": {
                field: {"published": published, "reason": rule.value}
                for field, (published, rule) in self.fields.items()
            },
        }


def _cell(cell: DecidedBy | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {
        "table": cell.table,
        "file": cell.origin.file,
        "row": cell.origin.row,
        "column": cell.column,
        "value": cell.value,
    }


def trace(partner: Partner, audience: Audience, as_of: date) -> Trace:
    """Trace one partner for one audience on a day."""
    decision = visibility_of(partner, audience, as_of)
    fields = {}
    for table, columns in RULES.items():
        for column, rule in columns.items():
            shown = decision.visible and rule in SHOWN
            fields[f"{table}.{column}"] = (shown and (rule is not Rule.PARTNERS or audience is Audience.PARTNERS), rule)
    return Trace(decision=decision, fields=fields)


def trace_text(name: str, traces: Sequence[Trace], as_of: date) -> str:
    """The traces as an answer to "why is this partner (not) listed?"."""
    lines = [f"{name}, as of {as_of.isoformat()}"]
    for traced in traces:
        decision = traced.decision
        whom = "customers" if decision.audience is Audience.CUSTOMERS else "business partners"
        verdict = "Visible" if decision.visible else "Not visible"
        lines += ["", f"{verdict} to {whom}: {REASONS[decision.reason]}."]
        if decision.decided_by is not None:
            lines.append(f"  decided by {_cell_words(decision.decided_by)}")
        if decision.locations:
            lines.append("  locations:")
        for place in decision.locations:
            city = place.location.city or place.location.country
            mark = "shown    " if place.visible else "not shown"
            because = "" if place.visible or place.reason is decision.reason else f": {REASONS[place.reason]}"
            lines.append(f"    {mark}  {place.location.location_id}  {city}{because}")
            if place.decided_by is not None and place.decided_by != decision.decided_by:
                lines.append(f"               {_cell_words(place.decided_by)}")
    lines += ["", "What is shown of a visible listing:"]
    for rule in Rule:
        fields = [field for field, (_, own) in traces[0].fields.items() if own is rule]
        lines.append(f"  {RULE_WORDS[rule]}:")
        lines += [f"    {line}" for line in _wrapped(fields)]
    return "\n".join(lines)


def _cell_words(cell: DecidedBy) -> str:
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
