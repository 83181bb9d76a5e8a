"""Reading JSON that strangers send: bounded, without floats, without second meanings.

Refused are: more bytes than the caller allows, text that is no UTF-8, nesting deeper than `DEPTH_MAX`, a
member that stands twice, any number that is no whole number of at most 16 digits, NaN and infinities, text
with control or text-direction characters, and text longer than `TEXT_CHARS_MAX`. What passes has one
meaning for every reader.
"""

import json
import re
from dataclasses import dataclass
from typing import NoReturn

from casthouse.refusal import Refusal

DEPTH_MAX = 8
INTEGER_DIGITS_MAX = 16
TEXT_CHARS_MAX = 4_000

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
# Control characters but tab and line breaks; overrides and isolates of direction; lone surrogates.
_BAD_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFaults:
    """The codes with which a format refuses: a file that cannot be read, a member that is missing."""

    unreadable: str
    incomplete: str
    todo: str

    def refuse_unreadable(self, *, found: str, expected: str) -> NoReturn:
        """Raise the refusal of something that does not belong into the file."""
        raise Refusal(self.unreadable, found=found, expected=expected, todo=self.todo)

    def refuse_incomplete(self, *, found: str, expected: str) -> NoReturn:
        """Raise the refusal of something that is not there."""
        raise Refusal(self.incomplete, found=found, expected=expected, todo=self.todo)


def read_strict_json(content: bytes, *, faults: JsonFaults, bytes_max: int) -> JsonValue:
    """Return the value of a JSON text.

    Args:
        content: the file as it came.
        faults: the codes of the refusals.
        bytes_max: the size that is read at all.

    Raises:
        Refusal: `faults.unreadable`, saying what was found.
    """
    if len(content) > bytes_max:
        faults.refuse_unreadable(found=f"{len(content)} bytes", expected=f"at most {bytes_max} bytes")
    _require_shallow(content, faults)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.refuse_unreadable(found=f"no UTF-8 at byte {error.start}", expected="UTF-8 text")
    try:
        return _require_clean(_Decoder(faults).read(text), faults)
    except (json.JSONDecodeError, RecursionError) as error:
        faults.refuse_unreadable(found=f"no JSON: {error}", expected="one JSON object")


class _Decoder:
    """Decodes with one refusal code for all that the format does not allow."""

    def __init__(self, faults: JsonFaults) -> None:
        self.faults = faults

    def read(self, text: str) -> JsonValue:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=self.members,
            parse_int=self.whole_number,
            parse_float=self.no_number,
            parse_constant=self.no_number,
        )
        return value

    def members(self, pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for name, value in pairs:
            if name in members:
                self.faults.refuse_unreadable(
                    found=f"member {_short(name)} twice", expected="each member once"
                )
            members[name] = value
        return members

    def whole_number(self, digits: str) -> int:
        if len(digits.lstrip("-")) > INTEGER_DIGITS_MAX:
            self.no_number(digits)
        return int(digits)

    def no_number(self, digits: str) -> NoReturn:
        self.faults.refuse_unreadable(
            found=f"number {_short(digits)}",
            expected=f"whole numbers of at most {INTEGER_DIGITS_MAX} digits; decimals are written as text",
        )


def _require_shallow(content: bytes, faults: JsonFaults) -> None:
    """Refuse deep nesting before the decoder recurses into it."""
    depth = 0
    for token in _TOKEN.finditer(content):
        first = token.group()[:1]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > DEPTH_MAX:
            faults.refuse_unreadable(found=f"more than {DEPTH_MAX} levels", expected="a flat JSON object")


def _require_clean(value: JsonValue, faults: JsonFaults) -> JsonValue:
    """Refuse texts that are too long or hold characters that hide what they say."""
    match value:
        case str():
            if len(value) > TEXT_CHARS_MAX:
                faults.refuse_unreadable(
                    found=f"a text of {len(value)} characters", expected=f"at most {TEXT_CHARS_MAX}"
                )
            if bad := _BAD_TEXT.search(value):
                faults.refuse_unreadable(
                    found=f"character U+{ord(bad.group()):04X} in a text", expected="plain text"
                )
        case list():
            for item in value:
                _require_clean(item, faults)
        case dict():
            for name, item in value.items():
                _require_clean(name, faults)
                _require_clean(item, faults)
        case _:
            pass
    return value


def _short(text: str) -> str:
    """Return a text cut for a message."""
    return repr(text[:40])
