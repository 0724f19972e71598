"""Everything that can be found wrong before anything is rendered, and what a build goes on with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from generator.audience.publication import Audience
from generator.audience.roster import Roster, rosters
from generator.errors import Origin, Problems
from generator.intake import ProfileView
from generator.pages.page import Page
from generator.pipeline.made import print_of
from generator.pipeline.opening import Opened
from generator.pipeline.plan import check_plan
from generator.pipeline.texts import frame_for, written_pages
from generator.render.assets import Assets, bundle
from generator.wording import Wording


class Checked(NamedTuple):
    """What a build goes on with. `logos` are hashes of logo files, by partner."""

    rosters: dict[Audience, Roster]
    assets: Assets
    written: dict[Audience, list[Page]]
    logos: dict[str, bytes]


def check(opened: Opened, as_of: date, problems: Problems) -> Checked:
    """Everything that can be found wrong before anything is rendered."""
    logos: dict[str, bytes] = {}
    found = rosters(_with_logos(opened, logos), as_of, opened.audiences)
    check_plan(found.values(), opened.programs.values(), opened.faq, opened.texts, problems)
    problems.extend(opened.rule_problems())
    if not problems.stopping() and not any(roster.visible for roster in found.values()):
        problems.warning(
            "nobody-listed",
            f"no partner is visible to anybody on {as_of.isoformat()}.",
            Origin(f"{opened.site.content}/marketing"),
            hint="Is the marketing export complete, and are profiles approved by that day? build.py why ID tells.",
        )
    root, site = opened.root, opened.site
    theme = root / site.theme_folder
    folders = [folder for folder in (theme / "assets", root / site.templates / "assets") if folder.is_dir()]
    assets = bundle(folders, site.theme, theme if theme.is_dir() else None, problems, Wording(site.language))
    written = {}
    for audience in opened.audiences:
        once = Problems()
        written[audience] = list(written_pages(opened, frame_for(opened, audience, assets), as_of, once))
    problems.extend(once)
    return Checked(found, assets, written, logos)


def _with_logos(opened: Opened, logos: dict[str, bytes]) -> Iterator[ProfileView]:
    """The views of all partners; the logo files that they name are put into `logos` on the way."""
    for view in opened.exports.profiles():
        paths = [opened.exports.logo(row) for row in view.marketing if row.logo is not None]
        if paths:
            contents = [path.read_bytes() if path is not None and path.is_file() else None for path in paths]
            logos[view.profile.partner_id] = print_of(*contents)
        yield view
