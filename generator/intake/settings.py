"""`site.yml` → `model.site.Site`."""

from __future__ import annotations

from pathlib import Path

from generator.model.site import Site


def read_site(path: Path) -> Site:
    """The settings of a site.

    Raises UsageError (exit 2) with every unknown key, wrong type and unknown table or column, each with its
    line; also where the file does not exist. InputOutputError (exit 5) where it cannot be read.
    """
    raise NotImplementedError
