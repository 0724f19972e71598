"""Logos are never served as they came."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, PngImagePlugin

from generator.errors import Origin, Problem
from generator.pages.page import RawFile
from generator.render.logos import initials, logo_file, monogram

ROW = Origin("content/marketing/marketing.csv", 7)


def picture(kind: str, size: tuple[int, int] = (400, 100), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **options)
    return out.getvalue()


def made(content: bytes, name: str) -> RawFile:
    found = logo_file(content, name, "abcdefgh", ROW)
    assert isinstance(found, RawFile)
    return found


def refused(content: bytes, name: str) -> Problem:
    found = logo_file(content, name, "abcdefgh", ROW)
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_encoded_again_no_larger_than_shown(kind: str, suffix: str) -> None:
    file = made(picture(kind, (1200, 300)), "whatever.bin")
    assert file.route == f"logos/abcdefgh.{suffix}"
    with Image.open(io.BytesIO(file.content)) as shown:
        assert (shown.format, shown.size) == (kind, (320, 80))


def test_metadata_is_dropped() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "CANARY-4711")
    exif = Image.Exif()
    exif[0x010E] = "CANARY-4712"
    assert b"CANARY" not in made(picture("PNG", pnginfo=text, exif=exif), "a.png").content
    assert b"CANARY" not in made(picture("JPEG", exif=exif, comment=b"CANARY-4713"), "a.jpg").content


def test_what_follows_the_picture_is_dropped() -> None:
    assert b"<script>" not in made(picture("PNG") + b"<script>alert(1)</script>", "a.png").content


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert made(picture("PNG"), "a.png") == made(picture("PNG"), "a.png")


def test_a_drawing_is_cleaned() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" '
        b'onload="alert(1)"><script>alert(1)</script><foreignObject><body/></foreignObject>'
        b'<image xlink:href="https://evil.example/t.png"/><a xlink:href="javascript:alert(1)"><rect width="9" '
        b'height="9" fill="#00f"/></a></svg>'
    )
    clean = made(drawing, "logo.SVG")
    assert clean.route == "logos/abcdefgh.svg"
    assert b"<rect" in clean.content
    for bad in (b"script", b"onload", b"foreignObject", b"evil.example", b"javascript"):
        assert bad not in clean.content


def test_a_drawing_takes_nothing_from_elsewhere() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/t.png"/><image href="t.png"/>'
        b"<image href='//evil.example/t.png'/><use href='other.svg#r'/><use href=\"#r\"/><rect id=\"r\"/></svg>"
    )
    assert re.findall(rb'href="([^"]*)"', made(drawing, "logo.svg").content) == [b"#r"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"not a picture", "a.png", "logo-format"),
        (picture("PNG")[:60], "a.png", "logo-unreadable"),
        (b"<html></html>", "a.svg", "logo-unreadable"),
        (b"<svg" + b" " * 300_000, "a.svg", "logo-size"),
        (b"x" * 1_000_001, "a.png", "logo-size"),
        (picture("PNG", (5000, 4000)), "a.png", "logo-size"),
        (picture("GIF"), "a.gif", "logo-format"),
    ],
)
def test_what_cannot_be_used_is_a_warning(content: bytes, name: str, code: str) -> None:
    problem = refused(content, name)
    assert (problem.severity.value, problem.code, problem.column) == ("warning", code, "logo")


def test_the_warning_names_the_row_the_file_and_the_fix() -> None:
    assert str(refused(b"?", "logos/kran.png")) == (
        'content/marketing/marketing.csv:7: logo: the logo "logos/kran.png" is not a PNG, JPEG, WebP or SVG picture. '
        "A monogram takes its place. Send one of these formats."
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Kranichwerk Systemhaus GmbH", "KS"),
        ("bo", "B"),
        ("#1 Partner", "1P"),
        ("新幹線情報システム株式会社", "新幹"),
        ("شركة النخيل", "ش"),
        ("…", "?"),
        ("éclair Ünal", "ÉÜ"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_partners_with_the_same_initials_and_colour_share_a_monogram() -> None:
    files = {monogram("Alpha Beta", f"CE-{number}") for number in range(200)}
    assert len(files) == 8


def test_a_monogram_is_a_small_drawing_without_a_name() -> None:
    file = monogram("Kranichwerk Systemhaus GmbH", "CE-1001")
    assert file.route.startswith("monograms/")
    assert b"Kranichwerk" not in file.content
    assert len(file.content) < 500
