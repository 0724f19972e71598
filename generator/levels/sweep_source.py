"""The parts of a sweep's source, while they are written (see `sweep`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

from generator.levels.rows import Case


class Source:
    """Lines by their place in the function, and the values that they refer to by name.

    `events`: make the events of a case; `state`: what is kept while the days pass; `changes`: for each kind of event
    what it changes; `evening`: worked out when all events of a day are done.
    """

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.events: list[str] = []
        self.state: list[str] = []
        self.changes: list[list[str]] = []
        self.evening: list[str] = []
        self._numbers = count()

    def constant(self, value: Any) -> str:
        """How the source refers to a value."""
        if type(value) is int:
            return str(value)
        name = self.variable("c")
        self.names[name] = value
        return name

    def variable(self, what: str) -> str:
        """A new name."""
        return f"{what}{next(self._numbers)}"

    def kind(
        self,
        rows: Callable[[Case], Iterable[Any]],
        changes: list[str],
        *,
        of: str = "None",
        change: tuple[str, str] = ("1", "-1"),
        first: Sequence[str] = (),
    ) -> None:
        """A new kind of event: two for each row that counts, with what changes where it begins and where it ends.

        `changes` are lines that use the `change` of an event, written for its beginning and its end, and `of`, what it
        belongs to; `first` are lines before the two, for each row.
        """
        kind = len(self.changes)
        begins, ends = change
        self.events += [
            f"for start, end, row, member in {self.constant(rows)}(case):",
            *indented(first),
            f"    happens((start, {kind}, {begins}, of := {of}))",
            f"    happens((end, {kind}, {ends}, of))",
        ]
        self.changes.append(changes)


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """The lines, further to the right."""
    return ["    " * levels + line for line in lines]
