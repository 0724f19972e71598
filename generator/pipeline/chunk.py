"""One chunk of partners through levels, gate, contexts and rendering: the unit of work of a build.

A worker holds what all chunks share; it writes the pages of its partners itself and returns only what the whole
site needs, as one block. A listing of which nothing changed since the last build is not made again: its files are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from generator.audience.gate import publish, visibility_of
from generator.audience.publication import Audience, Listing, PartnersListing
from generator.audience.roster import Roster
from generator.errors import DirectoryError, InputOutputError, Problem
from generator.model.partner import Partner
from generator.pages.badges import badge_files
from generator.pages.cards import CARD, card_of
from generator.pages.compare import compare_entry, compare_line
from generator.pages.data_files import json_line, partner_line, solution_lines, table_row
from generator.pages.facets import Labels
from generator.pages.findability import listing_redirects, redirect_page
from generator.pages.frame import Frame, Link
from generator.pages.listing import listing_page
from generator.pages.manifest import listed_facts
from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of, key_of
from generator.pages.solution_cards import SOLUTION_CARD, solution_cards
from generator.pages.solutions import solution_pages
from generator.pipeline.made import (
    Block,
    Made,
    dated_rows,
    encoded,
    holds_until,
    postings_of,
    print_of,
    raw,
)
from generator.pipeline.memory import Before
from generator.pipeline.opening import Opened
from generator.pipeline.private import Packed, Texts, packed, private_texts
from generator.release.staging import StagedSite, Written
from generator.render.environment import Renderer
from generator.render.logos import logo_file, monogram
from generator.search.chunk import analyse
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

    def beside(self) -> SiteParts:
        """The same site, where what is written is told later."""
        return SiteParts(self.roster, self.frame, self.labels, self.renderer, self.staged.beside(), self.faq)

    def write(self, page: Page | RawFile) -> None:
        content = page.content if isinstance(page, RawFile) else self.renderer.render(page)
        try:
            self.staged.write(file_of(page.route), content)
        except OSError as failure:
            raise InputOutputError.from_os(failure, "writing") from None


class ChunkResult(msgspec.Struct, kw_only=True):
    """The block of a chunk, what was written of each site, and how many pages were rendered and kept.

    `records` are its partners' rows for the next reading.

    `private` is filled where a leak scan follows: what the scan searches for. `why` is filled where it was asked for.
    """

    block: bytes
    records: bytes
    first: str
    last: str
    partners: int
    written: dict[Audience, Written]
    rendered: int
    kept: int
    why: str | None
    private: Packed | None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What a build wants of its workers.

    `logos` are hashes of logo files by partner; `scanned`: collect what a leak scan searches for; `asked`: a file of
    which to tell why it was rendered.
    """

    as_of: date
    before: Before
    logos: Mapping[str, bytes]
    scanned: bool = False
    asked: str | None = None


