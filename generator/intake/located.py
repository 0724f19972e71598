"""Where the files of each table are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.errors import InputOutputError, Origin, Problems, did_you_mean
from generator.intake.files import FORMATS, missing
from generator.intake.sources import Sources, folder_entries
from generator.model.site import Site, TableSettings
from generator.model.tables import TABLES


def located(site: Site, content: Path, sources: Sources, problems: Problems) -> dict[str, list[Path]]:
    """The files of each table. All that are mapped or required, and are not there, end the run together."""
    files: dict[str, list[Path]] = {}
    lacking = Problems()
    for table in TABLES.values():
        default = content / table.folder / f"{table.name}.csv"
        mapped = [content / file for file in site.tables.get(table.name, TableSettings()).files]
        files[table.name] = mapped or ([default] if table.required or default.exists() or default.is_symlink() else [])
        for path in files[table.name]:
            if not path.exists():
                lacking.extend(missing(sources.label(path)).problems)
    if lacking:
        raise InputOutputError(lacking)
    _warn_of_unread(content, {path for paths in files.values() for path in paths}, sources, problems)
    return files


def _warn_of_unread(content: Path, read: set[Path], sources: Sources, problems: Problems) -> None:
    """A table under a wrong name is easily missed: it would count as one that is not exported."""
    for folder in dict.fromkeys(table.folder for table in TABLES.values()):
        for entry in folder_entries(content / folder):
            path = Path(entry.path)
            if path.suffix in FORMATS and path not in read:
                hint = did_you_mean(path.stem, (name for name, t in TABLES.items() if t.folder == folder))
                message = "is not read: no table has this name, and none is mapped to it in site.yml."
                problems.warning("unread-file", message, Origin(sources.label(path)), hint=hint)


def size_of(paths: Iterable[Path]) -> int:
    """The bytes of some files."""
    return sum(path.stat().st_size for path in paths)
