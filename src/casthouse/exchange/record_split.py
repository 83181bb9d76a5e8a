r"""Where the records of a CSV text end and how many fields each has (RFC 4180), found without taking it apart.

A line ends with LF, CR LF or CR; a line break between quotes stays in its record. Text that is quoted by the
book is measured with arrays; text with stray quotes goes through Python's `csv` module, which also is the judge
of both in the tests.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casthouse.exchange.file_refusal import too_large

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LF, _CR, _QUOTE = 10, 13, 34
_BEYOND_ASCII = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSplit:
    """The complete records of a piece of text.

    Attributes:
        ends: the offset behind the line end of each record.
        widths: how many fields each record has.
        field_bytes_max: no field is longer than this, quotes included; the length of the longest record where
            that is short enough.
        is_trimmed: whether no field can begin or end with a blank (False where that is not certain).
        has_quotes: whether the text holds a quote at all.
        lone_returns: offsets of line ends that are a CR alone.
        fields: the fields of each record, where the text had to be taken apart; None where it is by the book.
        is_unclosed: whether a quote opened in the last record is never closed.
    """

    ends: Positions
    widths: Positions
    field_bytes_max: int
    is_trimmed: bool
    has_quotes: bool
    lone_returns: Positions
    fields: list[list[str]] | None = None
    is_unclosed: bool = False

    @property
    def used(self) -> int:
        """The number of bytes in complete records."""
        return int(self.ends[-1]) if len(self.ends) else 0


def split_records(text: bytes, delimiter: str, *, is_last: bool, field_bytes: int) -> RecordSplit:
    """Return the complete records of a text in UTF-8 that starts at a record.

    Args:
        text: the text; when it is the last of the file it ends with a line end.
        delimiter: one ASCII sign.
        is_last: whether nothing follows, so that what is left open is complete as well.
        field_bytes: fields are only measured where a record is longer than this.
    """
    split = _split_by_arrays(text, ord(delimiter), is_last=is_last, field_bytes=field_bytes)
    if split is not None and (not is_last or split.used == len(text)):
        return split
    return _split_by_csv_module(text, delimiter, is_last=is_last)


def record_fields(record: bytes, delimiter: str) -> list[str]:
    """Return the fields of one record; none for an empty line."""
    if b'"' not in record:
        body = record.decode().rstrip("\r\n")
        return body.split(delimiter) if body else []
    return next(_records(_lines(record), delimiter), [])


def _lines(text: bytes) -> Iterator[str]:
    return io.StringIO(text.decode(), newline="")  # only LF, CR LF and CR end a line


def _split_by_arrays(text: bytes, delimiter: int, *, is_last: bool, field_bytes: int) -> RecordSplit | None:
    """Return the split, or None where a quote stands in the middle of a field."""
    sign = np.frombuffer(text, np.uint8)
    at, kind = _signs(text, sign, delimiter, is_last=is_last)
    has_quotes = b'"' in text
    quotes = np.empty(0, np.int64)
    if has_quotes:
        is_quote = kind == _QUOTE
        quotes = at[is_quote]
        if not _are_by_the_book(sign, quotes, delimiter):
            return None
        outside = ~is_quote & ((np.cumsum(is_quote, dtype=np.uint8) & 1) == 0)
        at, kind = at[outside], kind[outside]
    line = np.flatnonzero(kind != delimiter)
    count = int(line[-1]) + 1 if len(line) else 0
    at = at[:count]
    ends = at[line] + 1
    record_bytes_max = int(np.diff(ends, prepend=0).max(initial=0))
    is_long = record_bytes_max > field_bytes
    return RecordSplit(
        ends=ends,
        widths=np.diff(line, prepend=-1),
        field_bytes_max=int(np.diff(at, prepend=-1).max()) - 1 if is_long else record_bytes_max,
        is_trimmed=_is_trimmed(sign, at, quotes, delimiter),
        has_quotes=has_quotes,
        lone_returns=ends[sign[ends - 1] == _CR] - 1,
    )


def _signs(
    text: bytes, sign: NDArray[np.uint8], delimiter: int, *, is_last: bool
) -> tuple[Positions, NDArray[np.uint8]]:
    """Return where delimiters, line ends and quotes stand, and which of them; CR LF counts as its LF."""
    mask = (sign == _LF) | (sign == delimiter)
    if b'"' in text:
        mask |= sign == _QUOTE
    at = np.flatnonzero(mask)
    kind = sign[at]
    line = at[kind == _LF]
    after_return = np.count_nonzero(sign[line[line > 0] - 1] == _CR)
    if b"\r" not in text or np.count_nonzero(sign == _CR) == after_return:
        return at, kind
    at = np.flatnonzero(mask | (sign == _CR))
    kind = sign[at]
    following = sign[np.minimum(at + 1, len(sign) - 1)]
    is_open = (at == len(sign) - 1) & (not is_last)  # an LF may follow in the next block
    is_line_end = (kind != _CR) | ((following != _LF) & ~is_open)
    return at[is_line_end], kind[is_line_end]


def _table(signs: bytes) -> Mask:
    table = np.zeros(256, np.bool_)
    table[list(signs)] = True
    return table


def _are_by_the_book(sign: NDArray[np.uint8], quotes: Positions, delimiter: int) -> bool:
    """Say whether every quote opens a field, closes one, or is one of two between quotes."""
    around = _table(bytes([delimiter, _LF, _CR, _QUOTE]))
    opening, closing = quotes[0::2], quotes[1::2]
    opening = opening[opening > 0]
    closing = closing[closing < len(sign) - 1]
    return bool(around[sign[opening - 1]].all() and around[sign[closing + 1]].all())


def _is_trimmed(sign: NDArray[np.uint8], at: Positions, quotes: Positions, delimiter: int) -> bool:
    """Say whether no field has a blank at its edge; a sign beyond ASCII there might be one."""
    last = len(sign) - 1
    inner = at[at > 1]
    before = sign[inner - 1]
    plain = (
        sign[:1],
        before,
        sign[inner[before == _CR] - 2],  # before CR LF
        sign[1:][at if not len(at) or at[-1] < last else at[:-1]],
    )
    quoted = (sign[np.minimum(quotes[0::2] + 1, last)], sign[quotes[1::2] - 1])
    return not (
        any((_may_be_blank(edge) & ~_is_sign(edge, delimiter)).any() for edge in plain)
        or any(_may_be_blank(edge).any() for edge in quoted)
    )


def _may_be_blank(sign: NDArray[np.uint8]) -> Mask:
    """Say of each byte whether it is a blank or a control sign, or part of a sign beyond ASCII."""
    is_blank: Mask = (sign <= ord(" ")) | (sign >= _BEYOND_ASCII)
    return is_blank


def _is_sign(sign: NDArray[np.uint8], delimiter: int) -> Mask:
    is_sign: Mask = (sign == _LF) | (sign == _CR) | (sign == delimiter)
    return is_sign


class _CountedLines:
    """Lines for the `csv` module, counting bytes and noticing when it asks for more than there is."""

    def __init__(self, text: bytes) -> None:
        self._lines = _lines(text)
        self.bytes_read = 0
        self.is_exhausted = False

    def __iter__(self) -> "_CountedLines":
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.is_exhausted = True
            raise StopIteration
        self.bytes_read += len(line.encode())
        return line


def _split_by_csv_module(text: bytes, delimiter: str, *, is_last: bool) -> RecordSplit:
    lines = _CountedLines(text if is_last else text[: _complete_lines(text)])
    fields: list[list[str]] = []
    ends: list[int] = []
    is_unclosed = False
    for record in _records(lines, delimiter):
        is_unclosed = lines.is_exhausted
        if is_unclosed and not is_last:
            break  # the record goes on in the next block
        fields.append(record)
        ends.append(lines.bytes_read)
    return RecordSplit(
        ends=np.array(ends, np.int64),
        widths=np.array([max(1, len(record)) for record in fields], np.int64),
        field_bytes_max=max((len(field.encode()) for record in fields for field in record), default=0),
        is_trimmed=False,
        has_quotes=True,
        lone_returns=np.empty(0, np.int64),
        fields=fields,
        is_unclosed=is_unclosed and is_last,
    )


def _records(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:  # the module's own limit on a field, above ours
        raise too_large(
            "a field that is too long", expected="a quote that closes each quoted field"
        ) from None


def _complete_lines(text: bytes) -> int:
    end = len(text) - 1 if text.endswith(b"\r") else len(text)
    return max(text.rfind(b"\n", 0, end), text.rfind(b"\r", 0, end)) + 1
