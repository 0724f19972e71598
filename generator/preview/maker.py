"""One partner's preview: both listings as they are and with drafts, and the private part, as files in memory.

`PreviewMaker` keeps everything open that does not change with a draft, so that the next preview costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from generator.audience.gate import publish, visibility_of
from generator.audience.own import OwnListing
from generator.audience.policy import Visibility
from generator.audience.preview import own_listing
from generator.audience.publication import Audience, Listing
from generator.audience.roster import rosters
from generator.errors import ContentError, Origin, Problem, Problems, Severity
from generator.intake.drafts import Drafts
from generator.model.outcome import Outcome
from generator.model.partner import Partner
from generator.model.receipt import Receipt
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import RawFile
from generator.pages.routes import key_of
from generator.pipeline.opening import Opened
from generator.pipeline.texts import frame_for
from generator.preview.completeness import Completeness, completeness
from generator.preview.drafted import DraftedPartner, with_drafts
from generator.preview.own_problems import OwnProblems
from generator.preview.questions import Questions
from generator.preview.receipt_scrub import scrubbed
from generator.preview.rendering import PreviewRenderer, preview_assets, preview_folders
from generator.preview.trace import Trace, trace
from generator.preview.trace_rows import speaking
from generator.render.assets import site_assets
from generator.render.logos import logo_file, monogram
from generator.wording import Wording

AT_A_TIME = 40
"""Partners that one process is handed at once."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """A partner through one audience's eyes: the decision, and the listing where it shows."""

    decision: Visibility
    listing: Listing | None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a preview is made of, before it becomes pages. `published` and `drafted` are by audience."""

    partner: Partner
    drafts: DraftedPartner
    published: dict[Audience, Sight]
    drafted: dict[Audience, Sight]
    receipts: tuple[Receipt, ...]
    level_moves: tuple[str, ...]
    traces: tuple[Trace, ...]
    own: OwnListing
    completeness: Completeness
    problems: tuple[Problem, ...]
    labels: Labels


class PreviewMaker:
    """Previews of the partners of one opened directory on one day."""

    def __init__(self, opened: Opened, as_of: date) -> None:
        self.opened = opened
        self.as_of = as_of
        self.words = Wording(opened.site.language)
        self.questions = Questions(opened.faq)
        self.labels = Labels(opened.exports.vocabulary, opened.programs.values(), opened.site.language)
        self.rosters = rosters(opened.exports.profiles(), as_of, opened.audiences)
        self.load_templates()

    @property
    def main(self) -> Audience:
        """The audience whose site a preview's own pages lead to: customers, where there is a site for them."""
        return self.opened.audiences[0]

    def load_templates(self) -> None:
        """Read templates and assets, again after a change."""
        opened, site = self.opened, self.opened.site
        problems = Problems()
        assets = site_assets(opened.root, site, problems, self.words)
        if problems.stopping():
            raise ContentError(problems)
        self.bundled = assets
        self.assets = preview_assets(assets)
        self.frames: dict[Audience, Frame] = {a: frame_for(opened, a, assets) for a in opened.audiences}
        templates = preview_folders(opened.root, site)
        self.renderers = {a: PreviewRenderer(templates, frame, site) for a, frame in self.frames.items()}

    def facts(self, partner: Partner, drafts: Drafts, problems: OwnProblems) -> Facts:
        """What there is to say of one partner; `problems` are those of the exports, of which it gets its own."""
        as_of, opened = self.as_of, self.opened
        applied = with_drafts(partner, drafts, opened.root)
        outcomes = self._outcomes(partner)
        later = self._outcomes(applied.partner) if applied.applied else outcomes
        relatives = opened.relatives(partner)
        receipts = tuple(scrubbed(engine.receipt(partner, as_of, relatives)) for engine in opened.engines.values())
        published = {audience: self._sight(partner, audience, outcomes) for audience in opened.audiences}
        drafted = {audience: self._sight(applied.partner, audience, later) for audience in opened.audiences}
        speaker = next((row for sight in drafted.values() if (row := speaking(sight.decision.locations))), None)
        rows = applied.partner.marketing
        return Facts(
            partner=partner,
            drafts=applied,
            published=published,
            drafted=drafted,
            receipts=receipts,
            level_moves=tuple(_moves(outcomes, later)),
            traces=tuple(
                trace(partner, a, as_of, bool(self.rosters[a].sisters(partner.profile)), opened.site.tables)
                for a in opened.audiences
            ),
            own=own_listing(partner, opened.exports.reference, receipts, as_of),
            completeness=completeness(applied.partner, speaker or (rows[0] if rows else None), as_of, self.words),
            problems=problems.of(partner),
            labels=Labels(drafts.vocabulary(opened.exports.vocabulary), opened.programs.values(), self.words.language)
            if drafts.terms
            else self.labels,
        )

    def _outcomes(self, partner: Partner) -> list[Outcome]:
        relatives = self.opened.relatives(partner)
        return [engine.outcome(partner, self.as_of, relatives) for engine in self.opened.engines.values()]

    def _sight(self, partner: Partner, audience: Audience, outcomes: list[Outcome]) -> Sight:
        decision = visibility_of(partner, audience, self.as_of)
        sisters = self.rosters[audience].sisters(partner.profile)
        listing = publish(partner, decision, self.as_of, outcomes, self.opened.programs, sisters)
        return Sight(decision=decision, listing=listing)

    def logo(self, facts: Facts, listing: Listing, drafted: bool, problems: list[Problem]) -> RawFile:
        """The logo of a listing made safe, or a monogram; what is wrong with it goes to `problems`."""
        found = self._logo_path(facts, listing, drafted)
        if found is not None:
            path, origin = found
            cleaned = logo_file(path.read_bytes(), path.name, key_of(listing.id), origin)
            if isinstance(cleaned, RawFile):
                name = cleaned.route.removeprefix("logos/")
                return RawFile(route=f"logos/{'draft' if drafted else 'published'}-{name}", content=cleaned.content)
            problems.append(cleaned)
        return monogram(listing.name, listing.id)

    def _logo_path(self, facts: Facts, listing: Listing, drafted: bool) -> tuple[Path, Origin] | None:
        partner = facts.drafts.partner if drafted else facts.partner
        row = next((row for row in partner.marketing if row.logo is not None and row.logo == listing.logo), None)
        if row is None:
            return None
        if drafted and row.location_id in facts.drafts.logos:
            change = next(d for d in facts.drafts.applied if d.table == "marketing" and d.key == row.location_id)
            return facts.drafts.logos[row.location_id], change.origins["logo"]
        path = self.opened.exports.logo(row)
        return None if path is None else (path, row.origin)


