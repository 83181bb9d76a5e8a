"""The first sheet of a workbook: what cells become, which rows are malformed, what a sheet claims in vain."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.raw_record import raw_records
from casthouse.exchange.xlsx_cell import number_text
from tests.unit.exchange.movement_samples import RECEIPT, read, shared_workbook, workbook

ERP_HEADER = ("Materialbeleg", "Buchungsdatum", "Werk", "BWA", "Materialnummer", "Menge", "BME", "CoC")

FORMULA = "found a formula as {}; expected its value; paste the value in place of the formula"


def row_of(folder: Path, changes: dict[str, Any]) -> dict[str, Any]:
    fields = {**dict(zip(COLUMNS, RECEIPT, strict=True)), **changes}
    rows = read(workbook(folder, [list(fields), list(fields.values())])).rows
    assert rows.height == 1
    return dict(rows.row(0, named=True))


def remade(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Return a copy of a workbook with the text of one part changed."""
    target = path.with_name("remade.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, change(content.decode()) if name == part else content)
    return target


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("reference", 4711, "4711"),
        ("reference", 4711.0, "4711"),
        ("quantity", 76217.9, "76217.9"),
        ("quantity", 1e-7, "0.0000001"),
        ("quantity", 1e22, "10000000000000000000000"),
        ("quantity", -5, "-5"),
        ("quantity", "1,5", "1,5"),
        ("date", date(2024, 3, 5), "2024-03-05"),
        ("date", datetime.combine(date(2024, 3, 5), time()), "2024-03-05"),
        ("date", datetime.combine(date(2024, 3, 5), time(10, 30)), "2024-03-05T10:30:00"),
        ("date", "2024-03-05", "2024-03-05"),
        ("lot", date(2024, 3, 5), "2024-03-05"),
        ("lot", time(10, 30), "10:30:00"),
        ("lot", timedelta(hours=30), "1 day, 6:00:00"),
        ("coc", True, "yes"),
        ("coc", False, "no"),
        ("document", "#N/A", "#N/A"),
        ("counterparty", "  Höfe & Söhne <銑> \n", "Höfe & Söhne <銑>"),
        ("counterparty", "_x0041__x0000_", "A_x0000_"),
        ("lot", None, ""),
    ],
)
def test_a_cell_becomes_text(tmp_path: Path, column: str, value: object, text: str) -> None:
    row = row_of(tmp_path, {column: value})
    assert (row[column], row["malformed"]) == (text, "")


@pytest.mark.parametrize(
    ("written", "text"),
    [("1E+22", "1" + "0" * 22), ("0007", "7"), ("59.81800000000001", "59.81800000000001"), ("1.50", "1.5"),
     ("0.10000000000000001", "0.1"), ("-0.0", "0"), ("nan", "nan"), ("1e999", "1e999"), ("12 t", "12 t"),
     ("12345678901234567890", "12345678901234567890")],
)  # fmt: skip
def test_numbers_become_their_shortest_decimal(written: str, text: str) -> None:
    assert number_text(written) == text


def test_typed_cells_need_no_layout(tmp_path: Path) -> None:
    typed = ["R1", date(2024, 3, 5), "H-CH", 601, "AL-1000", -76217.9, "LB", True]
    texts = ["R2", "05.03.2024", "H-CH", "601", "AL-1000", "76.217,900-", "LB", "X"]
    rows = read(workbook(tmp_path, [ERP_HEADER, typed, texts])).rows
    columns = ("date", "kind", "quantity", "unit", "coc")
    assert rows.select(columns).rows() == [
        ("2024-03-05", "shipment", "76217.9", "lb", "yes"),
        ("2024-03-05", "shipment", "76217.900", "lb", "yes"),
    ]


def test_a_typed_minus_is_judged_by_the_movement_type(tmp_path: Path) -> None:
    rows = read(
        workbook(tmp_path, [ERP_HEADER, ["R1", date(2024, 3, 5), "H", "101", "AL-1000", -5, "TO", "X"]])
    ).rows
    assert rows["quantity"].to_list() == ["“-5” (a minus that its movement type does not have)"]


def test_a_typed_number_without_a_decimal_names_itself(tmp_path: Path) -> None:
    path = workbook(tmp_path, [ERP_HEADER, ["R1", date(2024, 3, 5), "H", "101", "AL-1000", 5.125, "TO", "X"]])
    endless = remade(
        path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v>5.125</v>", "<v>1e999</v>")
    )
    assert read(endless).rows["quantity"].to_list() == ["“1e999” (not in profile erp-de)"]


