"""The workflows: pinned, with the least privilege, safe for forks; and annotations that no value can break out of."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))


def loaded(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_privileges_are_given_one_by_one(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        assert set(job["permissions"].values()) <= {"read", "write"}
        for step in job["steps"]:
            assert "uses" not in step or re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
            assert "${{" not in step.get("run", ""), "values reach a shell through its environment only"
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_a_pull_request_sees_no_secret_and_may_only_read() -> None:
    text = (FOLDER / "workflows/check.yml").read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert loaded(FOLDER / "workflows/check.yml")["jobs"]["check"]["permissions"] == {"contents": "read"}


def test_only_the_customers_site_goes_to_pages() -> None:
    steps = loaded(FOLDER / "workflows/nightly.yml")["jobs"]["publish"]["steps"]
    uploaded = [step["with"]["path"] for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert uploaded == ["published/current/customers"]


def test_a_repeated_run_keeps_its_releases_and_no_summary_tells_of_another_night() -> None:
    steps = loaded(FOLDER / "workflows/nightly.yml")["jobs"]["publish"]["steps"]
    keys = {step["with"]["key"] for step in steps if "cache" in step.get("uses", "")}
    assert keys == {"published-${{ github.run_id }}-${{ github.run_attempt }}"}, "a key is never written twice"
    by_name = {step["name"]: step for step in steps if "name" in step}
    assert by_name["Publish"]["id"] == "publish"
    assert by_name["Summary"]["if"] == "always() && steps.publish.outcome != 'skipped'"


@pytest.fixture(scope="module")
def annotate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotate", FOLDER / "annotate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_problem_is_marked_at_its_line(annotate: ModuleType) -> None:
    problem = {
        "severity": "quarantine",
        "code": "bad-text",
        "file": "content/profiles/profiles.csv",
        "row": 41,
        "column": "name",
        "message": 'holds "100%\n::error::x".',
        "hint": "Remove it.",
    }
    assert annotate.annotation(problem) == (
        "::error file=content/profiles/profiles.csv,line=41,title=bad-text"
        '::name: holds "100%25%0A::error::x". Remove it.'
    )


def test_a_problem_without_a_line_is_marked_at_its_file(annotate: ModuleType) -> None:
    problem = {"severity": "warning", "code": "a", "file": "a,b:c", "row": None, "column": None, "message": "m."}
    assert annotate.annotation(problem | {"hint": None}) == "::warning file=a%2Cb%3Ac,title=a::m."


def test_the_most_serious_problems_are_marked_first(
    annotate: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"file": "a.csv", "row": 2, "column": None, "message": "m.", "hint": None}
    problems = [place | {"severity": kind, "code": kind} for kind in ("warning", "quarantine", "error")]
    (tmp_path / "check.json").write_text(json.dumps({"problems": problems}))
    annotate.main(str(tmp_path / "check.json"))
    titles = re.findall(r"title=(\w+)", capsys.readouterr().out)
    assert titles == ["error", "quarantine", "warning"]
