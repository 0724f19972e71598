"""Guards: a night that looks wrong is not published until a person says how much of it is meant.

Each guard counts one kind of loss against the release that stands. It refuses when the count is above its limit: more
than the allowed share of what there was, and at least so many. `--accept NAME=N` lets one publication pass with a
count of up to N. Verification (`verify`) is no guard: nothing accepts a leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from generator.audience.publication import Audience
from generator.errors import GuardError, Origin, Problem, Problems, Severity, UsageError, did_you_mean
from generator.model.site import GUARDS, GuardSettings
from generator.pages.manifest import ListedFacts, Manifest
from generator.release.state import NightState

_EXAMPLES = 10
_SHORTER = 2
"""A description counts as shortened when it has less than one part in two of its characters."""
_LEAST_CHARACTERS = 40

_SAYS = {
    "listings-lost": "{value:,} of {total:,} listings would be gone",
    "levels-fallen": "{value:,} of {total:,} levels would be lower or gone",
    "facets-emptied": "{value:,} of the values that listings are found by would have none left",
    "tables-shrunk": "{value:,} rows would be gone from tables that shrank by more than their share",
    "descriptions-shortened": "{value:,} of {total:,} descriptions would lose more than half of their text",
    "problems": "there are {value:,} problems, after {total:,} the last time",
    "exports-old": "the newest export is {value:,} days old",
}


Manifests = Mapping[Audience, Manifest]
"""Those of one release. An audience that only one of two releases has is not compared."""


class Night(NamedTuple):
    """What a release is compared by."""

    manifests: Manifests
    state: NightState


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one guard says: `ok` where `value` is at most `limit`, or a person accepted it."""

    name: str
    limit: int
    value: int
    ok: bool
    says: str
    examples: tuple[str, ...] = ()


class _Count(NamedTuple):
    """What a guard found: the objects of its kind, out of how many; `value` where it is not their number."""

    found: list[str]
    total: int
    value: int | None = None
    limit: int | None = None


def settings_of(given: Mapping[str, GuardSettings]) -> dict[str, GuardSettings]:
    """The limits of every guard, those that the settings do not give as by default."""
    return {name: _over(limits, given.get(name)) for name, limits in GUARDS.items()}


def accepted(words: Iterable[str]) -> dict[str, int]:
    """What `--accept GUARD=N` says; UsageError for what it cannot mean."""
    found: dict[str, int] = {}
    for word in words:
        name, _, number = word.partition("=")
        if name not in GUARDS:
            hint = did_you_mean(name, GUARDS) or f"There are: {', '.join(GUARDS)}."
            raise _refused(word, f'there is no guard "{name}".', hint)
        if not number.isdecimal():
            raise _refused(word, f'"{word}" does not say how many.', f"Write {name}=37.")
        found[name] = int(number)
    return found


def judge(
    before: Night | None, now: Night, limits: Mapping[str, GuardSettings], accepts: Mapping[str, int]
) -> tuple[Verdict, ...]:
    """What every guard says. Without a release before, only those speak that look at one night alone."""
    counts: dict[str, _Count] = {}
    if before is not None:
        counts = {
            **_compared(before.manifests, now.manifests),
            "facets-emptied": _facets_emptied(before.state, now.state, limits["facets-emptied"]),
            "tables-shrunk": _tables_shrunk(before.state, now.state, limits["tables-shrunk"]),
            "descriptions-shortened": _descriptions_shortened(before, now),
            "problems": _problems(before.state, now.state, limits["problems"]),
        }
    days = limits["exports-old"].days
    counts["exports-old"] = _Count([], 0, now.state.export_age, days)
    return tuple(_verdict(name, count, limits[name], accepts.get(name)) for name, count in counts.items())


def foretold(before: Manifests, now: Manifests, limits: Mapping[str, GuardSettings]) -> tuple[Verdict, ...]:
    """What those guards say that need nothing but the manifests of two releases."""
    return tuple(_verdict(name, count, limits[name], None) for name, count in _compared(before, now).items())


def acceptance(verdicts: Iterable[Verdict]) -> str:
    """The command that lets this night pass: it accepts everything above its limit, what was accepted already too."""
    above = (f"--accept {verdict.name}={verdict.value}" for verdict in verdicts if verdict.value > verdict.limit)
    return " ".join(("build.py publish", *above))


def refusal(verdicts: Iterable[Verdict]) -> GuardError | None:
    """The refusal, with every guard that refuses and the exact words that would let it pass; None where all are ok."""
    said = tuple(verdicts)
    refused = [verdict for verdict in said if not verdict.ok]
    if not refused:
        return None
    command = acceptance(said)
    problems = Problems()
    for verdict in refused:
        such = f" Such as: {'; '.join(verdict.examples)}." if verdict.examples else ""
        problems.error(
            f"guard-{verdict.name}",
            f"{verdict.says}; at most {verdict.limit:,} may be.{such}",
            Origin("publish"),
            column=verdict.name,
            value=str(verdict.value),
            hint=f"The site that stands was left as it is. If this is meant: {command}",
        )
    return GuardError(problems)


