"""The release before: its manifests as an input, and the difference in numbers."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import msgspec

from generator.audience.publication import Audience
from generator.errors import ContentError, InputOutputError, Origin, Problem, Severity
from generator.pages.manifest import MANIFEST, Manifest, read_manifest

_SECONDS = 30


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """How many listings (of either audience) differ from the release before; all zero without one."""

    added: int = 0
    removed: int = 0
    renamed: int = 0
    level_up: int = 0
    level_down: int = 0


def read_previous(place: str) -> dict[Audience, Manifest]:
    """The manifests of a release, from the path or URL of one of them.

    `…/customers/data/manifest.json` names both, where the partners' stands in the sister folder and a host gives it
    out. A manifest that stands elsewhere is taken for the audience it names itself, alone.
    """
    first = read_one(place)
    found = {first.audience: first}
    other = next(audience for audience in Audience if audience is not first.audience)
    tail = f"{first.audience.value}/{MANIFEST}"
    sister = place.removesuffix(tail) + f"{other.value}/{MANIFEST}"
    if place.endswith(tail):
        with suppress(NotGivenError):
            found[other] = read_one(sister)
    return found


class NotGivenError(InputOutputError):
    """There is no such file, or its host does not give it out."""


def read_one(place: str) -> Manifest:
    """One manifest. Raises InputOutputError where it cannot be had, ContentError where it is none."""
    doing = "reading the previous manifest"
    try:
        if place.startswith(("https://", "http://")):
            with urllib.request.urlopen(place, timeout=_SECONDS) as answer:  # noqa: S310 the scheme is checked
                content = answer.read()
        else:
            content = Path(place).read_bytes()
    except urllib.error.HTTPError as failure:
        failure.close()
        raise NotGivenError.from_os(_at(place, failure), doing) from None
    except FileNotFoundError as failure:
        raise NotGivenError.from_os(_at(place, failure), doing) from None
    except (OSError, HTTPException, ValueError) as failure:
        raise InputOutputError.from_os(_at(place, failure), doing) from None
    try:
        return read_manifest(content)
    except msgspec.MsgspecError as failure:
        if place.startswith(("https://", "http://")) and content.lstrip()[:1] == b"<":
            said = "the host answered with a web page, such as one that asks who is reading"
            raise NotGivenError.from_os(_at(place, OSError(said)), doing) from None
        raise ContentError(
            Problem(
                severity=Severity.ERROR,
                code="previous-manifest",
                message=f"is not a manifest of this generator: {failure}.",
                origin=Origin(place),
                hint="--previous takes the data/manifest.json of an earlier release.",
            )
        ) from None


def _at(place: str, failure: Exception) -> OSError:
    """What kept a place from being read, as a failure of the system that names it."""
    said = getattr(failure, "strerror", None) or getattr(failure, "reason", failure)
    return OSError(getattr(failure, "errno", None) or 0, str(said), place)


def compare(previous: Mapping[Audience, Manifest], current: Mapping[Audience, Manifest]) -> Comparison:
    """Count over both audiences, each listing once."""
    added, removed, renamed, up, down = (set[str]() for _ in range(5))
    for audience, before in previous.items():
        after = current.get(audience)
        if after is None:
            continue
        added |= after.listings.keys() - before.listings.keys()
        removed |= before.listings.keys() - after.listings.keys()
        for key in after.listings.keys() & before.listings.keys():
            old, new = before.listings[key], after.listings[key]
            if old.name != new.name:
                renamed.add(key)
            for program, levels in after.programs.items():
                ranks = {level: rank for rank, level in enumerate(levels, start=1)}
                was = ranks.get(old.levels.get(program) or "", 0)
                now = ranks.get(new.levels.get(program) or "", 0)
                if now > was:
                    up.add(f"{key} {program}")
                elif now < was:
                    down.add(f"{key} {program}")
    return Comparison(
        added=len(added), removed=len(removed), renamed=len(renamed), level_up=len(up), level_down=len(down)
    )
