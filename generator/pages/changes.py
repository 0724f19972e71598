"""What changed, night by night: the difference between two releases, `changes/` and its Atom feed.

Everything is told from the manifest of the new release: a listing that is gone adds to a count and is never named, and
past nights name their listings as they are called today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import escape

import msgspec

from generator.pages.facets import Labels
from generator.pages.manifest import LevelChange, Manifest, Night
from generator.pages.page import Page, RawFile

CHANGES = "changes/"
FEED = "changes/feed.xml"
NIGHTS_KEPT = 60
NAMED_AT_MOST = 200


def difference(previous: Manifest, current: Manifest) -> Night:
    """What `current` changed against `previous`, in the order of names.

    A level counts as changed where the listing stands in both; joining and leaving a program count too.
    """
    before, after = previous.listings, current.listings
    both = [key for key in _by_name(current, after) if key in before]
    return Night(
        as_of=current.as_of,
        release=current.release,
        added=tuple(key for key in _by_name(current, after) if key not in before),
        removed=sum(key not in after for key in before),
        renamed={key: _formerly(current, key, before[key].name) for key in both if before[key].name != after[key].name},
        levels=tuple(
            LevelChange(key=key, program=program, before=before[key].levels.get(program), after=level)
            for key in both
            for program in current.programs
            if before[key].levels.get(program) != (level := after[key].levels.get(program))
        ),
    )


def with_history(previous: Manifest | None, current: Manifest) -> Manifest:
    """The manifest with tonight's changes before those of earlier nights; quiet nights are left out.

    Listings that are gone disappear from earlier nights too, and so do names that are no longer public. A second build
    of the same day takes the place of the first.
    """
    if previous is None:
        return current
    earlier = (_still_public(night, current) for night in previous.history)
    nights = [difference(previous, current), *earlier]
    return msgspec.structs.replace(current, history=tuple(night for night in nights if not night.quiet)[:NIGHTS_KEPT])


def _still_public(night: Night, current: Manifest) -> Night:
    listed = current.listings
    return msgspec.structs.replace(
        night,
        added=tuple(key for key in night.added if key in listed),
        renamed={key: _formerly(current, key, name) for key, name in night.renamed.items() if key in listed},
        levels=tuple(change for change in night.levels if change.key in listed and change.program in current.programs),
    )


def _by_name(manifest: Manifest, keys: Mapping[str, object]) -> list[str]:
    return sorted(keys, key=lambda key: (manifest.listings[key].name.casefold(), key))


def _formerly(current: Manifest, key: str, name: str) -> str:
    return name if name in current.listings[key].former_names else ""
