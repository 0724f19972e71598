"""The part of the language that asks: thresholds, all of, any of, at least n of, agreements, invitations, rows."""

from __future__ import annotations

from typing import Any

from generator.levels.reading import Reader
from generator.levels.row_file import SELECTION_KEYS, read_conditions, read_selection, read_table
from generator.model.program import (
    AllOf,
    AtLeastOf,
    EveryRow,
    HoldsAgreement,
    HoldsLevel,
    Invited,
    Requirement,
    RowExists,
    Threshold,
)

COMMON_KEYS = ("label", "sample")
FORMS: dict[str, tuple[str, ...]] = {
    "metric": ("group", "groups", "at_least", "at_most"),
    "all_of": (),
    "any_of": (),
    "of": ("at_least",),
    "level": (),
    "agreement": (),
    "invitation": (),
    "exists": SELECTION_KEYS,
    "every": (*SELECTION_KEYS, "satisfies"),
}
"""Each form of a requirement by the key that marks it, with the further keys it takes."""

REQUIREMENT_KEYS = tuple(dict.fromkeys([*FORMS, *(key for keys in FORMS.values() for key in keys), *COMMON_KEYS]))


def read_requirements(reader: Reader) -> Requirement:
    """One requirement, or a list of them that must all hold."""
    if not isinstance(reader.value, list):
        return read_requirement(reader)
    parts = tuple(read_requirement(child) for child in reader.sequence("requirements"))
    return parts[0] if len(parts) == 1 else AllOf(origin=reader.origin, parts=parts)


def read_requirement(reader: Reader) -> Requirement:
    """One requirement of any form."""
    keys = reader.mapping(REQUIREMENT_KEYS)
    common: dict[str, Any] = {
        "origin": reader.origin,
        "label": keys["label"].text() if "label" in keys else None,
        "sample": keys["sample"].flag() if "sample" in keys else False,
    }
    forms = [form for form in FORMS if form in keys]
    if len(forms) != 1:
        found = " and ".join(forms) if forms else "none of them"
        reader.error("program-requirement", f"expected exactly one of {', '.join(FORMS)}; found {found}.")
        return AllOf(**common, parts=())
    form = forms[0]
    for key in keys:
        if key not in (form, *FORMS[form], *COMMON_KEYS):
            keys[key].error("program-requirement", f'the key "{key}" does not go with {form}.', "Remove it.")
    named = keys[form]
    match form:
        case "metric":
            return _read_threshold(reader, keys, common)
        case "all_of":
            return AllOf(**common, parts=_read_parts(named))
        case "any_of":
            return AtLeastOf(**common, needed=1, parts=_read_parts(named))
        case "of":
            if "at_least" not in keys:
                reader.error("program-missing-key", 'the key "at_least" is missing.', "Say how many must hold.")
            needed = keys["at_least"].count() if "at_least" in keys else 1
            return AtLeastOf(**common, needed=needed, parts=_read_parts(named))
        case "level":
            return HoldsLevel(**common, level=named.text())
        case "agreement":
            return HoldsAgreement(**common, kind=named.text())
        case "invitation":
            return Invited(**common, level=None if named.value == "any" else named.text())
    table = read_table(named)
    rows = read_selection(keys, table)
    if form == "exists":
        return RowExists(**common, rows=rows)
    if "satisfies" not in keys:
        reader.error("program-missing-key", 'the key "satisfies" is missing.', "Say what every row must satisfy.")
        return RowExists(**common, rows=rows)
    return EveryRow(**common, rows=rows, satisfies=read_conditions(keys["satisfies"], table))


def _read_parts(reader: Reader) -> tuple[Requirement, ...]:
    return tuple(read_requirement(child) for child in reader.sequence("requirements"))


def _read_threshold(reader: Reader, keys: Any, common: dict[str, Any]) -> Threshold:
    if "at_least" not in keys and "at_most" not in keys:
        reader.error("program-missing-key", "a metric needs a bound.", "Add at_least or at_most.")
    if "group" in keys and "groups" in keys:
        keys["groups"].error("program-requirement", 'the keys "group" and "groups" exclude each other.', "Keep one.")
    return Threshold(
        **common,
        metric=keys["metric"].text(),
        of=keys["group"].text() if "group" in keys else None,
        groups=keys["groups"].one_of(("every", "some")) if "groups" in keys else "total",
        at_least=keys["at_least"].number() if "at_least" in keys else None,
        at_most=keys["at_most"].number() if "at_most" in keys else None,
    )