class Worker:
    """Renders chunks; inherited by each process that does."""

    def __init__(self, opened: Opened, sites: dict[Audience, SiteParts], task: Task) -> None:
        self._opened = opened
        self._whole = sites
        self._sites = {audience: site.beside() for audience, site in sites.items()}
        self._as_of = task.as_of
        self._task = task
        self._rendered = self._kept = 0
        self._why: str | None = None

    def run(self, chunk: int) -> ChunkResult:
        """Make the listings of a chunk, or keep them."""
        exports = self._opened.exports
        ids, prints = exports.ids_in(chunk), exports.prints(chunk)
        self._rendered, self._kept, self._why = 0, 0, None
        blocks = list(self._task.before.blocks(ids[0], ids[-1]))
        kept: dict[Audience, dict[str, Made]] = {}
        known: dict[Audience, dict[str, Made]] = {}
        due: dict[int, dict[Audience, bytes]] = {}
        for audience, site in self._sites.items():
            known[audience] = {made.id: made for block in blocks for made in block.made.get(audience.value, ())}
            kept[audience] = {}
            for place, (partner_id, rows) in enumerate(zip(ids, prints, strict=True)):
                if partner_id in site.roster.visible:
                    now = self._print(partner_id, rows, site)
                    made = known[audience].get(partner_id)
                    if made is not None and not self._opened.rolls_up and self._keep(made, now, site):
                        kept[audience][partner_id] = made
                    else:
                        due.setdefault(place, {})[audience] = now
        new, documents, private = self._make(chunk, due)
        block = Block(made={}, postings={})
        for audience in self._sites:
            mades = kept[audience] | new[audience]
            block.made[audience.value] = [mades[partner_id] for partner_id in ids if partner_id in mades]
            before = [postings for old in blocks for postings in old.postings.get(audience.value, ())]
            same = {
                one for one, made in known[audience].items() if one in mades and mades[one].document == made.document
            }
            spoken = [document for document in documents[audience] if document.id not in same]
            own = [analyse(spoken, self._opened.site.language)] if spoken else []
            block.postings[audience.value] = postings_of(before, same, own)
        written = {audience: site.staged.written_since_last() for audience, site in self._sites.items()}
        return ChunkResult(
            block=encoded(block),
            records=exports.records(chunk),
            first=ids[0],
            last=ids[-1],
            partners=len(ids),
            written=written,
            rendered=self._rendered,
            kept=self._kept,
            why=self._why,
            private=packed(private) if self._task.scanned else None,
        )

    def take_over(self, result: ChunkResult) -> None:
        """Book what was written, here or in another process."""
        for audience, written in result.written.items():
            self._whole[audience].staged.book(written)

    def _print(self, partner_id: str, rows: bytes, site: SiteParts) -> bytes:
        """A hash of everything that a listing is made of, but for what all listings are made of."""
        organization = self._opened.exports.organization_name(site.roster.organization_of(partner_id))
        company = msgspec.msgpack.encode(site.roster.company(partner_id))
        return print_of(rows, organization, company, self._task.logos.get(partner_id))

    def _keep(self, made: Made, now: bytes, site: SiteParts) -> bool:
        """Keep a listing's files where nothing about it changed; whether that was so."""
        if made.print != now:
            self._tell(made, "the rows of its partner, its sister companies or its logo changed")
            return False
        if made.problems:
            self._tell(made, "something about it is to be warned of, where it stands now")
            return False
        if made.until is not None and made.until <= self._as_of:
            self._tell(made, f"something about it begins or ends on {made.until.isoformat()}")
            return False
        if not site.staged.keep(made.files, made.size):
            self._tell(made, "its files are not in the release before any more")
            return False
        self._kept += len(made.routes) + len(made.redirects)
        return True

    def _tell(self, made: Made, why: str) -> None:
        if self._task.asked is not None and any(file == self._task.asked for file, _ in made.files):
            self._why = why

    def _make(
        self, chunk: int, due: Mapping[int, Mapping[Audience, bytes]]
    ) -> tuple[dict[Audience, dict[str, Made]], dict[Audience, list[SearchDocument]], Texts]:
        new: dict[Audience, dict[str, Made]] = {audience: {} for audience in self._sites}
        documents: dict[Audience, list[SearchDocument]] = {audience: [] for audience in self._sites}
        private: Texts = {}
        exports = self._opened.exports
        places = frozenset(range(len(exports.ids_in(chunk)))) if self._task.scanned else frozenset(due)
        for place, partner in zip(sorted(places), exports.partners_in(chunk, places), strict=True):
            try:
                self._partner(partner, due.get(place, {}), new, documents)
                if self._task.scanned:
                    for text, bits in private_texts(partner, self._shown(partner)).items():
                        private[text] = private.get(text, bits) | bits
            except (DirectoryError, OSError):
                raise
            except Exception as bug:
                raise RuntimeError(f'rendering the partner "{partner.id}": {type(bug).__name__}: {bug}') from bug
        return new, documents, private

    def _shown(self, partner: Partner) -> dict[Audience, Listing]:
        """The listings of a partner by audience, without levels: their texts are what counts."""
        listings = {}
        for audience, site in self._sites.items():
            decision = visibility_of(partner, audience, self._as_of)
            sisters = site.roster.sisters(partner.profile)
            listing = publish(partner, decision, self._as_of, (), self._opened.programs, sisters)
            if listing is not None:
                listings[audience] = listing
        return listings

    def _partner(
        self,
        partner: Partner,
        due: Mapping[Audience, bytes],
        new: dict[Audience, dict[str, Made]],
        documents: dict[Audience, list[SearchDocument]],
    ) -> None:
        if not due:
            return
        relatives = self._opened.relatives(partner)
        engines = self._opened.engines.values()
        outcomes = [engine.outcome(partner, self._as_of, relatives) for engine in engines]
        until = holds_until(dated_rows(partner), outcomes, self._as_of)
        logos: dict[str, tuple[RawFile, Problem | None]] = {}
        for audience, now in due.items():
            site = self._sites[audience]
            decision = visibility_of(partner, audience, self._as_of)
            sisters = site.roster.sisters(partner.profile)
            listing = publish(partner, decision, self._as_of, outcomes, self._opened.programs, sisters)
            if listing is not None:
                name = listing.logo or ""
                if name not in logos:
                    logos[name] = self._logo(partner, listing)
                logo, problem = logos[name]
                made, document = self._listing(listing, logo, problem, site)
                made.print, made.until = now, until
                new[audience][partner.id] = made
                documents[audience].append(document)

    def _logo(self, partner: Partner, listing: Listing) -> tuple[RawFile, Problem | None]:
        """The cleaned logo, or a monogram where there is none or it is no good (then with a warning)."""
        cleaned = self._cleaned_logo(partner, listing)
        if isinstance(cleaned, RawFile):
            return cleaned, None
        return monogram(listing.name, listing.id), cleaned

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

    def _listing(
        self, listing: Listing, logo: RawFile, problem: Problem | None, site: SiteParts
    ) -> tuple[Made, SearchDocument]:
        """Write everything of one listing; its record is complete but for what tells when it was made."""
        files, size = site.staged.count, site.staged.size
        facets = site.labels.of(listing)
        card = card_of(listing, site.labels, logo.route, facets)
        pages = [
            listing_page(listing, site.frame, site.labels, logo.route),
            *solution_pages(listing, card, site.frame, site.labels),
        ]
        redirects = listing_redirects(listing)
        for page in pages:
            site.write(page)
        for redirect in redirects:
            site.write(redirect_page(redirect, site.frame))
        for badge in badge_files(listing, site.frame, site.labels):
            site.write(badge)
        shared = not logo.route.startswith("logos/")
        if not shared:
            site.write(logo)
        self._rendered += len(pages) + len(redirects)
        asked = self._task.asked
        if self._why is None and asked is not None and asked in dict(site.staged.since(files)):
            self._why = self._task.before.note or "it is new"
        document = document_of(listing, card, site.labels, facets)
        line = partner_line(listing, site.frame.base_url)
        made = Made(
            id=listing.id,
            print=b"",
            until=None,
            card=(raw(card), site.renderer.card(CARD, card).encode()),
            solution_cards=tuple(
                (raw(one), site.renderer.card(SOLUTION_CARD, one).encode())
                for one in solution_cards(listing, card, site.labels)
            ),
            line=json_line(line),
            row=table_row(line, list(site.labels.programs)),
            solution_lines=b"".join(map(json_line, solution_lines(listing, site.frame.base_url))),
            facts=listed_facts(listing),
            comparison=compare_line(compare_entry(listing, card, site.frame, site.labels)),
            teaming=listing.teaming if isinstance(listing, PartnersListing) else None,
            redirects=redirects,
            routes=tuple(page.route for page in pages),
            changed_on=listing.updated_on,
            monogram=(logo.route, logo.content) if shared else None,
            description=len(listing.description or ""),
            document=print_of(msgspec.msgpack.encode(document)),
            files=tuple(site.staged.since(files)),
            size=site.staged.size - size,
            problems=() if problem is None else (problem,),
        )
        return made, document
