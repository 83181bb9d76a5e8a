"""The members of a JSON object that came from outside, read one by one.

Each reading names the member by its path (`issuer.coc_certificate`) when it is missing, blank or of another
kind, and `require_all_read` refuses what nobody asked for, since it would be lost without a word.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NoReturn, TypeVar

from casthouse.exchange.strict_json import JsonFaults, JsonValue
from casthouse.measure.mass import tonnes_text

_T = TypeVar("_T")
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True, kw_only=True)
class JsonMembers:
    """One JSON object and what was read of it.

    Every method raises a `Refusal` with a code of `faults`: `incomplete` when the member is not there or
    blank, `unreadable` when it is of another kind.
    """

    members: dict[str, JsonValue]
    faults: JsonFaults
    path: str = ""
    read: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, value: JsonValue, *, faults: JsonFaults, path: str = "") -> "JsonMembers":
        """Return the members of a value that has to be an object."""
        if not isinstance(value, dict):
            faults.refuse_unreadable(found=path.removesuffix(".") or "no JSON object", expected="an object")
        return cls(members=value, faults=faults, path=path)

    def require_format(self, name: str) -> None:
        """Refuse any other format and any other version of it."""
        found = self.members.get("format")
        if found != name:
            self.faults.refuse_unreadable(found=f"format {_short(found)}", expected=name)
        self.read.add("format")

    def require_all_read(self) -> None:
        """Refuse members that were not read."""
        if unknown := sorted(set(self.members) - self.read):
            found = f"unknown member {self.path}{_short(unknown[0])}"
            self.faults.refuse_unreadable(found=found, expected="the members of the format, no others")

    def text(self, name: str, *, may_be_blank: bool = False) -> str:
        """Return a text."""
        value = self._value(name)
        if not isinstance(value, str):
            self._refuse(name, value, "text")
        if not may_be_blank and not value.strip():
            self.faults.refuse_incomplete(found=f"{self.path}{name} is blank", expected=f"{self.path}{name}")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text, None where it is not stated."""
        return self.text(name) if name in self.members else None

    def word(self, name: str, words: Sequence[str]) -> str:
        """Return a text that is one of the words."""
        text = self.text(name)
        if text not in words:
            self._refuse(name, text, ", ".join(words))
        return text

    def whole_number(self, name: str) -> int:
        """Return a whole number."""
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse(name, value, "a whole number")
        return value

    def grams(self, name: str) -> int:
        """Return the mass `<name>_g`; `<name>_t` beside it, made for people, has to say the same."""
        grams, tonnes = self.whole_number(f"{name}_g"), self.text(f"{name}_t")
        if tonnes != tonnes_text(grams):
            self._refuse(f"{name}_t", tonnes, f"{tonnes_text(grams)}, as {name}_g says")
        return grams

    def day(self, name: str) -> date:
        """Return a date `YYYY-MM-DD`."""
        text = self.text(name)
        try:
            return date.fromisoformat(text if _ISO_DATE.fullmatch(text) else "")
        except ValueError:
            self._refuse(name, text, "a date YYYY-MM-DD")

    def decimal(self, name: str) -> Decimal:
        """Return a decimal number that is written as text, since JSON numbers may be floats."""
        text = self.text(name)
        if not _DECIMAL.fullmatch(text):
            self._refuse(name, text, "a decimal number as text")
        return Decimal(text)

    def inner(self, name: str, reader: "Callable[[JsonMembers], _T]") -> _T:
        """Return what the reader makes of an object inside."""
        return self._inner(name, self._value(name), reader)

    def optional_inner(self, name: str, reader: "Callable[[JsonMembers], _T]") -> _T | None:
        """Return what the reader makes of an object inside, None where there is none."""
        return self.inner(name, reader) if name in self.members else None

    def several(self, name: str, reader: "Callable[[JsonMembers], _T]", *, count_max: int) -> tuple[_T, ...]:
        """Return what the reader makes of a list of objects; empty where there is none."""
        if name not in self.members:
            return ()
        value = self._value(name)
        if not isinstance(value, list) or not 1 <= len(value) <= count_max:
            self._refuse(name, value, f"a list of 1 to {count_max} objects")
        return tuple(self._inner(f"{name}[{index}]", item, reader) for index, item in enumerate(value))

    def _inner(self, name: str, value: JsonValue, reader: "Callable[[JsonMembers], _T]") -> _T:
        inner = JsonMembers.of(value, faults=self.faults, path=f"{self.path}{name}.")
        result = reader(inner)
        inner.require_all_read()
        return result

    def _value(self, name: str) -> JsonValue:
        if name not in self.members:
            self.faults.refuse_incomplete(found=f"no {self.path}{name}", expected=f"{self.path}{name}")
        self.read.add(name)
        return self.members[name]

    def _refuse(self, name: str, value: JsonValue, expected: str) -> NoReturn:
        self.faults.refuse_unreadable(found=f"{self.path}{name} {_short(value)}", expected=expected)


def _short(value: object) -> str:
    """Return a value cut for a message."""
    return repr(value)[:60]