def _moves(before: list[Outcome], after: list[Outcome]) -> Iterator[str]:
    """Programs whose displayed level the drafts would change."""
    for old, new in zip(before, after, strict=True):
        if old.displayed != new.displayed:
            yield old.program


def never_values(partner: Partner) -> Mapping[str, str]:
    """The values that nobody may see, with their names: what no file of a preview may hold."""
    found = {
        "profiles.company_token": partner.profile.company_token,
        "profiles.passport_advantage_id": partner.profile.passport_advantage_id,
    }
    found |= {f"candidate_ids.candidate_id {n}": row.candidate_id for n, row in enumerate(partner.candidate_ids)}
    return {place: value for place, value in found.items() if value is not None and len(value) >= 8}


def check_never(partner: Partner, files: Mapping[str, bytes]) -> None:
    """Refuse to hand out a preview that holds one of these values. Raises ContentError; nothing overrides it."""
    for place, value in never_values(partner).items():
        sought = value.encode("utf-8")
        for route, content in files.items():
            if sought in content:
                table, _, column = place.partition(" ")[0].partition(".")
                raise ContentError(
                    Problem(
                        severity=Severity.ERROR,
                        code="leak",
                        message=f"would stand in the preview of {partner.id} ({route}); nothing was written.",
                        origin=partner.profile.origin,
                        column=f"{table}.{column}",
                        hint="A text of this partner holds the value; take it out at its source.",
                    )
                )
