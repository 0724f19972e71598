"""What one audience's site gathers from all chunks, and the pages and files made of it.

A page that would show what it showed in the last build is not rendered again. Where no listing changed at all, nothing
that is made of listings alone is even looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial

import msgspec

from generator.audience.publication import Audience
from generator.pages.cards import CARD, Card
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
from generator.pages.gather import Survey, front_page, page_groups
from generator.pages.manifest import ListedFacts, Manifest, manifest_file
from generator.pages.page import Page, RawFile
from generator.pages.programs import program_pages
from generator.pages.solution_cards import SOLUTION_CARD, SolutionCard
from generator.pages.style_guide import style_guide_page
from generator.pages.teaming import TeamingEntry, teaming_pages
from generator.pipeline.chunk import SiteParts
from generator.pipeline.gathering import CardPile, Pile, RecordPile, Share, Told
from generator.pipeline.inherit import former_addresses, notices
from generator.pipeline.made import Made, print_of, raw
from generator.pipeline.memory import Before, Kept, KeptPage
from generator.release.state import FacetCounts
from generator.search.chunk import unpacked
from generator.search.index import MANIFEST as SEARCH_MANIFEST
from generator.search.index import redated, write_index

_card = msgspec.msgpack.Decoder(Card).decode
_solution_card = msgspec.msgpack.Decoder(SolutionCard).decode


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
        self._cards = CardPile(Card, CARD)
        self._solution_cards = CardPile(SolutionCard, SOLUTION_CARD)
        self._teaming: list[TeamingEntry] = []
        self._facts = RecordPile(ListedFacts)
        self._changed_on: dict[str, date | None] = {}
        self._indexed: dict[str, date | None] = {}
        self._monograms: dict[str, bytes] = {}
        self._redirects: list[Redirect] = []
        self._data = self._lines, self._rows, self._solution_lines, self._comparisons = Pile(), Pile(), Pile(), Pile()
        self._postings = Pile()
        self._survey = Survey(self._cards, self._solution_cards, site.labels)
        self._print = print_of()
        self._quiet = False
        self.kept = Kept(whole=b"", pages={}, gathered={})
        self.descriptions: dict[str, int] = {}
        self.pages = self.reused = 0

    def add(self, mades: Sequence[Made], postings: Sequence[msgspec.Raw]) -> None:
        """Take the next chunk, in the order of partner ids."""
        for made in mades:
            card = _card(made.card[0])
            self._survey.add(card, (_solution_card(encoded) for encoded, _ in made.solution_cards))
            self._changed_on.update(dict.fromkeys(made.routes, made.changed_on))
            self._redirects.extend(made.redirects)
            self.descriptions[card.key] = made.description
            if made.monogram is not None:
                self._monograms.setdefault(*made.monogram)
            if made.teaming is not None:
                self._teaming.append(TeamingEntry(card=card, teaming=made.teaming))
            self.pages += len(made.routes) + len(made.redirects)
        self._cards.extend_cards(made.card for made in mades)
        self._solution_cards.extend_cards(card for made in mades for card in made.solution_cards)
        self._facts.extend(raw(made.facts) for made in mades)
        self._lines.extend(made.line for made in mades)
        self._rows.extend(made.row for made in mades)
        self._solution_lines.extend(made.solution_lines for made in mades)
        self._comparisons.extend(made.comparison for made in mades)
        self._postings.extend(map(bytes, postings))
        seen = (part for made in mades for part in (made.facts.text.encode(), made.card[0], made.comparison))
        self._print = print_of(self._print, b"\0".join(seen))

    @property
    def listings(self) -> int:
        return len(self._cards)

    @property
    def facets(self) -> FacetCounts:
        """How many listings have each value of each facet."""
        return self._survey.index.counts

    @cached_property
    def _standing_search(self) -> bytes | None:
        return self._site.staged.standing(SEARCH_MANIFEST)

    def inherit(self, previous: Manifest | None) -> frozenset[str]:
        """All listings came by: redirects, notices and neutral badges for what stood in the release before.

        Returns the files of all redirects and notices of the site.
        """
        for pile in (self._cards, self._solution_cards, self._facts, self._postings, *self._data):
            pile.settle()
        site = self._site
        taken = {redirect.old for redirect in self._redirects}
        if previous is None:
            return frozenset(taken)
        redirects = list(former_addresses(previous.sums, site.staged.sums, self._standing))
        self._redirects.extend(redirects)
        pages = [redirect_page(redirect, site.frame) for redirect in redirects]
        left = list(notices(previous.sums, self.descriptions, site.staged.sums, site.labels.programs, site.frame))
        for page in (*pages, *left):
            site.write(page)
            self.pages += isinstance(page, Page)
        return frozenset(page.route for page in (*pages, *left)) | taken

    def _standing(self, folder: str, key: str) -> Card | SolutionCard | None:
        return self._survey.index.find(key) if folder == "partners" else self._survey.catalogue.find(key)

    def begin(self, written: Sequence[Page]) -> None:
        """The operator's own texts (`written`), the pages that depend on the day, and what need not be made again."""
        own = Share(self._site.beside(), self._before, self._asked)
        for page in written:
            own.page(page)
        self.kept.whole = print_of(self._print, *sorted(page.route for page in written))
        self._quiet = self.kept.whole == self._before.whole and self._keep_all()
        for page in self._dated_pages():
            own.page(page)
        self._note(own.told(), self.kept.pages)

    def tasks(self) -> list[Callable[[], Told]]:
        """What is left to make of the listings, in parts for any process; `take_over` what they tell."""
        if self._quiet:
            return [] if self._standing_search is not None else [self._write_search]
        groups = page_groups(self._survey, self._site.frame)
        pages = (partial(self._write_pages, group) for group in (*groups, self._other_pages))
        return [self._write_search, self._write_data, *pages]

    def take_over(self, told: Told) -> None:
        """Book what a task wrote."""
        self._note(told, self.kept.gathered)

    def end(self) -> None:
        """The files that need everything else."""
        site = self._site
        own = Share(site.beside(), self._before, self._asked)
        if not self._quiet:
            indexed = self._indexed | self._changed_on
            entries = (SitemapEntry(route=route, changed_on=changed) for route, changed in sorted(indexed.items()))
            for file in sitemap_files(entries, site.frame):
                own.file(file)
        self._note(own.told(), self.kept.gathered)
        if self._quiet and self._standing_search is not None:
            site.write(redated(self._standing_search, self._as_of))
        for file in (robots_file(site.frame), opensearch_file(site.frame), *host_files(self._redirects, site.frame)):
            site.write(file)

    def write_style_guide(self) -> None:
        """The page for those who work on the look; it needs a listing, for its logo."""
        if self._cards:
            self._site.write(style_guide_page(self._site.frame, self._cards[0].logo))

    def _write_search(self) -> Told:
        """The search index; its manifest names the day and is not kept."""
        site, there = self._site.beside(), self._site.staged.sums
        share = Share(site, self._before, None)
        for file in write_index(map(unpacked, self._postings), self._as_of, site.frame.language):
            if isinstance(file, RawFile):
                site.write(file)
            elif file.route not in site.staged.sums and file.route not in there:  # parts of one content have one name
                share.hashed(file)
        return share.told()

    def _write_data(self) -> Told:
        """What the site gives to machines, the monograms, and what the comparison reads."""
        share = Share(self._site.beside(), self._before, None)
        for file in self._data_files():
            share.file(file)
        return share.told()

    def _write_pages(self, pages: Callable[[], Iterable[Page]]) -> Told:
        share = Share(self._site.beside(), self._before, self._asked)
        for page in pages():
            share.page(page)
        return share.told()

    def _note(self, told: Told, kept: dict[str, KeptPage]) -> None:
        self._site.staged.book(told.written)
        kept.update(told.kept)
        self._indexed.update(dict.fromkeys(told.indexed))
        self.pages += told.pages
        self.reused += told.reused
        self.why = self.why or told.why

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
        yield front_page(self._survey, site.frame, self._as_of)
        yield from program_pages(self._survey.index, site.frame, self._as_of, site.faq)

    def _other_pages(self) -> Iterator[Page]:
        site = self._site
        yield compare_page(self._survey.index.counts.get("program", ()), site.frame, site.labels)
        if self._audience is Audience.PARTNERS:
            yield from teaming_pages(self._teaming, site.frame, site.labels)

    def _data_files(self) -> Iterator[RawFile]:
        for route, content in sorted(self._monograms.items()):
            yield RawFile(route=route, content=content)
        yield RawFile(route=PARTNERS_LINES, content=self._lines.whole())
        header = table_header(list(self._site.labels.programs))
        yield RawFile(route=PARTNERS_TABLE, content=header + self._rows.whole())
        yield RawFile(route=SOLUTIONS_LINES, content=self._solution_lines.whole())
        yield from compare_buckets(self._comparisons.ordered(10))

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
                listings=dict(zip(self.descriptions, self._facts, strict=True)),
            ),
        )
        for file in changes_files(manifest, site.frame, site.labels):
            site.write(file)
            self.pages += isinstance(file, Page)
        site.write(manifest_file(manifest, site.staged.sums))
        return manifest
