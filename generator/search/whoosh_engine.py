"""The one door to Whoosh 2.7.4: its analysis chain and its BM25F, with our constants.

The index is made with a faster tokeniser that takes its stop words and stems from this chain, and with Whoosh's
own scoring function applied to whole columns; tests hold both against Whoosh itself.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from generator.search.documents import Field
from generator.search.folding import TOKEN, fold, is_unspaced, pairs

with warnings.catch_warnings():
    # Whoosh 2.7.4 predates the rule about escapes in plain strings.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.analysis import Filter, RegexTokenizer, StemFilter, StopFilter
    from whoosh.analysis.filters import STOP_WORDS
    from whoosh.lang import NoStopWords, stopwords_for_language
    from whoosh.lang.porter import stem as porter
    from whoosh.scoring import bm25
    from whoosh.util.numeric import byte_to_length, length_to_byte

Numbers = NDArray[np.int64] | NDArray[np.float64]

WEIGHTS: dict[Field, float] = {
    Field.NAME: 6.0,
    Field.FORMER_NAMES: 4.0,
    Field.SOLUTIONS: 2.0,
    Field.EXPERTISE: 2.5,
    Field.PLACES: 2.5,
    Field.TAGLINE: 2.0,
    Field.SERVICES: 1.5,
    Field.TEXT: 1.0,
}
"""How much a match in a field counts."""

SCALE = 128
"""Steps of one point of score: impacts are whole numbers."""

K1 = 1.2
B = 0.75
LONGEST_WORD = 64
"""Letters of the longest word that is indexed: what is longer is no word, but would fill the dictionary."""

_SNOWBALL = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class FoldingTokenizer(RegexTokenizer):  # type: ignore[misc]
    """Whoosh's tokenizer over folded text."""

    def __call__(self, value: str, **modes: Any) -> Iterator[Any]:
        return super().__call__(fold(value), **modes)  # type: ignore[no-any-return]


class PairFilter(Filter):  # type: ignore[misc]
    """Cuts words of unspaced scripts into pairs."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        for token in tokens:
            if is_unspaced(token.text):
                for pair in pairs(token.text):
                    token.text = pair
                    yield token
            else:
                yield token


class Stemmer:
    """Porter for English (Whoosh's own; Snowball's takes eight times as long), Snowball where it knows the language.

    Words with digits or signs, and short ones, stay as they are.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        code = language.split("-")[0].lower()
        self._stem: Callable[[str], str] = str
        if code == "en":
            self._stem = porter
        elif code in _SNOWBALL:
            self._stem = snowballstemmer.stemmer(_SNOWBALL[code]).stemWord

    def __call__(self, word: str) -> str:
        return self._stem(word) if len(word) > 2 and word.isalpha() else word

    def __reduce__(self) -> tuple[type[Stemmer], tuple[str]]:
        return Stemmer, (self._language,)


def stop_words_of(language: str) -> frozenset[str]:
    """Whoosh's stop words of a language, folded; none for a language that Whoosh does not know."""
    try:
        words = set(stopwords_for_language(language.split("-")[0].lower()))
    except NoStopWords:
        return frozenset()
    if language.startswith("en"):
        words |= STOP_WORDS
    return frozenset(fold(word) for word in words)


@lru_cache(maxsize=4)
def analysis_chain(language: str) -> Any:
    """Whoosh's analyser of a site's language: folding tokens, pairs, stop words, stems."""
    return (
        FoldingTokenizer(TOKEN)
        | PairFilter()
        | StopFilter(stoplist=stop_words_of(language), minsize=1)
        | StemFilter(stemfn=Stemmer(language), cachesize=-1)
    )


def rounded(count: float) -> float:
    """A collection statistic to two significant digits, so that one document more does not change every score."""
    return float(f"{count:.1e}")


def idf(documents: int, containing: int) -> float:
    """Whoosh's inverse document frequency, over rounded counts."""
    return math.log(rounded(documents) / (rounded(containing) + 1)) + 1


def kept_length(words: int) -> int:
    """The field length that Whoosh remembers (one byte, fine for short fields)."""
    return int(byte_to_length(length_to_byte(words)))


def impacts(
    fields: Numbers, idfs: Numbers, frequency: Numbers, lengths: Numbers, averages: Numbers
) -> NDArray[np.int64]:
    """What postings add to their documents' scores: one entry a posting, but `averages`, the mean length by field."""
    kept = np.array([rounded(float(average)) or 1.0 for average in averages])
    factors = np.array([WEIGHTS[field] * SCALE for field in Field])
    scores = bm25(idfs, frequency, lengths, kept[fields], B, K1)
    result: NDArray[np.int64] = np.rint(scores * factors[fields]).astype(np.int64)
    return result
