"""A movements file as a whole: what its rows are, how they are counted, what stays beside them."""

import csv
import io
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from casthouse.exchange.movements_file import ROW_SCHEMA, read_movements_file
from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.refusal import Refusal
from tests.unit.exchange.movement_samples import (
    DATA,
    HEADER,
    LINE,
    RECEIPT,
    line,
    read,
    read_text,
    workbook,
    written,
)


def test_rows_have_the_columns_of_the_contract_as_text(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\r\n{LINE}\r\n")
    assert dict(file.rows.schema) == ROW_SCHEMA
    assert file.rows.rows() == [(2, *RECEIPT, "", "")]
    assert file.profile.name == "casthouse"
    assert file.digest == sha256(file.path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("sample", "profile", "rows", "skipped"),
    [
        ("mill/movements.csv", "casthouse", 4020, 0),
        ("chain/movements.csv", "casthouse", 4020, 0),
        ("erp/export.csv", "erp-de", 4020, 109),
    ],
)
def test_samples_are_read_with_the_profile_that_fits(
    sample: str, profile: str, rows: int, skipped: int
) -> None:
    file = read(DATA / sample)
    assert (file.profile.name, file.rows.height, file.skipped) == (profile, rows, skipped)
    assert file.data_rows == rows + skipped
    assert not file.rows.filter(pl.col("malformed") != "").height


def test_the_erp_export_says_the_same_as_the_mill_file() -> None:
    def movements(sample: str) -> list[tuple[str, ...]]:
        rows = read(DATA / sample).rows.select(COLUMNS).sort("reference").to_dicts()
        return [tuple({**row, "quantity": Decimal(row["quantity"] or 0)}.values()) for row in rows]

    assert movements("erp/export.csv") == movements("mill/movements.csv")


def test_records_are_counted_not_lines_and_blank_rows_with_them(tmp_path: Path) -> None:
    broken = line(["R2", *RECEIPT[1:8], "a\r\nyard", "", "", ""])
    blank = "," * 11
    file = read_text(tmp_path, f"{HEADER}\r\n{LINE}\r\n\r\n{broken}{blank}\r\n  \r\n{LINE}\r\n")
    assert file.rows["row"].to_list() == [2, 4, 7]
    assert file.rows["counterparty"].to_list() == ["a scrap yard", "a\r\nyard", "a scrap yard"]
    assert file.data_rows == 3


def test_text_is_trimmed_of_blanks_also_between_quotes(tmp_path: Path) -> None:
    padded = ",".join(f'" {value}\t"' if value else "  " for value in RECEIPT)
    assert read_text(tmp_path, f" {HEADER} \n{padded}\n").rows.rows() == [(2, *RECEIPT, "", "")]


def test_columns_come_in_any_order_and_unknown_ones_are_kept_as_given(tmp_path: Path) -> None:
    names = [*reversed(COLUMNS), "Note", "", "Note"]
    content = line(names) + line([*reversed(RECEIPT), ' says "no"\\', "7", "again"])
    file = read_text(tmp_path, content)
    assert file.rows.select(COLUMNS).rows() == [RECEIPT]
    assert json.loads(file.rows["extra"][0]) == {
        "Note": ' says "no"\\',
        "column 14": "7",
        "Note (column 15)": "again",
    }


def test_blank_unknown_columns_leave_nothing(tmp_path: Path) -> None:
    assert read_text(tmp_path, f"{HEADER},Note\n{LINE}, \n").rows["extra"].to_list() == [""]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (LINE.removesuffix(","), "12 fields expected, 11 found"),
        (LINE + ",", "12 fields expected, 13 found"),
        ("R1", "12 fields expected, 1 found"),
        ('R1,"never closed', "a quote that is never closed"),
        (LINE + '"never closed', "a quote that is never closed"),
    ],
)
def test_rows_of_another_width_are_malformed_with_their_reference(
    tmp_path: Path, record: str, message: str
) -> None:
    rows = read_text(tmp_path, f"{HEADER}\n{LINE}\n{record}\n").rows
    assert rows["malformed"].to_list() == ["", message]
    assert rows["reference"].to_list() == ["R1", "R1"]


def test_the_column_of_an_earlier_refusal_is_dropped(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER},casthouse_refusal\n{LINE},unit_unknown: mended\n")
    assert file.rows.rows() == [(2, *RECEIPT, "", "")]


@pytest.mark.parametrize("content", ["", HEADER, f"{HEADER}\r\n", f"{HEADER}\n\n ,,\n"])
def test_a_file_without_data_rows_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_text(tmp_path, content)
    assert refused.value.code == "file_empty"


def test_a_workbook_without_data_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(workbook(tmp_path, [COLUMNS, [None, " "]]))
    assert refused.value.code == "file_empty"


def test_rows_skipped_by_the_profile_are_data_rows(tmp_path: Path) -> None:
    header = "Materialbeleg;Buchungsdatum;Werk;BWA;Materialnummer;Menge;BME;CoC"
    file = read_text(tmp_path, f"{header}\nI1;05.03.2024;H-CH;261;AL-1000;12,000-;TO;\n")
    assert (file.rows.height, file.skipped, file.data_rows) == (0, 1, 1)


def test_a_kind_called_skip_is_no_row_to_skip(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\n{LINE.replace('receipt', 'skip')}\n")
    assert (file.rows["kind"].to_list(), file.skipped) == (["skip"], 0)


def test_reversals_alone_need_no_columns_of_quantity(tmp_path: Path) -> None:
    file = read_text(tmp_path, "reference,date,facility,kind,reverses\nS1,2024-03-05,H-RM,reversal,R1\n")
    assert file.rows.select("kind", "quantity", "reverses").rows() == [("reversal", "", "R1")]


def test_a_missing_column_of_quantity_is_said_once_for_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_text(
            tmp_path, "reference,date,facility,kind,material,unit\nR1,2024-03-05,H-RM,receipt,dross,t\n"
        )
    assert refused.value.code == "heading_missing"
    assert "'quantity'" in refused.value.text.expected


def test_progress_ends_with_the_whole_file(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n{LINE}\n")
    steps: list[tuple[int, int]] = []

    read_movements_file(
        path, profiles=built_in_profiles(), progress=lambda done, total: steps.append((done, total))
    )
    assert steps[-1] == (path.stat().st_size, path.stat().st_size)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    content = f"{HEADER}\n{LINE.replace('yard', 'Höfe 銑')}\n"
    file = read(written(tmp_path, content, encoding))
    assert file.rows["counterparty"].to_list() == ["a scrap Höfe 銑"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("has_last", [True, False])
def test_every_kind_of_line_end_is_read(tmp_path: Path, end: str, *, has_last: bool) -> None:
    content = end.join([HEADER, LINE, '"R,2"' + LINE[2:]]) + (end if has_last else "")
    assert read_text(tmp_path, content).rows["reference"].to_list() == ["R1", "R,2"]


def test_a_long_file_of_quoted_line_breaks_is_read_as_the_csv_module_reads_it(tmp_path: Path) -> None:
    """Long enough for the reader to split it among processors, with commas, quotes and line ends in the fields."""
    records = [
        [f"R{number}", *RECEIPT[1:8], 'a, "b"\n' * (number % 5) + "c", "", '"' * (number % 3) + "x", ""]
        for number in range(60_000)
    ]
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *records])
    rows = read_text(tmp_path, text.getvalue()).rows
    assert rows.select(COLUMNS).rows() == [tuple(record) for record in records]
    assert rows["row"].to_list() == list(range(2, 60_002))
