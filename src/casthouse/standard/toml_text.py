"""TOML from people: read in bounded time whatever it holds, with the lines on which its tables and keys stand.

Rule packs and editions share it. A text is refused that is nested so deeply, or has so many points in one line, that
reading it would take the machine; decimals come as `Decimal`, never as binary floats.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal

SHOWN_LENGTH_MAX = 60
POINTS_PER_LINE_MAX = 200  # a dotted key of n parts takes the reader n² steps
ERROR_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")


class TomlFault(ValueError):
    """Why a text is no TOML, in words; `line` where the reader knows it."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


def toml_tables(text: str) -> dict[str, object]:
    """Return the tables of a text.

    Raises:
        TomlFault: where it is not TOML, or costs too much to read.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > POINTS_PER_LINE_MAX:
            raise TomlFault(f"more than {POINTS_PER_LINE_MAX} points in one line", number)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise TomlFault("brackets are nested too deeply") from None
    except ValueError as error:  # also numbers of thousands of digits
        place = ERROR_LINE.search(str(error))
        raise TomlFault(f"this is not TOML: {error}", int(place[1]) if place else None) from None
    except ArithmeticError as error:  # a decimal that no exponent can hold
        raise TomlFault(f"a number cannot be read: {type(error).__name__}") from None


class TomlLines:
    """Where tables and keys stand in a text, for people; where a notation is unusual, the table's line."""

    TABLE = re.compile(r"^\s*\[+\s*([A-Za-z_.-]+)\s*\]+")
    KEY = re.compile(r"^\s*([A-Za-z_-]+)\s*=")
    LONG_TEXT = re.compile(r"\"\"\"|'''")

    def __init__(self, text: str) -> None:
        self.tables: list[tuple[str, dict[str, int]]] = [("", {})]
        for number, line in _outside_long_texts(text, self.LONG_TEXT):
            if table := self.TABLE.match(line):
                self.tables.append((table[1], {"": number}))
            elif key := self.KEY.match(line):
                self.tables[-1][1].setdefault(key[1], number)

    def line_at_top(self, key: str) -> int | None:
        """Return the line of a table or key at the top of the file."""
        line = next((keys[""] for table, keys in self.tables if table == key), None)
        return self.tables[0][1].get(key) if line is None else line

    def line(self, table: str, number: int = 0, key: str = "") -> int | None:
        """Return the line of a key of the number-th table of a name, counted from 0; else the table's."""
        named = [keys for name, keys in self.tables if name == table]
        return named[number].get(key, named[number][""]) if number < len(named) else None

    def line_below(self, table: str, number: int, key: str, word: str = "") -> int | None:
        """Return the line of a word in the sub-table `[table.key]` of the number-th table, else of the key itself."""
        places = [place for place, (name, _) in enumerate(self.tables) if name == table]
        if number >= len(places):
            return None
        end = places[number + 1] if number + 1 < len(places) else len(self.tables)
        for name, keys in self.tables[places[number] + 1 : end]:
            if name == f"{table}.{key}":
                return keys.get(word, keys[""])
        return self.line(table, number, key)


def shown(value: object) -> str:
    """Return a value of any size as a short word for a message."""
    try:
        words = "nothing" if value is None else str(value) if isinstance(value, Decimal) else repr(value)
    except ValueError:  # Python prints no number of thousands of digits
        return "a number of thousands of digits"
    except RecursionError:
        return "a value nested deeply"
    return words if len(words) <= SHOWN_LENGTH_MAX else f"{words[: SHOWN_LENGTH_MAX - 1]}…"


def _outside_long_texts(text: str, mark: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, but none that begins inside a text of several lines."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            yield number, line
        inside ^= len(mark.findall(line)) % 2 == 1
