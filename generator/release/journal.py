"""What a release folder remembers between nights: the order of publication, and the state that guards compare with.

Private: numbers about the exports that no site shows. The folder is readable by its owner only, and lies outside of
every release.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from generator.release import disk

STATE = ".state"
_ORDER = "releases.json"


class Journal:
    """The files in `.state/`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Releases in the order in which they were published; () where the order is lost."""
        try:
            return msgspec.json.decode((self._folder / _ORDER).read_bytes(), type=tuple[str, ...])
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return ()

    def restore(self, names: Iterable[str]) -> None:
        """Write the order anew, where it was lost."""
        self._write(tuple(names))

    def append(self, name: str) -> None:
        """A release now stands."""
        self._write((*(known for known in self.names() if known != name), name))

    def remember(self, name: str, state: bytes) -> None:
        """Keep the state of a release."""
        self._make()
        disk.replace_file(self._folder / f"{name}.json", state)

    def recall(self, name: str) -> bytes:
        """The state of a release; b"" where there is none."""
        try:
            return (self._folder / f"{name}.json").read_bytes()
        except FileNotFoundError:
            return b""

    def forget_all_but(self, names: Iterable[str]) -> None:
        """Keep the order and state of these releases only."""
        kept = set(names)
        known = self.names()
        if any(name not in kept for name in known):
            self._write(tuple(name for name in known if name in kept))
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name != _ORDER and path.name.removesuffix(".json") not in kept:
                    disk.remove(path)

    def _write(self, names: tuple[str, ...]) -> None:
        self._make()
        disk.replace_file(self._folder / _ORDER, msgspec.json.encode(names) + b"\n")

    def _make(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
