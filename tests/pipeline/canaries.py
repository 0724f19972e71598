"""Canaries: a unique value in every cell of the contract's tables, and the search for them in built bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

from generator.model.fields import Kind
from generator.model.tables import TABLES

PLANTED = {Kind.ID, Kind.TEXT, Kind.NAME, Kind.PROSE, Kind.MARKDOWN, Kind.DECIMAL, Kind.INTEGER, Kind.EMAIL}
PLANTED |= {Kind.PHONE, Kind.URL, Kind.TERM, Kind.FILE}
"""Kinds that can hold a unique value; dates, choices, flags and codes of countries and currencies cannot."""


def kinds(table: str) -> dict[str, Kind]:
    """Column → kind, read off the annotations of the table's record."""
    hints = get_type_hints(TABLES[table].record, include_extras=True)
    return {column: found for column in TABLES[table].columns if (found := _kind(hints[column])) is not None}


def _kind(hint: Any) -> Kind | None:
    marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Kind)]
    inner = (found for argument in getattr(hint, "__args__", ()) if (found := _kind(argument)) is not None)
    return marks[0] if marks else next(inner, None)


def canary(place: str, kind: Kind) -> str:
    """The unique value of a place such as "visible.revenue.amount"."""
    digest = hashlib.sha256(place.encode()).hexdigest()
    token = "zq" + re.sub(r"\d", lambda digit: "ghijklmnop"[int(digit.group())], digest[:14])
    number = str(int(digest[:12], 16))[:9].replace("0", "7")
    return {
        Kind.DECIMAL: number,
        Kind.INTEGER: number,
        Kind.EMAIL: f"{token}@canary.example",
        Kind.URL: f"https://{token}.example/",
        Kind.PHONE: f"+49 {number}",
    }.get(kind, token)


def needle(place: str, kind: Kind) -> str:
    """The part of the value that is searched for."""
    value = canary(place, kind)
    return value.split("@")[0].removeprefix("https://").removesuffix(".example/").removeprefix("+49 ")


def forms(text: str) -> set[str]:
    """The ways in which a value could stand in a file, all in lower case but for base64."""
    raw = text.encode()
    padded = (base64.b64encode(b"\0" * shift + raw).decode() for shift in range(3))
    encoded = {one.rstrip("=")[2 + shift : -2] for shift, one in enumerate(padded)}
    plain = {text, urllib.parse.quote(text), html.escape(text), json.dumps(text)[1:-1]}
    return {form.lower() for form in plain} | encoded


def readable(site: Path) -> Iterator[tuple[str, str]]:
    """Every file of a site as text (unpacked where it is gzip), its name in front."""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
            name = str(path.relative_to(site))
            yield name, f"{name}\n{content.decode('utf-8', 'replace')}"


def find(site: Path, needles: dict[str, str]) -> dict[str, set[str]]:
    """Place → files in which one of the forms of its needle stands."""
    by_form = {form: place for place, text in needles.items() for form in forms(text)}
    pattern = re.compile("|".join(map(re.escape, by_form)))
    found: dict[str, set[str]] = {}
    for name, text in readable(site):
        for searched in (text, text.lower()):
            for match in pattern.finditer(searched):
                found.setdefault(by_form[match.group()], set()).add(name)
    return found
