"""Movements as JSON: an array of rows, one row alone, or one row a line (NDJSON), in the columns of the contract.

A row is an object. Its members are the columns of the movements file by their names; a member that is missing, null
or blank stands for an empty cell, and any other member is an unknown column, which is kept. A value is text; a whole
number and, for `coc`, a truth value are understood too. A number with a decimal point or an exponent is not, since
programs compute such numbers in floats: a quantity with decimals is written as text.

Rows are numbered from 1 in the order of the array; in NDJSON a row's number is that of its line, blank lines counted.
A row of another shape is refused as `row_malformed` like a row of a file; text that is no JSON is refused whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import polars as pl

from casthouse.exchange.file_limits import MIB
from casthouse.exchange.json_column import Faults, extra_texts, text_column, unknown_names
from casthouse.exchange.json_row import JsonRow, Malformed, decode_json, reason_of, row_of
from casthouse.exchange.movements_file import ROW_SCHEMA
from casthouse.exchange.profile import COLUMNS
from casthouse.refusal import Refusal

BYTES_MAX = 64 * MIB
ROWS_MAX = 100_000
EXTRA_COLUMNS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementsJson:
    """The rows of one call as `MovementsFile.rows` has them, and the SHA-256 of its text in hexadecimal."""

    rows: pl.DataFrame
    digest: str


def read_movements_json(content: bytes, *, is_lines: bool = False) -> MovementsJson:
    """Return the rows of a JSON text.

    Args:
        content: the text, UTF-8.
        is_lines: whether each line is a row of its own (NDJSON).

    Raises:
        Refusal: `json_malformed`, `file_empty`, `file_too_large`.
    """
    if len(content) > BYTES_MAX:
        raise _too_large(f"{len(content):,} bytes", f"at most {BYTES_MAX:,} bytes")
    if content.count(b"{") > 2 * ROWS_MAX or content.count(b"[") > ROWS_MAX:
        raise _too_large("more objects and arrays than rows may have", f"at most {ROWS_MAX:,} flat rows")
    numbers, rows = _lines(content) if is_lines else _array(content)
    if not rows:
        raise Refusal(
            "file_empty", found="no row", expected="at least one row", todo="send the movements to post"
        )
    if len(rows) > ROWS_MAX:
        raise _too_large(f"{len(rows):,} rows", f"at most {ROWS_MAX:,} rows in one call")
    return MovementsJson(
        rows=_frame(numbers, rows, has_escapes=b"\\u" in content), digest=sha256(content).hexdigest()
    )


def _too_large(found: str, expected: str) -> Refusal:
    return Refusal(
        "file_too_large",
        found=found,
        expected=expected,
        todo="send the rows in several calls, or as a CSV file",
    )


def json_malformed(found: str) -> Refusal:
    """Return the refusal of a text that is no JSON, or not the JSON that is asked for."""
    return Refusal(
        "json_malformed",
        found=found,
        expected="one JSON text in UTF-8 as the API reference has it",
        todo="correct the program that writes it",
    )


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise json_malformed(f"no UTF-8 at byte {error.start}") from None


def _array(content: bytes) -> tuple[Sequence[int], list[JsonRow]]:
    """Return the rows of an array, or the one row that is not in an array."""
    try:
        value = decode_json(_text(content))
    except (ValueError, RecursionError) as error:
        raise json_malformed(f"no JSON: {reason_of(error)}") from None
    rows = value if isinstance(value, list) else [value]
    return range(1, len(rows) + 1), [row_of(each) for each in rows]


def _lines(content: bytes) -> tuple[Sequence[int], list[JsonRow]]:
    """Return the rows of the lines that are not blank, and the numbers of the lines."""
    if content.count(b"\n") > 2 * ROWS_MAX:
        raise _too_large("more lines than rows may be", f"at most {ROWS_MAX:,} rows in one call")
    lines = [(n, line) for n, line in enumerate(_text(content).split("\n"), start=1) if line.strip()]
    return [number for number, _ in lines], [_line(line) for _, line in lines]


def _line(line: str) -> JsonRow:
    try:
        return row_of(decode_json(line))
    except (ValueError, RecursionError) as error:
        return Malformed(f"found no JSON: {reason_of(error)}")


def _frame(numbers: Sequence[int], rows: list[JsonRow], *, has_escapes: bool) -> pl.DataFrame:
    """Return the rows as columns; a fault of one value is a fault of its row."""
    faults: Faults = {place: row.reason for place, row in enumerate(rows) if isinstance(row, Malformed)}
    members: list[dict[str, Any]] = [{} if isinstance(row, Malformed) else row for row in rows]
    columns = {
        name: text_column(name, members, faults, has_escapes=has_escapes).str.strip_chars()
        for name in COLUMNS
    }
    columns["extra"] = _extra(members, faults)
    malformed = [faults.get(place, "") for place in range(len(rows))]
    return pl.DataFrame({"row": list(numbers), **columns, "malformed": malformed}, schema=ROW_SCHEMA)


def _extra(members: Sequence[dict[str, Any]], faults: Faults) -> pl.Series:
    names = unknown_names(members)
    if not names:
        return pl.repeat("", len(members), dtype=pl.String, eager=True)
    if len(names) > EXTRA_COLUMNS_MAX:
        raise _too_large(f"{len(names):,} unknown columns", f"at most {EXTRA_COLUMNS_MAX:,}")
    return extra_texts(members, faults)
