"""What is said about a wrong program file: the line, the place, what was expected, how to mend it."""

from __future__ import annotations

import copy
import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ContentError, Problems
from generator.levels import parse_program
from generator.yaml_source import YamlSource, parse_yaml
from tests.levels.world import PROGRAMS, problems_of

SMALL = """\
title: Small
participation: { agreement: membership }
tracks:
  - { id: reseller, label: Reseller, types: [reseller] }
levels:
  - { id: low, label: Low }
  - { id: high, label: High }
display: { moves: daily, grace: 30 days }
versions:
  - version: 1
    effective: 2020-01-01
    metrics:
      sales: { sum: revenue.amount, by: brand, window: trailing 12 months }
      sales_points: { of: sales, bands: [{ from: 10, points: 1 }, { from: 20, points: 2 }] }
      skills: { count: earned_skills, distinct: root, where: { status: active } }
    points: { lines: [sales_points, skills] }
    requirements:
      - { level: low, requires: { metric: points, at_least: 1 } }
      - { level: high, requires: [{ metric: points, at_least: 3 }, { agreement: plan }] }
"""

MISTAKES = [
    ("title: Small", "titel: Small", '1: titel: the key "titel" is unknown here. Did you mean "title"?'),
    ("title: Small", "summary: x", '1: the key "title" is missing. Add title.'),
    ("id: low", "id: Low!", '6: levels[0].id: "Low!" is not an id. Use small letters, digits and underscores.'),
    ("30 days", "30", '8: display.grace: expected a number of days such as "90 days", found "30".'),
    (
        "moves: daily",
        "moves: dayly",
        '8: display.moves: "dayly" is not one of daily, quarterly, annually, by_assessment. Did you mean "daily"?',
    ),
    (
        "sum: revenue.amount",
        "sum: revenues.amount",
        '13: versions[0].metrics.sales.sum: "revenues" is not a table of the exports: organizations, profiles, '
        "locations, people, candidate_ids, earned_skills, revenue, revenue_claims, satisfaction, agreements, "
        "invitations, assessments, benefits, metric_values, marketing, solutions, customer_experiences, participants, "
        'leads. Did you mean "revenue"?',
    ),
    (
        "revenue.amount",
        "revenue.amuont",
        '13: versions[0].metrics.sales.sum: the table revenue has no column "amuont". Did you mean "amount"?',
    ),
    (
        "revenue.amount",
        "revenue.brand",
        '13: versions[0].metrics.sales.sum: the column "brand" of revenue holds a text, not a decimal. '
        "Columns that fit: amount.",
    ),
    (
        "trailing 12 months",
        "trailing 12 moths",
        '13: versions[0].metrics.sales.window: "trailing 12 moths" is not a window. Did you mean "trailing 12 months"?',
    ),
    (
        "{ from: 20, points: 2 }",
        "{ from: 5, points: 2 }",
        "14: versions[0].metrics.sales_points.bands: each band begins above the one before it. Put the lowest first.",
    ),
    (
        "count: earned_skills, distinct: root",
        "count: earned_skills, distnct: root",
        '15: versions[0].metrics.skills.distnct: the key "distnct" is unknown here. Did you mean "distinct"?',
    ),
    (
        "distinct: root",
        "sum: revenue.amount",
        "15: versions[0].metrics.skills: expected exactly one of count, sum, average, median, latest, minimum, "
        "maximum, of, add, multiply, ratio, largest, smallest; found count and sum.",
    ),
    (
        "where: { status: active }",
        "where: { stats: active }",
        '15: versions[0].metrics.skills.where.stats: the table earned_skills has no column "stats". '
        'Did you mean "status"?',
    ),
    (
        "of: sales,",
        "of: sale,",
        '14: metric: there is no metric "sale". Did you mean "sales"?',
    ),
    (
        "[sales_points, skills]",
        "[sales_points, skils]",
        '10: metric: there is no metric "skils". Did you mean "skills"?',
    ),
    (
        "of: sales,",
        "of: sales_points,",
        "14: sales_points: metrics are worked out from each other in a circle: sales_points → sales_points. "
        "Let one of them be worked out from rows.",
    ),
    (
        "level: high",
        "level: hihg",
        '19: level: there is no level "hihg". Did you mean "high"?',
    ),
    (
        "level: high, requires: [",
        "level: hihg, requires: [{ level: low }, ",
        '19: level: there is no level "hihg". Did you mean "high"?',
    ),
    (
        "level: high,",
        "level: high, track: resaler,",
        '19: track: there is no track "resaler". Did you mean "reseller"?',
    ),
    (
        "at_least: 3 }",
        "at_least: 0 }",
        '19: at_least: the level "high" needs 0 of "points", less than the lower level "low", which needs 1. '
        "Ask for at least 1, or leave the threshold out.",
    ),
    (
        "{ agreement: plan }",
        "{ metric: sales_points, group: Storage, at_most: -1 }",
        "",
    ),
    (
        "{ agreement: plan }",
        "{ metric: skills, group: technical, at_least: 1 }",
        '19: group: the metric "skills" has no groups. Give it "by: <column>".',
    ),
    (
        "{ agreement: plan }",
        "{ level: high }",
        '19: level: only a lower level can be required, and "high" is not lower here.',
    ),
    (
        "{ agreement: plan }",
        "{ at_least: 3, of: [{ agreement: a }, { agreement: b }] }",
        "19: at_least: 3 of 2 requirements can never hold.",
    ),
    ("{ agreement: plan }", "{ at_least: 2, of: [{ agreement: a }, { agreement: b }] }", ""),
    (
        "{ agreement: plan }",
        "{ at_least: 0, of: [{ agreement: a }, { agreement: b }] }",
        "19: versions[0].requirements[1].requires[1].at_least: expected a whole number of at least 1, found 0.",
    ),
    (
        "by: brand,",
        "by: brand, floor: 3, ceiling: 2,",
        "13: versions[0].metrics.sales.floor: the floor is above the ceiling.",
    ),
    ("by: brand,", "by: brand, floor: 2, ceiling: 2,", ""),
    ("by: brand,", "by: brand, floor: 2,", ""),
    (
        "by: brand,",
        "by: brand, bands: [{ from: 0, points: 1 }],",
        "13: versions[0].metrics.sales.bands: the bands give points to partners without any row. "
        "Begin the first band above zero.",
    ),
    ("by: brand,", "by: brand, bands: [{ from: -9, points: -1 }, { from: 0, points: 0 }],", ""),
    (
        "{ from: 10, points: 1 }",
        "{ from: 0, points: 1 }",
        '14: bands: the bands of "sales_points" give points to partners without any row. '
        "Begin the first band above zero.",
    ),
    ("{ from: 10, points: 1 }", "{ from: -5, points: -1 }, { from: 0, points: 0 }, { from: 10, points: 1 }", ""),
    (
        "    requirements:",
        "    prerequisites: [{ id: a, label: A, requires: { metric: skils, at_least: 1 } }]\n    requirements:",
        '17: metric: there is no metric "skils". Did you mean "skills"?',
    ),
    (
        "{ agreement: plan }",
        "{ metric: points, agreement: plan }",
        "19: versions[0].requirements[1].requires[1]: expected exactly one of metric, all_of, any_of, of, level, "
        "agreement, invitation, exists, every; found metric and agreement.",
    ),
    (
        "{ agreement: plan }",
        "{ metric: skills }",
        "19: versions[0].requirements[1].requires[1]: a metric needs a bound. Add at_least or at_most.",
    ),
    (
        "      - { level: low, requires: { metric: points, at_least: 1 } }\n",
        "",
        '6: levels: the level "low" has no requirements in version "1", so nobody reaches it. '
        "Add its requirements, or remove the level.",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[m[1][:40] for m in MISTAKES])
def test_a_mistake_is_named_with_its_line_and_a_way_out(right: str, wrong: str, message: str):
    assert right in SMALL
    expected = [f"test.yml:{message}"] if message else []
    assert problems_of(SMALL.replace(right, wrong, 1)) == expected


def test_all_mistakes_are_reported_at_once():
    text = SMALL.replace("daily", "dayly").replace("30 days", "soon").replace("id: high", "id: HIGH")
    assert [line.split(": ")[0] for line in problems_of(text)] == ["test.yml:7", "test.yml:8", "test.yml:8"]


def test_a_threshold_that_points_never_reach_makes_a_level_unreachable():
    text = SMALL.replace("[sales_points, skills]", "[capped]").replace(
        "      skills: {", "      capped: { of: sales_points, ceiling: 2 }\n      skills: {"
    )
    assert problems_of(text) == [
        'test.yml:20: at_least: the level "high" needs 3 of "points", which is never above 2. '
        "Lower the threshold, or let the metric reach it."
    ]


LATER = """\
  - version: 2
    effective: 2021-01-01
    announced: 2020-12-15
    spares_held_levels: false
"""


def test_a_change_needs_the_promised_notice():
    text = SMALL.replace("title: Small", "title: Small\nnotice: 30 days") + LATER
    assert problems_of(text) == [
        'test.yml:21: announced: version "2" takes effect on 2021-01-01 and is announced on 2020-12-15; '
        "the program promises 30 days. Announce it by 2020-12-02, or let it take effect later."
    ]
    assert problems_of(text.replace("2020-12-15", "2020-12-02")) == []
    assert problems_of(text.replace("2020-12-15", "2020-12-03")) != []
    assert "is not announced" in problems_of(text.replace("    announced: 2020-12-15\n", ""))[0]


def test_a_change_says_whether_it_spares_levels():
    text = SMALL + LATER.replace("    spares_held_levels: false\n", "")
    assert problems_of(text) == [
        'test.yml:20: versions[1]: the key "spares_held_levels" is missing. Add spares_held_levels.'
    ]


def test_versions_stand_in_order():
    assert problems_of(SMALL + LATER.replace("2021-01-01", "2020-01-01")) == [
        'test.yml:20: effective: version "2" takes effect on 2020-01-01, not after version "1". '
        "Put the versions in order of effective."
    ]


def test_an_assigned_level_needs_reviews():
    assert problems_of(SMALL.replace("moves: daily", "moves: daily, starting_level: assigned")) == [
        "test.yml:8: display.starting_level: an assigned level stands until the first review, and daily moves have no "
        "review. Let levels move quarterly, annually or by_assessment."
    ]


REAL = (PROGRAMS / "partnerworld.yml").read_text(encoding="utf-8")


def keys_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [str(key) for key in value] + [k for inner in value.values() for k in keys_of(inner)]
    return [k for inner in value for k in keys_of(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("key", sorted(set(keys_of(yaml.safe_load(REAL)))))
def test_a_typo_in_any_key_of_partnerworld_is_an_error_in_its_line(key: str):
    lines = REAL.splitlines()
    pattern = re.compile(rf"^([^#]*?)(?<![a-z_.]){re.escape(key)}:")
    at = next(i for i, line in enumerate(lines) if pattern.match(line))
    lines[at] = pattern.sub(rf"\1{key}zz:", lines[at])
    found = problems_of("\n".join(lines) + "\n")
    metric = lines[at].startswith(f"      {key}zz:")
    assert found
    assert metric or any(p.startswith(f"test.yml:{at + 1}:") and "Did you mean" in p for p in found), found


REAL_DOCUMENT = parse_yaml(REAL, "real.yml").value
scraps = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.dates() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


@given(st.data(), scraps)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_nonsense_escapes_as_a_traceback(data: st.DataObject, scrap: object):
    document = copy.deepcopy(REAL_DOCUMENT)
    path = data.draw(st.sampled_from(places(document)))
    if not path:
        broken: object = scrap
    else:
        broken = document
        target = broken
        for step in path[:-1]:
            target = target[step]  # type: ignore[index]
        target[path[-1]] = scrap  # type: ignore[index]
    problems = Problems()
    program = parse_program(YamlSource("real.yml", broken, {}), problems)
    assert program is None or not problems.stopping()


def test_broken_yaml_is_a_content_error():
    with pytest.raises(ContentError, match=r"test\.yml:1: not valid YAML"):
        problems_of("title: [")


@pytest.mark.parametrize(
    ("file", "hint"),
    [("My Program.yml", ' Rename the file "my-program.yml".'), ("con.yml", ' Rename the file "con-x.yml".')],
)
def test_the_name_of_the_file_is_part_of_addresses(file: str, hint: str):
    problems = Problems()
    assert parse_program(YamlSource(file, {}, {}), problems) is None
    message = "is no part of an address: small letters, digits and single hyphens only."
    assert any(str(problem).endswith(f'"{file.removesuffix(".yml")}" {message}{hint}') for problem in problems)
