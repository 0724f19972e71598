"""Colours: relative luminance and contrast as WCAG 2.2 defines them, and the theme's colours checked and written."""

from __future__ import annotations

import re

from generator.errors import Origin, Problems
from generator.model.site import Theme

PAPER_LIGHT = "#ffffff"
PAPER_DARK = "#14161a"
INK_LIGHT = "#16181d"
INK_DARK = "#0c0d10"
READABLE = 4.5
"""The least contrast of text with its ground (WCAG 1.4.3)."""

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 (black) to 1 (white)."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme_style(theme: Theme, problems: Problems) -> str:
    """The style sheet of the theme's colours; adds an error for each that is no colour or cannot be read."""
    chosen = [
        ("accent", theme.accent, PAPER_LIGHT, "light"),
        ("accent_dark", theme.accent_dark, PAPER_DARK, "dark"),
    ]
    origin = Origin("site.yml")
    for name, colour, paper, scheme in chosen:
        column = f"theme.{name}"
        if not _HEX.fullmatch(colour):
            problems.error(
                "theme-colour",
                f'"{colour}" is not a colour.',
                origin,
                column=column,
                value=colour,
                hint="Write it as hex, such as #0b57d0.",
            )
            continue
        ratio = contrast(colour, paper)
        if ratio < READABLE:
            problems.error(
                "theme-contrast",
                f"{colour} on {paper} has a contrast of {_floored(ratio)}:1 in the {scheme} scheme; "
                f"text needs {READABLE}:1.",
                origin,
                column=column,
                value=colour,
                hint="Choose a darker colour." if scheme == "light" else "Choose a lighter colour.",
            )
    if len(problems):
        return ""
    on_light = _on(theme.accent)
    on_dark = _on(theme.accent_dark)
    return (
        "@layer tokens{:root{"
        f"--accent:light-dark({theme.accent},{theme.accent_dark});--on-accent:light-dark({on_light},{on_dark})"
        "}}"
    )


def _on(ground: str) -> str:
    """The colour of text on a ground: white or near-black, whichever is read better."""
    return max(("#ffffff", INK_DARK), key=lambda text: contrast(text, ground))


def _floored(ratio: float) -> str:
    """One decimal, never rounded up to the limit."""
    return f"{int(ratio * 10) / 10:.1f}"
