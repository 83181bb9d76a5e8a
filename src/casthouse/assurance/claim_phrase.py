"""Phrases that a text is searched for, whatever its spelling: signs are normalised, marks and hidden signs dropped.

A phrase is words with blanks between. A word that ends in `*` stands for all that begin so, `{percent}` for the sign or
the word in many languages, `...` for up to six words between. Chinese and Japanese have no blanks: there each sign is a
word. Letters of other alphabets that look like Latin ones count as these, and single letters in a row as one word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

GAP_WORDS_MAX = 6
GAP, PERCENT = "...", "{percent}"
TEXT_MAX = 4_000
LOOK_ALIKE = str.maketrans("авекмнорстухіѕјαβεικνορτυχ٪‰", "abekmhopctyxisjabeiknoptux%%")
_HYPHENATED = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_SIGN_OF_A_WORD = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|%|[{_SIGN_OF_A_WORD}]|[^\W\d_{_SIGN_OF_A_WORD}]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, normalised."""
    shaped = unicodedata.normalize("NFKC", _HYPHENATED.sub("", text)).casefold()
    bare = (
        sign
        for sign in unicodedata.normalize("NFD", shaped)
        if unicodedata.category(sign) not in {"Mn", "Cf"}
    )
    return list(_joined(_WORD.findall("".join(bare).translate(LOOK_ALIKE))))


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Put single letters in a row together, so that “A. S. I.” is one word."""
    for is_letter, run in groupby(words, key=lambda word: len(word) == 1 and "a" <= word <= "z"):
        if is_letter:
            yield "".join(run)
        else:
            yield from run


PERCENT_WORDS = tuple(
    tuple(words_of(each))
    for each in (
        "%",
        "percent",
        "per cent",
        "percentage",
        "prozent",
        "pour cent",
        "pourcent",
        "por ciento",
        "por cento",
        "per cento",
        "percento",
        "パーセント",
        "百分之",
        "百分",
    )
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is written in a guide, with its parts."""

    written: str
    parts: tuple[str, ...]

    def is_in(self, words: Sequence[str]) -> bool:
        """Say whether normalised words hold the phrase somewhere."""
        return any(_fits(self.parts, words, at) for at in range(len(words)))


def phrase(written: str) -> Phrase | None:
    """Return a phrase, or None where it names no word, or begins or ends with a gap."""
    parts: list[str] = []
    for each in written.split():
        if each in {GAP, PERCENT}:
            parts.append(each)
        else:
            parts += [f"{word}*" for word in words_of(each)] if each.endswith("*") else words_of(each)
    plain = [each for each in parts if each not in {GAP, PERCENT}]
    if not plain or parts[0] == GAP or parts[-1] == GAP:
        return None
    return Phrase(written=written, parts=tuple(parts))


def _fits(parts: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Say whether words from a place on fit the parts."""
    if not parts:
        return True
    part, rest = parts[0], parts[1:]
    if part == GAP:
        ends = range(at, min(at + GAP_WORDS_MAX, len(words)) + 1)
        return any(_fits(rest, words, end) for end in ends)
    if part == PERCENT:
        return any(
            _fits(rest, words, at + len(each))
            for each in PERCENT_WORDS
            if tuple(words[at : at + len(each)]) == each
        )
    if at >= len(words):
        return False
    fits = words[at].startswith(part[:-1]) if part.endswith("*") else words[at] == part
    return fits and _fits(rest, words, at + 1)
