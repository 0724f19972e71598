"""YAML read safely, with the line of every value.

Safe loader, no aliases or anchors, unique keys, a cap on depth; only `true` and `false` are booleans, so that
Norway's code NO stays a text. `YamlSource.origin` gives the file and line of a path, for problems.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, cast

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer, ComposerError
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from generator.errors import ContentError, Origin, Problem, Severity

MAX_DEPTH = 40

Path = tuple[str | int, ...]


class YamlSource:
    """A parsed document: `value` is made of dict, list and scalars; lines are kept beside it by path."""

    def __init__(self, file: str, value: Any, lines: dict[Path, int]) -> None:
        self.file = file
        self.value = value
        self._lines = lines

    def origin(self, path: Path = ()) -> Origin:
        """The line of the value at `path`, or of its nearest parent that has one."""
        while path and path not in self._lines:
            path = path[:-1]
        return Origin(self.file, self._lines.get(path, 1))


class _Loader(Composer, CParser, SafeConstructor, Resolver):
    """The safe loader on libyaml's events, where a node can still be refused."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            mark = cast(yaml.Mark, event.start_mark)
            raise ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parse_yaml(text: str, file: str, first_line: int = 1) -> YamlSource:
    """Parse one document; `first_line` is the line of `file` on which `text` begins (front matter).

    Raises ContentError, naming the line, for text that is not YAML, a repeated key, an alias, or deep nesting.
    """
    shift = first_line - 1
    lines: dict[Path, int] = {}
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        value = None if node is None else _convert(loader, node, (), lines, file, shift)
    except RecursionError:
        raise _problem(file, None, "yaml-depth", f"nested deeper than {MAX_DEPTH} levels.") from None
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        last = text.rstrip("\n").count("\n")  # the end of a text is in its last line
        row = None if mark is None else min(mark.line, last) + 1 + shift
        raise _problem(file, row, "yaml", f"not valid YAML: {failure.problem or failure.context}.") from None
    except (yaml.YAMLError, ValueError, AttributeError, KeyError, TypeError) as failure:
        raise _problem(file, None, "yaml", f"not valid YAML: {' '.join(str(failure).split())}.") from None
    return YamlSource(file, value, lines)


def _convert(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int], file: str, shift: int) -> Any:
    row = node.start_mark.line + 1 + shift
    lines.setdefault(path, row)
    if len(path) > MAX_DEPTH:
        raise _problem(file, row, "yaml-depth", f"nested deeper than {MAX_DEPTH} levels.")
    if isinstance(node, yaml.SequenceNode):
        return [_convert(loader, child, (*path, i), lines, file, shift) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Hashable, Any] = {}
        for key_node, child in node.value:
            key = loader.construct_object(key_node, deep=True)
            key_row = key_node.start_mark.line + 1 + shift
            if not isinstance(key, str | int):
                raise _problem(file, key_row, "yaml-key", f'the key "{key}" must be a text.')
            if key in mapping:
                first = lines[(*path, key)]
                raise _problem(
                    file, key_row, "yaml-repeated-key", f'the key "{key}" stands twice (first in line {first}).'
                )
            lines[(*path, key)] = key_row
            mapping[key] = _convert(loader, child, (*path, key), lines, file, shift)
        return mapping
    return loader.construct_object(node, deep=True)


def _problem(file: str, row: int | None, code: str, message: str) -> ContentError:
    return ContentError(Problem(severity=Severity.ERROR, code=code, message=message, origin=Origin(file, row)))
