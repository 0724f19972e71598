"""Links of a staged site: every address that a file names leads to a file of the same site, anchors included.

Tags are read with one regular expression that cannot backtrack (attribute values are quoted in all that we write, and
partner-written text is escaped or sanitised), so that a site of millions of links is read in seconds.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import filterfalse
from urllib.parse import unquote, urlsplit

from generator.pages.routes import file_of

_NAMES = "a|area|audio|base|embed|form|iframe|image|img|input|link|meta|object|script|source|track|use|video"
_TAG = re.compile(rf"<({_NAMES})\b((?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)>", re.I)
_ATTRIBUTE = re.compile(
    r"\s(href|src|srcset|action|poster|data|formaction|xlink:href|rel|property|content|http-equiv)"
    r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')",
    re.I,
)
_LEADING = tuple(name for tag in _NAMES.split("|") for name in (tag, tag.upper()))
_ADDRESSES = {"href", "src", "srcset", "action", "poster", "data", "formaction", "xlink:href"}
_ID = re.compile(r"\sid=\"([^\"]+)\"")
_CSS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s+[\"']([^\"']*)", re.I)
_MODULE = re.compile(r"\b(?:from|import)\s*\(?\s*[\"'](\.[^\"']*)[\"']")
_OUR_LINE = re.compile(r"\"url\":\"([^\"]*)\"")
_XML = re.compile(r"<loc>([^<]*)</loc>|\shref=\"([^\"]*)\"|\stemplate=\"([^\"{]*)")
_OUR_META = {"og:url", "og:image"}
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url=(.*)$", re.I)
_LOADED = {"image", "img", "script", "source", "audio", "video", "track", "embed", "iframe", "object", "use", "input"}
_LOADED_LINKS = ("stylesheet", "icon", "preload", "modulepreload", "manifest")
_UNTRUSTED = ("ugc", "nofollow")
"""Marks of links that partners wrote: they may name any address, even one of ours that does not exist."""

_NOT_FOUND = "404.html"
"""The one page that is served at every depth: its addresses begin at the host's root."""

