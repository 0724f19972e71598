"""The recipe: exports in, a release out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from generator.audience.publication import Audience
from generator.audience.roster import rosters
from generator.errors import ContentError, Problems
from generator.pages.facets import Labels
from generator.pages.frame import Link
from generator.pages.manifest import Manifest
from generator.pages.page import Page
from generator.pipeline.chunk import SiteParts, Worker
from generator.pipeline.executor import cores, run_chunks
from generator.pipeline.gather import Gathered
from generator.pipeline.history import Comparison, compare, read_previous
from generator.pipeline.inherit import inherited_assets
from generator.pipeline.opening import Opened
from generator.pipeline.plan import check_plan
from generator.pipeline.private import Private
from generator.pipeline.texts import frame_for, written_pages
from generator.release.folder import ReleaseFolder
from generator.release.staging import StagedSite, release_id
from generator.render.assets import Assets, bundle
from generator.render.environment import Renderer


class Progress(Protocol):
    """Where a run says how far it is."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` steps where they can be counted."""

    def advance(self, steps: int) -> None:
        """So many more steps of the stage are done."""


class BuildOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to build. `output`: the folder that gets the release; `previous`: the release to compare with;
    `jobs`: worker processes (None: one per core); `style_guide`: add the page that shows every component.
    """

    config: Path
    as_of: date
    output: Path
    strict: bool = False
    jobs: int | None = None
    previous: str | None = None
    style_guide: bool = False


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did; the fields of the contract's `--json` answer."""

    as_of: date
    release: str
    folder: str
    audiences: dict[str, dict[str, int]]
    pages_rendered: int
    pages_reused: int
    pages_removed: int
    seconds: dict[str, float]
    changes: Comparison

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = msgspec.to_builtins(self)
        return answer


