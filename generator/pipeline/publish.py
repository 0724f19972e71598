"""The nightly publication: lock, read, check, stage, verify, guard, swap, report. Nothing else touches `publish.root`.

Whatever happens before the swap, the release that stands keeps standing; the swap is one rename.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from generator.audience.publication import Audience
from generator.errors import ContentError, DirectoryError, GuardError, Problems, Severity, UsageError
from generator.intake import FileRead
from generator.model.site import Site
from generator.pages.findability import CACHING, HEADERS
from generator.pages.manifest import MANIFEST, Manifest
from generator.pipeline.build import BuildOrder, Earlier, Staged, let_stand, report_of, stage
from generator.pipeline.clock import Clock, Progress
from generator.pipeline.history import NotGivenError, compare, read_one, read_previous
from generator.pipeline.opening import Opened
from generator.pipeline.report import Publication, write_publication_report
from generator.pipeline.verification import verify_sites
from generator.release import disk
from generator.release.bucket import Bucket
from generator.release.checks import Finding, as_problems
from generator.release.difference import differences
from generator.release.folder import ReleaseFolder
from generator.release.guards import Night, accepted, judge, no_yesterday, refusal, settings_of
from generator.release.hosting import SNIPPETS, snippets
from generator.release.state import NightState, read_state, state_file
from generator.release.targets import Deployed, chosen_targets, deploy


class PublishOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to publish: a build whose output is `publish.root`. `accepts` are the words of `--accept`."""

    build: BuildOrder
    first_release: bool = False
    accepts: tuple[str, ...] = ()


def publication_folder(site: Site, config: Path) -> ReleaseFolder:
    """The folder that hosts serve."""
    return ReleaseFolder(
        config.parent / site.publish.root, [a.value for a in Audience if a in site.audiences], site.releases_kept
    )


def publish(
    order: PublishOrder, site: Site, read: Callable[[], Opened], problems: Problems, progress: Progress
) -> Publication:
    """Publish both sites, or refuse.

    Raises UsageError where a target cannot be used; ContentError, LockedError and InputOutputError as `build` does; and
    GuardError where verification or a guard refuses; then the report in `publish.root` says what would have changed.
    """
    limits, accepts = settings_of(site.publish.guards), accepted(order.accepts)
    for name, target in site.publish.targets.items():
        Bucket(name, target)  # what a target lacks is told before the night, not after it
    build = order.build
    clock = Clock(progress)
    folder = publication_folder(site, build.config)
    with folder.locked():
        before = _before(folder, build.previous)
        if before is None and not order.first_release:
            raise no_yesterday(str(folder.root))
        clock.stage("read")
        opened = read()
        with folder.staged() as staged:
            earlier = Earlier({}) if before is None else Earlier(dict(before.manifests), before.state.carried)
            made = stage(build, opened, staged, earlier, problems, clock, scanned=True)
            clock.stage("verify")
            verified = verify_sites(made, opened, folder, build)
            findings = [finding for one in verified for finding in one.findings]
            now = Night(made.manifests, _state(made, opened, build.as_of, problems))
            verdicts = judge(before, now, limits, accepts)
            changes = {} if before is None else differences(before.manifests, made.manifests)
            refused = _refused(findings) or refusal(verdicts)
            if refused is None:
                clock.stage("release")
                _write_snippets(folder)
                stands = let_stand(made, folder, problems, state_file(now.state), [one.remember for one in verified])
            else:
                made.memory.discard()
                for one in verified:
                    one.discard()
                stands = folder.root
        clock.stop()
        numbers = compare({} if before is None else before.manifests, made.manifests)
        report = report_of(build, made, stands, clock, numbers, verdicts)
        done = Publication(report=report, changes=changes)
        write_publication_report(done, made.manifests, problems, refused, folder.root)
    if refused is not None:
        refused.answer = done.report.as_json()
        raise refused
    return done


def deploy_release(site: Site, config: Path, names: Sequence[str], *, dry_run: bool) -> list[Deployed]:
    """Bring the release that stands to the targets with these names (none: all), one after the other.

    Raises UsageError for targets that cannot be meant or where nothing stands, InputOutputError where a store refuses;
    the next run goes on from there.
    """
    targets = chosen_targets(site.publish.targets, names)
    folder = publication_folder(site, config)
    deployed = []
    with folder.locked() if targets else nullcontext():
        for name, target in targets.items():
            standing = folder.site_folder(target.audience)
            if standing is None:
                raise UsageError(f"nothing stands in {folder.root}: publish first.")
            store = Bucket(name, target)
            deployed.append(deploy(name, target, standing, store, dry_run=dry_run, say=_say))
    return deployed


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _before(folder: ReleaseFolder, named: str | None) -> Night | None:
    """The night to compare with: the release that stands, with its state, or one that the order names instead."""
    state = read_state(folder.state())
    manifests = _standing(folder) if named is None else read_previous(named)
    return None if state is None or not manifests else Night(manifests, state)


def _standing(folder: ReleaseFolder) -> dict[Audience, Manifest]:
    """The manifests of the release that stands; none where one of its sites has lost its own or has it torn, since
    guards do not pass on half of a yesterday.
    """
    found: dict[Audience, Manifest] = {}
    for site in folder.sites:
        place = folder.site_folder(site)
        if place is not None and place.is_dir():
            try:
                manifest = read_one(str(place / MANIFEST))
            except (NotGivenError, ContentError):
                return {}
            found[manifest.audience] = manifest
    return found


def _state(made: Staged, opened: Opened, as_of: date, problems: Problems) -> NightState:
    """Tonight in numbers."""
    gathered = made.gathered
    return NightState(
        as_of=as_of,
        tables={table: opened.exports.count(table) for table in opened.exports.counts},
        facets={audience.value: part.facets for audience, part in gathered.items()},
        descriptions={audience.value: part.descriptions for audience, part in gathered.items()},
        problems=problems.count(Severity.WARNING) + problems.count(Severity.QUARANTINE),
        export_age=_export_age(opened.exports.files, as_of, opened.site.time_zone),
        carried=made.carried,
    )


def _export_age(files: Iterable[FileRead], as_of: date, time_zone: str) -> int:
    """Days from the newest table file (by its modification time) to the day of the site; 0 where it is newer."""
    newest = max((file.modified for file in files if file.file.endswith(".csv")), default=0)
    day = datetime.fromtimestamp(newest / 1e9, ZoneInfo(time_zone)).date()
    return max((as_of - day).days, 0)


def _refused(findings: list[Finding]) -> DirectoryError | None:
    """The refusal of verification: exit 3 as for a guard, but there is nothing to accept."""
    return GuardError(Problems(as_problems(findings))) if findings else None


def _write_snippets(folder: ReleaseFolder) -> None:
    place = folder.root / SNIPPETS
    place.mkdir(exist_ok=True)
    for audience in Audience:
        private: dict[str, str] = {"X-Robots-Tag": "noindex, nofollow"} if audience is Audience.PARTNERS else {}
        for name, content in snippets(audience.value, HEADERS | private, CACHING).items():
            if not (place / name).is_file() or (place / name).read_bytes() != content:
                disk.replace_file(place / name, content)