def test_a_number_in_the_column_of_dates_is_read_by_the_layout(tmp_path: Path) -> None:
    rows = read(workbook(tmp_path, [ERP_HEADER, ["R1", 20240305, "H", "101", "AL-1000", 5, "TO", "X"]])).rows
    assert rows["date"].to_list() == ["“20240305” (not in profile erp-de)"]


def test_a_formula_in_a_mapped_column_makes_the_row_malformed(tmp_path: Path) -> None:
    assert row_of(tmp_path, {"quantity": "=1+1"})["malformed"] == FORMULA.format("quantity")
    assert row_of(tmp_path, {"lot": "=A1"})["malformed"] == FORMULA.format("lot")


def test_a_formula_elsewhere_is_kept_as_given(tmp_path: Path) -> None:
    row = row_of(tmp_path, {"Check": "=1+1"})
    assert (row["malformed"], json.loads(row["extra"])) == ("", {"Check": "=1+1"})


def test_rows_are_numbered_as_in_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT, [], [" "], RECEIPT])
    assert read(path).rows["row"].to_list() == [2, 5]


def test_a_gap_of_rows_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT, RECEIPT])
    moved = remade(
        path, "xl/worksheets/sheet1.xml", lambda text: re.sub(r'"([A-Z]?)3"', r'"\g<1>1048576"', text)
    )
    assert read(moved).rows["row"].to_list() == [2, 1048576]


def test_what_the_sheet_says_of_its_dimension_is_not_believed(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT])
    for claim in ("A1:A1", "A1:XFD1048576", "A1"):
        lie = partial(re.sub, r'dimension ref="[^"]*"', f'dimension ref="{claim}"')
        assert read(remade(path, "xl/worksheets/sheet1.xml", lie)).rows.height == 1


def test_cells_without_a_place_follow_each_other(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT])
    bare = remade(path, "xl/worksheets/sheet1.xml", lambda text: re.sub(r' r="[A-Z]*[0-9]+"', "", text))
    assert read(bare).rows["reference"].to_list() == ["R1"]


def test_a_value_beyond_the_headings_makes_the_row_malformed(tmp_path: Path) -> None:
    rows = read(workbook(tmp_path, [COLUMNS, [*RECEIPT, None, 5], [*RECEIPT, " "]])).rows
    assert rows["malformed"].to_list() == ["12 fields expected, a value found in column 14", ""]


def test_only_the_first_sheet_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart", 0)
    book.active = 1
    for row in (COLUMNS, RECEIPT):
        book.worksheets[0].append(list(row))
    book.create_sheet("Other").append(["nothing"])
    book.save(tmp_path / "file.xlsx")
    assert read(tmp_path / "file.xlsx").rows.height == 1


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    for has_1904_dates in (True, False):
        path = shared_workbook(tmp_path, [COLUMNS, ["R1", date(2024, 3, 5)]], has_1904_dates=has_1904_dates)
        assert read(path).rows["date"].to_list() == ["2024-03-05"]


def test_inline_and_rich_texts_are_read_without_their_phonetics(tmp_path: Path) -> None:
    rich = "<si><r><t>R</t></r><r><t>1</t></r><rPh><t>no</t></rPh></si>"
    path = shared_workbook(tmp_path, [COLUMNS, ["PLACE", *RECEIPT[1:]]])
    changed = remade(path, "xl/sharedStrings.xml", lambda text: re.sub(r"<si><t>PLACE</t></si>", rich, text))
    assert read(changed).rows["reference"].to_list() == ["R1"]
    inline = workbook(tmp_path, [COLUMNS, ["PLACE", *RECEIPT[1:]]])
    changed = remade(
        inline, "xl/worksheets/sheet1.xml", lambda text: text.replace("<t>PLACE</t>", rich[4:-5])
    )
    assert read(changed).rows["reference"].to_list() == ["R1"]


def test_raw_records_are_the_cells_as_text(tmp_path: Path) -> None:
    file = read(workbook(tmp_path, [COLUMNS, RECEIPT, ["R2", date(2024, 1, 2), None, "=A1"]]))
    assert raw_records(file, {3, 9}) == {3: ("R2", "2024-01-02", "", "=A1")}
