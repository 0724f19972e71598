"""The client's modules joined into few files: a reader's first question should not wait for a dozen requests.

Each entry takes the modules that it imports into its own scope, in the order of their dependence. For that the modules
keep to a few forms: `import { a, b } from "./x.js";` on one line, `export` before a declaration, no name twice at
the top level of what is joined. Comments and indentation go, and `gettext("…")` and `ngettext("…", "…")` become the
words of the site's language; nothing else changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from generator.wording import Wording

FOLDER = "search/"
ENTRIES = ("header.js", "page.js")
"""Modules that pages, or other modules, load by name; only they export anything in the end."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_SAID = re.compile(r'\b(n?)gettext\(\s*("[^"\n]*")(?:,\s*("[^"\n]*"))?,?\s*\)')
_INDENT = re.compile(r"^ +|\n(?=\n)", re.MULTILINE)


class ScriptError(ValueError):
    """Modules that cannot be joined as they are."""


def joined(sources: Mapping[str, bytes], words: Wording) -> dict[str, bytes]:
    """All assets, with the client's modules joined into its entries, in the language of `words`; others stay."""
    modules = {
        name.removeprefix(FOLDER): content.decode("utf-8")
        for name, content in sources.items()
        if name.startswith(FOLDER) and name.endswith(".js")
    }
    others = {name: content for name, content in sources.items() if name.removeprefix(FOLDER) not in modules}
    return others | {
        FOLDER + entry: _said(_bundle(entry, modules), words).encode("utf-8") for entry in ENTRIES if entry in modules
    }


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


def _said(script: str, words: Wording) -> str:
    """The script with messages as strings, or as strings by plural category (as `Intl.PluralRules` names them)."""

    def translated(found: re.Match[str]) -> str:
        plural, one, many = found.groups()
        if not plural:
            return json.dumps(words.gettext(json.loads(one)), ensure_ascii=False)
        numbers = {str(words.locale.plural_form(number)): number for number in range(200, -1, -1)}
        forms = {
            category: words.translations.ngettext(json.loads(one), json.loads(many), number)
            for category, number in sorted({"other": 0, **numbers}.items())
        }
        return json.dumps(forms, ensure_ascii=False)

    return _SAID.sub(translated, script)


def _visit(name: str, modules: Mapping[str, str], order: list[str]) -> None:
    if name not in modules:
        raise ScriptError(f"there is no module {name}")
    for wanted in _IMPORT.findall(modules[name]):
        _visit(wanted, modules, order)
    if name not in order:
        order.append(name)
