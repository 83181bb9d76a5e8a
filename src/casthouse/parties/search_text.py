"""Text as people search it: without case, accents and punctuation, so that “Rhône” is found by “rhone”.

What is searched is folded when it is stored and what is asked when it is asked, both by the same function; so both
stores find the same. A word is found by its beginning. Nothing found, the nearest words are offered.
"""

import unicodedata
from collections.abc import Iterable

WORDS_MAX = 8
"""Of a longer question the rest is left out."""
WORD_LENGTH_MAX = 60
SHORT_WORD = 4
LONG_WORD = 8
DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"
PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", DOTLESS_I: "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that are no letter with an accent, and are typed as another all the same."""


def folded(*texts: str) -> str:
    """Return texts as one to search in: each word in small plain letters with a blank before it."""
    return "".join(f" {word}" for word in _words(" ".join(texts)))


def asked_words(text: str) -> tuple[str, ...]:
    """Return the words of a question, folded, each once."""
    found = dict.fromkeys(word[:WORD_LENGTH_MAX] for word in _words(text))
    return tuple(found)[:WORDS_MAX]


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(PLAIN)
    return "".join(sign if sign.isalnum() else " " for sign in plain).split()


def nearest_words(word: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the known words that a word may have been meant as, the nearest first.

    One slip is forgiven, in a word of `LONG_WORD` letters two; in a word shorter than `SHORT_WORD` none, since every
    other word would be near. A slip is a letter too many, missing or other, or two that changed places.
    """
    if len(word) < SHORT_WORD:
        return ()
    slips = 2 if len(word) >= LONG_WORD else 1
    near = {
        each: distance
        for each in set(known)
        if abs(len(each) - len(word)) <= slips and (distance := _slips(word, each, slips)) <= slips
    }
    return tuple(sorted(near, key=lambda each: (near[each], each))[:most])


def _slips(one: str, other: str, most: int) -> int:
    """Return how many slips lie between two words, or more than `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, last, row = row, before, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != wanted))
            if last and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
