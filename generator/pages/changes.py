"""What changed, night by night: the difference between two releases, `changes/` and its Atom feed.

Everything is told from the manifest of the new release: a listing that is gone adds to a count and is never named, and
past nights name their listings as they are called today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import msgspec

from generator.pages.facets import Labels
from generator.pages.frame import Context, Frame, Head, Link
from generator.pages.manifest import LevelChange, Manifest, Night
from generator.pages.page import Page, RawFile

CHANGES = "changes/"
FEED = "changes/feed.xml"
NIGHTS_KEPT = 60
NAMED_AT_MOST = 200


class RenamedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A listing under a new name; `before` is "" where the former name is not public."""

    listing: Link
    before: str


class LevelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A level that began, changed or ended, in words; `rise` tells the direction."""

    listing: Link
    program: str
    change: str
    rise: bool


class NightEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One night; `unnamed` counts what is left out of the lists for length."""

    day: date
    anchor: str
    added: tuple[Link, ...]
    renamed: tuple[RenamedEntry, ...]
    levels: tuple[LevelEntry, ...]
    removed: int
    unnamed: int


class ChangesContext(Context, frozen=True, kw_only=True):
    """Context of `pages/changes.html`: nights that changed something, newest first."""

    as_of: date
    feed: str
    nights: tuple[NightEntry, ...]


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

    Listings that are gone disappear from earlier nights too, and so do names that are no longer public.
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


def changes_files(manifest: Manifest, frame: Frame, labels: Labels) -> Iterator[Page | RawFile]:
    """`changes/` and its feed, from the history that the manifest carries."""
    words = frame.words
    nights = tuple(_night(night, manifest, frame, labels) for night in manifest.history)
    title = words.gettext("What changed")
    yield Page(
        route=CHANGES,
        template="pages/changes.html",
        context=ChangesContext(
            head=Head(
                title=title,
                description=words.gettext("New partners, new names and new levels, night by night."),
                route=CHANGES,
                section=CHANGES,
            ),
            as_of=manifest.as_of,
            feed=FEED,
            nights=nights,
        ),
    )
    yield RawFile(route=FEED, content=_feed(manifest, nights, title, frame))


def _night(night: Night, manifest: Manifest, frame: Frame, labels: Labels) -> NightEntry:
    def link(key: str) -> Link:
        facts = manifest.listings[key]
        return Link(label=facts.name, route=f"partners/{facts.slug}.html")

    named = NAMED_AT_MOST
    return NightEntry(
        day=night.as_of,
        anchor=night.release,
        added=tuple(map(link, night.added[:named])),
        renamed=tuple(
            RenamedEntry(listing=link(key), before=before) for key, before in list(night.renamed.items())[:named]
        ),
        levels=tuple(_level(change, link(change.key), frame, labels) for change in night.levels[:named]),
        removed=night.removed,
        unnamed=sum(max(0, len(each) - named) for each in (night.added, night.renamed, night.levels)),
    )


def _level(change: LevelChange, listing: Link, frame: Frame, labels: Labels) -> LevelEntry:
    words = frame.words
    program = labels.programs[change.program]
    ranks = {level.id: rank for rank, level in enumerate(program.levels, start=1)}
    names = {level.id: level.label for level in program.levels}
    before, after = names.get(change.before or ""), names.get(change.after or "")
    if after is None:
        text = words.gettext("no %(word)s any more", word=program.level_word)
    elif before is None:
        text = after
    else:
        text = words.gettext("%(after)s, before: %(before)s", after=after, before=before)
    rise = ranks.get(change.after or "", 0) > ranks.get(change.before or "", 0)
    return LevelEntry(listing=listing, program=program.title, change=text, rise=rise)


def _feed(manifest: Manifest, nights: tuple[NightEntry, ...], title: str, frame: Frame) -> bytes:
    """An Atom feed (RFC 4287) with an entry for each night; dates are those of the nights."""
    updated = nights[0].day if nights else manifest.as_of
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(frame.language)}>',
        f"<title>{escape(f'{frame.site_name}: {title}')}</title>",
        f"<id>{escape(frame.url(CHANGES))}</id>",
        f'<link rel="self" href={quoteattr(frame.url(FEED))}/>',
        f"<link href={quoteattr(frame.url(CHANGES))}/>",
        f"<updated>{updated.isoformat()}T00:00:00Z</updated>",
        f"<author><name>{escape(frame.operator or frame.site_name)}</name></author>",
    ]
    for night, all_of_it in zip(nights, manifest.history, strict=True):
        lines += [
            "<entry>",
            f"<title>{escape(_summary(all_of_it, frame))}</title>",
            f"<id>{escape(frame.url(CHANGES))}#{night.anchor}</id>",
            f"<link href={quoteattr(f'{frame.url(CHANGES)}#{night.anchor}')}/>",
            f"<updated>{night.day.isoformat()}T00:00:00Z</updated>",
            f'<content type="html">{escape("".join(_paragraphs(night, frame)))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8")


def _summary(night: Night, frame: Frame) -> str:
    words = frame.words
    parts = [
        (len(night.added), words.ngettext("%(num)s new partner", "%(num)s new partners", len(night.added))),
        (len(night.renamed), words.ngettext("%(num)s new name", "%(num)s new names", len(night.renamed))),
        (len(night.levels), words.ngettext("%(num)s level changed", "%(num)s levels changed", len(night.levels))),
        (night.removed, words.ngettext("%(num)s listing ended", "%(num)s listings ended", night.removed)),
    ]
    return f"{words.date(night.as_of)}: {', '.join(text for count, text in parts if count)}"


def _paragraphs(night: NightEntry, frame: Frame) -> Iterator[str]:
    """The night as HTML, escaped; the caller escapes it once more for the feed."""

    def linked(listing: Link) -> str:
        return f"<a href={quoteattr(frame.url(listing.route))}>{escape(listing.label)}</a>"

    for listing in night.added:
        yield f"<p>{escape(frame.words.gettext('New:'))} {linked(listing)}</p>"
    for renamed in night.renamed:
        before = frame.words.gettext("before: %(name)s", name=renamed.before) if renamed.before else ""
        yield f"<p>{escape(frame.words.gettext('New name:'))} {linked(renamed.listing)} {escape(before)}</p>"
    for level in night.levels:
        yield f"<p>{linked(level.listing)} – {escape(level.program)}: {escape(level.change)}</p>"
