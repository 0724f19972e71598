"""What the next reading needs to know of each file: where its records stand, whose they are, which to read again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from generator.intake.compared import ComparedFile
from generator.intake.difference import ByDifference
from generator.intake.join import NOBODY
from generator.intake.reading import Reading
from generator.intake.standing import WHOLE, FileState, Numbers, Owners


def states_of(reading: Reading, ordinals: Mapping[str, int]) -> list[FileState]:
    """The files of a reading, in the order in which they are read; `ordinals` of partners by id."""
    if isinstance(reading, ByDifference):
        return [_compared(reading, file, path, ordinals) for file, path in reading.paths.items()]
    return [_read(reading, file, path, ordinals) for file, path in reading.paths.items()]


def _read(reading: Reading, file: str, path: Path, ordinals: Mapping[str, int]) -> FileState:
    notes, sha256 = reading.found.notes[file], reading.sources.sha256(path) or ""
    if notes.table in WHOLE:
        return FileState(table=notes.table, file=file, sha256=sha256)
    join = reading.join
    notes.bring_back(join.spill)
    lines, numbers = notes.arrays()
    if notes.table == "profiles":
        owners = _owners([ordinals.get(key, NOBODY) for key in notes.keys.split("\n")])
    else:
        starts = _owners([ordinals[join.ids_in(chunk)[0]] for chunk in range(join.chunks)])
        owners = np.where(numbers < 0, NOBODY, starts[numbers >> 16] + (numbers & 0xFFFF)).astype(np.int32)
    return FileState(
        table=notes.table,
        file=file,
        sha256=sha256,
        lines=lines.tobytes(),
        numbers=lines.tobytes(),
        owners=owners.tobytes(),
        flawed=_flawed(reading, file, lines),
        keys=notes.keys,
        logos=[(origin.row or 0, logo) for origin, logo in reading.found.logos if origin.file == file],
    )


def _compared(reading: ByDifference, file: str, path: Path, ordinals: Mapping[str, int]) -> FileState:
    notes, sha256, one = reading.found.notes[file], reading.sources.sha256(path) or "", reading.files.get(file)
    if one is None:
        return FileState(table=notes.table, file=file, sha256=sha256)
    lines, numbers = notes.arrays()
    taken = np.searchsorted(one.lines, lines)
    keys = _keys(one, taken.tolist(), notes.keys)
    now = _owners([*(ordinals.get(known, NOBODY) for known in reading.shelf.partners), NOBODY])
    owners = now[one.owners]
    if notes.table == "profiles":
        owners[taken] = [ordinals.get(keys[place], NOBODY) for place in taken.tolist()]
    else:
        owners[taken] = [ordinals[reading.join.id_of(number)] if number >= 0 else NOBODY for number in numbers.tolist()]
    before = one.before.logos
    standing = set(one.numbers.tolist()) if before else set()
    return FileState(
        table=notes.table,
        file=file,
        sha256=sha256,
        lines=one.lines.tobytes(),
        numbers=one.numbers.tobytes(),
        owners=owners.tobytes(),
        flawed=_flawed(reading, file, one.lines),
        keys="\n".join(keys),
        logos=[
            *((number, logo) for number, logo in before if number in standing),
            *((one.base + (origin.row or 0), logo) for origin, logo in reading.found.logos if origin.file == file),
        ],
    )


def _keys(one: ComparedFile, taken: list[int], fresh: str) -> list[str]:
    """The ids of all rows of a file, whose records at the places `taken` have the ids `fresh`."""
    if not one.before.keys and not fresh:
        return []
    keys = one.before.keys.split("\n")
    if one.places is not None:
        keys = [keys[place] if place >= 0 else "" for place in one.places.tolist()]
    for place, key in zip(taken, fresh.split("\n"), strict=bool(taken)):
        keys[place] = key
    return keys


def _flawed(reading: Reading, file: str, lines: Numbers) -> bytes:
    return np.flatnonzero(np.isin(lines, reading.flawed_lines(file))).astype(np.uint32).tobytes()


def _owners(numbers: list[int]) -> Owners:
    return np.array(numbers, dtype=np.int32)
