"""Reading a CSV agrees with Python's `csv` module, whatever stands in it and wherever a block ends.

The oracle takes every record apart one by one; the product measures text with arrays and hands whole blocks on.
"""

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.exchange.raw_record import raw_records
from casthouse.refusal import Refusal
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

NAMES = ("reference", "date", "facility", "kind", "material", "quantity", "unit")
Row = tuple[int, str, str | tuple[str, ...]]

signs = st.text(
    st.sampled_from('ax ,",",\n\r\té\N{NO-BREAK SPACE}銑;\N{ZERO WIDTH NO-BREAK SPACE}'), max_size=90
)
fields = st.text(st.sampled_from('ax ,"\n\ré\t'), max_size=5)


@st.composite
def by_the_book(draw: st.DrawFn) -> str:
    """Return rows as a program writes them: quoted where needed or everywhere, a few of another width."""
    text = io.StringIO()
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    everywhere = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=end)
    writer = everywhere if draw(st.booleans()) else csv.writer(text, lineterminator=end)
    width = st.sampled_from([len(NAMES)] * 6 + [0, 1, len(NAMES) - 1, len(NAMES) + 1])
    for count in draw(st.lists(width, max_size=8)):
        writer.writerow(draw(st.lists(fields, min_size=count, max_size=count)))
    return draw(st.sampled_from(["", " \n"])) + text.getvalue()


def expected_rows(body: str) -> list[Row]:
    """Return row number, what is wrong, and the fields (of a malformed row the reference)."""
    records = list(csv.reader(io.StringIO(",".join(NAMES) + "\n" + body, newline="")))
    probed = list(
        csv.reader(io.StringIO(",".join(NAMES) + "\n" + body.rstrip("\r\n") + "\nPROBE", newline=""))
    )
    is_unclosed = probed[-1] != ["PROBE"]
    rows: list[Row] = []
    for number, record in enumerate(records[1:], start=2):
        if is_unclosed and number == len(records):
            rows.append((number, "a quote that is never closed", record[0].strip()))
        elif not any(field.strip() for field in record):
            continue
        elif len(record) != len(NAMES):
            rows.append((number, f"{len(NAMES)} fields expected, {len(record)} found", record[0].strip()))
        else:
            rows.append((number, "", tuple(field.strip() for field in record)))
    return rows or [(0, "file_empty", "")]


def rows_read(path: Path, block_bytes: int) -> list[Row]:
    limits = FileLimits(block_bytes=block_bytes)
    try:
        file = read_movements_file(path, profiles=built_in_profiles(), limits=limits)
    except Refusal as refusal:
        return [(0, refusal.code, "")]
    assert file.data_rows == file.rows.height
    rows = file.rows.with_columns(pl.concat_list(NAMES).alias("fields")).iter_rows(named=True)
    return [
        (row["row"], row["malformed"], row["reference"] if row["malformed"] else tuple(row["fields"]))
        for row in rows
    ]


@given(
    body=signs | by_the_book(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block_bytes=st.sampled_from([1, 2, 7, 31, 64, 1 << 20]),
)
@example(body='a",b\n' + 'x,"' * 3, encoding="utf-8", block_bytes=7)
@example(body="a,b,c,d,e,f,g\r\r\n\rx", encoding="utf-8", block_bytes=1)
@example(body="a,b,c,d,e,f,g \r\n", encoding="utf-8", block_bytes=1 << 20)
@example(body='"a""\n"",",,,,,,\n', encoding="utf-16", block_bytes=3)
@examples(400)
def test_a_csv_is_read_as_the_csv_module_reads_it(body: str, encoding: str, block_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes((",".join(NAMES) + "\n" + body).encode(encoding))
        assert rows_read(path, block_bytes) == expected_rows(body)


@given(body=by_the_book(), block_bytes=st.sampled_from([1, 16, 1 << 20]))
@examples(100)
def test_raw_records_are_the_fields_as_given(body: str, block_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        content = ",".join(NAMES) + "\nR1,,,reversal,,,\n" + body
        path.write_bytes(content.encode())
        limits = FileLimits(block_bytes=block_bytes)
        file = read_movements_file(path, profiles=built_in_profiles(), limits=limits)
        records = list(csv.reader(io.StringIO(content, newline="")))
        found = raw_records(file, range(1, len(records) + 1))
        assert found == {row: tuple(record) for row, record in enumerate(records, start=1)}