def no_yesterday(place: str) -> GuardError:
    """The refusal to publish where there is nothing to compare with: guards never pass for lack of a yesterday."""
    return GuardError(
        Problem(
            severity=Severity.ERROR,
            code="first-release",
            message="there is no earlier release with its state to compare with.",
            origin=Origin(place),
            hint="If this is the first publication: build.py publish --first-release",
        )
    )


def _verdict(name: str, count: _Count, limits: GuardSettings, accept: int | None) -> Verdict:
    value = len(count.found) if count.value is None else count.value
    limit = _allowed(limits, count.total) if count.limit is None else count.limit
    examples = tuple(count.found[:_EXAMPLES])
    if len(count.found) > _EXAMPLES:
        examples += (f"{len(count.found) - _EXAMPLES:,} more",)
    return Verdict(
        name=name,
        limit=limit,
        value=value,
        ok=value <= max(limit, accept or 0),
        says=_SAYS[name].format(value=value, total=count.total),
        examples=examples,
    )


def _allowed(limits: GuardSettings, total: int) -> int:
    """The largest count that passes: refused is what is more than the share and at least the least."""
    share = total * (limits.percent or 0) // 100
    return max(share, (limits.least or 1) - 1)


def _compared(before: Manifests, now: Manifests) -> dict[str, _Count]:
    pairs = [(manifest, now[audience]) for audience, manifest in before.items() if audience in now]
    return {"listings-lost": _listings_lost(pairs), "levels-fallen": _levels_fallen(pairs)}


def _listings_lost(pairs: Iterable[tuple[Manifest, Manifest]]) -> _Count:
    lost: dict[str, str] = {}
    known: set[str] = set()
    for manifest, current in pairs:
        known |= manifest.listings.keys()
        after = current.listings
        lost |= {key: f"{facts.name} ({facts.slug})" for key, facts in manifest.listings.items() if key not in after}
    return _Count(sorted(lost.values()), len(known))


def _levels_fallen(pairs: Iterable[tuple[Manifest, Manifest]]) -> _Count:
    """Levels of listings that still stand; a program that left the directory takes all its levels with it."""
    fallen: dict[tuple[str, str], str] = {}
    held: set[tuple[str, str]] = set()
    for manifest, current in pairs:
        for key, program, level, facts in _levels(manifest):
            held.add((key, program))
            after = current.listings.get(key)
            level_now = None if after is None else after.levels.get(program)
            ranks = {name: rank for rank, name in enumerate(current.programs.get(program, ()), start=1)}
            if after is not None and ranks.get(level_now or "", 0) < (ranks.get(level, 1)):
                fallen[key, program] = f"{facts.name}: {level} → {level_now or 'none'} in {program}"
    return _Count(sorted(fallen.values()), len(held))


def _levels(manifest: Manifest) -> Iterator[tuple[str, str, str, ListedFacts]]:
    for key, facts in manifest.listings.items():
        for program, level in facts.levels.items():
            if level is not None:
                yield key, program, level, facts


def _facets_emptied(before: NightState, now: NightState, limits: GuardSettings) -> _Count:
    """Values with at least `least` listings before and none now, and facets whose values are all gone."""
    emptied: set[str] = set()
    least = limits.least or 1
    for audience, facets in before.facets.items():
        for facet, values in facets.items():
            left = now.facets.get(audience, {}).get(facet, {})
            emptied |= {f"{facet} {value}" for value, count in values.items() if count >= least and value not in left}
            if not left and sum(values.values()) >= least:
                emptied.add(f"every {facet}")
    return _Count(sorted(emptied), 0, limit=0)


def _tables_shrunk(before: NightState, now: NightState, limits: GuardSettings) -> _Count:
    shrunk = []
    rows = 0
    for table, count in sorted(before.tables.items()):
        left = now.tables.get(table, 0)
        if count - left > _allowed(limits, count):
            rows += count - left
            shrunk.append(f"{table}: {count:,} → {left:,} rows")
    return _Count(shrunk, 0, rows, 0)


def _descriptions_shortened(before: Night, now: Night) -> _Count:
    shortened: dict[str, str] = {}
    known: set[str] = set()
    for audience, lengths in before.state.descriptions.items():
        after = now.state.descriptions.get(audience, {})
        known |= {key for key, length in lengths.items() if length}
        for key, length in lengths.items():
            if key in after and length >= _LEAST_CHARACTERS and after[key] * _SHORTER < length:
                name = now.manifests[Audience(audience)].listings[key].name
                shortened[key] = f"{name}: {length:,} → {after[key]:,} characters"
    return _Count(sorted(shortened.values()), len(known))


def _problems(before: NightState, now: NightState, limits: GuardSettings) -> _Count:
    most = before.problems + max(before.problems * (limits.percent or 0) // 100, limits.least or 0)
    return _Count([], before.problems, now.problems, most)


def _over(defaults: GuardSettings, given: GuardSettings | None) -> GuardSettings:
    """The defaults with what is given in their place."""
    if given is None:
        return defaults
    said = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not None}
    return msgspec.structs.replace(defaults, **said)


def _refused(word: str, message: str, hint: str) -> UsageError:
    return UsageError.because(message, code="unknown-guard", place="publish", column="--accept", value=word, hint=hint)
