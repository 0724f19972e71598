"""The client's modules joined into few files: a reader's first question should not wait for a dozen requests.

Each entry takes the modules that it imports into its own scope, in the order of their dependence. For that the modules
keep to a few forms: `import { a, b } from "./x.js";` on one line, `export` before a declaration, no name twice at
the top level of what is joined. Comments and indentation go; nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FOLDER = "search/"
ENTRIES = ("header.js", "page.js")
"""Modules that pages, or other modules, load by name; only they export anything in the end."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_INDENT = re.compile(r"^ +|\n(?=\n)", re.MULTILINE)


class ScriptError(ValueError):
    """Modules that cannot be joined as they are."""


def joined(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """All assets, with the client's modules joined into its entries; other assets stay as they are."""
    modules = {
        name.removeprefix(FOLDER): content.decode("utf-8")
        for name, content in sources.items()
        if name.startswith(FOLDER) and name.endswith(".js")
    }
    others = {name: content for name, content in sources.items() if name.removeprefix(FOLDER) not in modules}
    return others | {FOLDER + entry: _bundle(entry, modules).encode("utf-8") for entry in ENTRIES if entry in modules}


def _bundle(entry: str, modules: Mapping[str, str]) -> str:
    order: list[str] = []
    _visit(entry, modules, order)
    owners: dict[str, str] = {}
    parts = []
    for name in order:
        for declared in _DECLARED.findall(modules[name]):
            if declared in owners:
                raise ScriptError(f"{name} and {owners[declared]} both declare {declared} at the top level")
            owners[declared] = name
        own = _IMPORT.sub("", modules[name])
        parts.append(own if name == entry else _EXPORT.sub("", own))
    return _INDENT.sub("", _COMMENT.sub("", "".join(parts)))


def _visit(name: str, modules: Mapping[str, str], order: list[str]) -> None:
    if name not in modules:
        raise ScriptError(f"there is no module {name}")
    for wanted in _IMPORT.findall(modules[name]):
        _visit(wanted, modules, order)
    if name not in order:
        order.append(name)
