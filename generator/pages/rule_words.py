"""Rules in words: what a requirement asks for, a metric measures, a window holds. For program pages and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction

from generator.model.program import POINT, Measure, Number, Start, Unit, Version, Window
from generator.wording import Wording

CENT = Decimal("0.01")


def number(value: Number, words: Wording) -> str:
    """A number with the digit groups of the language; a fraction to two places."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
        value = value.quantize(Decimal("0.01"))
    if isinstance(value, Decimal):
        value = value.normalize() if value != value.to_integral_value() else int(value)
    return words.number(value)


def amount(value: Number, unit: Unit | None, words: Wording, group: str | None = None) -> str:
    """A number with its unit: "3 skills", "1 technical skill", "1,000,000 USD".

    Money is shown to the cent and never rounded up: what is shown as reached is reached.
    """
    if unit is not None and unit.currency and isinstance(value, Decimal):
        value = value.quantize(CENT, ROUND_DOWN, Context(prec=1000)) or value
    shown = number(value, words)
    if unit is None:
        return shown
    named = words.translations.gettext(unit.one if value == 1 else unit.many)
    if group and not unit.currency:
        named = f"{readable(group)} {named}"
    return f"{shown} {named}"


def readable(identifier: str) -> str:
    """An id as words: "partner_plan" → "partner plan"."""
    return identifier.replace("_", " ")


def bound(
    label: str,
    unit: Unit | None,
    words: Wording,
    *,
    of: str | None = None,
    groups: str = "total",
    low: Number | None = None,
    high: Number | None = None,
) -> str:
    """A threshold: "at least 3 skills", "Customer satisfaction: at least 80"."""
    if low is not None and high is not None:
        needed = words.gettext(
            "between %(low)s and %(high)s", low=number(low, words), high=amount(high, unit, words, of)
        )
    elif low is not None:
        needed = words.gettext("at least %(amount)s", amount=amount(low, unit, words, of))
    else:
        needed = words.gettext("at most %(amount)s", amount=amount(high or 0, unit, words, of))
    if unit is None or unit.currency:
        subject = label if of is None else f"{label} ({readable(of)})"
        needed = words.gettext("%(subject)s: %(needed)s", subject=subject, needed=needed)
    if groups == "every":
        return words.gettext("%(needed)s, in every group", needed=needed)
    if groups == "some":
        return words.gettext("%(needed)s, in at least one group", needed=needed)
    return needed


def with_among_them(total: str, groups: Sequence[tuple[str, Number]], words: Wording) -> str:
    """A total with its minimums: "at least 3 skills, 1 technical and 1 sales among them"."""
    among = joined([f"{number(needed, words)} {readable(group)}" for group, needed in groups], words)
    return words.gettext("%(total)s, %(groups)s among them", total=total, groups=among)


def joined(parts: Sequence[str], words: Wording) -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    first = ", ".join(parts[:-1])
    return words.gettext("%(first)s and %(last)s", first=first, last=parts[-1])


def agreement(kind: str, words: Wording) -> str:
    """An agreement that is needed."""
    return words.gettext("an approved, current %(agreement)s agreement", agreement=readable(kind))


def invitation(level: str, words: Wording) -> str:
    """An invitation that is needed, to a level by its label ("" for any)."""
    if not level:
        return words.gettext("an accepted invitation")
    return words.gettext("an accepted invitation to %(level)s", level=level)


def some_row(table: str, words: Wording) -> str:
    """A row that is needed."""
    return words.gettext("at least one row of %(table)s", table=readable(table))


def every_row(table: str, words: Wording) -> str:
    """Rows that must all satisfy something."""
    return words.gettext("every row of %(table)s fits", table=readable(table))


def of_these(needed: int | None, words: Wording) -> str:
    """How many of several requirements are needed; None for all."""
    if needed is None:
        return words.gettext("all of these")
    if needed == 1:
        return words.gettext("one of these")
    return words.ngettext("at least %(num)s of these", "at least %(num)s of these", needed)


def window(found: Window, words: Wording) -> str:
    """When a row counts, for a sentence; empty for as long as it is valid."""
    match found.kind:
        case "trailing_days":
            return words.ngettext("in the last %(num)s day", "in the last %(num)s days", found.length)
        case "trailing_months":
            return words.ngettext("in the last %(num)s month", "in the last %(num)s months", found.length)
        case "this_year":
            return words.gettext("in the running calendar year")
        case "previous_year":
            return words.gettext("in the previous calendar year")
        case "this_fiscal_year":
            return words.gettext("in the running fiscal year")
        case "previous_fiscal_year":
            return words.gettext("in the previous fiscal year")
        case "closed_quarters":
            return words.gettext("in the closed quarters of the running year")
        case _:
            return ""


def start(found: Start, words: Wording) -> str:
    """A date column that a row waits for."""
    column = readable(found.column.removesuffix("_on"))
    if not found.days:
        return column
    return words.ngettext("%(num)s day after: %(column)s", "%(num)s days after: %(column)s", found.days, column=column)


def unit_of(metric_id: str, version: Version) -> Unit | None:
    """What a metric's value counts; points where it has a scale."""
    metric = next((m for m in version.metrics if m.id == metric_id), None)
    if metric is None or metric.scale is not None:
        return POINT
    if metric.unit is None and not isinstance(metric, Measure) and getattr(metric, "how", "") == "of":
        return unit_of(metric.parts[0], version)  # type: ignore[attr-defined]
    return metric.unit


def label_of(metric_id: str, version: Version, words: Wording) -> str:
    """A metric's name to people."""
    metric = next((m for m in version.metrics if m.id == metric_id), None)
    return words.gettext("Points") if metric is None else metric.label
