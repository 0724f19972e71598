"""Logos made safe, and monograms where there is none."""

from __future__ import annotations

from generator.errors import Origin, Problem
from generator.pages.page import RawFile


def logo_file(content: bytes, name: str, key: str, origin: Origin) -> RawFile | Problem:
    """A partner's logo at `logos/<key>.<svg|png|jpg|webp>`, cleaned or re-encoded, or the warning that says why not.

    `name` is the file's name as the export gives it; `key` the partner's key; `origin` the marketing row.
    """
    raise NotImplementedError


def monogram(name: str, identifier: str) -> RawFile:
    """The picture that stands for a partner without a logo: initials on a colour, the same for the same pair.

    Its route depends on initials and colour alone, so that many partners share one file.
    """
    raise NotImplementedError
