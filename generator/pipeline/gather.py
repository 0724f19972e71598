"""What one audience's site gathers from all chunks, and the pages and files made of it.

A page that would show what it showed in the last build is not rendered again. Where no listing changed at all, nothing
that is made of listings alone is even looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.audience.publication import Audience
from generator.pages.cards import Card
from generator.pages.changes import changes_files, with_history
from generator.pages.compare import compare_buckets, compare_page
from generator.pages.data_files import (
    PARTNERS_LINES,
    PARTNERS_TABLE,
    SOLUTIONS_LINES,
    table_header,
)
from generator.pages.findability import (
    Redirect,
    SitemapEntry,
    host_files,
    opensearch_file,
    redirect_page,
    robots_file,
    sitemap_files,
)
from generator.pages.gather import gathering_pages
from generator.pages.manifest import ListedFacts, Manifest, manifest_file
from generator.pages.page import Page, RawFile
from generator.pages.programs import program_pages
from generator.pages.routes import file_of
from generator.pages.solution_cards import SolutionCard
from generator.pages.style_guide import style_guide_page
from generator.pages.teaming import TeamingEntry, teaming_pages
from generator.pipeline.chunk import SiteParts
from generator.pipeline.gathering import Pile, print_of_page
from generator.pipeline.inherit import former_addresses, notices
from generator.pipeline.made import Made, PackedPostings, print_of, unpacked
from generator.pipeline.memory import Before, Kept, KeptPage
from generator.release.state import FacetCounts, facet_counts
from generator.search.chunk import ChunkPostings
from generator.search.index import MANIFEST as SEARCH_MANIFEST
from generator.search.index import redated, write_index


class Gathered:
    """One audience's site after the chunks: pages that gather, data files, search, and the manifest at the end."""

    def __init__(
        self, audience: Audience, site: SiteParts, as_of: date, before: Before, asked: str | None = None
    ) -> None:
        self._audience = audience
        self._site = site
        self._as_of = as_of
        self._before = before.kept(audience.value)
        self._asked = asked
        self.why: str | None = None
        self._cards: list[Card] = []
        self._solution_cards: list[SolutionCard] = []
        self._teaming: list[TeamingEntry] = []
        self._facts: dict[str, ListedFacts] = {}
        self._changed_on: dict[str, date | None] = {}
        self._monograms: dict[str, bytes] = {}
        self._redirects: list[Redirect] = []
        self._postings: list[ChunkPostings] = []
        self._words: dict[str, str] = {}
        self._lines, self._rows, self._solution_lines, self._comparisons = Pile(), Pile(), Pile(), Pile()
        self._print = print_of()
        self._quiet = False
        self.kept = Kept(whole=b"", pages={}, gathered={})
        self.descriptions: dict[str, int] = {}
        self.pages = self.reused = 0

    def add(self, mades: Sequence[Made], postings: Sequence[PackedPostings]) -> None:
        """Take the next chunk, in the order of partner ids."""
        for made in mades:
            key = made.card.key
            self._cards.append(made.card)
            self._solution_cards.extend(made.solution_cards)
            self._facts[key] = made.facts
            self._changed_on.update(dict.fromkeys(made.routes, made.changed_on))
            self._redirects.extend(made.redirects)
            self._lines.add(made.line)
            self._rows.add(made.row)
            self._solution_lines.add(made.solution_lines)
            self._comparisons.add(made.comparison)
            self.descriptions[key] = made.description
            if made.monogram is not None:
                self._monograms.setdefault(*made.monogram)
            if made.teaming is not None:
                offers, seeks, regions = made.teaming
                self._teaming.append(TeamingEntry(card=made.card, offers=offers, seeks=seeks, regions=regions))
            self.pages += len(made.routes) + len(made.redirects)
            self._print = print_of(self._print, made.id, made.facts.text, made.card.logo, made.comparison)
        words = self._words
        for part in postings:
            part.forms = [words.setdefault(word, word) for word in part.forms]
            part.stems = [words.setdefault(word, word) for word in part.stems]
            self._postings.append(unpacked(part))

    @property
    def listings(self) -> int:
        return len(self._cards)

    @property
    def facets(self) -> FacetCounts:
        """How many listings have each value of each facet."""
        return facet_counts(card.facets for card in self._cards)

    def inherit(self, previous: Manifest | None) -> frozenset[str]:
        """Redirects, notices and neutral badges for what stood in the release before.

        Returns the files of all redirects and notices of the site.
        """
        site = self._site
        taken = {redirect.old for redirect in self._redirects}
        if previous is None:
            return frozenset(taken)
        standing = {f"partners/{card.key}": (card.route, card.name) for card in self._cards}
        standing |= {f"solutions/{card.key}": (card.route, card.name) for card in self._solution_cards}
        redirects = list(former_addresses(previous.sums, standing, taken))
        self._redirects.extend(redirects)
        pages = [redirect_page(redirect, site.frame) for redirect in redirects]
        left = list(notices(previous.sums, self._facts, site.staged.sums, site.labels.programs, site.frame))
        for page in (*pages, *left):
            site.write(page)
            self.pages += isinstance(page, Page)
        return frozenset(page.route for page in (*pages, *left)) | taken

    def write(self, written: Sequence[Page]) -> None:
        """Every page and file but those that name the release; `written` are the operator's own texts."""
        site = self._site
        indexed = dict(self._changed_on)
        for page in written:
            self._write_page(page, indexed, self.kept.pages)
        self.kept.whole = print_of(self._print, *sorted(page.route for page in written))
        self._quiet = self.kept.whole == self._before.whole and self._keep_all()
        dated = list(self._dated_pages())
        for page in dated:
            self._write_page(page, indexed, self.kept.pages)
        if not self._quiet:
            made = {page.route for page in dated}
            for page in self._pages():
                if page.route not in made:
                    self._write_page(page, indexed, self.kept.gathered)
            for file in self._files(indexed):
                self._write_file(file)
        for file in (robots_file(site.frame), opensearch_file(site.frame), *host_files(self._redirects, site.frame)):
            site.write(file)

    def write_style_guide(self) -> None:
        """The page for those who work on the look; it needs a listing, for its logo."""
        if self._cards:
            self._site.write(style_guide_page(self._site.frame, self._cards[0].logo))

    def write_search(self) -> None:
        """The search index of this site."""
        standing = self._site.staged.standing(SEARCH_MANIFEST) if self._quiet else None
        if standing is not None:
            self._site.write(redated(standing, self._as_of))
            return
        for file in write_index(self._postings, self._as_of, self._site.frame.language):
            if file.route == SEARCH_MANIFEST:
                self._site.write(file)
            elif file.route not in self._site.staged.sums:  # two parts with the same content have the same name
                self._write_file(file)

    def _write_page(self, page: Page, indexed: dict[str, date | None], kept: dict[str, KeptPage]) -> None:
        """Render a page, or keep it as it was."""
        staged, file = self._site.staged, file_of(page.route)
        self.pages += 1
        if page.context.head.indexed:
            indexed.setdefault(page.route, None)
        now = print_of_page(page)
        before = self._before.page(page.route)
        if before is not None and before.print == now and staged.keep((before.file,), before.size):
            self.reused += 1
            kept[page.route] = before
            return
        if file == self._asked:
            self.why = "it is new" if before is None else "what it shows changed"
        size = staged.size
        self._site.write(page)
        kept[page.route] = KeptPage(now, (file, staged.sums[file]), staged.size - size)

    def _write_file(self, file: RawFile) -> None:
        self._site.write(file)
        sums = self._site.staged.sums
        self.kept.gathered[file.route] = KeptPage(b"", (file.route, sums[file.route]), len(file.content))

    def _keep_all(self) -> bool:
        """Keep everything that is made of listings alone; whether it was all there."""
        before = self._before.gathered
        files = [page.file for page in before.values()]
        if not self._site.staged.keep(files, sum(page.size for page in before.values())):
            return False
        self.kept.gathered = dict(before)
        pages = sum(bool(page.print) for page in before.values())
        self.pages += pages
        self.reused += pages
        return True

    def _dated_pages(self) -> Iterator[Page]:
        """The pages that depend on the day too: home, and the programs with their rules in force."""
        site = self._site
        yield next(gathering_pages(self._cards, self._solution_cards, site.frame, site.labels, self._as_of))
        yield from program_pages(self._cards, site.frame, site.labels, self._as_of, site.faq)

    def _pages(self) -> Iterator[Page]:
        site = self._site
        yield from gathering_pages(self._cards, self._solution_cards, site.frame, site.labels, self._as_of)
        yield compare_page(self._cards, site.frame, site.labels)
        if self._audience is Audience.PARTNERS:
            yield from teaming_pages(self._teaming, site.frame, site.labels)

    def _files(self, indexed: dict[str, date | None]) -> Iterator[RawFile]:
        frame = self._site.frame
        entries = (SitemapEntry(route=route, changed_on=changed) for route, changed in sorted(indexed.items()))
        for route, content in sorted(self._monograms.items()):
            yield RawFile(route=route, content=content)
        yield RawFile(route=PARTNERS_LINES, content=self._lines.whole())
        header = table_header(list(self._site.labels.programs))
        yield RawFile(route=PARTNERS_TABLE, content=header + self._rows.whole())
        yield RawFile(route=SOLUTIONS_LINES, content=self._solution_lines.whole())
        yield from compare_buckets(self._comparisons.ordered(10))
        yield from sitemap_files(entries, frame)

    def finish(self, release: str, previous: Manifest | None) -> Manifest:
        """The pages and files that name the release: what changed, and the manifest with all sums."""
        site = self._site
        manifest = with_history(
            previous,
            Manifest(
                as_of=self._as_of,
                release=release,
                audience=self._audience,
                counts={"listings": len(self._cards), "solutions": len(self._solution_cards)},
                programs={
                    program.id: tuple(level.id for level in program.levels) for program in site.labels.programs.values()
                },
                listings=self._facts,
            ),
        )
        for file in changes_files(manifest, site.frame, site.labels):
            site.write(file)
            self.pages += isinstance(file, Page)
        site.write(manifest_file(manifest, site.staged.sums))
        return manifest
