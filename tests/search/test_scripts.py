"""The client's modules joined into few files, and what they may cost."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from generator.search.scripts import ENTRIES, ScriptError, joined

SOURCES = {
    f"search/{path.name}": path.read_bytes()
    for path in (Path(__file__).parents[2] / "templates" / "assets" / "search").glob("*.js")
}


def test_the_client_takes_at_most_twenty_kilobytes() -> None:
    made = joined(SOURCES)
    assert sum(len(gzip.compress(content)) for content in made.values()) <= 20_000
    assert set(made) == {f"search/{entry}" for entry in ENTRIES}


def test_what_a_page_loads_before_a_reader_searches_takes_half_a_kilobyte() -> None:
    assert len(gzip.compress(joined(SOURCES)["search/header.js"])) <= 512


def test_no_script_makes_markup_of_text_or_code_of_strings() -> None:
    for name, content in SOURCES.items():
        for forbidden in (b"innerHTML", b"outerHTML", b"insertAdjacentHTML", b"document.write", b"eval(", b"style="):
            assert forbidden not in content, name


ENTRY = """\
// Entry.
import { two } from "./b.js";
import { one } from "./a.js";

export const go = two + one;
"""
TWICE = """\
import { one } from "./a.js";

export function twice() {
  // Twice.
  return 2 * one;
}
export const two = twice();
"""
JOINED = """\
const one = 1;
function twice() {
return 2 * one;
}
const two = twice();
export const go = two + one;
"""


def test_modules_come_before_those_that_need_them_once_and_without_comments() -> None:
    sources = {"page.js": ENTRY, "a.js": "/** One. */\nexport const one = 1;\n", "b.js": TWICE}
    other = {"js/site.js": b"// Not ours.\n"}
    made = joined(other | {f"search/{name}": text.encode() for name, text in sources.items()})
    assert made == other | {"search/page.js": JOINED.encode()}


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (b'import { one } from "./gone.js";\n', "there is no module gone.js"),
        (b'import { one } from "./a.js";\nconst one = 2;\n', "page.js and a.js both declare one at the top level"),
    ],
)
def test_what_cannot_be_joined_is_refused(module: bytes, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        joined({"search/page.js": module, "search/a.js": b"export const one = 1;\n"})
