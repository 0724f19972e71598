"""Random programs over the rows of `worlds.partnerworld`: every form of metric and requirement."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

WINDOWS = ("lifetime", "trailing 12 months", "trailing 90 days", "previous year", "this year", "closed quarters")
TABLES: dict[str, tuple[tuple[str, ...], tuple[dict[str, Any], ...]]] = {
    "earned_skills": (("kind", "person_id", "root"), ({"status": "active"}, {"kind": ["sales", "other"]})),
    "revenue": (("brand", "currency"), ({"source": {"not": "passport_advantage"}}, {"partner.types": "isv"})),
    "agreements": (("kind",), ({"status": "approved"}, {"ended_on": {"given": False}})),
    "satisfaction": ((), ({"score": {"at_least": 80}},)),
}
DISPLAYS: tuple[dict[str, Any], ...] = (
    {"moves": "daily"},
    {"moves": "daily", "grace": "30 days"},
    {"moves": "daily", "lag": "7 days"},
    {"moves": "quarterly", "grace": "90 days"},
    {"up": "daily", "down": "annually"},
)
NUMBERS = {"revenue": "amount", "satisfaction": "score"}
scales = st.one_of(
    st.just({}),
    st.sampled_from(
        [
            {"bands": [{"from": 1, "points": 1}, {"from": 3, "points": 4}, {"from": 50000, "points": 2.5}]},
            {"each": 2},
            {"each": 0.5},
            {"fixed": 3},
        ]
    ),
)
limits = st.sampled_from([{}, {}, {}, {"floor": 1}, {"ceiling": 3}, {"floor": -1.5, "ceiling": 60000}])


@st.composite
def measures(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(list(TABLES)))
    columns, conditions = TABLES[table]
    where = {"where": draw(st.sampled_from(conditions))} if draw(st.booleans()) else {}
    metric = {"window": draw(st.sampled_from(WINDOWS)), **where, **draw(scales), **draw(limits)}
    if columns and draw(st.booleans()):
        metric["by"] = draw(st.sampled_from(columns))
    number = NUMBERS.get(table)
    if number and draw(st.integers(0, 3)):
        verb = draw(st.sampled_from(["sum", "sum", "average", "median", "latest", "minimum", "maximum"]))
        metric[verb] = f"{table}.{number}"
    else:
        verb = "count"
        metric["count"] = table
        if columns and draw(st.booleans()):
            metric["distinct"] = draw(st.sampled_from(columns))
    if verb in ("count", "sum") and columns:
        if draw(st.integers(0, 3)) == 0:
            metric["caps"] = [{"per": draw(st.sampled_from(columns)), "at_most": 2}]
        if "distinct" not in metric and draw(st.integers(0, 3)) == 0:
            metric["times"] = {"column": columns[0], "factors": {"Storage": 1.5, "technical": 2}, "otherwise": 1}
    return metric


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a program file. It may ask for what cannot be, and is then to be thrown away."""
    versions: list[dict[str, Any]] = [draw(one_version())]
    if draw(st.booleans()):
        later = {"version": "2", "effective": "2008-03-31", "announced": "2007-01-01", "spares_held_levels": False}
        versions.append(draw(one_version()) | later)
    text = json.dumps(
        {
            "title": "Random",
            "participation": draw(st.sampled_from([{"agreement": "membership"}, {"everybody": True}])),
            "tracks": [{"id": track, "label": track, "types": [track]} for track in ("reseller", "isv")],
            "levels": [{"id": level, "label": level} for level in ("low", "high")],
            "display": draw(st.sampled_from(DISPLAYS)),
            "versions": versions,
        }
    )
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text)


@st.composite
def one_version(draw: st.DrawFn) -> dict[str, Any]:
    metrics = {f"m{n}": draw(measures()) for n in range(draw(st.integers(1, 4)))}
    for n in range(draw(st.integers(0, 3))):
        names = list(metrics)
        how = draw(st.sampled_from(["of", "add", "multiply", "ratio", "largest", "smallest"]))
        two = [draw(st.sampled_from(names)), draw(st.sampled_from(names))]
        metric: dict[str, Any] = {how: two[0] if how == "of" else two, **draw(limits)}
        if how == "ratio":
            metric["when_zero"] = draw(st.sampled_from([0, 2]))
        metrics[f"c{n}"] = metric | draw(scales)
    names = list(metrics)
    tree = requirements(names, [name for name in names if "by" in metrics[name]])
    rules = [{"level": "low", "requires": draw(tree)}]
    if draw(st.booleans()):
        rules.append({"level": "high", "requires": draw(tree)})
    else:
        rules.append({"level": "high", "track": "isv", "requires": draw(tree)})
        rules.append({"level": "high", "track": "reseller", "standalone": True, "requires": draw(tree)})
    return {"version": "1", "metrics": metrics, "points": {"lines": names[:3]}, "requirements": rules}


def requirements(names: list[str], grouped: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Trees of requirements over metrics, some of which have groups."""
    bounds = st.sampled_from([{"at_least": 1}, {"at_least": 2}, {"at_most": 3}, {"at_least": 0.5, "at_most": 100000}])
    whole = st.builds(lambda name, bound: {"metric": name} | bound, st.sampled_from([*names, "points"]), bounds)
    groups = st.sampled_from([{"groups": "every"}, {"groups": "some"}, {"group": "technical"}, {"group": "Storage"}])
    leaves = [
        whole,
        whole,
        st.sampled_from([{"agreement": "membership"}, {"agreement": "partner_plan"}, {"invitation": "high"}]),
        st.just({"exists": "revenue", "window": "trailing 90 days"}),
        st.just({"every": "revenue", "satisfies": {"currency": ["USD", "EUR"]}}),
    ]
    if grouped:
        leaves.append(
            st.builds(lambda name, of, b: {"metric": name} | of | b, st.sampled_from(grouped), groups, bounds)
        )
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.builds(
            lambda form, parts: {"at_least": 2, "of": parts} if form == "of" else {form: parts},
            st.sampled_from(["all_of", "any_of", "of"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        max_leaves=5,
    )
