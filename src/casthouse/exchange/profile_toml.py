"""Mapping profiles as TOML text: reading, checking, and the ones that come with Casthouse.

A profile that cannot be right is refused as `profile_invalid` with the key that is wrong; nothing is guessed.
"""

import tomllib
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NoReturn, TypeVar

from casthouse.custody.movement import CocMark, Kind
from casthouse.custody.stage import Material
from casthouse.exchange.date_layout import is_date_layout
from casthouse.exchange.file_refusal import FileRefusal
from casthouse.exchange.profile import (
    COLUMNS_OF_EVERY_ROW,
    ENCODINGS,
    MAPPED_COLUMNS,
    MOISTURE,
    REFUSAL_HEADING,
    WET_QUANTITY,
    Minus,
    MovementType,
    Negative,
    NumberLayout,
    Profile,
)
from casthouse.measure.mass import Unit
from casthouse.refusal import Refusal

BUILT_IN_NAMES: tuple[str, ...] = ("casthouse", "erp-de", "erp-en")
TEXT_CHARS_MAX = 256 * 1024
SKIP = "skip"

Word = TypeVar("Word", bound=StrEnum)


@cache
def built_in_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with Casthouse, the contract's own layout first."""
    folder = resources.files("casthouse.exchange") / "profiles"
    return tuple(profile_from_toml((folder / f"{name}.toml").read_text("utf-8")) for name in BUILT_IN_NAMES)


def profile_from_toml(text: str, *, reserved: Collection[str] = ()) -> Profile:
    """Return the profile that a TOML text describes.

    Args:
        text: the profile; docs/reference lists its keys.
        reserved: names that are taken, such as those of the built-in profiles for a user's own.

    Raises:
        Refusal: `profile_invalid`, naming the key and what it may be.
    """
    root = _Table(_parsed(text), key="")
    layout = root.table("layout")
    profile = Profile(
        name=_name(root, reserved),
        title=root.text("title"),
        delimiter=_delimiter(layout),
        encoding=_word(layout.key_of("encoding"), layout.text("encoding", "utf-8").lower(), ENCODINGS),
        numbers=_numbers(layout),
        dates=_dates(layout),
        required=_headings(root.table("required")),
        optional=_headings(root.table("optional")),
        movement_types=_movement_types(root),
        units=_words(root, "units", Unit),
        materials=_words(root, "materials", Material),
        coc=_words(root, "coc", CocMark),
    )
    layout.finish()
    root.finish()
    _check_headings(profile)
    return profile


class _Table:
    """A table of the TOML text that knows its own key and which of its members were read."""

    def __init__(self, members: Mapping[str, object], *, key: str) -> None:
        self._members = dict(members)
        self._key = key

    def key_of(self, member: str) -> str:
        return f"{self._key}.{member}" if self._key else member

    def has(self, member: str) -> bool:
        return member in self._members

    def has_table(self, member: str) -> bool:
        return isinstance(self._members.get(member), dict)

    def text(self, member: str, usual: str = "") -> str:
        value = self._members.pop(member, usual)
        return value if isinstance(value, str) else _refuse(self.key_of(member), value, "a text in quotes")

    def texts(self, member: str) -> tuple[str, ...]:
        value = self._members.pop(member, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            _refuse(self.key_of(member), value, "a list of texts in quotes")
        return tuple(value)

    def table(self, member: str) -> "_Table":
        value = self._members.pop(member, {})
        if not isinstance(value, dict):
            _refuse(self.key_of(member), value, "a table")
        return _Table(value, key=self.key_of(member))

    def sub_table(self, name: str, *, member: str) -> "_Table":
        """Return a text as a table whose only member it is."""
        return _Table({member: self.text(name)}, key=self.key_of(name))

    def members(self) -> list[str]:
        return list(self._members)

    def finish(self) -> None:
        """Refuse what nothing has read: most likely a key misspelt."""
        for member in self._members:
            _refuse(self.key_of(member), "a key that profiles do not have", "a key of the reference")


def _refuse(key: str, found: object, expected: str) -> NoReturn:
    raise Refusal(
        FileRefusal.PROFILE_INVALID,
        found=f"{key}: {found}",
        expected=expected,
        todo="mend the profile; the reference of mapping profiles lists every key",
    )


def _parsed(text: str) -> dict[str, object]:
    if len(text) > TEXT_CHARS_MAX:
        _refuse("profile", f"{len(text):,} characters", f"at most {TEXT_CHARS_MAX:,} characters")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        _refuse("profile", f"no TOML, {error}", "a TOML text")


def _name(root: _Table, reserved: Collection[str]) -> str:
    name = root.text("name")
    if not name or not all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name):
        _refuse("name", f"'{name}'", "letters, digits, '-' and '_'")
    if name in reserved:
        _refuse("name", f"'{name}', which is taken", "a name of its own")
    return name


