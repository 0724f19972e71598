"""Verification of both staged sites: what may be taken as known, what is new, and who lets out what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from generator.audience.gate import publish as let_out
from generator.audience.gate import visibility_of
from generator.audience.publication import Audience, Listing
from generator.model.partner import Partner
from generator.model.vocabulary import slugify
from generator.pages.manifest import MANIFEST, Manifest
from generator.pages.routes import key_of, listing_route
from generator.pipeline.build import BuildOrder, Staged
from generator.pipeline.executor import cores, run_tasks
from generator.pipeline.made import print_of
from generator.pipeline.opening import Opened
from generator.pipeline.private import shown_texts
from generator.release.folder import ReleaseFolder
from generator.release.known import OPERATOR, Known, Record, cleared_of, hashes, recall, remember, still_excused
from generator.release.leaks import LeakScan, excuses, possible_in
from generator.release.marks import Said
from generator.release.verify import Finding, StagedRelease, verify
from generator.render.folders import template_folders

_OPERATORS_TEXTS = ("*.yml", "content/*.yml", "content/programs/*.yml", "content/faq/**/*.md", "content/pages/*.md")


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """One site: what is wrong with it, and what to leave at `place` for the next night once its release stands."""

    findings: list[Finding]
    record: Record
    place: Path

    def remember(self) -> None:
        remember(self.place, self.record)


def verify_sites(made: Staged, opened: Opened, folder: ReleaseFolder, order: BuildOrder) -> list[Verified]:
    """Everything that verification finds, but for values that the gate or the operator published after all."""
    tasks = [partial(_verified, made, opened, audience, folder, order) for audience in made.sites]
    return run_tasks(tasks, order.jobs or cores())


def _verified(made: Staged, opened: Opened, audience: Audience, folder: ReleaseFolder, order: BuildOrder) -> Verified:
    site = made.sites[audience]
    routes = {listing_route(ref.id, ref.name): ref.id for ref in site.roster.visible.values()}
    release = StagedRelease(
        audience=audience.value,
        folder=site.staged.folder,
        base_url=site.frame.base_url,
        sums=site.staged.sums,
        listings=routes.keys(),
        history=made.inherited[audience],
    )
    values = [value for value, audiences in made.private.items() if audience.value in audiences]
    hashed = list(hashes(values))
    texts = list(_operators_texts(opened))
    print_of_texts = print_of(*texts)
    key = print_of(made.memory.keys["code"], made.memory.keys["settings"])
    place = made.memory.folder / f"verified-{audience.value}"
    standing = folder.site_folder(audience.value)
    last = None if order.full else recall(place, key, standing)
    known, excused, files = None, dict[bytes, str](), len(site.staged.sums)
    if last is not None and standing is not None:
        record, before = last
        still = still_excused(record, before, made.manifests[audience], print_of_texts)
        excused = {one: still[one] for one in hashed if one in still}
        said = Said(record.said)
        if said.is_full:
            said = Said.of_files(files, least=2 * len(record.said))
        else:
            known = _known(standing, record, before, excused, zip(values, hashed, strict=True), said)
    else:
        said = Said.of_files(files)
    scan = LeakScan(values, said)
    findings = list(verify(release, scan, known))
    suspected = {finding.value for finding in findings if finding.value is not None}
    suspected -= {value for value, one in zip(values, hashed, strict=True) if one in excused}
    looked = () if known is None else sorted(known.found_in & routes.keys())
    sources = _sources(opened, made, audience, order, [routes[route] for route in looked], texts)
    let_out_by = excuses(suspected, sources)
    excused |= zip(hashes(let_out_by), let_out_by.values(), strict=True)
    leaked = suspected - let_out_by.keys()
    return Verified(
        findings=[finding for finding in findings if finding.value is None or finding.value in leaked],
        record=Record(
            manifest=site.staged.sums[MANIFEST],
            key=key,
            texts=print_of_texts,
            cleared=b"".join(one for one in hashed if one not in excused),
            excused=excused,
            said=bytes(said),
        ),
        place=place,
    )


def _known(
    standing: Path,
    record: Record,
    before: Manifest,
    excused: Mapping[bytes, str],
    values: Iterable[tuple[str, bytes]],
    said: Said,
) -> Known:
    """The standing site, and those of the values (each with its hash) that may stand in it and that it was not searched
    for.
    """
    cleared = cleared_of(record)
    new = (value for value, one in values if one not in cleared and one not in excused)
    return Known(standing, before.sums | {MANIFEST: record.manifest}, possible_in(said, new), set())


def _sources(
    opened: Opened, made: Staged, audience: Audience, order: BuildOrder, first: Iterable[str], texts: list[str]
) -> Iterator[tuple[str, Iterable[str]]]:
    """Every text that may stand on one audience's site, and whose it is: what the gate lets out of a partner (those
    asked for `first`), and what the operator wrote.
    """
    roster = made.sites[audience].roster

    def shown(partner: Partner) -> tuple[str, Iterable[str]]:
        decision = visibility_of(partner, audience, order.as_of)
        listing = let_out(partner, decision, order.as_of, (), opened.programs, roster.sisters(partner.profile))
        return key_of(partner.id), (*shown_texts(listing), *_in_addresses(listing))

    yield from (shown(partner) for partner in map(opened.exports.partner, first) if partner is not None)
    yield OPERATOR, texts
    yield from map(shown, opened.exports.partners())


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
