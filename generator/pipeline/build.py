"""The recipe: exports in, a release out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from generator.audience.publication import Audience
from generator.errors import ContentError, InputOutputError, Problems
from generator.intake import recall as recall_reading
from generator.model.site import Site
from generator.pages.facets import Labels
from generator.pages.frame import Frame, Link
from generator.pages.manifest import Manifest
from generator.pipeline import roll
from generator.pipeline.checked import Checked, check
from generator.pipeline.chunk import SiteParts, Task, Worker
from generator.pipeline.clock import Clock, Progress
from generator.pipeline.executor import cores, run_tasks, spread
from generator.pipeline.gather import Gathered
from generator.pipeline.history import Comparison, compare, read_previous
from generator.pipeline.inherit import inherited_assets
from generator.pipeline.made import decoded, print_of
from generator.pipeline.memory import EXPORTS, FOLDER, Before, Writer, recall
from generator.pipeline.opening import Opened, open_directory
from generator.pipeline.prints import keys_of, reading_key
from generator.pipeline.private import Private
from generator.pipeline.roll import Called
from generator.pipeline.texts import frame_for
from generator.release.folder import ReleaseFolder
from generator.release.guards import Verdict, foretold, settings_of
from generator.release.staging import StagedSite, release_id
from generator.render.environment import Renderer
from generator.render.folders import template_folders


class BuildOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to build. `output`: the folder that gets the release; `previous`: the release to compare with;
    `jobs`: worker processes (None: one per core); `style_guide`: add the page that shows every component;
    `full`: take nothing over from the last build; `why`: a file of the site of which to tell why it was rendered.
    """

    config: Path
    as_of: date
    output: Path
    strict: bool = False
    jobs: int | None = None
    previous: str | None = None
    style_guide: bool = False
    full: bool = False
    why: str | None = None


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did; the fields of the contract's `--json` answer. `guards` of a build refuse nothing: they say
    what those that compare manifests would say of it.
    """

    as_of: date
    release: str
    folder: str
    audiences: dict[str, dict[str, int]]
    pages_rendered: int
    pages_reused: int
    pages_removed: int
    seconds: dict[str, float]
    changes: Comparison
    guards: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = msgspec.to_builtins(self)
        return answer


class Earlier(NamedTuple):
    """The release before: its manifests, and the assets it had itself carried (None: its files are not at hand)."""

    manifests: dict[Audience, Manifest]
    carried: Mapping[str, tuple[str, ...]] | None = None


class Staged(NamedTuple):
    """A release that is written and not yet published. `inherited`: files that history added, by audience."""

    release: str
    sites: dict[Audience, SiteParts]
    gathered: dict[Audience, Gathered]
    manifests: dict[Audience, Manifest]
    inherited: dict[Audience, frozenset[str]]
    carried: dict[str, tuple[str, ...]]
    private: Private
    counts: Counts
    memory: Writer
    opened: Opened
    called: Called

    def remember(self, stands: Path) -> None:
        """Leave for the next build what this one made; its release stands now."""
        kept = {audience.value: part.kept for audience, part in self.gathered.items()}
        pages = {audience.value: part.pages for audience, part in self.gathered.items()}
        self.memory.commit(stands.name, kept, pages)
        memory, exports = self.memory, self.opened.exports
        exports.leave(memory.keeper, memory.reading)
        roll.remember(memory.folder, memory.reading, memory.as_of, exports, self.called)


def read(order: BuildOrder, site: Site, problems: Problems) -> Opened:
    """Open the directory, going on from what the last build in the output folder left of its exports where it can."""
    key = reading_key(order.config.parent, site)
    standing = None if order.full else recall_reading(order.output / FOLDER / EXPORTS, key)
    return open_directory(order.config, site, problems, standing, order.jobs)


class Counts(msgspec.Struct):
    """Pages that were rendered, kept as they were, and removed; and remarks about it."""

    rendered: int = 0
    kept: int = 0
    removed: int = 0
    notes: list[str] = []


def build(order: BuildOrder, opened: Opened, problems: Problems, progress: Progress) -> BuildReport:
    """Build both sites and make them the current release of the output folder.

    Raises ContentError where `problems` stop the build (nothing is written then), LockedError where another build
    holds the folder, InputOutputError where the disk refuses. Whatever happens, the release that stood before
    stands, or the new one does.
    """
    limits = settings_of(opened.site.publish.guards)
    clock = Clock(progress)
    folder = ReleaseFolder(order.output, [audience.value for audience in opened.audiences], opened.site.releases_kept)
    with folder.locked():
        previous = read_previous(order.previous) if order.previous else {}
        with folder.staged() as staged:
            made = stage(order, opened, staged, Earlier(previous), problems, clock)
            clock.stage("release")
            stands = let_stand(made, folder, problems)
    clock.stop()
    guards = foretold(previous, made.manifests, limits) if previous else ()
    return report_of(order, made, stands, clock, compare(previous, made.manifests), guards)


def let_stand(
    made: Staged,
    folder: ReleaseFolder,
    problems: Problems,
    state: bytes = b"",
    then: Iterable[Callable[[], None]] = (),
) -> Path:
    """Make a staged release the current one, remember it, and do what is to follow; returns its folder.

    What fails once the release stands is a warning: readers see the new site, and the next run makes up for the rest.
    """
    stands = folder.commit(made.release, state)
    steps: list[Callable[[], None]] = [partial(folder.tidy, stands.name), partial(made.remember, stands), *then]
    for step in steps:
        try:
            step()
        except OSError as failure:
            for problem in InputOutputError.from_os(failure, "tidying up after the release").problems:
                problems.warning(
                    "untidy", f"{problem.message} The new release stands.", problem.origin, hint=problem.hint
                )
    return stands


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
    reading = reading_key(opened.root, opened.site)
    folder = None if order.full else order.output / FOLDER
    checked = check(opened, order.as_of, problems, roll.recall(folder, reading), order.jobs)
    if problems.stopping(strict=order.strict):
        raise ContentError(problems)
    frames = {audience: frame_for(opened, audience, checked.assets) for audience in checked.rosters}
    keys = keys_of(opened, frames.values(), order.as_of)
    standing = next(iter(staged.values())).release
    before = Before() if order.full else recall(order.output, standing, order.as_of, keys)
    memory = Writer(order.output, order.as_of, keys, reading)
    compiled = memory.compiled(print_of(keys["code"], keys["templates"], opened.site.language).hex())
    sites = _site_parts(opened, checked, staged, frames, compiled)
    try:
        return _stage(order, opened, checked, sites, (before, memory), earlier, problems, clock, scanned=scanned)
    except BaseException:
        memory.discard()
        raise
    finally:
        before.close()


def _stage(
    order: BuildOrder,
    opened: Opened,
    checked: Checked,
    sites: dict[Audience, SiteParts],
    memories: tuple[Before, Writer],
    earlier: Earlier,
    problems: Problems,
    clock: Clock,
    *,
    scanned: bool,
) -> Staged:
    before, memory = memories
    clock.stage("pages", opened.exports.count("profiles"))
    gathered = {audience: Gathered(audience, site, order.as_of, before, order.why) for audience, site in sites.items()}
    private = Private()
    counts = Counts(notes=[before.note] if before.note else [])
    task = Task(as_of=order.as_of, before=before, logos=checked.called.logos, scanned=scanned, asked=order.why)
    worker = Worker(opened, sites, task)
    for result in spread(worker.run, range(opened.exports.chunks), order.jobs or cores()):
        worker.take_over(result)
        memory.add(result.first, result.last, result.block)
        opened.exports.take(result.records, memory.keeper)
        block = decoded(result.block)
        for audience, part in gathered.items():
            mades = block.made[audience.value]
            part.add(mades, block.postings[audience.value])
        warned = (problem for mades in block.made.values() for made in mades for problem in made.problems)
        problems.extend(dict.fromkeys(warned))  # both sites show the same logo
        if result.private is not None:
            private.add(result.private)
        counts.rendered += result.rendered
        counts.kept += result.kept
        if result.why is not None:
            counts.notes.append(f"{order.why} was rendered: {result.why}")
        clock.advance(result.partners)
    if problems.stopping(strict=order.strict):
        raise ContentError(problems)
    clock.stage("gather")
    inherited = {}
    for audience, site in sites.items():
        for file in checked.assets.files:
            site.write(file)
        manifest = earlier.manifests.get(audience)
        inherited[audience] = gathered[audience].inherit(manifest)
        gathered[audience].begin(checked.written[audience])
        if order.style_guide:
            gathered[audience].write_style_guide()
    tasks = [(part, task) for part in gathered.values() for task in part.tasks()]
    told = run_tasks([task for _, task in tasks], order.jobs or cores())
    for (part, _), one in zip(tasks, told, strict=True):
        part.take_over(one)
    for part in gathered.values():
        part.end()
    for site in sites.values():
        site.staged.sweep()
    release = release_id(order.as_of.isoformat(), {audience.value: site.staged for audience, site in sites.items()})
    carried = {audience.value: _carry(earlier, audience, site.staged) for audience, site in sites.items()}
    manifests = {a: part.finish(release, earlier.manifests.get(a)) for a, part in gathered.items()}
    pages = sum(part.pages for part in gathered.values())
    counts.kept += sum(part.reused for part in gathered.values())
    counts.rendered = pages - counts.kept
    counts.removed = sum(site.staged.gone() for site in sites.values())
    if order.why is not None:
        counts.notes += _whys(order.why, gathered.values(), sites.values(), counts.notes)
    return Staged(
        release, sites, gathered, manifests, inherited, carried, private, counts, memory, opened, checked.called
    )


def _whys(asked: str, gathered: Iterable[Gathered], sites: Iterable[SiteParts], told: Sequence[str]) -> Iterator[str]:
    """What can be said of a file that was asked for, where its listing has not said it."""
    reasons = dict.fromkeys(part.why for part in gathered if part.why is not None)
    yield from (f"{asked} was rendered: {reason}" for reason in reasons)
    if not reasons and not any(note.startswith(asked) for note in told):
        there = any(asked in site.staged.sums for site in sites)
        yield f"{asked} is as it was" if there else f"{asked} is no file of these sites"


def report_of(
    order: BuildOrder, made: Staged, stands: Path, clock: Clock, changes: Comparison, guards: tuple[Verdict, ...]
) -> BuildReport:
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
        pages_rendered=made.counts.rendered,
        pages_reused=made.counts.kept,
        pages_removed=made.counts.removed,
        seconds=clock.seconds,
        changes=changes,
        guards=guards,
        notes=tuple(made.counts.notes),
    )


def _carry(earlier: Earlier, audience: Audience, site: StagedSite) -> tuple[str, ...]:
    """Keep the assets of the release before for readers who still hold its pages; returns what was kept."""
    before = earlier.manifests.get(audience)
    if before is None or earlier.carried is None:
        return ()
    assets = inherited_assets(before.sums, earlier.carried.get(audience.value, ()))
    return tuple(file for file in assets if site.carry(file, before.sums[file]))


def _site_parts(
    opened: Opened, checked: Checked, staged: dict[str, StagedSite], frames: dict[Audience, Frame], compiled: Path
) -> dict[Audience, SiteParts]:
    root, site = opened.root, opened.site
    templates = template_folders(root, site)
    labels = Labels(opened.exports.vocabulary, opened.programs.values(), site.language)
    parts = {}
    for audience, roster in checked.rosters.items():
        frame = frames[audience]
        renderer = Renderer(
            templates,
            frame,
            description_limit=site.description_limit,
            allow_http_links=site.allow_http_links,
            compiled=compiled,
        )
        faq = [(collection.program, Link(label=collection.title, route=collection.route)) for collection in opened.faq]
        parts[audience] = SiteParts(roster, frame, labels, renderer, staged[audience.value], faq)
    return parts
