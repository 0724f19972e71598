"""Folding and words: how text becomes searchable, the same here and in `templates/assets/search/fold.js`.

Case, accents and typographic variants are folded away (NFKD, combining marks dropped, a small table for letters
that do not decompose). A word is a run of letters and digits; `c++`, `c#`, `f#` and `.net` stay whole; scripts
without spaces between words (Chinese, Japanese) are cut into overlapping pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ς": "σ",
}
"""Letters that NFKD leaves whole, as people type them without the right keyboard."""

UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
)
"""Han and kana as ranges of a character class; the voicing marks of kana belong to their letters."""

TOKEN = (
    rf"[^\W_{UNSPACED}]{{2,}}"
    r"|[a-z](?:\+\+|#)?"
    rf"|[^\W_{UNSPACED}]"
    r"|\.net(?![^\W_])"
    rf"|[{UNSPACED}]+"
)
"""What a word is, in folded text."""

_TOKEN = re.compile(TOKEN)
_ASCII_TOKEN = re.compile(r"[a-z0-9]{2,}|[a-z](?:\+\+|#)?|[0-9]|\.net(?![a-z0-9])")
_TOKEN_OR_MARK = re.compile(f"{_TOKEN.pattern}|\x01")
_PLAIN_TOKEN_OR_MARK = re.compile("[^\\W_]+|\x01")
_ASCII_GAPS = str.maketrans({chr(point): " " for point in range(128) if not chr(point).isalnum()})
_SIGNS = re.compile(r"\+\+(?<=[a-z]\+\+)(?<![a-z0-9][a-z]\+\+)|#(?<=[a-z]#)(?<![a-z0-9][a-z]#)|\.net(?![a-z0-9])")
_HELD_SIGNS = {"++": "\x02\x02 ", "#": "\x03 ", ".net": " \x04net"}
_GAPS_BUT_MARKS = _ASCII_GAPS | {1: "\x01", 2: "+", 3: "#", 4: "."}
_UNSPACED = re.compile(f"[{UNSPACED}]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Folds(dict[int, str]):
    """Code point → folded text; fills itself as characters are met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        is_mark = unicodedata.category(character).startswith("M") and character not in "\u3099\u309a"
        folded = self[point] = "" if is_mark else character
        return folded


_FOLDS = _Folds({ord(letter): folded for letter, folded in LETTERS.items()})


def fold(text: str) -> str:
    """Lower-case text without accents: "Łódź" → "lodz", "Straße" → "strasse", "ＩＢＭ" → "ibm"."""
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(_folded_run, text).lower()


@lru_cache(maxsize=10_000)
def _folded(run: str) -> str:
    return unicodedata.normalize("NFKD", run).lower().translate(_FOLDS)


def _folded_run(found: re.Match[str]) -> str:
    """The few letters of a text that are not ASCII; going through all of it takes ten times as long."""
    run = found[0]
    return _folded(run) if len(run) < 8 else _folded.__wrapped__(run)


MARK = "\x01"
"""Ends each text in `words_of_all`; it is no word, and where a text holds it, it goes."""


def words_of_all(texts: Sequence[str]) -> list[str]:
    """The words of several texts, each text's followed by a MARK; in one pass where none is of an unspaced script."""
    joined = fold("".join([f"{text} {MARK} " for text in texts]))
    if joined.count(MARK) != len(texts):
        return words_of_all([text.replace(MARK, " ") for text in texts])
    signs = "#" in joined or "++" in joined or ".net" in joined
    if joined.isascii() and not ("\x02" in joined or "\x03" in joined or "\x04" in joined):
        if signs:
            joined = _SIGNS.sub(lambda found: _HELD_SIGNS[found[0]], joined)
        return joined.translate(_GAPS_BUT_MARKS).split()
    if _UNSPACED.search(joined) is None:
        return (_TOKEN_OR_MARK if signs else _PLAIN_TOKEN_OR_MARK).findall(joined)
    return [word for text in texts for word in (*words_of(text), MARK)]


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded; unspaced scripts as pairs (one character stays one)."""
    folded = fold(text)
    if folded.isascii():
        if "#" in folded or "++" in folded or ".net" in folded:
            return _ASCII_TOKEN.findall(folded)
        return folded.translate(_ASCII_GAPS).split()  # three times as fast
    if _UNSPACED.search(folded) is None:
        return _TOKEN.findall(folded)
    words: list[str] = []
    for word in _TOKEN.findall(folded):
        if is_unspaced(word):
            words.extend(pairs(word))
        else:
            words.append(word)
    return words


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that is written without spaces."""
    return _UNSPACED.match(word) is not None


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run: 新幹線 → 新幹, 幹線."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
