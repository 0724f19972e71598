"""Readers of ids, names, running text, web and mail addresses, phone numbers and file names.

Each takes the text of a cell, which is not empty and has no blanks around it (ids keep theirs), and returns its
value or raises CellError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from generator.intake.flaws import fail, quoted, warn

NAME_LIMIT = 200
TEXT_LIMIT = 1_000
PROSE_LIMIT = 5_000
ID_LIMIT = 200
URL_LIMIT = 2_000
EMAIL_LIMIT = 254
PHONE_LIMIT = 60
FILE_LIMIT = 200

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_LINES = "\t\n\u2028\u2029"
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_NOT_IN_NAME = re.compile(f"[{_CONTROL}{_LINES}{_DIRECTIONS}{_INVISIBLE}]")
_NOT_IN_TEXT = re.compile(f"[{_CONTROL}{_LINES}{_DIRECTIONS}]")
_NOT_IN_PROSE = re.compile(f"[{_CONTROL}{_DIRECTIONS}]")
_PLAIN_ID = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}\.?|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-fA-F:.]+\]")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_PHONE = re.compile(r"[+(]?\d[\d ()./-]*(?:(?:ext\.?|x|#)\s*\d+)?", re.IGNORECASE)
_PLAIN_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN_URL = re.compile(rf"https://(?:{_PLAIN_LABEL}\.)+{_PLAIN_LABEL}(?:/[A-Za-z0-9/._~-]*)?")
_NOT_IN_URL = re.compile(rf'[\s"<>\\^`{{|}}{_CONTROL}{_DIRECTIONS}{_INVISIBLE}]')


def identifier(text: str) -> str:
    """An opaque id."""
    if len(text) > ID_LIMIT:
        raise _too_long(text, ID_LIMIT, "bad-id")
    if _PLAIN_ID.fullmatch(text):
        return text
    if text != text.strip():
        raise fail("bad-id", f"{quoted(text)} has a blank at its start or end.", "Ids are compared exactly.")
    if found := _NOT_IN_NAME.search(text):
        raise fail("bad-id", f"{quoted(text)} holds {_named(found[0])}.")
    return text


def name(text: str) -> str:
    """One line, NFC, nothing invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _checked(text, _NOT_IN_NAME, NAME_LIMIT)


def line(text: str) -> str:
    """One line of text, NFC."""
    return _checked(unicodedata.normalize("NFC", text), _NOT_IN_TEXT, TEXT_LIMIT)


def prose(limit: int) -> Callable[[str], str]:
    """Several lines of text, NFC, ends of line as `\\n`, at most `limit` characters."""

    def read(text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        return _checked(text, _NOT_IN_PROSE, limit)

    return read


def url(allow_http: bool) -> Callable[[str], str | None]:
    """An absolute https address (http where allowed), without userinfo; anything else is no link."""

    def read(text: str) -> str:
        reason, hint = _not_a_link(text, allow_http)
        if reason:
            raise warn("bad-url", f"{quoted(text)} is not shown as a link: {reason}.", hint)
        return text

    return read


def email(text: str) -> str:
    """One mail address."""
    if len(text) > EMAIL_LIMIT or not _EMAIL.fullmatch(text):
        hint = "Give one address only." if text.count("@") > 1 else None
        raise warn("bad-email", f"{quoted(text)} is not an e-mail address and is left out.", hint)
    return text


def phone(text: str) -> str:
    """A phone number as people write it."""
    if len(text) > PHONE_LIMIT or not _PHONE.fullmatch(text):
        raise warn("bad-phone", f"{quoted(text)} is not a phone number and is left out.")
    return text


def file_name(text: str) -> str:
    """A relative path with forward slashes that stays inside the folder of its export."""
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text
    if outside or len(text) > FILE_LIMIT or _NOT_IN_NAME.search(text):
        raise warn("bad-file", f"{quoted(text)} is not the name of a file beside this export and is left out.")
    return str(path)


def _not_a_link(text: str, allow_http: bool) -> tuple[str | None, str | None]:
    if len(text) > URL_LIMIT:
        return f"it has more than {URL_LIMIT:,} characters", None
    if _PLAIN_URL.fullmatch(text):
        return None, None
    if found := _NOT_IN_URL.search(text):
        return f"it holds {_named(found[0])}", None
    try:
        parts = urlsplit(text)
        host, userinfo, port = parts.hostname, "@" in parts.netloc, parts.port
    except ValueError:
        return "it is malformed", None
    if parts.scheme not in ("https", "http"):
        bare = re.fullmatch(rf"(?:{_HOST.pattern})(?:/.*)?", text)
        return "it does not begin with https://", f'Did you mean "https://{text}"?' if bare else None
    if parts.scheme == "http" and not allow_http:
        return "it begins with http://", "Use https, or set allow_http_links in site.yml."
    if userinfo:
        return "it holds a user name or password", None
    if not host or port == 0 or not _HOST.fullmatch(parts.netloc.removesuffix(f":{port}")):
        return "it has no valid host", None
    return None, None


def _checked(text: str, forbidden: re.Pattern[str], limit: int) -> str:
    if len(text) > limit:
        raise _too_long(text, limit, "too-long")
    if not (text.isascii() and text.isprintable()) and (found := forbidden.search(text)):
        visible = found[0] in _LINES or found[0] == "\r"
        hint = "Names and short texts are one line." if visible else "Remove it; it cannot be seen."
        raise fail("bad-text", f"{quoted(text)} holds {_named(found[0])}.", hint)
    return text


def _too_long(text: str, limit: int, code: str) -> Exception:
    return fail(code, f"{quoted(text)} has {len(text):,} characters; at most {limit:,} are allowed.")


def _named(character: str) -> str:
    common = {"\n": "a line break", "\t": "a tab", " ": "a blank", "\r": "a line break"}
    if character in common:
        return common[character]
    fallback = "a control character" if unicodedata.category(character) == "Cc" else "a character without a name"
    if character.isprintable():
        return f"the character {character}"
    return f"U+{ord(character):04X} ({unicodedata.name(character, fallback)})"
