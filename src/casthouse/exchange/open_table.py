"""Open tables as CSV and JSON, row by row, so that a table of any length needs no memory.

CSV is UTF-8 with a heading and CRLF (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe
before it, as spreadsheets do themselves for text; JSON has the text as it is.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_cell(value: object) -> str:
    """Return a value as a cell: nothing as empty, text in a form that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA_SIGNS) else value
    return str(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a table as CSV, the heading first."""
    yield _line(columns)
    for row in rows:
        yield _line([csv_cell(row[name]) for name in columns])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def json_pieces(header: Mapping[str, Any], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield a JSON document with some members and the rows under `rows`, a row a line."""
    head = json.dumps(dict(header), ensure_ascii=False)
    yield f'{head[:-1]}{", " if header else ""}"rows": ['
    comma = ""
    for row in rows:
        yield f"{comma}\n{json.dumps(dict(row), ensure_ascii=False)}"
        comma = ","
    yield "\n]}\n"
