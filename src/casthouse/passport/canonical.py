"""JSON that is signed: a strict reader, and the one text of a value that a signature is over (RFC 8785, JCS).

The reader trusts nobody. It refuses what two readers could understand differently: members that stand twice, numbers
that a double does not hold exactly as they are written, NaN, lone surrogates, characters that hide or turn what a text
says; and what would cost a reader more than a statement is worth: too many bytes, too many levels. Each refusal
says what was found and where. Exact quantities are texts in statements, so numbers are rare.
"""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

import rfc8785
from jsonschema_rs.canonical.json import to_string

from casthouse.refusal import Refusal

BYTES_MAX = 4 * 1024 * 1024
DEPTH_MAX = 24
TEXT_CHARS_MAX = 3 * 1024 * 1024
"""A status list of a million entries is one text."""

NODES_MAX = 200_000
"""Values in one text: an empty list costs a sender three bytes and a reader twenty times as many."""

NUMBER_CHARS_MAX = 32
EXACT_INTEGER_MAX = 2**53 - 1

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
_MARK = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|\[\s*\]|\{\s*\}|[\[{,]', re.DOTALL)
# Control characters but tab and line breaks; overrides and isolates of direction; lone surrogates.
_BAD_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_HARMLESS = bytes(range(0x20, 0x7F)) + b"\t\n\r"
"""What is left of a text without these is short; JSON itself refuses other control characters of one byte."""

_PLAIN_TYPES = frozenset({int, bool, type(None)})


def canonical(value: JsonValue) -> bytes:
    """Return the canonical text of a value by RFC 8785, in UTF-8."""
    return to_string(value).encode() if _is_plain(value) else rfc8785.dumps(value)


def _is_plain(value: JsonValue) -> bool:
    """Say whether a quick encoder writes the canonical text too: no fractions or long numbers, no name outside ASCII.

    Names in ASCII sort alike by UTF-16 units and by code points; it writes texts and whole numbers as JCS has them.
    """
    waiting: list[JsonValue] = [value]
    for each in waiting:  # it grows meanwhile
        kind = type(each)
        if kind is str:  # most are
            continue
        if isinstance(each, dict):
            if not "".join(each).isascii():
                return False
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        elif kind not in _PLAIN_TYPES or (isinstance(each, int) and abs(each) > EXACT_INTEGER_MAX):
            return False
    return True


def read_json(content: bytes, *, bytes_max: int = BYTES_MAX, nodes_max: int = NODES_MAX) -> JsonValue:
    """Return the value of a JSON text.

    Args:
        content: the text as it came.
        bytes_max: how long it may be.
        nodes_max: how many values it may hold.

    Raises:
        Refusal: `statement_unreadable`, saying what was found and where.
    """
    if len(content) > bytes_max:
        refuse_unreadable(found=f"{len(content)} bytes", expected=f"at most {bytes_max} bytes")
    _require_shallow(content)
    if len(content) >= nodes_max:  # a value takes a byte and more
        _require_few(content, nodes_max)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse_unreadable(found=f"no UTF-8 at byte {error.start}", expected="UTF-8 text")
    try:
        value: JsonValue = _decoder.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        refuse_unreadable(found=f"no JSON: {error}", expected="one JSON value")
    rare = content.translate(None, _HARMLESS)
    if b"\\" in content or len(text) > TEXT_CHARS_MAX or (rare and _BAD_TEXT.search(rare.decode())):
        _require_clean(value, "")
    return value


def read_object(content: bytes, *, bytes_max: int = BYTES_MAX, nodes_max: int = NODES_MAX) -> JsonObject:
    """Return the members of a JSON object; refuses as `read_json`."""
    value = read_json(content, bytes_max=bytes_max, nodes_max=nodes_max)
    if not isinstance(value, dict):
        refuse_unreadable(found=f"a JSON {type(value).__name__}", expected="a JSON object")
    return value


def refuse_unreadable(*, found: str, expected: str) -> NoReturn:
    """Raise the refusal of a statement that has no single meaning."""
    raise Refusal(
        "statement_unreadable",
        found=found,
        expected=expected,
        todo="ask whoever sent the file for the statement as it was issued",
    )


def _members(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        refuse_unreadable(found=f"member {_short(twice)} twice", expected="each member once")
    return members


def _number(digits: str) -> int | float:
    """Return a number that every reader understands alike: a double holds exactly what is written."""
    if len(digits) > NUMBER_CHARS_MAX:
        _no_number(digits)
    if digits.lstrip("-").isdigit():
        whole = int(digits)
        if abs(whole) > EXACT_INTEGER_MAX or digits == "-0":
            _no_number(digits)
        return whole
    value = float(digits)
    if not value or value in {float("inf"), float("-inf")} or Decimal(repr(value)) != Decimal(digits):
        _no_number(digits)
    return value


def _no_number(digits: str) -> NoReturn:
    refuse_unreadable(
        found=f"number {_short(digits)}",
        expected="numbers that every reader understands alike; exact quantities are written as text",
    )


_decoder = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_number, parse_float=_number, parse_constant=_no_number
)


def _require_shallow(content: bytes) -> None:
    """Refuse deep nesting before the decoder recurses into it."""
    if content.count(b"{") + content.count(b"[") <= DEPTH_MAX:
        return
    depth = 0
    for token in _TOKEN.finditer(content):
        first = token.group()[:1]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > DEPTH_MAX:
            refuse_unreadable(found=f"more than {DEPTH_MAX} levels", expected="a shallow JSON value")


def _require_few(content: bytes, nodes_max: int) -> None:
    """Refuse too many values before the decoder makes them: commas and full brackets are as many."""
    if content.count(b",") + content.count(b"[") + content.count(b"{") < nodes_max:
        return
    nodes = 1
    for token in _MARK.finditer(content):
        nodes += len(token.group()) == 1  # neither a text nor a list or an object of nothing
        if nodes > nodes_max:
            refuse_unreadable(found=f"more than {nodes_max} values", expected="a statement, which has few")


def _require_clean(value: Any, path: str) -> None:  # noqa: ANN401 - any JSON value
    """Refuse texts with characters that hide what they say, naming the member."""
    if isinstance(value, str):
        if len(value) > TEXT_CHARS_MAX:
            refuse_unreadable(
                found=f"{path}: a text of {len(value)} characters", expected=f"at most {TEXT_CHARS_MAX}"
            )
        if bad := _BAD_TEXT.search(value):
            refuse_unreadable(found=f"{path}: character U+{ord(bad.group()):04X}", expected="plain text")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _require_clean(inner, f"{path}[{index}]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _require_clean(name, f"a name in {path or 'the object'}")
            _require_clean(inner, f"{path}.{name[:40]}" if path else name[:40])


def _short(text: str) -> str:
    return repr(text[:40])
