"""What a build says when it is done: a summary on the terminal, and a report beside the releases."""

from __future__ import annotations

import json
from pathlib import Path

from generator.errors import InputOutputError, Problems, Severity
from generator.pipeline.build import BuildReport
from generator.pipeline.opening import Opened

REPORT = "report.json"


def write_report(report: BuildReport, problems: Problems, output: Path) -> Path:
    """Write `report.json` into the output folder, outside every release; returns its path."""
    path = output / REPORT
    answer = {"ok": True, "problems": [problem.as_json() for problem in problems], **report.as_json()}
    try:
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
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
    uncounted = opened.exports.uncounted
    if uncounted.unknown_codes or uncounted.unlisted_candidates:
        lines.append(
            f"  earned skills not counted: {uncounted.unknown_codes} with a code that is in no skills table, "
            f"{uncounted.unlisted_candidates} of a candidate id that nobody listed"
        )
    left_out = problems.count(Severity.QUARANTINE)
    if left_out:
        lines.append(f"  rows left out: {left_out} (see above)")
    lines.append(f"  {sum(report.seconds.values()):.1f} s; report: {path}")
    return "\n".join(lines)