def _delimiter(layout: _Table) -> str:
    delimiter = layout.text("delimiter", ",")
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter.isalnum() or delimiter in '"\r\n\0':
        _refuse(layout.key_of("delimiter"), repr(delimiter), "one sign such as , ; | or a tab")
    return delimiter


def _numbers(layout: _Table) -> NumberLayout:
    decimal_sign = layout.text("decimal_sign", ".")
    thousands_sign = layout.text("thousands_sign")
    if decimal_sign not in {".", ","}:
        _refuse(layout.key_of("decimal_sign"), repr(decimal_sign), "'.' or ','")
    if thousands_sign not in {"", ".", ",", "'", " ", "\N{NO-BREAK SPACE}"} - {decimal_sign}:
        _refuse(layout.key_of("thousands_sign"), repr(thousands_sign), "'.', ',', an apostrophe or a blank")
    minus = Minus(_word(layout.key_of("minus"), layout.text("minus", Minus.NONE), tuple(Minus)))
    return NumberLayout(decimal_sign=decimal_sign, thousands_sign=thousands_sign, minus=minus)


def _dates(layout: _Table) -> tuple[str, ...]:
    dates = layout.texts("dates")
    for number, text in enumerate(dates):
        if not is_date_layout(text):
            key = f"{layout.key_of('dates')}[{number}]"
            _refuse(key, repr(text), "one year, month and day, such as dd.mm.yyyy or yyyymmdd")
    return dates


def _word(key: str, word: str, words: Collection[str]) -> str:
    return word if word in words else _refuse(key, f"'{word}'", "one of " + ", ".join(words))


def _headings(table: _Table) -> dict[str, str]:
    headings = {}
    for column in table.members():
        _word(table.key_of(column), column, MAPPED_COLUMNS)
        heading = table.text(column).strip()
        if not heading or heading == REFUSAL_HEADING:
            _refuse(table.key_of(column), f"'{heading}'", "the heading of the column in the file")
        headings[column] = heading
    return headings


def _movement_types(root: _Table) -> dict[str, MovementType] | None:
    if not root.has("movement_types"):
        return None
    table = root.table("movement_types")
    return {name.strip(): _movement_type(table, name) for name in table.members()}


def _movement_type(table: _Table, name: str) -> MovementType:
    entry = table.table(name) if table.has_table(name) else table.sub_table(name, member="kind")
    kind = _word(entry.key_of("kind"), entry.text("kind"), (*Kind, SKIP))
    negative = _word(entry.key_of("negative"), entry.text("negative", Negative.REFUSED), tuple(Negative))
    entry.finish()
    return MovementType(kind=None if kind == SKIP else Kind(kind), negative=Negative(negative))


def _words(root: _Table, member: str, words: type[Word]) -> dict[str, Word] | None:
    if not root.has(member):
        return None
    table = root.table(member)
    return {
        name.strip(): words(_word(table.key_of(name), table.text(name), tuple(words)))
        for name in table.members()
    }


def _check_headings(profile: Profile) -> None:
    for column in COLUMNS_OF_EVERY_ROW:
        if column not in profile.required:
            _refuse(f"required.{column}", "nothing", "the heading of a column that every row needs")
    headings = [*profile.required.values(), *profile.optional.values()]
    for heading in headings:
        if headings.count(heading) > 1:
            _refuse(f"heading '{heading}'", "two columns that read it", "one column for each heading")
    for column in profile.required.keys() & profile.optional.keys():
        _refuse(f"optional.{column}", "a column that is required as well", "one of the two")
    if (WET_QUANTITY in profile.headings) != (MOISTURE in profile.headings):
        _refuse(WET_QUANTITY, "one of wet_quantity and moisture", "both, or neither")
    if _makes_reversals(profile) and "reverses" not in profile.headings:
        _refuse("optional.reverses", "nothing", "the heading that names the reversed reference")


def _makes_reversals(profile: Profile) -> bool:
    types = (profile.movement_types or {}).values()
    return any(entry.kind is Kind.REVERSAL or entry.negative is Negative.REVERSAL for entry in types)
