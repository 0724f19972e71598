"""What the command `preview` does in each of its forms, and what it answers: the JSON part and a text for people."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from generator.errors import ContentError, Problems, Severity, did_you_mean
from generator.intake.drafts import Drafts, read_drafts
from generator.pipeline.opening import Opened
from generator.preview.handout import SECRET, Handout, last_day, secret_from
from generator.preview.maker import PreviewMaker
from generator.preview.overview_site import OverviewSite
from generator.preview.own_problems import OwnProblems
from generator.preview.pages import PreviewOrder

Said = tuple[dict[str, Any], str]


class PreviewRun(msgspec.Struct, frozen=True, kw_only=True):
    """An opened directory to make previews of: the problems found while it was read, the day, where to write."""

    opened: Opened
    problems: Problems
    as_of: date
    output: Path
    jobs: int = 1
    advance: Callable[[int], None] = lambda _: None

    def order(self) -> PreviewOrder:
        """Previews that are handed out say until when they are valid."""
        return PreviewOrder(valid_to=last_day(self.as_of, self.opened.site.preview_days))

    def drafts(self, only: str | None = None) -> Drafts:
        opened = self.opened
        return read_drafts(opened.site, opened.root, opened.exports.vocabulary, only)

    def own_problems(self) -> OwnProblems:
        return OwnProblems(self.problems, self.opened.site, self.opened.root)

    def ids(self) -> list[str]:
        return [view.profile.partner_id for view in self.opened.exports.profiles()]


def preview_one(run: PreviewRun, partner_id: str) -> Said:
    """One preview: at its address where PREVIEW_SECRET is set, else in a folder for a local look."""
    partner = run.opened.partner(partner_id)
    drafts, own = run.drafts(partner_id), run.own_problems()
    check_drafts(run, drafts, partner_id)
    handout = Handout(PreviewMaker(run.opened, run.as_of), drafts, own, run.output)
    if os.environ.get(SECRET):
        folder = handout.one(partner, secret_from(os.environ, run.problems), run.order())
    else:
        folder = handout.local(partner, PreviewOrder())
    path = folder / "index.html"
    answer = {"partner_id": partner_id, "preview": str(path), "drafts": len(drafts.rows.get(partner_id, ()))}
    return answer, f"The preview of {partner.profile.name}: {path}"


def preview_all(run: PreviewRun) -> Said:
    """Every partner's preview, to hand out. Raises UsageError without PREVIEW_SECRET."""
    secret = secret_from(os.environ, run.problems)
    drafts = run.drafts()
    check_drafts(run, drafts)
    ids = run.ids()
    handout = Handout(PreviewMaker(run.opened, run.as_of), drafts, run.own_problems(), run.output)
    done = handout.all(ids, secret, run.order(), run.jobs, run.advance)
    valid_to = last_day(run.as_of, run.opened.site.preview_days)
    answer = {
        "previews": done.previews,
        "folder": str(done.folder),
        "mailing": str(done.mailing),
        "without_administrator": done.without_administrator,
        "bytes": done.bytes,
        "valid_to": valid_to.isoformat(),
    }
    lines = [
        f"{done.previews:,} previews in {done.folder}/, valid through {valid_to.isoformat()}",
        f"  addresses for the mailing (keep it private): {done.mailing}",
    ]
    if done.without_administrator:
        lines.append(f"  without the address of an administrator: {done.without_administrator:,}")
    return answer, "\n".join(lines)


def preview_overview(run: PreviewRun) -> Said:
    """The program manager's overview of all partners."""
    drafts = run.drafts()
    check_drafts(run, drafts)
    site = OverviewSite(PreviewMaker(run.opened, run.as_of), drafts, run.own_problems(), run.output)
    rows = site.rows(run.ids(), run.jobs, run.advance)
    folder = site.write(rows)
    answer = {"overview": str(folder / "index.html"), "rows": len(rows), "table": str(folder / "overview.csv")}
    return answer, f"{len(rows):,} lines: {folder / 'index.html'} and {folder / 'overview.csv'}"


def check_drafts(run: PreviewRun, drafts: Drafts, partner_id: str | None = None) -> None:
    """Tell what is wrong with drafts: with files as a whole, with those of `partner_id`, with those that no profile
    has. Raises ContentError where a draft could not be read at all: nothing is written then.
    """
    ids = run.ids()
    known = set(ids)
    for owner, found in drafts.problems.items():
        if owner in known or not owner:
            told = owner in ("", partner_id)
            run.problems.extend(problem for problem in found if told or problem.severity is Severity.ERROR)
    origins = drafts.files | {owner: rows[0].origin for owner, rows in drafts.rows.items()}
    for owner in origins.keys() - known:
        message = f'no profile has the partner_id "{owner}"; the draft is ignored.'
        hint = did_you_mean(owner, ids)
        run.problems.warning("unknown-partner", message, origins[owner], column="partner_id", value=owner, hint=hint)
    if run.problems.stopping():
        raise ContentError(run.problems)
