"""What one audience's site gathers from all chunks, and the pages and files made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.audience.publication import Audience
from generator.pages.changes import changes_files, with_history
from generator.pages.compare import compare_buckets, compare_page
from generator.pages.data_files import (
    PARTNERS_LINES,
    PARTNERS_TABLE,
    SOLUTIONS_LINES,
    json_line,
    table_header,
    table_row,
)
from generator.pages.findability import (
    SitemapEntry,
    host_files,
    opensearch_file,
    redirect_page,
    robots_file,
    sitemap_files,
)
from generator.pages.gather import gathering_pages
from generator.pages.manifest import Manifest, manifest_file
from generator.pages.page import Page, RawFile
from generator.pages.programs import program_pages
from generator.pages.style_guide import style_guide_page
from generator.pages.teaming import teaming_pages
from generator.pipeline.chunk import SiteChunk, SiteParts
from generator.pipeline.inherit import former_addresses, notices
from generator.release.state import FacetCounts, facet_counts
from generator.search.index import write_index


class Gathered:
    """One audience's site after the chunks: pages that gather, data files, search, and the manifest at the end."""

    def __init__(self, audience: Audience, site: SiteParts, as_of: date) -> None:
        self._audience = audience
        self._site = site
        self._as_of = as_of
        self._all = SiteChunk()
        self.pages = 0

    def add(self, chunk: SiteChunk) -> None:
        """Take the next chunk, in the order of partner ids."""
        for field in ("cards", "solution_cards", "lines", "solution_lines", "comparisons", "teaming", "redirects"):
            getattr(self._all, field).extend(getattr(chunk, field))
        self._all.postings.extend(chunk.postings)
        self._all.facts.update(chunk.facts)
        self._all.changed_on.update(chunk.changed_on)
        self._all.monograms.update(chunk.monograms)
        self._all.descriptions.update(chunk.descriptions)
        self.pages += chunk.pages

    @property
    def listings(self) -> int:
        return len(self._all.cards)

    @property
    def descriptions(self) -> dict[str, int]:
        """Key → characters of the published description."""
        return self._all.descriptions

    @property
    def facets(self) -> FacetCounts:
        """How many listings have each value of each facet."""
        return facet_counts(card.facets for card in self._all.cards)

    def inherit(self, previous: Manifest | None) -> frozenset[str]:
        """Redirects, notices and neutral badges for what stood in the release before.

        Returns the files of all redirects and notices of the site.
        """
        site, found = self._site, self._all
        if previous is None:
            return frozenset(redirect.old for redirect in found.redirects)
        standing = {f"partners/{card.key}": (card.route, card.name) for card in found.cards}
        standing |= {f"solutions/{card.key}": (card.route, card.name) for card in found.solution_cards}
        taken = {redirect.old for redirect in found.redirects}
        redirects = list(former_addresses(previous.sums, standing, taken))
        found.redirects.extend(redirects)
        pages = [redirect_page(redirect, site.frame) for redirect in redirects]
        left = list(notices(previous.sums, found.facts, site.staged.sums, site.labels.programs, site.frame))
        for page in (*pages, *left):
            site.write(page)
            self.pages += isinstance(page, Page)
        return frozenset(page.route for page in (*pages, *left)) | taken

    def write(self, written: Sequence[Page]) -> None:
        """Every page and file but those that name the release; `written` are the operator's own texts."""
        site, found = self._site, self._all
        indexed = dict(found.changed_on)
        for page in (*written, *self._pages()):
            site.write(page)
            self.pages += 1
            if page.context.head.indexed:
                indexed.setdefault(page.route, None)
        entries = (SitemapEntry(route=route, changed_on=changed) for route, changed in sorted(indexed.items()))
        files: Iterator[RawFile] = iter(
            (
                *(RawFile(route=route, content=content) for route, content in sorted(found.monograms.items())),
                *self._open_files(),
                *compare_buckets(found.comparisons),
                *sitemap_files(entries, site.frame),
                robots_file(site.frame),
                opensearch_file(site.frame),
                *host_files(found.redirects, site.frame),
            )
        )
        for file in files:
            site.write(file)

    def write_style_guide(self) -> None:
        """The page for those who work on the look; it needs a listing, for its logo."""
        if self._all.cards:
            self._site.write(style_guide_page(self._site.frame, self._all.cards[0].logo))

    def write_search(self) -> None:
        """The search index of this site."""
        for file in write_index(self._all.postings, self._as_of, self._site.frame.language):
            if file.route not in self._site.staged.sums:  # two parts with the same content have the same name
                self._site.write(file)

    def _pages(self) -> Iterator[Page]:
        site, found = self._site, self._all
        yield from gathering_pages(found.cards, found.solution_cards, site.frame, site.labels, self._as_of)
        yield from program_pages(found.cards, site.frame, site.labels, self._as_of, site.faq)
        yield compare_page(found.cards, site.frame, site.labels)
        if self._audience is Audience.PARTNERS:
            yield from teaming_pages(found.teaming, site.frame, site.labels)

    def _open_files(self) -> Iterator[RawFile]:
        found, programs = self._all, list(self._site.labels.programs)
        rows = (table_row(line, programs) for line in found.lines)
        yield RawFile(route=PARTNERS_LINES, content=b"".join(map(json_line, found.lines)))
        yield RawFile(route=PARTNERS_TABLE, content=table_header(programs) + b"".join(rows))
        yield RawFile(route=SOLUTIONS_LINES, content=b"".join(map(json_line, found.solution_lines)))

    def finish(self, release: str, previous: Manifest | None) -> Manifest:
        """The pages and files that name the release: what changed, and the manifest with all sums."""
        site, found = self._site, self._all
        manifest = with_history(
            previous,
            Manifest(
                as_of=self._as_of,
                release=release,
                audience=self._audience,
                counts={"listings": len(found.cards), "solutions": len(found.solution_cards)},
                programs={
                    program.id: tuple(level.id for level in program.levels) for program in site.labels.programs.values()
                },
                listings=found.facts,
            ),
        )
        for file in changes_files(manifest, site.frame, site.labels):
            site.write(file)
            self.pages += isinstance(file, Page)
        site.write(manifest_file(manifest, site.staged.sums))
        return manifest
