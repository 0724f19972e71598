"""Entries of gathering pages: some of many, by their numbers, looked up when somebody asks for them.

What pages show of an entry, its card as HTML, is the same on all of them: a source may have it made already.
"""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

import msgspec

from generator.pages.routes import lot_of

Entry = TypeVar("Entry", covariant=True)


class Rendered(Sequence[Entry]):
    """Entries whose cards were rendered before, with one `template`."""

    template: str

    @abstractmethod
    def html(self, numbers: Iterable[int]) -> str:
        """The cards of these entries, one after the other."""

    @abstractmethod
    def prints(self, numbers: Iterable[int]) -> bytes:
        """Hashes of these entries and their cards, one after the other."""


class Noted(Generic[Entry]):
    """Entries of which each is noted once, in the order in which `entries` has them, and which are found by key."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._lots = array("Q")

    def _note(self, key: str) -> int:
        """Note the next entry; returns its number."""
        self._lots.append(lot_of(key))
        return len(self._lots) - 1

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._lots)

    def find(self, key: str) -> Entry | None:
        """The entry with this key."""
        number = self._by_lot.get(lot_of(key))
        return None if number is None else self._entries[number]

    @cached_property
    def _by_lot(self) -> dict[int, int]:
        return {lot: number for number, lot in enumerate(self._lots)}


class Chosen(Sequence[Entry]):
    """Some of many entries, by their numbers: an entry is looked up when it is asked for."""

    def __init__(self, entries: Sequence[Entry], numbers: Iterable[int]) -> None:
        self._entries = entries
        self._numbers = numbers if isinstance(numbers, array) else array("I", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Chosen[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Chosen[Entry]:
        if isinstance(place, slice):
            return Chosen(self._entries, self._numbers[place])
        return self._entries[self._numbers[place]]

    def __iter__(self) -> Iterator[Entry]:
        return map(self._entries.__getitem__, self._numbers)

    def html(self, template: str) -> str | None:
        """Their cards, one after the other, where they were rendered before with this template."""
        if isinstance(self._entries, Rendered) and self._entries.template == template:
            return self._entries.html(self._numbers)
        return None

    @property
    def print(self) -> bytes:
        """A hash of each, or else all that they hold: what differs may show on a page."""
        if isinstance(self._entries, Rendered):
            return self._entries.prints(self._numbers)
        return msgspec.msgpack.encode(list(self))

    def ordered(self, key: Callable[[Entry], tuple[str, ...]]) -> tuple[Chosen[Entry], list[tuple[str, ...]]]:
        """The same in the order of their keys, and these; equals stay in their order."""
        keys = list(map(key, self))
        places = sorted(range(len(keys)), key=keys.__getitem__)
        return Chosen(self._entries, (self._numbers[place] for place in places)), [keys[place] for place in places]
