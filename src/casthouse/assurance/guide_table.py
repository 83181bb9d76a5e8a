"""One table of a claims guide: its keys are read one by one, and what is wrong is noted with its line."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import TypeVar

from casthouse.standard.toml_text import TomlFault, TomlLines, shown, toml_tables

Mistakes = list[tuple[int | None, str]]
_W = TypeVar("_W", bound=StrEnum)


class GuideTable:
    """A table with the means to name the line of each of its keys; `key.word` is a word below a key."""

    def __init__(
        self,
        values: dict[str, object],
        *,
        name: str,
        line_of: Callable[[str], int | None],
        mistakes: Mistakes,
    ) -> None:
        self._values = values
        self._name = name
        self._line_of = line_of
        self._mistakes = mistakes

    def note(self, key: str, words: str, *, below: str = "") -> None:
        """Note a mistake."""
        place = f"{key}.{below}" if below else key
        self._mistakes.append((self._line_of(place), f"{self._name} {key}: {words}"))

    def only(self, keys: AbstractSet[str]) -> None:
        """Note the keys that nobody reads."""
        for key in sorted(self._values.keys() - keys):
            self.note(key, "this key is unknown")

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return a text; one that must be there must say something."""
        value = self._values.get(key, "")
        if isinstance(value, str) and (value.strip() or (optional and key not in self._values) or optional):
            return value.strip()
        self.note(key, f"{shown(self._values.get(key))}, where a text is expected")
        return ""

    def flag(self, key: str) -> bool:
        """Return a truth value."""
        value = self._values.get(key)
        if not isinstance(value, bool):
            self.note(key, f"{shown(value)}, where true or false is expected")
        return value is True

    def number(self, key: str, *, at_most: int) -> int:
        """Return a whole number from 1 on."""
        value = self._values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= at_most:
            return value
        self.note(key, f"{shown(value)}, where a whole number from 1 to {at_most} is expected")
        return 1

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """Return a day."""
        value = self._values.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not (optional and value is None):
            self.note(key, f"{shown(value)}, where a day such as 2023-04-12 is expected")
        return None

    def word(self, key: str, words: type[_W]) -> _W | None:
        """Return one word of several."""
        value = self._values.get(key)
        found = next((each for each in words if each.value == value), None)
        if found is None:
            self.note(key, f"{shown(value)}, where one of {', '.join(words)} is expected")
        return found

    def words(self, key: str, words: type[_W], *, optional: bool = False) -> tuple[_W, ...]:
        """Return a list of such words, each once."""
        value = self._values.get(key, [] if optional else None)
        by_value = {each.value: each for each in words}
        if not isinstance(value, list):
            self.note(key, f"{shown(value)}, where a list is expected")
            return ()
        strange = [each for each in value if not isinstance(each, str) or each not in by_value]
        if strange:
            self.note(key, f"{shown(strange[0])}, where words of {', '.join(words)} are expected")
        return tuple(by_value[each] for each in dict.fromkeys(map(str, value)) if each in by_value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, which may be empty."""
        value = self._values.get(key)
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(value)
        self.note(key, f"{shown(value)}, where a list of texts is expected")
        return ()

    def below(self, key: str, word: str) -> str:
        """Return the text of a word in a table below."""
        table = self._values.get(key)
        value = table.get(word) if isinstance(table, dict) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.note(key, f"{word} is {shown(value)}, where a text is expected", below=word)
        return ""

    def lists_below(self, key: str) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each list of texts in a table below, with its word."""
        table = self._values.get(key)
        if not isinstance(table, dict):
            self.note(key, f"{shown(table)}, where a table of lists is expected")
            return
        for word, value in table.items():
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                yield word, value
            else:
                self.note(key, f"{word} is {shown(value)}, where a list of phrases is expected", below=word)


def read_tables(text: str, names: Sequence[str], mistakes: Mistakes) -> dict[str, list[GuideTable]] | None:
    """Return the tables of a text by name, or None where it cannot be read; what has no name of these is a mistake."""
    try:
        values = toml_tables(text)
    except TomlFault as fault:
        mistakes.append((fault.line, str(fault)))
        return None
    lines = TomlLines(text)
    for key in sorted(values.keys() - set(names)):
        mistakes.append((lines.line_at_top(key), f"{key}: this is unknown"))
    return {name: _tables(values.get(name), name, lines, mistakes) for name in names}


def _tables(value: object, name: str, lines: TomlLines, mistakes: Mistakes) -> list[GuideTable]:
    if value is None:
        return []
    held = value if isinstance(value, list) else [value]
    if not all(isinstance(each, dict) for each in held):
        mistakes.append((lines.line_at_top(name), f"{name}: a table is expected"))
        return []
    return [
        GuideTable(
            each, name=f"{name} {number + 1}", line_of=partial(_line, lines, name, number), mistakes=mistakes
        )
        for number, each in enumerate(held)
    ]


def _line(lines: TomlLines, table: str, number: int, place: str) -> int | None:
    key, _, word = place.partition(".")
    return lines.line_below(table, number, key, word)