class Clock:
    """Seconds spent in each stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began = time.perf_counter()
        self._name = ""
        self.seconds: dict[str, float] = {}

    def stage(self, name: str, total: int | None = None) -> None:
        self.stop()
        self._name = name
        self._progress.stage(name, total)

    def stop(self) -> None:
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = round(self.seconds.get(self._name, 0.0) + now - self._began, 3)
        self._began = now

    def advance(self, steps: int) -> None:
        """So many more steps of the stage are done."""
        self._progress.advance(steps)


class Earlier(NamedTuple):
    """The release before: its manifests, and the assets it had itself carried (None: its files are not at hand)."""

    manifests: dict[Audience, Manifest]
    carried: Mapping[str, tuple[str, ...]] | None = None


def check(opened: Opened, as_of: date, problems: Problems) -> tuple[Assets, dict[Audience, list[Page]]]:
    """Everything that can be found wrong before anything is rendered; returns what a build goes on with."""
    found = rosters(opened.exports.profiles(), as_of, opened.audiences)
    check_plan(found.values(), opened.programs.values(), opened.faq, opened.texts, problems)
    root, site = opened.root, opened.site
    theme = root / site.theme_folder
    folders = [folder for folder in (theme / "assets", root / site.templates / "assets") if folder.is_dir()]
    assets = bundle(folders, site.theme, theme if theme.is_dir() else None, problems)
    written = {}
    for audience in opened.audiences:
        once = Problems()
        written[audience] = list(written_pages(opened, frame_for(opened, audience, assets), as_of, once))
    problems.extend(once)
    return assets, written


class Staged(NamedTuple):
    """A release that is written and not yet published. `inherited`: files that history added, by audience."""

    release: str
    sites: dict[Audience, SiteParts]
    gathered: dict[Audience, Gathered]
    manifests: dict[Audience, Manifest]
    inherited: dict[Audience, frozenset[str]]
    carried: dict[str, tuple[str, ...]]
    private: Private


def build(order: BuildOrder, opened: Opened, problems: Problems, progress: Progress) -> BuildReport:
    """Build both sites and make them the current release of the output folder.

    Raises ContentError where `problems` stop the build (nothing is written then), LockedError where another build
    holds the folder, InputOutputError where the disk refuses. Whatever happens, the release that stood before
    stands, or the new one does.
    """
    clock = Clock(progress)
    folder = ReleaseFolder(order.output, [audience.value for audience in opened.audiences], opened.site.releases_kept)
    with folder.locked():
        previous = read_previous(order.previous) if order.previous else {}
        with folder.staged() as staged:
            made = stage(order, opened, staged, Earlier(previous), problems, clock)
            clock.stage("release")
            stands = folder.commit(made.release)
    clock.stop()
    return report_of(order, made, stands, clock, compare(previous, made.manifests))


def stage(
    order: BuildOrder,
    opened: Opened,
    staged: dict[str, StagedSite],
    earlier: Earlier,
    problems: Problems,
    clock: Clock,
    *,
    scanned: bool = False,
) -> Staged:
    """Write both sites into the staging folder: from checked exports to sealed manifests.

    Raises ContentError where `problems` stop the build. `scanned`: collect what a leak scan searches for.
    """
    clock.stage("check")
    assets, written = check(opened, order.as_of, problems)
    if problems.stopping(strict=order.strict):
        raise ContentError(problems)
    sites = _site_parts(opened, order.as_of, assets, staged)
    clock.stage("pages", opened.exports.count("profiles"))
    gathered = {audience: Gathered(audience, site, order.as_of) for audience, site in sites.items()}
    private: Private = {}
    worker = Worker(opened, order.as_of, sites, scanned=scanned)
    ids = opened.exports.ids()
    for partners, result in run_chunks(worker, ids, order.jobs or cores()):
        problems.extend(result.problems)
        for audience, found in result.sites.items():
            gathered[audience].add(found)
        for text, audiences in result.private.items():
            private[text] = private.get(text, audiences) | audiences
        clock.advance(partners)
    if problems.stopping(strict=order.strict):
        raise ContentError(problems)
    clock.stage("gather")
    inherited = {}
    for audience, site in sites.items():
        for file in assets.files:
            site.write(file)
        before = earlier.manifests.get(audience)
        inherited[audience] = gathered[audience].inherit(before)
        gathered[audience].write(written[audience])
        if order.style_guide:
            gathered[audience].write_style_guide()
    clock.stage("search")
    for part in gathered.values():
        part.write_search()
    carried = {audience.value: _carry(earlier, audience, site.staged) for audience, site in sites.items()}
    told_against = [manifest.release for manifest in earlier.manifests.values()]
    release = release_id(order.as_of.isoformat(), staged, told_against)
    manifests = {a: part.finish(release, earlier.manifests.get(a)) for a, part in gathered.items()}
    return Staged(release, sites, gathered, manifests, inherited, carried, private)


def report_of(order: BuildOrder, made: Staged, stands: Path, clock: Clock, changes: Comparison) -> BuildReport:
    """What was done, in numbers."""
    gathered = made.gathered
    return BuildReport(
        as_of=order.as_of,
        release=made.release,
        folder=str(stands),
        audiences={
            audience.value: {
                "listings": gathered[audience].listings,
                "pages": gathered[audience].pages,
                "bytes": site.staged.size,
            }
            for audience, site in made.sites.items()
        },
        pages_rendered=sum(part.pages for part in gathered.values()),
        pages_reused=0,
        pages_removed=0,
        seconds=clock.seconds,
        changes=changes,
    )


def _carry(earlier: Earlier, audience: Audience, site: StagedSite) -> tuple[str, ...]:
    """Keep the assets of the release before for readers who still hold its pages; returns what was kept."""
    before = earlier.manifests.get(audience)
    if before is None or earlier.carried is None:
        return ()
    return tuple(filter(site.carry, inherited_assets(before.sums, earlier.carried.get(audience.value, ()))))


def _site_parts(
    opened: Opened, as_of: date, assets: Assets, staged: dict[str, StagedSite]
) -> dict[Audience, SiteParts]:
    root, site = opened.root, opened.site
    templates = [folder for folder in (root / site.theme_folder, root / site.templates) if folder.is_dir()]
    labels = Labels(opened.exports.vocabulary, opened.programs.values(), site.language)
    parts = {}
    for audience, roster in rosters(opened.exports.profiles(), as_of, opened.audiences).items():
        frame = frame_for(opened, audience, assets)
        renderer = Renderer(
            templates, frame, description_limit=site.description_limit, allow_http_links=site.allow_http_links
        )
        faq = [(collection.program, Link(label=collection.title, route=collection.route)) for collection in opened.faq]
        parts[audience] = SiteParts(roster, frame, labels, renderer, staged[audience.value], faq)
    return parts
