"""A partner's preview that follows every change of a draft: the exports stay open, only drafts are read again.

A changed template or asset is loaded again; a changed export, text or setting opens everything anew, which takes
seconds where there are many partners.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from generator.errors import DirectoryError, Problems
from generator.intake import read_site
from generator.intake.drafts import FOLDER, read_drafts
from generator.pipeline.opening import Opened, open_directory
from generator.preview.maker import PreviewMaker
from generator.preview.own_problems import OwnProblems
from generator.preview.pages import PreviewOrder, preview_files
from generator.preview.server import Watched
from generator.render.folders import template_folders


class LivePreview:
    """One partner's preview in a folder, kept up to date."""

    def __init__(self, config: Path, partner_id: str, as_of: date, folder: Path) -> None:
        self._config = config
        self._partner_id = partner_id
        self._as_of = as_of
        self.folder = folder
        self._written: dict[str, bytes] = {}

    def start(self, opened: Opened, problems: Problems) -> None:
        """The first preview, from what is open already; the folder begins empty."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._take(opened, problems)
        self.refresh()

    def watched(self) -> tuple[Watched, ...]:
        """What the server watches, and what each change does."""
        root, site = self._maker.opened.root, self._maker.opened.site
        content, drafts = root / site.content, root / site.content / FOLDER
        return (
            Watched(paths=(drafts,), react=self._guarded(self.refresh)),
            Watched(paths=tuple(template_folders(root, site)), react=self._guarded(self._reload)),
            Watched(paths=(self._config, content), react=self._guarded(self._reopen), without=(drafts,)),
        )

    def refresh(self) -> None:
        """Read the partner's drafts again and write the files that differ."""
        opened = self._maker.opened
        drafts = read_drafts(opened.site, opened.root, opened.exports.vocabulary, self._partner_id)
        facts = self._maker.facts(opened.partner(self._partner_id), drafts, self._problems)
        files = preview_files(self._maker, facts, PreviewOrder(reloads=True))
        files |= {file.route: file.content for file in self._maker.assets}
        for route, content in files.items():
            if self._written.get(route) != content:
                path = self.folder / route
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for route in self._written.keys() - files.keys():
            (self.folder / route).unlink(missing_ok=True)
        self._written = files

    def _take(self, opened: Opened, problems: Problems) -> None:
        self._maker = PreviewMaker(opened, self._as_of)
        self._problems = OwnProblems(problems, opened.site, opened.root)

    def _reload(self) -> None:
        self._maker.load_templates()
        self.refresh()

    def _reopen(self) -> None:
        problems = Problems()
        opened = open_directory(self._config, read_site(self._config), problems, jobs=1)
        if problems.stopping():
            raise DirectoryError(problems)
        self._take(opened, problems)
        self.refresh()

    def _guarded(self, step: Callable[[], None]) -> Callable[[], None]:
        """What goes wrong is said on the terminal, and the preview that stands stays."""

        def react() -> None:
            try:
                step()
            except DirectoryError as failure:
                for problem in failure.problems:
                    print(f"{problem.severity.value}: {problem}", file=sys.stderr, flush=True)
            except Exception as failure:  # half-written templates fail in many ways
                print(f"The preview stays as it was: {failure}", file=sys.stderr, flush=True)

        return react
