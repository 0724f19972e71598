"""Badges: `badges/<key>/<program>.svg` says program, level and since when, for a partner's own web site.

A badge stands by itself: no script, no font, no reference to another file. Its plate carries its own colours, and
follows the colour scheme of the page that shows it. Widths come from estimated letter widths, since the font is the
reader's; a text that would not fit is drawn together.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from unicodedata import east_asian_width

from generator.audience.publication import Listing
from generator.pages.cards import CardLevel, card_level
from generator.pages.facets import Labels
from generator.pages.frame import Frame
from generator.pages.page import RawFile
from generator.pages.routes import badge_route, listing_route

HEIGHT = 72
_PADDING = 16
_BAR_WIDTH, _BAR_STEP, _BAR_FOOT = 7, 11, 52
_LEAST_TEXT, _MOST_TEXT = 120, 300
_NARROW = frozenset("iIjlft.,:;'|!()[]/ r-")
_WIDE = frozenset("mwMW@%—")

_STYLE = (
    ".p{fill:#fff;stroke:#c3c8ce}.i{fill:#15181b}.m{fill:#545c66}.b{fill:#15181b}.e{fill:#d3d8dd}"
    "@media(prefers-color-scheme:dark)"
    "{.p{fill:#16191d;stroke:#3d444c}.i{fill:#eef0f2}.m{fill:#a9b1ba}.b{fill:#eef0f2}.e{fill:#3d444c}}"
)
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
        content=_badge(f"{frame.site_name}: {text}", (0, 0), frame.site_name, text, None, frame),
    )


def badge_snippet(listing: Listing, level: CardLevel, frame: Frame) -> str:
    """The HTML that a partner copies into its web site: the badge, linked to the listing."""
    address = frame.url(listing_route(listing.id, listing.name))
    picture = frame.url(badge_route(listing.id, level.program))
    text = frame.words.gettext("%(level)s in %(program)s", level=level.label, program=level.program_title)
    return (
        f'<a href="{escape(address)}"><img src="{escape(picture)}" alt="{escape(text)}" height="{HEIGHT}"'
        ' loading="lazy"></a>'
    )


def _level_badge(level: CardLevel, levels: int, partner: str, frame: Frame) -> bytes:
    words = frame.words
    label = level.label or ""
    since = None if level.since is None else words.gettext("since %(date)s", date=words.date(level.since))
    said = words.gettext("%(level)s in %(program)s", level=label, program=level.program_title)
    title = f"{partner}: {said}" + (f", {since}" if since else "")
    return _badge(title, (level.rank, levels), level.program_title, label, since, frame)


def _badge(title: str, bars: tuple[int, int], small: str, large: str, last: str | None, frame: Frame) -> bytes:
    """The picture: `bars` are (filled, all), then three lines of text, the last of which may be missing."""
    filled, count = bars
    start = _PADDING + (count * _BAR_STEP - (_BAR_STEP - _BAR_WIDTH) + 14 if count else 0)
    lines = [(small, 11.5, 22, "m", ""), (large, 19, 43, "i", ' font-weight="650"')]
    if last is not None:
        lines.append((last, 11.5, 60, "m", ""))
    else:
        lines = [(text, size, y + 8, tone, weight) for text, size, y, tone, weight in lines]
    widths = [_width(text, size) for text, size, *_ in lines]
    room = min(max(*widths, _LEAST_TEXT), _MOST_TEXT)
    width = round(start + room + _PADDING)
    texts = "".join(
        f'<text class="{tone}" x="{_x(start, width, frame)}" y="{y}" font-size="{size}"{weight}'
        f"{_squeezed(measured, room)}>{escape(text)}</text>"
        for (text, size, y, tone, weight), measured in zip(lines, widths, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
        f' role="img" aria-labelledby="t" direction="{frame.direction}" font-family="{_FONT}"'
        f' xml:lang="{escape(frame.language)}"><title id="t">{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect class="p" x=".5" y=".5" width="{width - 1}" height="{HEIGHT - 1}" rx="8"/>'
        f"{_bars(filled, count, width, frame)}{texts}</svg>\n"
    ).encode()


def _bars(filled: int, count: int, width: int, frame: Frame) -> str:
    """Rising bars, one for each level of the program, filled up to the level shown."""
    rise = 28 / max(count, 1)
    shapes: list[str] = []
    for number in range(count):
        height = round(rise * (number + 1), 1)
        x = _x(_PADDING + number * _BAR_STEP, width, frame, _BAR_WIDTH)
        tone = "b" if number < filled else "e"
        shapes.append(
            f'<rect class="{tone}" x="{x}" y="{round(_BAR_FOOT - height, 1)}" width="{_BAR_WIDTH}" height="{height}"'
            ' rx="1.5"/>'
        )
    return "".join(shapes)


def _x(x: int, width: int, frame: Frame, extent: int = 0) -> int:
    """The position counted from the side where reading starts."""
    return x if frame.direction == "ltr" else width - x - extent


def _width(text: str, size: float) -> float:
    """The estimated width of a text in a sans-serif font, on the wide side."""
    ems = sum(
        1.0
        if east_asian_width(sign) in "WF"
        else 0.34
        if sign in _NARROW
        else 0.9
        if sign in _WIDE
        else 0.7
        if sign.isupper()
        else 0.58
        for sign in text
    )
    return ems * size


def _squeezed(measured: float, room: float) -> str:
    return f' textLength="{round(room)}" lengthAdjust="spacingAndGlyphs"' if measured > room else ""
