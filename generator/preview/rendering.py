"""Renders the pages of a private preview with the site's own templates, inside the preview's layout.

A preview stands by itself. Links to its own files are relative; every other route of the site becomes an address of the
published site of that audience.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from generator.model.site import Site
from generator.pages.frame import Frame
from generator.pages.page import Page, RawFile
from generator.pages.routes import file_of, root_from
from generator.preview.contexts import Bar
from generator.render.assets import Assets
from generator.render.environment import ROOT_MARK, Renderer
from generator.render.folders import template_folders

ASSETS = (
    "site.css",
    "js/scheme.js",
    "js/site.js",
    "js/preview.js",
    "icons/favicon.svg",
)
"""What a preview loads, besides what these scripts import."""

FOLDER = "preview"
"""The template folder that holds the preview's layout, searched before the site's."""

_ADDRESS = re.compile(re.escape(ROOT_MARK) + r'([^"\s<]*)')


def preview_folders(root: Path, site: Site) -> list[Path]:
    """Template folders in the order of search: the preview's own layout, then those of the site."""
    plain = template_folders(root, site)
    return [folder for folder in (*(base / FOLDER for base in plain), *plain) if folder.is_dir()]


def preview_assets(assets: Assets, logical: Collection[str] = ASSETS) -> tuple[RawFile, ...]:
    """The files of the assets that these names stand for, with the modules that they import."""
    used = {assets.names[name] for name in logical if name in assets.names}
    files = {file.route: file.content for file in assets.files}
    names = {posixpath.basename(route).encode("ascii"): route for route in files}
    waiting = [route for route in used if route.endswith(".js")]
    while waiting:
        content = files[waiting.pop()]
        imported = {route for name, route in names.items() if name in content} - used
        used |= imported
        waiting += imported
    return tuple(file for file in assets.files if file.route in used)


class PreviewRenderer(Renderer):
    """Renders for one audience's eyes; `place` is what stands before the routes of its listing in the preview."""

    def __init__(self, folders: list[Path], frame: Frame, site: Site) -> None:
        super().__init__(
            folders, frame, description_limit=site.description_limit, allow_http_links=site.allow_http_links
        )

    def preview(self, page: Page, bar: Bar, own: Mapping[str, str]) -> bytes:
        """A page with the bar above it. `own` maps the routes that the page may name to files of the preview."""
        template = self._template(page.template)
        text = template.render(page=page.context, frame=self.frame, root=self._root, preview=bar)
        back = root_from(page.route).removeprefix("./")

        def resolved(found: re.Match[str]) -> str:
            route, mark, rest = found[1].partition("#")
            here = own.get(file_of(route))
            address = self.frame.url(route) if here is None else back + here
            return (address or "./") + mark + rest

        return _ADDRESS.sub(resolved, text).encode("utf-8")
