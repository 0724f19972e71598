"""Badges: `badges/<key>/<program>.svg` says program, level and since when, for a partner's own web site.

A badge stands by itself: no script, no font, no reference to another file. Its plate carries its own colours, and
follows the colour scheme of the page that shows it. Widths come from estimated letter widths, since the font is the
reader's; a text that would not fit is drawn together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from unicodedata import east_asian_width

from generator.audience.publication import Listing
from generator.pages.cards import CardLevel, card_level
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.level_strip import tone
from generator.pages.page import RawFile
from generator.pages.routes import badge_route, listing_route

HEIGHT = 72
_PADDING = 16
_BAR_WIDTH, _BAR_STEP, _BAR_FOOT = 7, 11, 52
_LEAST_TEXT, _MOST_TEXT = 120, 300
_SEMIBOLD = 1.14
_LINES = ((11.5, 22, 1.0), (19, 43, _SEMIBOLD), (11.5, 60, 1.0))
"""Size, baseline and how much wider than regular letters: program, level, since."""
_NARROW = frozenset("iIjlft.,:;'|!()[]/ r-")
_WIDE = frozenset("mwMW@%—")

LIGHT = ("#ffffff", "#dfe2e7", "#16181d", "#555c68", "#555c68", "#4a6076", "#8a5a00", "#5340b8")
DARK = ("#14161a", "#2d323a", "#e9ebef", "#a7aebb", "#a7aebb", "#9db4cb", "#e3ad4e", "#b0a4fb")
"""Paper, line, ink, quiet ink and the colours of levels, as in `tokens.css`: a badge reads no style sheet."""
_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


def badge_files(listing: Listing, frame: Frame, labels: Labels) -> Iterator[RawFile]:
    """One badge for every program in which the listing shows a level."""
    for published in listing.levels:
        level = card_level(published, labels)
        if level.level is not None:
            yield RawFile(
                route=badge_route(listing.id, level.program),
                content=_level_badge(level, len(labels.programs[level.program].levels), listing.name, frame),
            )


def neutral_badge(key: str, program: str, frame: Frame) -> RawFile:
    """The badge at the address of one that is gone: it names the directory, no partner, no program, no level."""
    text = frame.words.gettext("No level shown")
    return RawFile(
        route=f"badges/{key}/{program}.svg",
        content=_badge(f"{frame.site_name}: {text}", (0, 0), (frame.site_name, text), frame),
    )


def badge_snippet(listing: Listing, level: CardLevel, frame: Frame) -> str:
    """The HTML that a partner copies into its web site: the badge, linked to the listing.

    It names no level, so that it never contradicts the listing: only the picture does, and the picture is ours.
    """
    address = frame.url(listing_route(listing.id, listing.name))
    picture = frame.url(badge_route(listing.id, level.program))
    text = frame.words.gettext(
        "%(partner)s in %(program)s: see %(site)s",
        partner=listing.name,
        program=level.program_title,
        site=frame.site_name,
    )
    return (
        f'<a href="{escape(address)}"><img src="{escape(picture)}" alt="{escape(text)}" height="{HEIGHT}"'
        ' loading="lazy"></a>'
    )


def _level_badge(level: CardLevel, levels: int, partner: str, frame: Frame) -> bytes:
    words = frame.words
    label = level.label or ""
    lines = [level.program_title, label]
    title = f"{partner}: {words.gettext('%(level)s in %(program)s', level=label, program=level.program_title)}"
    if level.since is not None:
        lines.append(words.gettext("since %(date)s", date=words.date(level.since)))
        title += f", {lines[-1]}"
    return _badge(title, (level.rank, levels), lines, frame)


def _badge(title: str, bars: tuple[int, int], texts: Sequence[str], frame: Frame) -> bytes:
    """The picture: `bars` are (filled, all); `texts` are a small line, a large one and perhaps another small one."""
    before, after = _around_title(bars, tuple(texts), frame.direction, frame.language)
    return f"{before}{escape(title)}{after}".encode()


@lru_cache(maxsize=4096)
def _around_title(bars: tuple[int, int], texts: tuple[str, ...], direction: str, language: str) -> tuple[str, str]:
    """What comes before the title of a badge, and what comes after: the same for many partners."""
    filled, count = bars
    start = _PADDING + (count * _BAR_STEP - (_BAR_STEP - _BAR_WIDTH) + 14 if count else 0)
    down = 0 if len(texts) > 2 else 8
    widths = [_width(text, size) * bold for text, (size, _, bold) in zip(texts, _LINES, strict=False)]
    room = min(max(*widths, _LEAST_TEXT), _MOST_TEXT)
    width = round(start + room + _PADDING)
    drawn = "".join(
        f'<text class="{"i" if bold > 1 else "m"}" x="{_x(start, width, direction)}" y="{y + down}" font-size="{size}"'
        f"{_squeezed(measured, room)}>{escape(text)}</text>"
        for text, measured, (size, y, bold) in zip(texts, widths, _LINES, strict=False)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
        f' role="img" aria-labelledby="t" direction="{direction}" font-family="{_FONT}"'
        f' xml:lang="{escape(language)}"><title id="t">',
        f"</title><style>{_style(LIGHT, bars)}@media(prefers-color-scheme:dark){{{_style(DARK, bars)}}}</style>"
        f'<rect class="p" x=".5" y=".5" width="{width - 1}" height="{HEIGHT - 1}" rx="8"/>'
        f"{_bars(filled, count, width, direction)}{drawn}</svg>\n",
    )


@lru_cache(maxsize=256)
def _style(colours: tuple[str, ...], bars: tuple[int, int]) -> str:
    paper, line, ink, quiet, *levels = colours
    return (
        f".p{{fill:{paper};stroke:{line}}}.i{{fill:{ink};font-weight:650}}.m{{fill:{quiet}}}"
        f".b{{fill:{levels[tone(*bars)]}}}.e{{fill:{line}}}"
    )


@lru_cache(maxsize=4096)
def _bars(filled: int, count: int, width: int, direction: str) -> str:
    """Rising bars, one for each level of the program, filled up to the level shown."""
    rise = 28 / max(count, 1)
    shapes: list[str] = []
    for number in range(count):
        height = round(rise * (number + 1), 1)
        x = _x(_PADDING + number * _BAR_STEP, width, direction, _BAR_WIDTH)
        tone = "b" if number < filled else "e"
        shapes.append(
            f'<rect class="{tone}" x="{x}" y="{round(_BAR_FOOT - height, 1)}" width="{_BAR_WIDTH}" height="{height}"'
            ' rx="1.5"/>'
        )
    return "".join(shapes)


def _x(x: int, width: int, direction: str, extent: int = 0) -> int:
    """The position counted from the side where reading starts."""
    return x if direction == "ltr" else width - x - extent


@lru_cache(maxsize=4096)
def _width(text: str, size: float) -> float:
    """The estimated width of a text in a sans-serif font, on the wide side."""
    ems = sum(
        1.0
        if east_asian_width(sign) in "WF"
        else 0.34
        if sign in _NARROW
        else 0.9
        if sign in _WIDE
        else 0.72
        if sign.isupper()
        else 0.63
        for sign in text
    )
    return ems * size


def _squeezed(measured: float, room: float) -> str:
    return f' textLength="{round(room)}" lengthAdjust="spacingAndGlyphs"' if measured > room else ""
