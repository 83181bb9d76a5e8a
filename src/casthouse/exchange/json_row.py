"""One JSON object that stands for a movement, decoded so that nothing is lost on the way.

A number with a decimal point keeps the digits that it was written with; a member that stands twice spoils its row.
"""

import json
from dataclasses import dataclass
from typing import Any

INTEGER_DIGITS_MAX = 40


class OtherNumber:
    """A number that is no whole number, or one too long, as it was written."""

    __slots__ = ("written",)

    def __init__(self, written: str) -> None:
        self.written = written


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something in the place of a row that is none, and why."""

    reason: str


JsonRow = dict[str, Any] | Malformed


def decode_json(text: str) -> Any:  # noqa: ANN401 - whatever the text says
    """Return the value of a JSON text.

    Raises:
        ValueError, RecursionError: it is none, or nested too deeply.
    """
    return _decoder.decode(text)


def row_of(value: object) -> JsonRow:
    """Return a decoded value as a row."""
    if isinstance(value, dict | Malformed):
        return value
    return Malformed(f"found {kind_of(value)} in place of a row")


def reason_of(error: Exception) -> str:
    """Say why a text could not be decoded or encoded."""
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def kind_of(value: object) -> str:
    """Say in words what kind of value was found."""
    if isinstance(value, OtherNumber):
        return f"the number {value.written[:40]}"
    return _KINDS.get(type(value), "a number")


def _members(pairs: list[tuple[str, Any]]) -> JsonRow:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        return Malformed(f"found the member {_short(next(n for n in names if names.count(n) > 1))} twice")
    return row


def _whole_number(digits: str) -> int | OtherNumber:
    return int(digits) if len(digits) <= INTEGER_DIGITS_MAX else OtherNumber(digits)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "a truth value",
    list: "an array",
    dict: "an object",
    Malformed: "an object",
    str: "a text",
}
_decoder = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_int=_whole_number,
    parse_float=OtherNumber,
    parse_constant=OtherNumber,
)


def _short(text: str) -> str:
    return ascii(text[:40])
