"""One chunk of partners through levels, gate, contexts and rendering: the unit of work of a build.

A worker holds what all chunks share; it writes the pages of its partners itself and returns only what the whole
site needs: cards, lines, postings, facts and problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from generator.audience.gate import publish, visibility_of
from generator.audience.publication import Audience, Listing, PartnersListing
from generator.audience.roster import Roster
from generator.errors import DirectoryError, InputOutputError, Problem
from generator.model.outcome import Outcome
from generator.model.partner import Partner
from generator.pages.badges import badge_files
from generator.pages.cards import Card, card_of
from generator.pages.compare import CompareEntry, compare_entry
from generator.pages.data_files import PartnerLine, SolutionLine, partner_line, solution_lines
from generator.pages.facets import Labels
from generator.pages.findability import Redirect, listing_redirects, redirect_page
from generator.pages.frame import Frame, Link
from generator.pages.listing import listing_page
from generator.pages.manifest import ListedFacts, listed_facts
from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of, key_of
from generator.pages.solution_cards import SolutionCard, solution_cards
from generator.pages.solutions import solution_pages
from generator.pages.teaming import TeamingEntry, teaming_entry
from generator.pipeline.opening import Opened
from generator.pipeline.private import Private, private_texts
from generator.release.staging import StagedSite, Written
from generator.render.environment import Renderer
from generator.render.logos import logo_file, monogram
from generator.search.chunk import ChunkPostings, analyse
from generator.search.documents import SearchDocument, document_of


class SiteParts:
    """What every chunk needs of one audience's site."""

    def __init__(
        self,
        roster: Roster,
        frame: Frame,
        labels: Labels,
        renderer: Renderer,
        staged: StagedSite,
        faq: Sequence[tuple[str | None, Link]] = (),
    ) -> None:
        self.roster = roster
        self.frame = frame
        self.labels = labels
        self.renderer = renderer
        self.staged = staged
        self.faq = faq

    def write(self, page: Page | RawFile) -> None:
        content = page.content if isinstance(page, RawFile) else self.renderer.render(page)
        try:
            self.staged.write(file_of(page.route), content)
        except OSError as failure:
            raise InputOutputError.from_os(failure, "writing") from None


class SiteChunk(msgspec.Struct, kw_only=True):
    """What one audience's site gathers of a chunk, in the order of partner ids."""

    cards: list[Card] = []
    solution_cards: list[SolutionCard] = []
    lines: list[PartnerLine] = []
    solution_lines: list[SolutionLine] = []
    facts: dict[str, ListedFacts] = {}
    comparisons: list[CompareEntry] = []
    teaming: list[TeamingEntry] = []
    redirects: list[Redirect] = []
    postings: list[ChunkPostings] = []
    changed_on: dict[str, date | None] = {}
    monograms: dict[str, bytes] = {}
    descriptions: dict[str, int] = {}
    pages: int = 0


class ChunkResult(msgspec.Struct, kw_only=True):
    """The sites' parts, what was written of each site, and the problems found while rendering (logos, mostly).

    `private` is filled where a leak scan follows: what the scan searches for.
    """

    sites: dict[Audience, SiteChunk]
    written: dict[Audience, Written] = {}
    problems: list[Problem] = []
    private: Private = {}


