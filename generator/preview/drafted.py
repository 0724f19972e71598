"""A partner with its drafts applied, as if they stood in the exports already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from generator.errors import Problem, Severity
from generator.intake.drafts import DraftRow, Drafts
from generator.intake.sources import Sources
from generator.model.partner import Partner
from generator.model.tables import Marketing, Solution
from generator.render.markup import is_link

_NEEDED = {"solutions": ("name", "status")}
"""Columns that a new row must have."""

_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)")


class DraftedPartner(msgspec.Struct, frozen=True, kw_only=True):
    """`partner` has the drafts applied; `applied` are the rows that were, `problems` what is wrong with drafts.

    `logos` are the draft logos by location id (None: all locations). `left_out`: taken over as they are, the drafts
    would take the listing off the directory, because a row could not be read.
    """

    partner: Partner
    applied: tuple[DraftRow, ...]
    problems: tuple[Problem, ...]
    logos: dict[str | None, Path]
    left_out: bool


def with_drafts(partner: Partner, drafts: Drafts, root: Path) -> DraftedPartner:
    """Apply the drafts of one partner; files are named relative to `root`."""
    return _Applying(partner, drafts, root).run()


class _Applying:
    def __init__(self, partner: Partner, drafts: Drafts, root: Path) -> None:
        self._partner = partner
        self._drafts = drafts
        self._sources = Sources(root)
        self._problems = list(drafts.problems.get(partner.id, ()))
        self._logos: dict[str | None, Path] = {}
        self._applied: list[DraftRow] = []

    def run(self) -> DraftedPartner:
        marketing = {row.location_id: row for row in self._partner.marketing}
        solutions = {row.solution_id: row for row in self._partner.solutions}
        lifted = False
        for row in self._drafts.rows.get(self._partner.id, ()):
            if row.table == "marketing":
                if self._of_the_partner(row):
                    marketing[row.key] = self._marketing(row, marketing.get(row.key))
                    lifted = lifted or not row.unusable
                    self._applied.append(row)
            else:
                changed = self._solution(row, solutions.get(row.key or ""))
                if changed is not None:
                    solutions[changed.solution_id] = changed
                    self._applied.append(row)
        return DraftedPartner(
            partner=msgspec.structs.replace(
                self._partner,
                marketing=tuple(marketing.values()),
                solutions=tuple(solutions.values()),
                quarantined_by=None if lifted else self._partner.quarantined_by,
            ),
            applied=tuple(self._applied),
            problems=tuple(self._problems),
            logos=self._logos,
            left_out=any(row.table == "marketing" and row.unusable for row in self._applied),
        )

    def _of_the_partner(self, row: DraftRow) -> bool:
        own = [place.location_id for place in self._partner.locations]
        if row.key is None or row.key in own:
            return True
        message = f'"{row.key}" is not one of your locations; this draft is ignored.'
        hint = f"Your locations are {', '.join(own)}." if own else None
        self._problem(row, "foreign-location", message, "location_id", row.key, hint)
        return False

    def _marketing(self, row: DraftRow, published: Marketing | None) -> Marketing:
        values = dict(row.values)
        logo = values.get("logo")
        if logo is not None:
            reason = self._sources.refusal(self._drafts.folder, logo)
            if reason is None:
                self._logos[row.key] = self._drafts.folder / logo
            else:
                message = f'"{logo}" {reason.replace("this export", "the draft")}; a monogram takes its place.'
                hint = "Put the picture below content/drafts/ and name it from there, such as logos/new.svg."
                self._problem(row, "bad-logo", message, "logo", logo, hint, Severity.WARNING)
                values["logo"] = None
        for address in _refused_links(values.get("description")):
            message = f'"{address}" is not shown as a link: only https and mail addresses are.'
            self._problem(row, "bad-link", message, "description", address, "Write https://.", Severity.WARNING)
        if published is None:
            return Marketing(origin=row.origin, partner_id=self._partner.id, location_id=row.key, **values)
        changed: Marketing = msgspec.structs.replace(published, **values)
        return changed

    def _solution(self, row: DraftRow, published: Solution | None) -> Solution | None:
        if published is not None:
            changed: Solution = msgspec.structs.replace(published, **row.values)
            return changed
        lacking = [name for name in _NEEDED["solutions"] if row.values.get(name) is None]
        for name in lacking:
            message = f'is required for a new solution ("{row.key}" is none of yours yet).'
            self._problem(row, "missing-value", message, name, "")
        if lacking:
            return None
        return Solution(origin=row.origin, partner_id=self._partner.id, solution_id=row.key or "", **row.values)

    def _problem(
        self,
        row: DraftRow,
        code: str,
        message: str,
        column: str,
        value: str,
        hint: str | None = None,
        severity: Severity = Severity.QUARANTINE,
    ) -> None:
        origin = row.origins.get(column, row.origin)
        self._problems.append(
            Problem(severity=severity, code=code, message=message, origin=origin, column=column, value=value, hint=hint)
        )


def _refused_links(description: Any) -> Iterator[str]:
    """Addresses in Markdown links that the published page would show as plain text."""
    if isinstance(description, str):
        yield from (address for address in _LINK.findall(description) if not is_link(address))
