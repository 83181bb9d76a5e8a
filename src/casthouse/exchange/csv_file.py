"""A CSV file of movements: its header, and its rows as columns of text.

The text is read in blocks of whole records. Records with as many fields as the header go to Polars in one piece;
the others are malformed and only their reference is looked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casthouse.exchange.file_limits import KIB, FileLimits
from casthouse.exchange.file_refusal import too_large
from casthouse.exchange.heading import Headings
from casthouse.exchange.profile import Profile
from casthouse.exchange.record_split import RecordSplit, record_fields, split_records
from casthouse.exchange.text_blocks import Digest, Progress, TextEncoding, text_blocks
from casthouse.exchange.translation import raw_column

_HEAD_BYTES_MIN = 4
_HEADER_BYTES = 64 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvLayout:
    """How one CSV file is written."""

    encoding: TextEncoding
    delimiter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBlock:
    """Some complete records: a text in UTF-8 that begins with them, and the row number of the first."""

    text: bytes
    split: RecordSplit
    first_row: int

    @property
    def rows(self) -> NDArray[np.uint32]:
        """The row number of each record."""
        return np.arange(self.first_row, self.first_row + len(self.split.ends), dtype=np.uint32)

    @property
    def starts(self) -> NDArray[np.int64]:
        """The offset at which each record begins."""
        return np.concatenate([np.zeros(1, np.int64), self.split.ends[:-1]])

    def record(self, number: int) -> bytes:
        """Return the text of a record of the block, counted from 0, with its line end."""
        start = int(self.split.ends[number - 1]) if number else 0
        return self.text[start : int(self.split.ends[number])]


def layout_under(path: Path, profile: Profile) -> CsvLayout:
    """Return how a file is written under a profile; a byte order mark prevails over the profile's encoding."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES_MIN)
    return CsvLayout(encoding=TextEncoding.of(head, profile.encoding), delimiter=profile.delimiter)


def read_headings(path: Path, layout: CsvLayout, limits: FileLimits) -> Headings:
    """Return the first record of a file that is not blank; no names where there is none or it is in vain.

    Raises:
        Refusal: `file_too_large` for a header that does not end or has too many columns.
    """
    for size in (_HEADER_BYTES, limits.record_bytes + 1):
        with path.open("rb") as file:
            head = file.read(size)
        headings = _headings_in(head, layout, limits, is_whole=len(head) < size)
        if headings is not None:
            return headings
        if len(head) < size:
            return Headings(row=1, names=())
    raise _record_too_long(limits)


def _headings_in(head: bytes, layout: CsvLayout, limits: FileLimits, *, is_whole: bool) -> Headings | None:
    """Return the first record that is not blank, or None where it is not in these bytes."""
    text = head.removeprefix(layout.encoding.mark).decode(layout.encoding.codec, "replace")
    if is_whole and not text.endswith(("\n", "\r")):
        text += "\n"
    block = _block(text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(), layout, limits)
    for number, row in enumerate(block.rows.tolist()):
        fields = record_fields(block.record(number), layout.delimiter)
        if any(field.strip() for field in fields):
            _check_header(fields, limits)
            return Headings.of(fields, row)
    return None


def _block(text: bytes, layout: CsvLayout, limits: FileLimits) -> RecordBlock:
    split = split_records(text, layout.delimiter, is_last=False, field_bytes=limits.field_bytes)
    return RecordBlock(text=text, split=split, first_row=1)


def record_blocks(
    path: Path,
    layout: CsvLayout,
    limits: FileLimits,
    *,
    digest: Digest | None = None,
    progress: Progress | None = None,
) -> Iterator[RecordBlock]:
    """Yield the records of a file, the header first, in blocks.

    Raises:
        Refusal: `file_too_large` for too long a record or field or too many records; see `text_blocks`.
    """
    rest, row = b"", 1
    for piece in _pieces(path, layout, limits, digest, progress):
        text = rest + (piece or b"")
        is_last = piece is None
        if is_last and text and not text.endswith((b"\n", b"\r")):
            text += b"\n"
        split = split_records(text, layout.delimiter, is_last=is_last, field_bytes=limits.field_bytes)
        rest = text[split.used :]
        if split.used:
            block = RecordBlock(text=text, split=split, first_row=row)
            row += len(split.ends)
            _check_block(block, row, limits)
            yield block
        if len(rest) > limits.record_bytes:
            raise _record_too_long(limits)


def raw_frame(block: RecordBlock, headings: Headings, layout: CsvLayout, reference: int) -> pl.DataFrame:
    """Return the records of a block below the header: `row`, a column of text for each column, `malformed`.

    Empty lines are dropped. Of a malformed record only the field at the index `reference` is given.
    """
    width = len(headings.names)
    is_row = (block.rows > headings.row) & ~_empty_lines(block)
    is_regular = is_row & (block.split.widths == width)
    if block.split.is_unclosed:
        is_regular[-1] = False
    columns = [raw_column(index) for index in range(width)]
    regular = _regular_frame(block, is_regular, columns, layout)
    frame = regular.select(
        pl.Series("row", block.rows[is_regular], pl.UInt32), *columns, malformed=pl.lit("", pl.String)
    )
    numbers = np.flatnonzero(is_row & ~is_regular).tolist()
    if not numbers:
        return frame
    malformed = _malformed_frame(block, numbers, columns, layout, reference)
    return pl.concat([frame, malformed]).sort("row")


