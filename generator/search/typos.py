"""The words that a mistyped word may have meant, found by the letters that both share at the beginning or the end.

One edit (two letters changing places count as one) in a word of five letters or more, or two in one of nine or more,
leave its first or its last few letters as they are. So every word of the dictionary stands here twice, by its
beginning (`>`) and reversed by its end (`<`); a mistyped word needs two short ranges. Two edits must leave the first
two or the last two letters whole.

A shard: length of the text in bytes; the keys (direction, letters), sorted, with line feeds between; for each
the number of documents of its stem, rounded to two digits (LEB128).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.search.dictionary import Shards, cut
from generator.search.encoding import HashedFile, leb
from generator.search.folding import is_unspaced
from generator.search.whoosh_engine import rounded

SHORTEST = 4
"""Letters of the shortest word that a mistyped word can mean."""


def edits_allowed(letters: int) -> int:
    """How many edits a mistyped word of this length may hold."""
    return 0 if letters < 5 else 1 if letters < 9 else 2


def letters_kept(letters: int) -> int:
    """How many letters at the beginning or at the end of a mistyped word must be right."""
    return 3 if letters in (7, 8) else 2


def typo_files(words: Sequence[str], documents: Sequence[int], shards: Shards, target: int) -> Iterator[HashedFile]:
    """The shards of all words; `documents` counts those of each word's stem."""
    near = {count: int(rounded(count)) for count in set(documents)}
    listed = {
        word: near[count]
        for word, count in zip(words, documents, strict=True)
        if len(word) >= SHORTEST and not word.isdigit() and (word.isascii() or not is_unspaced(word))
    }
    entries = {f"<{word[::-1]}": count for word, count in listed.items()}
    keys = [*sorted(entries), *(f">{word}" for word in listed)]  # `words` are sorted
    entries |= zip(keys[len(listed) :], listed.values(), strict=True)
    for begin, end in cut(keys, list(map(len, keys)), target):
        text = "\n".join(keys[begin:end]).encode("utf-8")
        counts = leb([entries[key] for key in keys[begin:end]])
        yield shards.file(keys[begin], keys[end - 1], leb((len(text),)) + text, counts)


def distance(left: str, right: str, limit: int) -> int:
    """Edits between two words (insert, delete, replace, swap neighbours), or `limit` + 1 where there are more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    above: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        older, above, row = above, row, [i]
        for j, other in enumerate(right, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)
