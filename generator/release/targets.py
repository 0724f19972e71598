"""Targets: where the sites go from the folder of releases. A target names one audience.

The settings were checked when they were read: the partners' site goes nowhere without `access: authenticated`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from generator.errors import Origin, Problems, UsageError, did_you_mean
from generator.model.site import TargetSettings
from generator.release.deployment import Deployment, Store, caching, content_type, planned

_AT_ONCE = 8


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, or (`dry_run`) would be, at one target."""

    target: str
    audience: str
    written: int
    deleted: int
    unchanged: int
    grace: int
    dry_run: bool


def chosen_targets(targets: Mapping[str, TargetSettings], names: Sequence[str]) -> dict[str, TargetSettings]:
    """The targets with these names (none: all); UsageError for what is unknown."""
    problems = Problems()
    for name in names:
        if name not in targets:
            hint = did_you_mean(name, targets) or f"There are: {', '.join(targets) or 'none in publish.targets'}."
            problems.error("unknown-target", f'there is no target "{name}".', Origin("publish.targets"), hint=hint)
    if len(problems):
        raise UsageError(problems)
    return {name: targets[name] for name in names} if names else dict(targets)


def deploy(
    name: str, target: TargetSettings, site: Path, store: Store, *, dry_run: bool, say: Callable[[str], None]
) -> Deployed:
    """Bring one site to one target. Stops at the first failure; the next run goes on from there."""
    plan = planned(site, store, name)
    if dry_run:
        _say_plan(plan, say)
    else:
        *before, last = plan.steps
        for files in before:
            _write(files, site, store)
        store.delete(plan.deletions)
        _write(last, site, store)
    return Deployed(
        target=name,
        audience=target.audience,
        written=plan.writes,
        deleted=len(plan.deletions),
        unchanged=plan.unchanged,
        grace=len(plan.grace),
        dry_run=dry_run,
    )


def _write(files: Sequence[str], site: Path, store: Store) -> None:
    """Write files, several at once; the first failure is raised when those under way have ended."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = [pool.submit(store.write, site / file, file, content_type(file), caching(file)) for file in files]
        try:
            for job in jobs:
                job.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _say_plan(plan: Deployment, say: Callable[[str], None]) -> None:
    for files in plan.steps:
        for file in files:
            say(f"would write {file}")
    for file in plan.deletions:
        say(f"would delete {file}")
    for file in plan.grace:
        say(f"would keep {file} for one more deployment")
