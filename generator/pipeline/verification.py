"""Verification of both staged sites: what may be taken as known, what is new, and who lets out what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec
import numpy as np

from generator.audience.gate import publish as let_out
from generator.audience.gate import visibility_of
from generator.audience.publication import Audience, Listing
from generator.audience.roster import Roster
from generator.model.partner import Partner
from generator.model.vocabulary import slugify
from generator.pages.manifest import MANIFEST
from generator.pages.routes import key_of, listing_route
from generator.pipeline.build import BuildOrder, Staged
from generator.pipeline.executor import cores, spread
from generator.pipeline.made import print_of
from generator.pipeline.opening import Opened
from generator.pipeline.private import shown_texts
from generator.release import disk
from generator.release.checks import Finding, StagedRelease
from generator.release.folder import ReleaseFolder
from generator.release.known import OPERATOR, Known, Record, recall, remember, still_excused
from generator.release.leaks import LeakScan, excuses
from generator.release.marks import missing
from generator.release.shares import Saying, marks_beside
from generator.release.values import hash_of
from generator.release.verify import Spread, verify
from generator.render.folders import template_folders

_OPERATORS_TEXTS = ("*.yml", "content/*.yml", "content/programs/*.yml", "content/faq/**/*.md", "content/pages/*.md")


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """One site: what is wrong with it, and what to leave at `place` for the next night once its release stands."""

    findings: list[Finding]
    record: Record
    place: Path

    def remember(self) -> None:
        marks_beside(self.place, waiting=True).replace(marks_beside(self.place))
        remember(self.place, self.record)

    def discard(self) -> None:
        disk.remove(marks_beside(self.place, waiting=True))


def verify_sites(made: Staged, opened: Opened, folder: ReleaseFolder, order: BuildOrder) -> list[Verified]:
    """Everything that verification finds, but for values that the gate or the operator published after all."""
    return [_verified(made, opened, audience, folder, order) for audience in made.sites]


def _verified(made: Staged, opened: Opened, audience: Audience, folder: ReleaseFolder, order: BuildOrder) -> Verified:
    site = made.sites[audience]
    spread_over = partial(spread, jobs=order.jobs or cores())
    routes = {listing_route(ref.id, ref.name): ref.id for ref in site.roster.visible.values()}
    release = StagedRelease(
        audience=audience.value,
        folder=site.staged.folder,
        base_url=site.frame.base_url,
        sums=site.staged.sums,
        listings=routes.keys(),
        history=made.inherited[audience],
    )
    values, hashed = made.private.of(audience)
    texts = list(_operators_texts(opened))
    print_of_texts = print_of(*texts)
    key = print_of(made.memory.keys["code"], made.memory.keys["settings"])
    place = made.memory.folder / f"verified-{audience.value}"
    standing = folder.site_folder(audience.value)
    last = None if order.full else recall(place, key, standing)
    known, excused = None, dict[int, str]()
    if last is not None and standing is not None:
        record, before = last
        still = still_excused(record, before, made.manifests[audience], print_of_texts)
        quiet = np.array(sorted(still), np.uint64)
        excused = {one: still[one] for one in hashed[~missing(quiet, hashed)].tolist()}
        new = missing(quiet, hashed) & missing(np.frombuffer(record.cleared, np.uint64), hashed)
        known = Known(
            standing,
            before.sums | {MANIFEST: record.manifest},
            values.chosen(np.flatnonzero(new)),
            record.shares,
            marks_beside(place),
        )
    saying = Saying(marks_beside(place, waiting=True))
    findings = list(verify(release, LeakScan(values), known, saying, spread_over))
    saying.close()
    suspected = {f.value: f.file for f in findings if f.value is not None and hash_of(f.value) not in excused}
    first = [routes[file] for file in sorted(set(suspected.values())) if file in routes] if known is not None else []
    publishing = _Publishing(opened, site.roster, audience, order.as_of)
    let_out_by = publishing.excused(suspected, first, texts, spread_over)
    excused |= zip(map(hash_of, let_out_by), let_out_by.values(), strict=True)
    leaked = suspected.keys() - let_out_by.keys()
    return Verified(
        findings=[finding for finding in findings if finding.value is None or finding.value in leaked],
        record=Record(
            manifest=site.staged.sums[MANIFEST],
            key=key,
            texts=print_of_texts,
            cleared=hashed[missing(np.array(sorted(excused), np.uint64), hashed)].tobytes(),
            excused=excused,
            shares=saying.shares,
        ),
        place=place,
    )


class _Publishing:
    """Who publishes a text to an audience: what the gate lets out of a partner, and what the operator wrote."""

    def __init__(self, opened: Opened, roster: Roster, audience: Audience, as_of: date) -> None:
        self._opened = opened
        self._roster = roster
        self._audience = audience
        self._as_of = as_of
        self._scan = LeakScan([])

    def excused(
        self, values: Iterable[str], first: Iterable[str], texts: list[str], spread_over: Spread
    ) -> dict[str, str]:
        """Those of the values that somebody publishes, and who does; the partners with the ids `first` are asked
        first, then the operator's `texts`, then all.
        """
        exports = self._opened.exports
        asked = (self._shown(partner) for partner in map(exports.partner, first) if partner is not None)
        excused = excuses(LeakScan(sorted(values)), chain(asked, [(OPERATOR, texts)]))
        left = set(values) - excused.keys()
        self._scan = LeakScan(sorted(left))
        for found in spread_over(self._in_chunk, range(exports.chunks)) if left else ():
            excused = found | excused
            left -= found.keys()
            if not left:
                break
        return excused

    def _in_chunk(self, chunk: int) -> dict[str, str]:
        exports = self._opened.exports
        places = frozenset(range(len(exports.ids_in(chunk))))
        return excuses(self._scan.anew(), map(self._shown, exports.partners_in(chunk, places)))

    def _shown(self, partner: Partner) -> tuple[str, Iterable[str]]:
        decision = visibility_of(partner, self._audience, self._as_of)
        sisters = self._roster.sisters(partner.profile)
        listing = let_out(partner, decision, self._as_of, (), self._opened.programs, sisters)
        return key_of(partner.id), (*shown_texts(listing), *_in_addresses(listing))


def _in_addresses(listing: Listing | None) -> Iterator[str]:
    """The names of a listing as its addresses have them: transliterated, as somebody else's name may be written."""
    if listing is not None:
        yield from map(slugify, (listing.name, *listing.former_names, *(one.name for one in listing.solutions)))


def _operators_texts(opened: Opened) -> Iterator[str]:
    for pattern in _OPERATORS_TEXTS:
        for path in sorted(opened.root.glob(pattern)):
            yield path.read_text(encoding="utf-8", errors="replace")
    for folder in (*template_folders(opened.root, opened.site), Path(__file__).parents[1]):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".py", ".js", ".css", ".po"):
                yield path.read_text(encoding="utf-8", errors="replace")
