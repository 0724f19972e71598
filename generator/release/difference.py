"""What a release changes against the one before: for the machine as JSON, for people as Markdown.

The report is the operator's: it lies outside of every release. Its Markdown is meant for the summary of a CI run, which
may be public: it names a listing only where the customers' site does, and others by their key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from generator.audience.publication import Audience
from generator.errors import Problems
from generator.pages.manifest import Manifest
from generator.release.guards import Verdict, acceptance

_NAMED = 50


class ListingChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One listing that changed; `before` and `after` are names or levels."""

    key: str
    name: str
    program: str | None = None
    before: str | None = None
    after: str | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One audience's site against the same site before."""

    added: tuple[ListingChange, ...] = ()
    removed: tuple[ListingChange, ...] = ()
    renamed: tuple[ListingChange, ...] = ()
    level_up: tuple[ListingChange, ...] = ()
    level_down: tuple[ListingChange, ...] = ()
    text_changed: tuple[ListingChange, ...] = ()

    @property
    def quiet(self) -> bool:
        return self == Difference()


def difference(before: Manifest, after: Manifest) -> Difference:
    """What changed, in the order of names. A listing whose name or level changed is not counted under its text."""
    old, new = before.listings, after.listings
    ranks = {
        program: {level: rank for rank, level in enumerate(levels, start=1)}
        for program, levels in (before.programs | after.programs).items()
    }
    renamed: list[ListingChange] = []
    up: list[ListingChange] = []
    down: list[ListingChange] = []
    text: list[ListingChange] = []
    for key in _by_name(after, new.keys() & old.keys()):
        was, now = old[key], new[key]
        if was.name != now.name:
            renamed.append(ListingChange(key=key, name=now.name, before=was.name, after=now.name))
        for program in sorted(was.levels.keys() | now.levels.keys()):
            level_was, level_now = was.levels.get(program), now.levels.get(program)
            rank = ranks.get(program, {})
            step = rank.get(level_now or "", 0) - rank.get(level_was or "", 0)
            if step:
                change = ListingChange(key=key, name=now.name, program=program, before=level_was, after=level_now)
                (up if step > 0 else down).append(change)
        if was.text != now.text and was.name == now.name and was.levels == now.levels:
            text.append(ListingChange(key=key, name=now.name))
    return Difference(
        added=tuple(ListingChange(key=key, name=new[key].name) for key in _by_name(after, new.keys() - old.keys())),
        removed=tuple(ListingChange(key=key, name=old[key].name) for key in _by_name(before, old.keys() - new.keys())),
        renamed=tuple(renamed),
        level_up=tuple(up),
        level_down=tuple(down),
        text_changed=tuple(text),
    )


def differences(before: Mapping[Audience, Manifest], after: Mapping[Audience, Manifest]) -> dict[Audience, Difference]:
    """The difference of every site that has a site before."""
    return {
        audience: difference(before[audience], manifest) for audience, manifest in after.items() if audience in before
    }


def as_json(found: Mapping[Audience, Difference]) -> dict[str, Any]:
    """By audience, for the report."""
    return {audience.value: msgspec.to_builtins(one) for audience, one in found.items()}


def as_markdown(
    heading: str,
    found: Mapping[Audience, Difference],
    verdicts: tuple[Verdict, ...],
    public: Mapping[str, str],
    refused: Problems | None = None,
) -> str:
    """The report for people. `public`: key → name of the listings on the customers' site; `refused`: why not published.

    Anybody may read it, so it counts what verification found; the report for machines says where.
    """
    lines = [f"# {heading}", ""]
    if refused is not None:
        lines += ["**Not published:** the site that stood before stands.", ""]
        codes = Counter(problem.code for problem in refused if not problem.code.startswith("guard-"))
        if codes:
            lines += ["## Verification", "", *(f"- `{code}`: {count:,}" for code, count in sorted(codes.items())), ""]
    for audience, one in found.items():
        lines += [f"## Changes for {audience.value}", "", *_table(one), ""]
        lines += _named("Added", one.added, public)
        lines += _named("Renamed", one.renamed, public)
        lines += _named("Level up", one.level_up, public)
        lines += _named("Level down", one.level_down, public)
    if verdicts:
        lines += ["## Guards", "", "| guard | count | limit | |", "|---|--:|--:|---|"]
        lines += [f"| {v.name} | {v.value:,} | {v.limit:,} | {'ok' if v.ok else '**refused**'} |" for v in verdicts]
        if not all(verdict.ok for verdict in verdicts):
            lines += ["", f"If this is meant: `{acceptance(verdicts)}`"]
    return "\n".join(lines).rstrip() + "\n"


def _table(one: Difference) -> list[str]:
    kinds = ("added", "removed", "renamed", "level_up", "level_down", "text_changed")
    counts = " | ".join(f"{len(getattr(one, kind)):,}" for kind in kinds)
    return [f"| {' | '.join(kind.replace('_', ' ') for kind in kinds)} |", "|" + "--:|" * len(kinds), f"| {counts} |"]


def _named(title: str, changes: tuple[ListingChange, ...], public: Mapping[str, str]) -> list[str]:
    if not changes:
        return []
    lines = [f"**{title}**", ""]
    for change in changes[:_NAMED]:
        name = _escaped(public[change.key]) if change.key in public else f"`{change.key}`"
        step = f": {change.before or 'none'} → {change.after or 'none'} in {change.program}" if change.program else ""
        lines.append(f"- {name}{step}")
    if len(changes) > _NAMED:
        lines.append(f"- and {len(changes) - _NAMED:,} more")
    return [*lines, ""]


def _escaped(name: str) -> str:
    """A partner's name as plain text in Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|&~@:/" else sign for sign in name)


def _by_name(manifest: Manifest, keys: Any) -> list[str]:
    return sorted(keys, key=lambda key: (manifest.listings[key].name.casefold(), key))
