"""Where templates and assets come from: the operator's theme, the folder that `site.yml` names, and our own."""

from __future__ import annotations

from pathlib import Path

from generator.model.site import Site

_OWN = Path(__file__).parents[2] / "templates"


def template_folders(root: Path, site: Site) -> list[Path]:
    """The folders that are there, each once, in the order of search: a file in one hides its namesakes in the next.

    `root` is the folder of `site.yml`.
    """
    named = (root / site.theme_folder, root / site.templates, _OWN)
    return list({folder.resolve(): folder for folder in reversed(named) if folder.is_dir()}.values())[::-1]
