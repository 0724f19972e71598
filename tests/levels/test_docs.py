"""Every example of docs/programs.md reads without a problem, and every key of the language is there."""

from __future__ import annotations

import re
import textwrap

import pytest

from generator.levels import metric_file, phrases, program_file, requirement_file, row_file, version_file
from tests.levels import test_cases as cases
from tests.levels.world import ROOT, World, day, engine_for, problems_of, program_from, reseller

TEXT = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")
BLOCKS = [(m[1], m[2], m[3]) for m in re.finditer(r"```yaml (\w+)\n(.*?)```\n((?:<!-- .*? -->\n)*)", TEXT, re.DOTALL)]


def of_kind(kind: str) -> list[str]:
    return [block for name, block, _ in BLOCKS if name == kind]


WHOLE = {
    "title": "title: T",
    "participation": "participation: { everybody: true }",
    "levels": "levels: [{ id: one, label: One }, { id: two, label: Two }]",
    "versions": """\
versions:
  - version: 1
    metrics:
      sales: { sum: revenue.amount }
      by_brand: { sum: revenue.amount, by: brand }
METRIC
    requirements:
      - { level: one, requires: { agreement: a } }
      - level: two
        requires:
REQUIREMENT
VERSION
""",
}


def with_parts(part: str = "", metric: str = "", requirement: str = "{ agreement: a }", version: str = "") -> str:
    keys = {line.partition(":")[0] for line in part.splitlines()}
    text = "\n".join(value for key, value in WHOLE.items() if key not in keys)
    if metric:
        metric = "      example:\n" + textwrap.indent(metric, " " * 8)
    if version:
        version = "  - " + textwrap.indent(version, " " * 4).lstrip()
    text = text.replace("METRIC", metric).replace("REQUIREMENT", textwrap.indent(requirement, " " * 10))
    return part + text.replace("VERSION", version)


def case_2() -> World:
    return reseller().skills("T1", "T2", "T3").revenue("Storage", "160000").revenue("System i", "60000")


def case_3() -> World:
    return reseller().solution()


CASES = {"case_1": cases.case_1, "case_2": case_2, "case_3": case_3, "case_5": cases.case_5, "case_7": cases.case_7}


@pytest.mark.parametrize(("block", "expected"), [(block, notes) for kind, block, notes in BLOCKS if kind == "program"])
def test_each_step_of_the_tutorial_is_a_program_with_the_stated_results(block: str, expected: str):
    engine = engine_for(program_from(block, "partnerworld.yml"))
    results = re.findall(r"<!-- (\w+): (\w+) -->", expected)
    assert results
    for case, level in results:
        assert engine.outcome(CASES[case]().partner(), day("2008-06-30")).achieved == level, case


@pytest.mark.parametrize("block", of_kind("part"))
def test_examples_of_the_program_read(block: str):
    assert problems_of(with_parts(part=block)) == []


@pytest.mark.parametrize("block", of_kind("display"))
def test_examples_of_the_display_read(block: str):
    assert problems_of(with_parts(part="display:\n" + textwrap.indent(block, "  "))) == []


@pytest.mark.parametrize("block", of_kind("version"))
def test_examples_of_versions_read(block: str):
    assert problems_of(with_parts(version=block)) == []


@pytest.mark.parametrize("block", of_kind("metric"))
def test_examples_of_metrics_read_and_can_be_worked_out(block: str):
    engine = engine_for(program_from(with_parts(metric=block, requirement="{ metric: example, at_least: 0 }")))
    world = cases.case_5().agreement("a").agreement("insurance")
    receipt = engine.receipt(world.partner(), day("2008-06-30"))
    assert receipt.levels[-1].requires.parts[-1].subject == "example"


@pytest.mark.parametrize("block", of_kind("requirement"))
def test_examples_of_requirements_read(block: str):
    assert problems_of(with_parts(requirement=block)) == []


KEYS = {
    *program_file.PROGRAM_KEYS,
    *program_file.DISPLAY_KEYS,
    *program_file.PARTICIPATION_KEYS,
    *program_file.LEVEL_KEYS,
    *program_file.TRACK_KEYS,
    *program_file.MONITORING_KEYS,
    *program_file.MENTION_KEYS,
    *program_file.GROUP_KEYS,
    *program_file.BENEFIT_KEYS,
    *version_file.VERSION_KEYS,
    *version_file.POINTS_KEYS,
    *version_file.RULE_KEYS,
    *version_file.PREREQUISITE_KEYS,
    *metric_file.METRIC_KEYS,
    *requirement_file.REQUIREMENT_KEYS,
    *row_file.CONDITION_KEYS,
    *row_file.TEST_KEYS,
}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_explained_and_shown(key: str):
    reference = TEXT[TEXT.index("## Reference") :]
    assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", reference), f"{key} is not explained"
    examples = "\n".join(block for _, block, _ in BLOCKS)
    assert re.search(rf"(?<![a-z_.]){key}:", examples), f"{key} is in no example"


@pytest.mark.parametrize("words", sorted(phrases.WINDOWS))
def test_every_window_is_explained(words: str):
    assert f"`{words}`" in TEXT
