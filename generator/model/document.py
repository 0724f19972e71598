"""A Markdown document of `content/faq` or `content/pages`, split into front matter and body."""

from __future__ import annotations

import msgspec

from generator.errors import Origin
from generator.yaml_source import YamlSource


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `collection` is the folder under `faq/`, or "" for a page; `stem` the file name without `.md`.

    `front` is a mapping (checked); `body` has `\\n` line ends and begins on line `body_line` of the file.
    """

    collection: str
    stem: str
    front: YamlSource
    body: str
    body_line: int

    @property
    def origin(self) -> Origin:
        return Origin(self.front.file, 1)

    def line(self, body_index: int) -> Origin:
        """The origin of the line of the body that has this index, counting from 0."""
        return Origin(self.front.file, self.body_line + body_index)