class Worker:
    """Renders chunks; made once in each process."""

    def __init__(self, opened: Opened, as_of: date, sites: dict[Audience, SiteParts], *, scanned: bool = False) -> None:
        self._opened = opened
        self._as_of = as_of
        self._sites = sites
        self._scanned = scanned

    def run(self, ids: Sequence[str]) -> ChunkResult:
        """Render the partners with these ids; the result's lists are in their order."""
        result = ChunkResult(sites={audience: SiteChunk() for audience in self._sites})
        documents: dict[Audience, list[SearchDocument]] = {audience: [] for audience in self._sites}
        for partner_id in ids:
            partner = self._opened.partner(partner_id)
            try:
                for audience, document in self._partner(partner, result):
                    documents[audience].append(document)
            except DirectoryError:
                raise
            except Exception as bug:
                raise RuntimeError(f'rendering the partner "{partner_id}": {type(bug).__name__}: {bug}') from bug
        for audience, found in result.sites.items():
            found.postings.append(analyse(documents[audience], self._opened.site.language))
            result.written[audience] = self._sites[audience].staged.written_since_last()
        return result

    def take_over(self, result: ChunkResult) -> None:
        """Book what another process wrote."""
        for audience, written in result.written.items():
            self._sites[audience].staged.book(written)

    def _partner(self, partner: Partner, result: ChunkResult) -> Iterator[tuple[Audience, SearchDocument]]:
        outcomes: list[Outcome] | None = None
        logos: dict[str, RawFile] = {}
        listings: dict[Audience, Listing] = {}
        for audience, site in self._sites.items():
            decision = visibility_of(partner, audience, self._as_of)
            if not decision.visible:
                continue
            if outcomes is None:
                relatives = self._opened.relatives(partner)
                engines = self._opened.engines.values()
                outcomes = [engine.outcome(partner, self._as_of, relatives) for engine in engines]
            sisters = site.roster.sisters(partner.profile)
            listing = publish(partner, decision, self._as_of, outcomes, self._opened.programs, sisters)
            if listing is not None:
                listings[audience] = listing
                logo = self._logo(partner, listing, logos, result)
                yield audience, self._listing(listing, logo, site, result.sites[audience])
        if self._scanned:
            for text, audiences in private_texts(partner, listings).items():
                result.private[text] = result.private.get(text, audiences) | audiences

    def _logo(self, partner: Partner, listing: Listing, made: dict[str, RawFile], result: ChunkResult) -> RawFile:
        """The cleaned logo, or a monogram where there is none or it is no good (then with a warning)."""
        name = listing.logo or ""
        if name not in made:
            cleaned = self._cleaned_logo(partner, listing)
            if isinstance(cleaned, Problem):
                result.problems.append(cleaned)
            made[name] = cleaned if isinstance(cleaned, RawFile) else monogram(listing.name, listing.id)
        return made[name]

    def _cleaned_logo(self, partner: Partner, listing: Listing) -> RawFile | Problem | None:
        row = next((row for row in partner.marketing if row.logo is not None and row.logo == listing.logo), None)
        path: Path | None = None if row is None else self._opened.exports.logo(row)
        if row is None or path is None:
            return None
        try:
            content = path.read_bytes()
        except OSError as failure:
            raise InputOutputError.from_os(failure, "reading") from None
        return logo_file(content, path.name, key_of(listing.id), row.origin)

    def _listing(self, listing: Listing, logo: RawFile, site: SiteParts, found: SiteChunk) -> SearchDocument:
        facets = site.labels.of(listing)
        card = card_of(listing, site.labels, logo.route, facets)
        pages = [
            listing_page(listing, site.frame, site.labels, logo.route),
            *solution_pages(listing, card, site.frame, site.labels),
        ]
        redirects = listing_redirects(listing)
        for page in pages:
            site.write(page)
            found.changed_on[page.route] = listing.updated_on
        for redirect in redirects:
            site.write(redirect_page(redirect, site.frame))
        for badge in badge_files(listing, site.frame, site.labels):
            site.write(badge)
        if logo.route.startswith("logos/"):
            site.write(logo)
        else:
            found.monograms[logo.route] = logo.content
        found.pages += len(pages) + len(redirects)
        found.cards.append(card)
        found.solution_cards.extend(solution_cards(listing, card, site.labels))
        found.lines.append(partner_line(listing, site.frame.base_url))
        found.solution_lines.extend(solution_lines(listing, site.frame.base_url))
        found.facts[card.key] = listed_facts(listing)
        found.descriptions[card.key] = len(listing.description or "")
        found.comparisons.append(compare_entry(listing, card, site.frame, site.labels))
        found.redirects.extend(redirects)
        if isinstance(listing, PartnersListing):
            entry = teaming_entry(listing, card)
            if entry is not None:
                found.teaming.append(entry)
        return document_of(listing, card, site.labels)
