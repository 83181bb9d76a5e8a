"""One table of an edition file, read key by key; what does not fit is noted with its line, and reading goes on."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeGuard, TypeVar

from casthouse.standard.edition_mistake import Mistake, MistakeKind
from casthouse.standard.rule import Tag
from casthouse.standard.standing import Standing
from casthouse.standard.toml_text import shown

TEXT_LENGTH_MAX = 500
NUMBER_MAX = 1_000_000
DECIMALS_MAX = 9
SOURCE_PATTERN = re.compile(r"https?://\S+")

Word = TypeVar("Word", bound=StrEnum)


class EditionTable:
    """A reader of one table. Every key that was asked for is known; `close` notes the others."""

    def __init__(
        self,
        table: Mapping[str, object],
        *,
        name: str,
        line: Callable[[str], int | None],
        mistakes: list[Mistake],
    ) -> None:
        self.table = table
        self.name = name
        self.line = line
        self.mistakes = mistakes
        self.asked: set[str] = set()

    def note(
        self, kind: MistakeKind, key: str, *, found: str, expected: str, line: int | None = None
    ) -> None:
        """Note a mistake at a key, or at the table where the key is empty."""
        place = f"{self.name}, {key}" if key else self.name
        at = self.line(key) if line is None else line
        self.mistakes.append(Mistake(kind=kind, line=at, place=place, found=found, expected=expected))

    def has(self, key: str) -> bool:
        """Say whether a key is given."""
        return key in self.table

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text; empty where there is none that fits."""
        value = self._value(key)
        if value is None or value == "":
            if needed:
                self.note(MistakeKind.KEY_MISSING, key, found="nothing", expected="a text")
            return ""
        if not isinstance(value, str):
            self.note(MistakeKind.TEXT_EXPECTED, key, found=shown(value), expected="a text")
            return ""
        if len(value) > TEXT_LENGTH_MAX:
            expected = f"at most {TEXT_LENGTH_MAX} characters"
            self.note(MistakeKind.TEXT_TOO_LONG, key, found=f"{len(value)} characters", expected=expected)
            return ""
        return value

    def formed(
        self, key: str, pattern: re.Pattern[str], kind: MistakeKind, expected: str, *, needed: bool = False
    ) -> str:
        """Return a text of a form; empty where there is none that fits."""
        text = self.text(key, needed=needed)
        if text and not pattern.fullmatch(text):
            self.note(kind, key, found=shown(text), expected=expected)
            return ""
        return text

    def word(self, key: str, words: type[Word], kind: MistakeKind, *, needed: bool = False) -> Word | None:
        """Return one of the words of a list, or None."""
        text = self.text(key, needed=needed)
        return self.member(key, text, words, kind) if text else None

    def member(
        self, key: str, text: str, words: type[Word], kind: MistakeKind, line: int | None = None
    ) -> Word | None:
        """Return the word of a list that a text names, or None."""
        try:
            return words(text)
        except ValueError:
            self.note(kind, key, found=shown(text), expected="one of " + ", ".join(words), line=line)
            return None

    def words(self, key: str, words: type[Word], kind: MistakeKind) -> tuple[Word, ...]:
        """Return those texts of a list that are words of another list, in their order."""
        read = (self.member(key, text, words, kind) for text in self.texts(key))
        return tuple(each for each in read if each is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where there is none that fits."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.note(MistakeKind.LIST_EXPECTED, key, found=shown(value), expected="a list of texts")
            return ()
        return tuple(value)

    def day(self, key: str) -> date | None:
        """Return a date, or None."""
        value = self._value(key)
        if value is None or type(value) is date:
            return value
        self.note(MistakeKind.DATE_EXPECTED, key, found=shown(value), expected="a date such as 2022-06-01")
        return None

    def flag(self, key: str, *, usual: bool = False) -> bool:
        """Return yes or no."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return usual if value is None else value
        self.note(MistakeKind.FLAG_EXPECTED, key, found=shown(value), expected="true or false")
        return usual

    def whole(self, key: str, *, at_least: int, at_most: int) -> int | None:
        """Return a whole number in a range, or None."""
        value = self._value(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and at_least <= value <= at_most:
            return value
        expected = f"a whole number from {at_least} to {at_most}"
        self.note(MistakeKind.NUMBER_EXPECTED, key, found=shown(value), expected=expected)
        return None

    def wholes(self, key: str, *, at_least: int, at_most: int) -> tuple[int, ...]:
        """Return a list of whole numbers in a range; empty where there is none that fits."""
        value = self._value(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(
            type(each) is int and at_least <= each <= at_most for each in value
        ):
            return tuple(value)
        expected = f"a list of whole numbers from {at_least} to {at_most}"
        self.note(MistakeKind.LIST_EXPECTED, key, found=shown(value), expected=expected)
        return ()

    def number(self, key: str, *, at_most: int = NUMBER_MAX) -> Fraction | None:
        """Return an exact number above 0, or None."""
        value = self._value(key)
        if value is None:
            return None
        if _is_short_number(value) and 0 < value <= at_most:
            return Fraction(value)
        expected = f"a number above 0, at most {at_most}, with at most {DECIMALS_MAX} decimals"
        self.note(MistakeKind.NUMBER_EXPECTED, key, found=shown(value), expected=expected)
        return None

    def texts_by_key(self, key: str) -> dict[str, str]:
        """Return a table of texts; what is no text is noted and left out."""
        value = self._value(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.note(MistakeKind.TABLE_EXPECTED, key, found=shown(value), expected="a table of texts")
            return {}
        inner = EditionTable(
            value,
            name=f"{self.name}, {key}",
            line=lambda word: self.line(f"{key}.{word}"),
            mistakes=self.mistakes,
        )
        return {word: text for word in value if (text := inner.text(word, needed=True))}

    def tables_of(self, key: str) -> dict[str, object]:
        """Return a table whose values are read elsewhere."""
        value = self._value(key)
        if value is None or isinstance(value, dict):
            return value or {}
        self.note(MistakeKind.TABLE_EXPECTED, key, found=shown(value), expected="a table")
        return {}

    def standing(self, clause: str) -> Standing:
        """Return how well what the table says is known."""
        tag = self.word("tag", Tag, MistakeKind.TAG_UNKNOWN) or Tag.USER
        expected = "an address that begins with http:// or https://"
        source = self.formed("source", SOURCE_PATTERN, MistakeKind.SOURCE_FORM, expected)
        verified = self.flag("verified")
        if verified and not (tag is Tag.PUBLISHED and source):
            self.note(
                MistakeKind.VERIFIED_WITHOUT_SOURCE,
                "verified",
                found=f"true with the tag {tag.value}" + ("" if source else " and no source"),
                expected="true only for what is published, with its source",
            )
        return Standing(
            clause=self.text("clause") or clause,
            tag=tag,
            source=source,
            verified=verified,
            note=self.text("note"),
        )

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.table:
            if key not in self.asked:
                expected = "one of " + ", ".join(sorted(self.asked))
                self.note(
                    MistakeKind.KEY_UNKNOWN,
                    key[:TEXT_LENGTH_MAX],
                    found="a key that is unknown",
                    expected=expected,
                )

    def _value(self, key: str) -> object:
        self.asked.add(key)
        return self.table.get(key)


def _is_short_number(value: object) -> TypeGuard[int | Decimal]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if isinstance(value, int):
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -DECIMALS_MAX <= exponent <= DECIMALS_MAX