def _pieces(
    path: Path, layout: CsvLayout, limits: FileLimits, digest: Digest | None, progress: Progress | None
) -> Iterator[bytes | None]:
    """Yield the blocks of text and then None, the end."""
    yield from text_blocks(path, layout.encoding, limits, digest=digest, progress=progress)
    yield None


def _check_header(fields: list[str], limits: FileLimits) -> None:
    if len(fields) > limits.columns:
        raise too_large(
            f"a header of {len(fields):,} columns", expected=f"at most {limits.columns:,} columns"
        )
    longest = max(map(len, fields))
    if longest > limits.field_bytes:
        raise too_large(f"a heading of {longest:,} characters", expected=f"at most {limits.field_bytes:,}")


def _record_too_long(limits: FileLimits) -> Exception:
    return too_large(
        f"a record of more than {limits.record_bytes:,} bytes",
        expected="a line end after each record, and a quote that closes each quoted field",
    )


def _check_block(block: RecordBlock, next_row: int, limits: FileLimits) -> None:
    split = block.split
    if int(np.diff(split.ends, prepend=0).max()) > limits.record_bytes:
        raise _record_too_long(limits)
    if split.field_bytes_max > limits.field_bytes:
        raise too_large(
            f"a field of {split.field_bytes_max:,} bytes in the rows {block.first_row:,} to {next_row - 1:,}",
            expected=f"at most {limits.field_bytes:,} bytes in a field",
        )
    if next_row - 1 > limits.rows + 1:
        raise too_large(f"more than {limits.rows:,} rows", expected=f"at most {limits.rows:,} rows")


def _empty_lines(block: RecordBlock) -> NDArray[np.bool_]:
    """Say for each record whether it is nothing but its line end."""
    text = np.frombuffer(block.text, np.uint8)
    length = block.split.ends - block.starts
    is_crlf = (length == len(b"\r\n")) & (text[block.starts] == ord("\r"))
    is_empty: NDArray[np.bool_] = (length == 1) | is_crlf
    return is_empty


def _regular_frame(
    block: RecordBlock, is_regular: NDArray[np.bool_], columns: list[str], layout: CsvLayout
) -> pl.DataFrame:
    """Return the fields of the records that have as many as there are columns."""
    count = int(is_regular.sum())
    if block.split.fields is not None:
        fields = [block.split.fields[number] for number in np.flatnonzero(is_regular).tolist()]
        values = zip(*fields, strict=True) if fields else ([] for _ in columns)
        return pl.DataFrame(
            [pl.Series(name, texts, pl.String) for name, texts in zip(columns, values, strict=True)]
        )
    first = layout.delimiter * (len(columns) - 1) + "\n"  # so that no sign of the data can look like a file's
    frame = pl.read_csv(
        b"".join((first.encode(), _selected_text(block, is_regular))),
        has_header=False,
        schema=dict.fromkeys(columns, pl.String),
        separator=layout.delimiter,
        quote_char='"' if block.split.has_quotes else None,
        empty_string_is_null=False,
    )[1:]
    assert frame.height == count, "the arrays and the reader must see the same records"
    return frame


def _selected_text(block: RecordBlock, is_selected: NDArray[np.bool_]) -> memoryview | bytes:
    """Return the text of some records, with an LF where a line ends with a lone CR."""
    numbers = np.flatnonzero(is_selected)
    if not len(numbers):
        return b""
    first, last = int(numbers[0]), int(numbers[-1])
    start, end = int(block.starts[first]), int(block.split.ends[last])
    if len(numbers) == last - first + 1 and not len(block.split.lone_returns):
        return memoryview(block.text)[start:end]
    text = np.frombuffer(block.text, np.uint8)[: block.split.used].copy()
    text[block.split.lone_returns] = ord("\n")
    return text[np.repeat(is_selected, block.split.ends - block.starts)].tobytes()


def _malformed_frame(
    block: RecordBlock, numbers: list[int], columns: list[str], layout: CsvLayout, reference: int
) -> pl.DataFrame:
    """Return the records that do not fit the header, without those of blanks, which are no rows."""
    fields = [_fields(block, number, layout) for number in numbers]
    frame = pl.DataFrame({"row": block.rows[numbers]}, schema={"row": pl.UInt32})
    references = [record[reference] if reference < len(record) else "" for record in fields]
    texts: dict[str, pl.Expr | pl.Series] = {name: pl.lit("") for name in columns}
    texts[columns[reference]] = pl.Series(references, dtype=pl.String)
    messages = [
        _message(block, number, record, len(columns)) for number, record in zip(numbers, fields, strict=True)
    ]
    return frame.with_columns(
        **texts,
        malformed=pl.Series(messages, dtype=pl.String),
    ).filter(pl.col("malformed") != "")


def _fields(block: RecordBlock, number: int, layout: CsvLayout) -> list[str]:
    if block.split.fields is not None:
        return block.split.fields[number]
    return record_fields(block.record(number), layout.delimiter)


def _message(block: RecordBlock, number: int, fields: list[str], width: int) -> str:
    """Return what is wrong with a record that does not fit the header; nothing where it only holds blanks."""
    if block.split.is_unclosed and number == len(block.split.ends) - 1:
        return "a quote that is never closed"
    if not any(field.strip() for field in fields):
        return ""
    return f"{width} fields expected, {int(block.split.widths[number])} found"
