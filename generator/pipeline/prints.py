"""Hashes of what every page depends on: code, templates, settings, program rules, vocabulary, rates, days in rules."""

from __future__ import annotations

import hashlib
import platform
import re
import zlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from generator.model.site import Site
from generator.pages.frame import Frame
from generator.pipeline.opening import Opened
from generator.render.folders import template_folders

_CODE = Path(__file__).parents[1]
_LIBRARIES = (
    *("ahocorasick-rs", "anyascii", "babel", "cmarkgfm", "jinja2", "markdown", "markupsafe", "msgspec", "nh3"),
    *("numpy", "pillow", "py-svg-hush", "snowballstemmer", "whoosh"),
)
_DAY = re.compile(rb"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def keys_of(opened: Opened, frames: Iterable[Frame], as_of: date) -> dict[str, bytes]:
    """One hash for each thing that all pages depend on, by its name in words."""
    root, site = opened.root, opened.site
    content = root / site.content
    rules = sorted(path for path in (content / "programs").rglob("*") if path.suffix in (".yml", ".csv"))
    vocabulary = [path for path in (content / "vocabulary.yml",) if path.exists()]
    templates = [_of_files(folder, _files(folder)) for folder in template_folders(root, site)]
    plain = msgspec.structs.replace
    framed = [plain(frame, words=None) for frame in frames]
    return {
        "code": _code(),
        "templates": _of(*templates),
        "settings": _of(msgspec.json.encode(site, order="deterministic")),
        "program rules": _of_files(root, rules),
        "vocabulary": _of_files(root, vocabulary),
        "rates": _of(msgspec.msgpack.encode(sorted(_rates(opened)))),
        "missing tables": _of(" ".join(sorted(opened.exports.reference.absent)).encode()),
        "menus and assets": _of(msgspec.json.encode(framed, order="deterministic")),
        "days named in program rules": _of(_days_passed(rules, as_of)),
    }


def reading_key(root: Path, site: Site) -> bytes:
    """One hash of what reading the exports depends on, but for the table files."""
    content = root / site.content
    rules = [content / "vocabulary.yml", *sorted((content / "programs").rglob("*"))]
    files = [path for path in rules if path.is_file()]
    return _of(_code(), msgspec.json.encode(site, order="deterministic"), _of_files(root, files))


def _rates(opened: Opened) -> Iterable[tuple[str, ...]]:
    for rate in opened.exports.reference.rates:
        yield rate.currency, rate.per, str(rate.rate), rate.valid_from.isoformat()


def _days_passed(rules: Iterable[Path], as_of: date) -> bytes:
    """How many of the days that rules name have begun, and how many are over."""
    found = {day for path in rules for day in _DAY.findall(path.read_bytes())}
    yesterday = (as_of - timedelta(days=1)).isoformat().encode()
    today = as_of.isoformat().encode()
    return f"{sum(day <= today for day in found)} {sum(day <= yesterday for day in found)}".encode()


@cache
def _code() -> bytes:
    """The generator itself, Python and the libraries."""
    versions = [f"{name} {version(name)}" for name in _LIBRARIES]
    source = _of_files(_CODE, sorted(_CODE.rglob("*.py")) + sorted(_CODE.rglob("*.mo")))
    parts = (platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, *versions)
    return _of(source, "\n".join(parts).encode())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _of_files(root: Path, paths: Iterable[Path]) -> bytes:
    parts: list[bytes] = []
    for path in paths:
        parts += (path.relative_to(root).as_posix().encode(), path.read_bytes())
    return _of(*parts)


def _of(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
