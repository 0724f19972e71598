"""Assets with hashed names: one style sheet from the layers, script modules with their imports, other files as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from generator.errors import Problems
from generator.model.site import Theme
from generator.pages.page import RawFile


class Assets(msgspec.Struct, frozen=True, kw_only=True):
    """`names` maps logical names ("site.css", "js/site.js", "search/client.js") to routes; `files` are all of them."""

    names: dict[str, str]
    files: tuple[RawFile, ...]


def bundle(asset_folders: Sequence[Path], theme: Theme, theme_folder: Path | None, problems: Problems) -> Assets:
    """All assets of the folders, the first of which takes precedence (the theme's), with the theme's colours.

    Adds an error to `problems` for colours that cannot be read (with the ratio), a missing theme logo, an import that
    does not exist.
    """
    raise NotImplementedError
