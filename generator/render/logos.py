"""Logos made safe, and monograms where there is none.

Pictures are shown only through `<img>`, on a plate of one size. What partners send is never served as it is: pictures
are decoded and encoded again without metadata, drawings are cleaned.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import warnings
from html import escape

from PIL import Image, UnidentifiedImageError
from py_svg_hush import filter_svg

from generator.errors import Origin, Problem, Severity
from generator.pages.page import RawFile

MAX_BYTES = 1_000_000
MAX_PIXELS = 16_000_000
SHOWN_PIXELS = 320
"""The longest side of a stored picture: twice the largest plate."""
MAX_SVG_BYTES = 200_000

GROUNDS = ("#e4e9f2", "#e0eee6", "#f4e6dc", "#ece4f3", "#f5e3e6", "#e0edf0", "#efeadb", "#e6e6ea")
INKS = ("#2b436e", "#1f5538", "#7a3b12", "#54307a", "#80243a", "#16505c", "#5b4a0f", "#3a3d46")
"""Monogram colours by pairs; every pair reaches 4.5:1."""

_FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_ELSEWHERE = re.compile(rb"""\s(?:xlink:)?href=(?:"(?!#)[^"]*"|'(?!#)[^']*')""")
"""What a cleaned drawing still takes from elsewhere: of a host the cleaner leaves the path, which leads nowhere."""
_WORD = re.compile(r"[^\W_]+")


class _RefusedError(Exception):
    """Why a logo cannot be used, and what to do."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def logo_file(content: bytes, name: str, key: str, origin: Origin) -> RawFile | Problem:
    """A partner's logo at `logos/<key>.<svg|png|jpg|webp>`, cleaned or re-encoded, or the warning that says why not.

    `name` is the file's name as the export gives it; `key` the partner's key; `origin` the marketing row.
    """
    try:
        if name.lower().endswith(".svg"):
            return RawFile(route=f"logos/{key}.svg", content=_cleaned(content))
        suffix, encoded = _encoded_again(content)
        return RawFile(route=f"logos/{key}.{suffix}", content=encoded)
    except _RefusedError as refused:
        return Problem(
            severity=Severity.WARNING,
            code=refused.code,
            message=f'the logo "{name}" {refused} A monogram takes its place.',
            origin=origin,
            column="logo",
            value=name,
            hint=refused.hint,
        )


def _cleaned(content: bytes) -> bytes:
    if len(content) > MAX_SVG_BYTES:
        raise _RefusedError(
            "logo-size",
            f"has {len(content):,} bytes; at most {MAX_SVG_BYTES:,} are taken.",
            "Simplify the drawing, or send a PNG.",
        )
    try:
        clean = bytes(filter_svg(content))
    except Exception:
        clean = b""
    if b"<svg" not in clean:
        raise _RefusedError("logo-unreadable", "is not an SVG drawing that can be read.", "Export it again as SVG.")
    return _ELSEWHERE.sub(b"", clean)


def _encoded_again(content: bytes) -> tuple[str, bytes]:
    if len(content) > MAX_BYTES:
        raise _RefusedError(
            "logo-size", f"has {len(content):,} bytes; at most {MAX_BYTES:,} are taken.", "Send a smaller picture."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=tuple(_FORMATS)) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _RefusedError(
                        "logo-size",
                        f"has {width:,} × {height:,} pixels; at most {MAX_PIXELS:,} in all are taken.",
                        "Send a smaller picture.",
                    )
                suffix = _FORMATS[picture.format or ""]
                return suffix, _saved(picture, suffix)
    except _RefusedError:
        raise
    except UnidentifiedImageError:
        raise _RefusedError(
            "logo-format", "is not a PNG, JPEG, WebP or SVG picture.", "Send one of these formats."
        ) from None
    except Exception:
        raise _RefusedError("logo-unreadable", "is damaged and cannot be read.", "Export it again.") from None


def _saved(picture: Image.Image, suffix: str) -> bytes:
    """The picture's pixels alone, no larger than shown: a new image takes over no metadata."""
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    pixels = picture.convert("RGBA" if transparent and suffix != "jpg" else "RGB")
    pixels.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    if suffix == "png":
        bare.save(out, "PNG", optimize=True)
    elif suffix == "jpg":
        bare.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    else:
        bare.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()


def monogram(name: str, identifier: str) -> RawFile:
    """The picture that stands for a partner without a logo: initials on a colour, the same for the same pair.

    Its route depends on initials and colour alone, so that many partners share one file.
    """
    letters = initials(name)
    colour = hashlib.sha256(identifier.encode("utf-8")).digest()[7] % len(GROUNDS)
    stem = "-".join(f"{ord(letter):x}" for letter in letters)
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in letters)
    size = 26 if wide or len(letters) > 1 else 32
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<rect width="64" height="64" fill="{GROUNDS[colour]}"/>'
        f'<text x="32" y="33" fill="{INKS[colour]}" font-family="system-ui,-apple-system,Segoe UI,Roboto,sans-serif" '
        f'font-size="{size}" font-weight="600" text-anchor="middle" dominant-baseline="central">'
        f"{escape(letters)}</text></svg>"
    )
    return RawFile(route=f"monograms/{stem}-{colour}.svg", content=drawing.encode("utf-8"))


def initials(name: str) -> str:
    """One or two signs for a name: the initials of its first two words, or the first sign of another script."""
    words: list[str] = _WORD.findall(unicodedata.normalize("NFC", name))
    if not words:
        return "?"
    if unicodedata.east_asian_width(words[0][0]) in "WF":
        return words[0][:2]
    if unicodedata.bidirectional(words[0][0]) in ("R", "AL"):
        return words[0][0]
    return "".join(word[0].upper()[:1] for word in words[:2])
