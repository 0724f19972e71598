"""Turns pages into bytes: one Jinja environment per process, templates compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.pages.frame import Frame
from generator.pages.page import Page


class Renderer:
    """Renders the pages of one site.

    `template_folders` are searched in order, the theme's first: a file there takes the place of ours. Build one in
    each process; it is not pickled.
    """

    def __init__(self, template_folders: Sequence[Path], frame: Frame) -> None:
        self.frame = frame

    def render(self, page: Page) -> bytes:
        """The page as UTF-8."""
        raise NotImplementedError