_REMEMBERED = 500
"""Letters of a piece that is remembered as read; longer ones are hardly said twice."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_OUTSIDE = ("https:", "http:", "mailto:", "tel:", "geo:")


class LinkCheck:
    """The links of some files of one site. `files`: all it holds; `base_url`: its own absolute address.

    `wanted` fills with the anchors that links name and that are not known to be there, each with the first file that
    names it: (page, anchor) → file.
    """

    def __init__(self, files: Set[str], base_url: str) -> None:
        self._files = files
        self._base = base_url
        self._below = urlsplit(base_url).path
        self._good: dict[int | str, set[str]] = {}
        self._text = ""
        self.wanted: dict[tuple[str, str], str] = {}

    def look(self, file: str, text: str, pieces: Sequence[str]) -> Iterator[str]:
        """What is wrong with the links of one file, in words; of anchors see `wanted`.

        `pieces` are what stands after each "<". One found good is not read again where it means the same: in the same
        folder, or, where its links go through the site's root or it has none, at the same depth.
        """
        folder = posixpath.dirname(file)
        self._text = text
        if not file.endswith((".html", ".svg")):
            yield from self._complaints(file, folder, self._in_other(file, text))
            return
        if file == _NOT_FOUND:
            yield from self._complaints(file, folder, _in_tags(text))
            return
        depth = folder.count("/") + 1 if folder else 0
        lasting = ("../" * depth, *_OUTSIDE)
        at_depth, in_folder = self._good.setdefault(depth, set()), self._good.setdefault(folder, set())
        for piece in dict.fromkeys(filterfalse(at_depth.__contains__, pieces)):
            if piece in in_folder:
                continue
            links = list(_in_tags(f"<{piece}")) if piece.startswith(_LEADING) else []
            complaints = list(self._complaints(file, folder, links))
            yield from complaints
            remembered = len(piece) <= _REMEMBERED and not complaints
            if remembered and not any(address.startswith("#") for address, _ in links):
                (at_depth if all(address.startswith(lasting) for address, _ in links) else in_folder).add(piece)

    def _complaints(self, file: str, folder: str, links: Iterable[tuple[str, bool]]) -> Iterator[str]:
        for address, loads in links:
            wrong = self._wrong(file, folder, address, loads)
            if wrong:
                yield f"{address} {wrong}"

    def _in_other(self, file: str, text: str) -> Iterator[tuple[str, bool]]:
        if file.endswith(".css"):
            found = (one or other for one, other in _CSS.findall(text))
            yield from ((address, True) for address in found if not address.startswith("data:"))
        elif file.endswith((".js", ".mjs")):
            yield from ((address, True) for address in _MODULE.findall(text))
        elif file.endswith(".xml"):
            addresses = (html.unescape(next(filter(None, groups), "")) for groups in _XML.findall(text))
            yield from ((address, False) for address in addresses if address)
        elif file.endswith(".jsonl"):
            yield from ((address, False) for address in _OUR_LINE.findall(text))
        elif file == "_redirects":
            for line in text.splitlines():
                yield self._base + line.split()[1].removeprefix(self._below), False

    def _wrong(self, file: str, folder: str, address: str, loads: bool) -> str:
        """What is wrong with an address; "" where nothing is."""
        if address.startswith(self._base):
            address, folder = address.removeprefix(self._base) or "./", ""
        elif file == _NOT_FOUND and address.startswith(self._below):
            address, folder = address.removeprefix(self._below) or "./", ""
        elif address.startswith("//"):
            return "has no scheme"
        elif address.startswith("/"):
            return "is not relative: it would break below a path"
        elif _SCHEME.match(address):
            if address.lower().startswith(_OUTSIDE):
                return "is loaded from another host" if loads else ""
            return "has a scheme that no page may use"
        path, _, anchor = address.partition("#")
        path = path.partition("?")[0]
        target = _resolved(folder, unquote(path) if "%" in path else path) if path else file
        if target is None:
            return "leads out of the site"
        if target not in self._files:
            return "leads nowhere"
        if anchor and target.endswith(".html"):
            anchor = unquote(anchor)
            if target != file or not has_anchor(self._text, anchor):
                self.wanted.setdefault((target, anchor), file)
        return ""


def anchors_of(text: str) -> frozenset[str]:
    """The anchors of a page."""
    return frozenset(_ID.findall(text))


def has_anchor(text: str, anchor: str) -> bool:
    """Whether a page has an anchor."""
    return ('"' not in anchor and f' id="{anchor}"' in text) or anchor in anchors_of(text)


def _resolved(folder: str, path: str) -> str | None:
    """The file that a relative path names from a folder; None where it climbs above the root of the site."""
    parts = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    name = "/".join(parts)
    ends = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return file_of(f"{name}/" if ends and name else name)


def _in_tags(text: str) -> Iterator[tuple[str, bool]]:
    """Addresses in a page or picture, and whether the browser loads them by itself."""
    for tag, attributes in _TAG.findall(text):
        name = tag.lower()
        found = {key.lower(): one or other for key, one, other in _ATTRIBUTE.findall(attributes)}
        if "&" in attributes:
            found = {key: html.unescape(value) for key, value in found.items()}
        rel = found.get("rel", "")
        if any(mark in rel for mark in _UNTRUSTED) and name == "a":
            continue
        if name == "meta":
            refresh = _REFRESH.match(found.get("content", ""))
            if found.get("property") in _OUR_META:
                yield found.get("content", ""), False
            elif refresh and found.get("http-equiv", "").lower() == "refresh":
                yield refresh[1], False
            continue
        loads = name in _LOADED or any(word in rel for word in _LOADED_LINKS)
        for key in _ADDRESSES & found.keys():
            if key == "srcset":
                yield from ((part.split()[0], True) for part in found[key].split(",") if part.strip())
            else:
                yield found[key], loads
