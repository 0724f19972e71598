"""The client's modules joined into few files, and what they may cost."""

from __future__ import annotations

import gettext
import gzip
from pathlib import Path

import pytest

from generator.search.scripts import ENTRIES, ScriptError, joined
from generator.wording import Wording

SOURCES = {
    f"search/{path.name}": path.read_bytes()
    for path in (Path(__file__).parents[2] / "templates" / "assets" / "search").glob("*.js")
}


def test_the_client_takes_at_most_twenty_kilobytes() -> None:
    made = joined(SOURCES, Wording())
    assert sum(len(gzip.compress(content)) for content in made.values()) <= 20_000
    assert set(made) == {f"search/{entry}" for entry in ENTRIES}


def test_what_a_page_loads_before_a_reader_searches_takes_half_a_kilobyte() -> None:
    assert len(gzip.compress(joined(SOURCES, Wording())["search/header.js"])) <= 512


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
    made = joined(other | {f"search/{name}": text.encode() for name, text in sources.items()}, Wording())
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
        joined({"search/page.js": module, "search/a.js": b"export const one = 1;\n"}, Wording())


class Polish(gettext.NullTranslations):
    """A catalogue of two messages."""

    def gettext(self, message: str) -> str:
        return {"No partner": "Żaden partner"}.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
        return "%(num)s partner" if number == 1 else "%(num)s partnerzy" if few else "%(num)s partnerów"


def test_the_client_speaks_the_sites_language() -> None:
    words = Wording("pl")
    words.translations = Polish()
    entry = b"""const a = gettext("No partner");\nconst b = ngettext(\n  "%(num)s partner", "%(num)s partners",\n);\n"""
    assert joined({"search/page.js": entry}, words)["search/page.js"].decode() == (
        'const a = "Żaden partner";\n'
        'const b = {"few": "%(num)s partnerzy", "many": "%(num)s partnerów", "one": "%(num)s partner",'
        ' "other": "%(num)s partnerów"};\n'
    )


def test_no_word_of_the_client_is_left_untranslated() -> None:
    made = b"".join(joined(SOURCES, Wording()).values())
    assert b"gettext(" not in made
