"""The part of the language that measures: metrics over rows, metrics over metrics, points by band, rate or fixed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, get_args

from generator.levels.reading import Reader, get
from generator.levels.row_file import (
    NUMBERS,
    SELECTION_KEYS,
    check_column,
    read_column,
    read_selection,
    read_table,
)
from generator.levels.views import VIEWS
from generator.model.program import (
    Aggregate,
    Bands,
    Cap,
    Combined,
    Fixed,
    Measure,
    Metric,
    Number,
    Rate,
    Times,
    Unit,
)

UNIT_KEYS = ("one", "many")
AGGREGATES: tuple[str, ...] = get_args(Aggregate)
COMBINATIONS = ("of", "add", "multiply", "ratio", "largest", "smallest")
COMMON_KEYS = ("label", "note", "unit", "sample", "bands", "each", "fixed", "floor", "ceiling")
MEASURE_KEYS = ("distinct", "by", "times", "caps", "ties", *SELECTION_KEYS)
METRIC_KEYS = (*AGGREGATES, *COMBINATIONS, *COMMON_KEYS, *MEASURE_KEYS, "when_zero")


def read_metric(metric_id: str, reader: Reader, currency: str) -> Metric | None:
    """One metric, amounts in the currency; None when it does not say what it measures."""
    keys = reader.mapping(METRIC_KEYS)
    verbs = [verb for verb in (*AGGREGATES, *COMBINATIONS) if verb in keys]
    if len(verbs) != 1:
        found = " and ".join(verbs) if verbs else "none of them"
        expected = ", ".join((*AGGREGATES, *COMBINATIONS))
        reader.error("program-metric", f"expected exactly one of {expected}; found {found}.")
        return None
    common: dict[str, Any] = {
        "origin": reader.origin,
        "id": metric_id,
        "label": keys["label"].text() if "label" in keys else metric_id.replace("_", " ").capitalize(),
        "sample": keys["sample"].flag() if "sample" in keys else False,
        "note": get(keys, "note", Reader.text, ""),
        "unit": _read_unit(keys["unit"]) if "unit" in keys else None,
        "scale": _read_scale(reader, keys),
        "floor": keys["floor"].number() if "floor" in keys else None,
        "ceiling": keys["ceiling"].number() if "ceiling" in keys else None,
    }
    if common["floor"] is not None and common["ceiling"] is not None and common["floor"] > common["ceiling"]:
        keys["floor"].error("program-bounds", "the floor is above the ceiling.")
    verb = verbs[0]
    if verb in AGGREGATES:
        _unfitting(keys, ("when_zero",), f"goes with ratio, not with {verb}.")
        return _read_measure(verb, keys, common, currency)
    _unfitting(keys, MEASURE_KEYS, f"goes with rows of a table, not with {verb}.")
    return _read_combined(verb, keys, common)


def _unfitting(keys: Mapping[str, Reader], names: tuple[str, ...], why: str) -> None:
    for name in names:
        if name in keys:
            keys[name].error("program-metric", f'the key "{name}" {why}', "Remove it.")


def _read_unit(reader: Reader) -> Unit:
    keys = reader.mapping(UNIT_KEYS, UNIT_KEYS)
    return Unit(one=get(keys, "one", Reader.text, "?"), many=get(keys, "many", Reader.text, "?"))


def _read_scale(reader: Reader, keys: Mapping[str, Reader]) -> Bands | Rate | Fixed | None:
    given = [key for key in ("bands", "each", "fixed") if key in keys]
    if len(given) > 1:
        reader.error("program-metric", f"expected at most one of bands, each, fixed; found {' and '.join(given)}.")
    if "bands" in keys:
        bands = [band.mapping(("from", "points"), ("from", "points")) for band in keys["bands"].sequence("bands")]
        edges = tuple(band["from"].number() for band in bands if len(band) == 2)
        if any(low >= high for low, high in pairwise(edges)):
            keys["bands"].error("program-bands", "each band begins above the one before it.", "Put the lowest first.")
        return Bands(edges=edges, points=tuple(band["points"].number() for band in bands if len(band) == 2))
    if "each" in keys:
        return Rate(each=keys["each"].number())
    return Fixed(points=keys["fixed"].number()) if "fixed" in keys else None


def _read_measure(verb: str, keys: Mapping[str, Reader], common: dict[str, Any], currency: str) -> Measure:
    counts = verb == "count"
    table, column = _read_source(keys[verb], counts)
    if column is not None and table in VIEWS and VIEWS[table].amount == column and common["unit"] is None:
        common["unit"] = Unit(one=currency, many=currency, currency=True)
    if not counts:
        _unfitting(keys, ("distinct",), f"goes with count, not with {verb}.")
    if verb not in ("count", "sum"):
        _unfitting(keys, ("caps", "times"), f"goes with count and sum, not with {verb}.")
    if verb != "latest":
        _unfitting(keys, ("ties",), f"goes with latest, not with {verb}.")
    if "distinct" in keys:
        _unfitting(keys, ("times",), "does not go with distinct.")
    scale = common["scale"]
    if isinstance(scale, Bands) and (verb in ("count", "sum") or "by" in keys):
        reached = [points for edge, points in zip(scale.edges, scale.points, strict=True) if edge <= 0]
        if reached and reached[-1]:
            hint = "Begin the first band above zero."
            keys["bands"].error("program-bands", "the bands give points to partners without any row.", hint)
    return Measure(
        **common,
        aggregate=verb,  # type: ignore[arg-type]
        rows=read_selection(keys, table),
        column=column,
        distinct=read_column(keys["distinct"], table) if "distinct" in keys else None,
        by=read_column(keys["by"], table) if "by" in keys else None,
        times=_read_times(keys["times"], table) if "times" in keys else None,
        caps=tuple(_read_cap(r, table) for r in keys["caps"].sequence("caps")) if "caps" in keys else (),
        ties=keys["ties"].one_of(("lowest", "highest")) if "ties" in keys else "lowest",
    )


def _read_source(reader: Reader, counts: bool) -> tuple[str, str | None]:
    """`table` for count, `table.column` for everything else."""
    if counts:
        return read_table(reader), None
    table, dot, column = reader.text().partition(".")
    if not dot:
        reader.error("program-words", f'expected table.column, found "{table}".', 'For example "revenue.amount".')
        return "revenue", "amount"
    table = read_table(reader.part(table))
    return table, check_column(reader, column, table, NUMBERS)


def _read_times(reader: Reader, table: str) -> Times:
    keys = reader.mapping(("column", "factors", "otherwise"), ("column", "factors"))
    factors = keys["factors"].any_mapping("factors by value") if "factors" in keys else {}
    otherwise: Number = keys["otherwise"].number() if "otherwise" in keys else 1
    return Times(
        column=read_column(keys["column"], table) if "column" in keys else "?",
        factors=tuple((value, factor.number()) for value, factor in factors.items()),
        otherwise=otherwise,
    )


def _read_cap(reader: Reader, table: str) -> Cap:
    keys = reader.mapping(("per", "at_most"), ("per", "at_most"))
    return Cap(
        column=read_column(keys["per"], table) if "per" in keys else "?",
        at_most=keys["at_most"].number() if "at_most" in keys else 0,
    )


def _read_combined(verb: str, keys: Mapping[str, Reader], common: dict[str, Any]) -> Combined:
    reader = keys[verb]
    if verb == "of":
        parts: tuple[str, ...] = (reader.text(),)
    else:
        parts = tuple(part.text() for part in reader.sequence("metrics"))
    if verb == "ratio":
        if len(parts) != 2:
            reader.error("program-metric", f"a ratio has two metrics, found {len(parts)}.", "Write [above, below].")
        if "when_zero" not in keys:
            reader.error("program-missing-key", 'the key "when_zero" is missing.', "Say what dividing by zero gives.")
    else:
        _unfitting(keys, ("when_zero",), f"goes with ratio, not with {verb}.")
    when_zero = keys["when_zero"].number() if "when_zero" in keys else None
    return Combined(**common, how=verb, parts=parts, when_zero=when_zero)  # type: ignore[arg-type]
