"""Assets with hashed names: one style sheet from the layers, script modules, other files as they are.

A logical name is a path below an asset folder ("js/site.js"). The style sheet is bundled from `css/<layer>.css` and
`css/<layer>/*.css` under the logical name "site.css"; layers are listed below. Scripts are ES modules: relative
imports, and `new URL("…", import.meta.url)`, are rewritten to the hashed names; the search client's are joined first.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from generator.errors import ContentError, InputOutputError, Origin, Problem, Problems, Severity
from generator.model.site import Site, Theme
from generator.pages.frame import STYLESHEET
from generator.pages.page import RawFile
from generator.render.colours import theme_style
from generator.render.folders import template_folders
from generator.search.scripts import joined
from generator.wording import Wording

LAYERS = ("reset", "tokens", "base", "layout", "components", "pages", "print")

_REFERENCE = re.compile(
    r"""(?P<before>(?:\bfrom|\bimport)\s*\(?\s*|\bnew\s+URL\(\s*)(?P<quote>["'])(?P<path>\.{1,2}/[^"']+)(?P=quote)"""
)
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99})*")
"""As `release.staging` takes it, with room for the hash."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*")


class Assets(msgspec.Struct, frozen=True, kw_only=True):
    """`names` maps logical names ("site.css", "js/site.js", "search/client.js") to routes; `files` are all of them."""

    names: dict[str, str]
    files: tuple[RawFile, ...]


def site_assets(root: Path, site: Site, problems: Problems, words: Wording) -> Assets:
    """The assets of the site whose settings lie in `root`; as `bundle`."""
    theme = root / site.theme_folder
    folders = [folder / "assets" for folder in template_folders(root, site) if (folder / "assets").is_dir()]
    return bundle(folders, site.theme, theme if theme.is_dir() else None, problems, words)


def bundle(
    asset_folders: Sequence[Path],
    theme: Theme,
    theme_folder: Path | None,
    problems: Problems,
    words: Wording | None = None,
) -> Assets:
    """All assets of the folders, the first of which takes precedence (the theme's), with the theme's colours.

    The search client speaks the language of `words`, English without them.

    Adds an error to `problems` for colours that cannot be read (with the ratio), a missing theme logo, an import that
    does not exist.
    """
    sources = joined(_sources(asset_folders), words or Wording())
    if theme.logo is not None:
        logo = None if theme_folder is None else theme_folder / theme.logo
        if logo is None or not logo.is_file():
            problems.error(
                "theme-logo",
                f'the logo "{theme.logo}" is not in the theme folder.',
                Origin("site.yml"),
                column="theme.logo",
                value=theme.logo,
            )
        else:
            sources[f"theme/{theme.logo}"] = logo.read_bytes()
    for name in [name for name in sources if not _NAME.fullmatch(name)]:
        del sources[name]
        problems.error(
            "asset-name",
            f'"{name}" is a name that cannot stand in an address.',
            Origin("site.yml") if name.startswith("theme/") else Origin(f"templates/assets/{name}"),
            hint="Name it with ASCII letters, digits, dots, hyphens and underscores only, at most 100 of them.",
        )
    styles = {name: content for name, content in sources.items() if name.startswith("css/")}
    style = _style(styles) + theme_style(theme, problems)
    hashed = _Hashed({name: content for name, content in sources.items() if name not in styles}, problems)
    hashed.add(STYLESHEET, style.encode("utf-8"))
    for name in sorted(hashed.sources):
        hashed.route(name)
    return Assets(names=dict(sorted(hashed.names.items())), files=tuple(sorted(hashed.files, key=lambda f: f.route)))


def _sources(folders: Sequence[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        for folder in reversed(folders):
            for path in sorted(folder.rglob("*")):
                below = path.relative_to(folder)
                if path.is_file() and not any(part.startswith(".") for part in below.parts):
                    found[below.as_posix()] = path.read_bytes()
    except OSError as failure:
        raise InputOutputError.from_os(failure, "reading assets") from failure
    return found


def _style(styles: dict[str, bytes]) -> str:
    """The layers in their order, each made of its own file and the files of its folder, in the order of names."""
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        names = [f"css/{layer}.css", *sorted(name for name in styles if name.startswith(f"css/{layer}/"))]
        rules = "".join(minified(styles[name].decode("utf-8")) for name in names if name in styles)
        if rules:
            parts.append(f"@layer {layer}{{{rules}}}")
    return "".join(parts)


def minified(style: str) -> str:
    """A style sheet without comments and superfluous space; strings stay as they are."""
    parts = _STRING.split(_COMMENT.sub("", style))
    parts[::2] = (_AROUND.sub(r"\1", _SPACE.sub(" ", part)).replace(";}", "}") for part in parts[::2])
    return "".join(parts).strip()


class _Hashed:
    """Gives every asset its route, those that a script imports first: their names go into its text."""

    def __init__(self, sources: dict[str, bytes], problems: Problems) -> None:
        self.sources = sources
        self.names: dict[str, str] = {}
        self.files: list[RawFile] = []
        self._problems = problems
        self._open: list[str] = []

    def route(self, name: str) -> str:
        if name not in self.names:
            if name in self._open:
                circle = " → ".join([*self._open[self._open.index(name) :], name])
                raise ContentError(
                    Problem(
                        severity=Severity.ERROR,
                        code="asset-cycle",
                        message=f"scripts import each other in a circle: {circle}.",
                        origin=Origin(f"templates/assets/{name}"),
                    )
                )
            self._open.append(name)
            content = self.sources[name]
            self.add(name, self._linked(name, content) if name.endswith((".js", ".mjs")) else content)
            self._open.pop()
        return self.names[name]

    def add(self, name: str, content: bytes) -> None:
        stem, suffix = posixpath.splitext(name)
        route = f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}"
        self.names[name] = route
        self.files.append(RawFile(route=route, content=content))

    def _linked(self, name: str, content: bytes) -> bytes:
        folder = posixpath.dirname(name)

        def rewritten(found: re.Match[str]) -> str:
            wanted = posixpath.normpath(posixpath.join(folder, found["path"]))
            if wanted not in self.sources:
                self._problems.error(
                    "asset-missing",
                    f'imports "{found["path"]}", which does not exist.',
                    Origin(f"templates/assets/{name}"),
                    value=found["path"],
                )
                return found[0]
            relative = posixpath.relpath(self.route(wanted), f"assets/{folder}")
            quoted = relative if relative.startswith("../") else f"./{relative}"
            return f"{found['before']}{found['quote']}{quoted}{found['quote']}"

        return _REFERENCE.sub(rewritten, content.decode("utf-8")).encode("utf-8")
