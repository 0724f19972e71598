"""What a build or publication says when it is done: a summary on the terminal, and a report beside the releases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from generator.audience.publication import Audience
from generator.errors import DirectoryError, Exit, InputOutputError, LockedError, Problem, Problems, Severity
from generator.pages.manifest import Manifest
from generator.pipeline.build import BuildReport
from generator.pipeline.opening import Opened
from generator.release import disk
from generator.release.difference import Difference, as_json, as_markdown
from generator.release.targets import Deployed

REPORT = "report.json"
SUMMARY = "report.md"
_NAMED = 50
"""Problems of a failed publication that its summary names."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication did, or would have done: in numbers, and every change by audience."""

    report: BuildReport
    changes: dict[Audience, Difference]


def write_report(report: BuildReport, problems: Problems, output: Path) -> Path:
    """Write `report.json` into the output folder, outside every release; returns its path."""
    return _write_json(output, Exit.DONE, problems, report.as_json())


def write_publication_report(
    done: Publication,
    manifests: Mapping[Audience, Manifest],
    problems: Problems,
    refused: DirectoryError | None,
    root: Path,
) -> Path:
    """Write `report.json` and `report.md` (for a CI summary) into the publication folder; returns the former's path."""
    exit_code = Exit.DONE if refused is None else refused.exit
    told = (*problems, *(refused.problems if refused else ()))
    customers = manifests.get(Audience.CUSTOMERS)
    public = {} if customers is None else {key: facts.name for key, facts in customers.listings.items()}
    heading = f"Publication of {done.report.as_of.isoformat()}, release {done.report.release}"
    reasons = None if refused is None else refused.problems
    _write(root / SUMMARY, as_markdown(heading, done.changes, done.report.guards, public, reasons))
    return _write_json(root, exit_code, told, {**done.report.as_json(), "difference": as_json(done.changes)})


@contextmanager
def failures_reported(root: Path, as_of: date, problems: Problems, *, summed_up: bool = False) -> Iterator[None]:
    """Where the run in the body fails, the reports in `root` say so, and no longer tell of an earlier run.

    A run that another one's lock turned away leaves that one's reports, and a refusal that was reported its own.
    `summed_up`: write `report.md` too. Like every summary it may be read by anybody: it names rows, not what they say.
    """
    try:
        yield
    except LockedError:
        raise
    except (DirectoryError, OSError) as error:
        failure = error if isinstance(error, DirectoryError) else InputOutputError.from_os(error, "input or output")
        if not failure.answer and root.is_dir():
            told = Problems({id(one): one for one in (*problems, *failure.problems)}.values())
            with suppress(InputOutputError):  # the failure itself is what the operator hears
                _write_json(root, failure.exit, told, {"as_of": as_of.isoformat()})
                if summed_up:
                    _write(root / SUMMARY, _failed(as_of, told))
        raise


@contextmanager
def undeployed_reported(root: Path, published: BuildReport) -> Iterator[None]:
    """Where the release stands in `root` and the run in the body cannot bring it to its targets, the reports and the
    answer say both.
    """
    try:
        yield
    except DirectoryError as failure:
        failure.answer = published.as_json()
        with suppress(OSError, InputOutputError):  # the failure itself is what the operator hears
            told = json.loads((root / REPORT).read_text(encoding="utf-8"))
            told |= {"ok": False, "exit": int(failure.exit)}
            told["problems"] += [problem.as_json() for problem in failure.problems]
            _write(root / REPORT, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            lines = ["", "**Published, but not deployed:**", "", *_places(failure.problems)]
            _write(root / SUMMARY, (root / SUMMARY).read_text(encoding="utf-8") + "\n".join(lines) + "\n")
        raise


def _places(problems: Iterable[Problem]) -> list[str]:
    """Problems in Markdown that anybody may read: what and where, not what stands there."""
    return [
        f"- `{problem.code}` in {problem.origin}" + (f", column {problem.column}" if problem.column else "")
        for problem in problems
    ]


def _failed(as_of: date, problems: Problems) -> str:
    """A publication that came to nothing, as Markdown."""
    lines = [f"# Publication of {as_of.isoformat()}", "", "**Not published:** the site that stood before stands.", ""]
    found = [problem for problem in problems if problem.severity is Severity.ERROR] or list(problems)
    lines += _places(found[:_NAMED])
    if len(found) > _NAMED:
        lines.append(f"- {len(found) - _NAMED:,} more in {REPORT}")
    return "\n".join(lines) + "\n"


def _write_json(root: Path, code: Exit, problems: Iterable[Problem], more: Mapping[str, Any]) -> Path:
    """Write `report.json` into a folder; returns its path."""
    answer = {
        "ok": code == Exit.DONE,
        "exit": int(code),
        "problems": [problem.as_json() for problem in problems],
        **more,
    }
    return _write(root / REPORT, json.dumps(answer, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> Path:
    try:
        disk.replace_file(path, text.encode())
    except OSError as failure:
        raise InputOutputError.from_os(failure, "writing the report") from None
    return path


def summary(report: BuildReport, problems: Problems, opened: Opened, path: Path) -> str:
    """A few lines for the person who ran the build."""
    lines = [f"Release {report.release}, as of {report.as_of.isoformat()}:"]
    for audience, site in report.audiences.items():
        size = site["bytes"] / 1_000_000
        lines.append(f"  {audience:<10} {site['listings']:>7,} listings {site['pages']:>8,} pages {size:>8.1f} MB")
    changes = report.changes
    if changes != type(changes)():
        lines.append(
            f"  since the release before: {changes.added} added, {changes.removed} removed, {changes.renamed} renamed, "
            f"{changes.level_up} levels up, {changes.level_down} down"
        )
    lines.append(f"  {report.pages_rendered:,} pages rendered, {report.pages_reused:,} kept as they were")
    lines += [f"  {note}" for note in report.notes]
    uncounted = opened.exports.uncounted
    if uncounted.unknown_codes or uncounted.unlisted_candidates:
        lines.append(
            f"  earned skills not counted: {uncounted.unknown_codes} with a code that is in no skills table, "
            f"{uncounted.unlisted_candidates} of a candidate id that nobody listed"
        )
    left_out = problems.left_out()
    if left_out:
        lines.append(f"  rows left out: {left_out} (see above)")
    lines.append(f"  {sum(report.seconds.values()):.1f} s; report: {path}")
    return "\n".join(lines)


def publication_summary(done: Publication, root: Path) -> str:
    """A few lines for the person who published."""
    lines = [f"Published release {done.report.release}, as of {done.report.as_of.isoformat()}:"]
    for audience, site in done.report.audiences.items():
        size = site["bytes"] / 1_000_000
        lines.append(f"  {audience:<10} {site['listings']:>7,} listings {site['pages']:>8,} pages {size:>8.1f} MB")
    for audience_changed, change in done.changes.items():
        counts = {name: len(getattr(change, name)) for name in change.__struct_fields__}
        said = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
        lines.append(f"  {audience_changed.value:<10} {said or 'nothing changed'}")
    lines.append(f"  {sum(done.report.seconds.values()):.1f} s; report: {root / REPORT} and {SUMMARY}")
    return "\n".join(lines)


def deployed_line(done: Deployed) -> str:
    """What happened at one target, in one line."""
    would = "would be " if done.dry_run else ""
    grace = f", {done.grace:,} kept for pages that are still open" if done.grace else ""
    return (
        f"  {done.target} ({done.audience}): {done.written:,} {would}written, {done.unchanged:,} unchanged,"
        f" {done.deleted:,} {would}deleted{grace}"
    )
