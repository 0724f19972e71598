"""Everything that can be found wrong before anything is rendered, and what a build goes on with."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from generator.audience.publication import Audience
from generator.audience.roster import Roster
from generator.errors import Origin, Problems
from generator.pages.page import Page
from generator.pipeline.executor import cores
from generator.pipeline.opening import Opened
from generator.pipeline.plan import check_plan
from generator.pipeline.roll import Called, Roll, call
from generator.pipeline.texts import frame_for, written_pages
from generator.render.assets import Assets, site_assets
from generator.wording import Wording


class Checked(NamedTuple):
    """What a build goes on with."""

    called: Called
    assets: Assets
    written: dict[Audience, list[Page]]

    @property
    def rosters(self) -> dict[Audience, Roster]:
        """Who is visible to whom."""
        return self.called.rosters


def check(
    opened: Opened, as_of: date, problems: Problems, roll: Roll | None = None, jobs: int | None = None
) -> Checked:
    """Everything that can be found wrong before anything is rendered. `roll`: who was visible the last time.

    `jobs`: processes that ask (None: one per core).
    """
    jobs = jobs or cores()
    called = call(opened, as_of, roll, jobs)
    found = called.rosters
    check_plan(found.values(), opened.programs.values(), opened.faq, opened.texts, problems, opened.origin_of)
    for problem in opened.rule_problems(jobs):
        problems.add(problem)
        opened.exports.blame(problem.origin)
    if not problems.stopping() and not any(roster.visible for roster in found.values()):
        problems.warning(
            "nobody-listed",
            f"no partner is visible to anybody on {as_of.isoformat()}.",
            Origin(f"{opened.site.content}/marketing"),
            hint="Is the marketing export complete, and are profiles approved by that day? build.py why ID tells.",
        )
    assets = site_assets(opened.root, opened.site, problems, Wording(opened.site.language))
    written = {}
    for audience in opened.audiences:
        once = Problems()
        written[audience] = list(written_pages(opened, frame_for(opened, audience, assets), as_of, once))
    problems.extend(once)
    return Checked(called, assets, written)
