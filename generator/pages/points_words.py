"""Points and what counts, in words: the points table of a program page."""

from __future__ import annotations

import msgspec

from generator.model.program import POINT, Bands, Combined, Fixed, Measure, Metric, Number, Program, Rate, Unit, Version
from generator.pages import rule_words
from generator.wording import Wording


class PointsBand(msgspec.Struct, frozen=True, kw_only=True):
    """One band of a points line: `reached` ("50,000 USD"), `points` ("1 point")."""

    reached: str
    points: str


class PointsRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the points table: `counted` says what is counted, `text` what it gives (empty with `bands`)."""

    label: str
    counted: str
    text: str
    bands: tuple[PointsBand, ...] = ()
    sample: bool = False


def points_row(line: str, version: Version, words: Wording) -> PointsRow:
    """One line of the points table."""
    metric = next(m for m in version.metrics if m.id == line)
    unit = _measured_unit(metric, version)
    counted = _counted(metric, version, words)
    scale = metric.scale
    bands: tuple[PointsBand, ...] = ()
    text = ""
    if isinstance(scale, Bands):
        bands = tuple(
            PointsBand(reached=rule_words.amount(edge, unit, words), points=_points(points, words))
            for edge, points in zip(scale.edges, scale.points, strict=True)
        )
    elif isinstance(scale, Fixed):
        text = _points(scale.points, words)
    else:
        each = scale.each if isinstance(scale, Rate) else 1
        one = words.gettext("unit") if unit is None else unit.one
        text = words.gettext("%(points)s for each %(unit)s", points=_points(each, words), unit=one)
    if metric.ceiling is not None:
        text += words.gettext(", at most %(points)s", points=_points(metric.ceiling, words))
    return PointsRow(label=metric.label, counted=counted, text=text, bands=bands, sample=metric.sample)


def _points(points: Number, words: Wording) -> str:
    return rule_words.amount(points, POINT, words)


def _measured_unit(metric: Metric, version: Version) -> Unit | None:
    if metric.unit is None and isinstance(metric, Combined) and metric.how == "of":
        return rule_words.unit_of(metric.parts[0], version)
    return metric.unit


def _counted(metric: Metric, version: Version, words: Wording) -> str:
    """What a points line counts, with its groups: "for each brand, in the last 12 months"."""
    if isinstance(metric, Combined):
        inner = next((m for m in version.metrics if m.id == metric.parts[0]), None)
        return inner.label if metric.how == "of" and inner is not None else ""
    assert isinstance(metric, Measure)
    parts = []
    if metric.by and metric.scale is not None:
        parts.append(words.gettext("for each %(group)s", group=rule_words.readable(metric.by)))
    parts.append(rule_words.window(metric.rows.window, words))
    return ", ".join(part for part in parts if part)


def counted_rows(metric: Measure, words: Wording) -> str:
    """What a metric counts: the note of its author, or a phrase made from its rule."""
    if metric.note:
        return words.gettext("%(label)s: %(what)s", label=metric.label, what=metric.note.rstrip("."))
    table = rule_words.readable(metric.rows.table)
    match metric.aggregate:
        case "count" if metric.distinct:
            what = words.gettext(
                "different %(table)s, by %(column)s", table=table, column=rule_words.readable(metric.distinct)
            )
        case "count":
            what = table
        case "sum":
            what = words.gettext("%(table)s, added", table=table)
        case "latest":
            what = words.gettext("the latest of %(table)s", table=table)
        case other:
            what = words.gettext("the %(aggregate)s of %(table)s", aggregate=other, table=table)
    parts = [what, rule_words.window(metric.rows.window, words)]
    if metric.rows.starts:
        starts = rule_words.joined([rule_words.start(s, words) for s in metric.rows.starts], words)
        parts.append(words.gettext("from the latest of these days: %(starts)s", starts=starts))
    phrase = ", ".join(part for part in parts if part)
    return words.gettext("%(label)s: %(what)s", label=metric.label, what=phrase)


def does_not_count(program: Program, version: Version, words: Wording) -> list[str]:
    """Sentences on what never counts: failed conditions that say why, and tables that only are mentioned."""
    found = []
    if any(isinstance(m, Measure) and m.rows.table == "earned_skills" for m in version.metrics):
        found.append(words.gettext("Skills that are not in the program's skills table"))
    for metric in version.metrics:
        if isinstance(metric, Measure):
            found += [
                words.gettext("%(label)s: not where %(reason)s", label=metric.label, reason=condition.otherwise)
                for condition in metric.rows.where
                if condition.otherwise
            ]
    found += [
        words.gettext(
            "%(table)s: %(reason)s", table=rule_words.readable(m.table).capitalize(), reason=m.why.rstrip(".")
        )
        for m in program.mentions
    ]
    return found
