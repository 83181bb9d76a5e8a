"""The members of decoded rows as columns of text; a fault of one value is a fault of its row."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from casthouse.exchange.file_limits import KIB
from casthouse.exchange.json_row import Malformed, OtherNumber, kind_of, reason_of
from casthouse.exchange.profile import COLUMNS, REFUSAL_HEADING

TEXT_BYTES_MAX = 64 * KIB
_KNOWN = frozenset((*COLUMNS, REFUSAL_HEADING))
_TAKE_OUT = "expected characters of Unicode text; take it out"
_TEXT_TYPES = frozenset((str, type(None)))

Faults = dict[int, str]
"""Why a row is malformed, by its place; the first fault of a row stands."""


def unknown_names(members: Iterable[dict[str, Any]]) -> set[str]:
    """Return the names of all members that are no columns of the movements file."""
    return set().union(*members) - _KNOWN


def text_column(
    name: str, members: Iterable[dict[str, Any]], faults: Faults, *, has_escapes: bool
) -> pl.Series:
    """Return one column of the movements file as text, empty where a row has none."""
    values = [row.get(name) for row in members]
    if not _TEXT_TYPES.issuperset(map(type, values)):
        values = [_as_text(name, value, faults, place) for place, value in enumerate(values)]
    if has_escapes:
        values = [_encodable(name, value, faults, place) for place, value in enumerate(values)]
    column = pl.Series(name, values, dtype=pl.String).fill_null("")
    for place in column.str.len_bytes().gt(TEXT_BYTES_MAX).arg_true().to_list():
        faults.setdefault(place, f"found a {name} longer than {TEXT_BYTES_MAX:,} bytes")
        column[place] = ""
    return column


def _as_text(name: str, value: object, faults: Faults, place: int) -> str:
    """Return a value as the text that it stands for, or note why it stands for none."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool() if name == "coc":
            return "yes" if value else "no"
        case int() if not isinstance(value, bool):
            return str(value)
        case _:
            faults.setdefault(place, _no_text(name, value))
            return ""


def _no_text(name: str, value: object) -> str:
    """Say how a value is to be sent that is no text: a number with decimals in quotes, so that no float touches it."""
    example = f' such as "{value.written[:40]}"' if isinstance(value, OtherNumber) else ""
    return f"found {kind_of(value)} as {name}; expected a text{example}; send the value in quotes"


def _encodable(name: str, value: str | None, faults: Faults, place: int) -> str | None:
    """Return a text that the store can keep, or note why it cannot."""
    if value is None or (value.isprintable() and value.isascii()):
        return value
    if "\0" in value:
        faults.setdefault(place, f"found a NUL character in {name}; {_TAKE_OUT}")
        return ""
    try:
        value.encode()
    except UnicodeEncodeError:
        faults.setdefault(place, f"found half of a character pair in {name}; {_TAKE_OUT}")
        return ""
    return value


def extra_texts(members: Sequence[dict[str, Any]], faults: Faults) -> pl.Series:
    """Return the unknown columns of each row as a JSON object of texts, empty where there are none."""
    return pl.Series([_kept(row, faults, place) for place, row in enumerate(members)], dtype=pl.String)


def _kept(row: dict[str, Any], faults: Faults, place: int) -> str:
    try:
        kept = {name: _given(value) for name, value in row.items() if name not in _KNOWN}
        kept = {name: text for name, text in kept.items() if text.strip()}
        text = json.dumps(kept, ensure_ascii=False) if kept else ""
        size = len(text.encode())
    except UnicodeEncodeError:
        faults.setdefault(place, f"found half of a character pair in an unknown column; {_TAKE_OUT}")
        return ""
    except (ValueError, RecursionError) as error:
        faults.setdefault(place, f"found an unknown column that cannot be kept: {reason_of(error)}")
        return ""
    if size > TEXT_BYTES_MAX:
        faults.setdefault(place, f"found unknown columns longer than {TEXT_BYTES_MAX:,} bytes together")
        return ""
    return text


def _given(value: object) -> str:
    """Return a value of an unknown column as it was given; text as it is, all else as JSON."""
    match value:
        case str():
            return value
        case None:
            return ""
        case OtherNumber():
            return value.written
        case _:
            return json.dumps(value, ensure_ascii=False, default=_as_written)


def _as_written(value: object) -> str:
    if isinstance(value, Malformed):
        raise ValueError(value.reason)  # noqa: TRY004 - as json itself raises
    assert isinstance(value, OtherNumber)
    return value.written
