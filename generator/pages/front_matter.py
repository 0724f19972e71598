"""Typed values of front matter, each problem with its line."""

from __future__ import annotations

import re
from collections.abc import Collection

from generator.errors import Problems, did_you_mean
from generator.model.document import Document
from generator.model.vocabulary import no_address, slugify

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class FrontMatter:
    """The front matter of one document; everything that is wrong goes into `problems`."""

    def __init__(self, document: Document, known: Collection[str], problems: Problems) -> None:
        self._values = document.front.value or {}
        self._front = document.front
        self._problems = problems
        for key in self._values:
            if key not in known:
                self._say(
                    "front-matter-key",
                    str(key),
                    f'"{key}" is not a key of this front matter.',
                    did_you_mean(str(key), known),
                )

    def text(self, key: str, *, required: bool = False) -> str:
        """One line of text; "" where there is none."""
        value = self._values.get(key)
        if value is None:
            if required:
                self._say("front-matter-missing", key, f"{key} is missing.", f"Add {key}: … to the front matter.")
            return ""
        if not isinstance(value, str) or "\n" in value:
            self._say("front-matter-type", key, f"{key} must be one line of text.", None)
            return ""
        return value

    def number(self, key: str) -> int:
        """A whole number; 0 where there is none."""
        value = self._values.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            self._say("front-matter-type", key, f"{key} must be a whole number.", None)
            return 0
        return value

    def slug(self, key: str, otherwise: str) -> str:
        """A part of an address; `otherwise` where there is none."""
        value = self.text(key) or otherwise
        if not _SLUG.fullmatch(value):
            good = slugify(value)
            self._say(
                "front-matter-slug",
                key,
                no_address(value),
                f'Write "{good}".' if good else None,
            )
            return good or "untitled"
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str | None:
        """One of the allowed values, or None."""
        value = self.text(key)
        if value and value not in allowed:
            hint = did_you_mean(value, allowed) or (
                f"Write one of: {', '.join(allowed)}." if allowed else "There is none."
            )
            self._say("front-matter-choice", key, f'"{value}" is not allowed here.', hint)
            return None
        return value or None

    def _say(self, code: str, key: str, message: str, hint: str | None) -> None:
        self._problems.error(code, message, self._front.origin((key,)), column=key, hint=hint)
