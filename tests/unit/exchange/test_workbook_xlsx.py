"""The accounting workbook: its first sheet is a movements file, the others are views."""

import json
import re
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.spreadsheet import ROWS_MAX, CellKind, SheetColumn, Spreadsheet, holds_every_digit
from casthouse.exchange.workbook_xlsx import write_workbook
from tests.unit.exchange.movement_samples import DATA, read
from tests.unit.exchange.report_samples import flows_2024, movement_table, scope_position
from tests.unit.refusing import refused


def written(movements: pl.DataFrame) -> bytes:
    target = BytesIO()
    write_workbook(target, movements=movements, months=flows_2024(), positions=[scope_position()])
    return target.getvalue()


def with_exact_quantities(rows: pl.DataFrame) -> list[dict[str, object]]:
    """Return the rows with quantities as numbers: 59.820 and 59.82 are the same mass."""
    return [
        row | {"quantity": Decimal(row["quantity"]) if row["quantity"] else None}
        for row in rows.select(*COLUMNS, "extra", "malformed").to_dicts()
    ]


def test_movements_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "accounts.xlsx"
    path.write_bytes(written(movement_table()))
    file = read(path)
    assert file.profile.name == "casthouse"
    back = with_exact_quantities(file.rows)
    assert [row["malformed"] for row in back] == [""] * 5
    for row, given_row in zip(back, movement_table().to_dicts(), strict=True):
        quantity = Decimal(str(given_row["quantity"])) if given_row["quantity"] else None
        assert row["quantity"] == quantity
        rest = [name for name in COLUMNS if name != "quantity"]
        assert [row[name] for name in rest] == [given_row[name] for name in rest]
        unknown = json.loads(str(row["extra"])) if row["extra"] else {}
        assert unknown.get("Erfaßt durch", "") == given_row["Erfaßt durch"]


@pytest.mark.parametrize("sample", ["mill", "chain"])
def test_samples_come_back_without_loss(sample: str, tmp_path: Path) -> None:
    source = read(DATA / sample / "movements.csv")
    path = tmp_path / "accounts.xlsx"
    path.write_bytes(written(source.rows.select(COLUMNS)))
    assert with_exact_quantities(read(path).rows) == with_exact_quantities(source.rows)


def test_no_cell_is_a_formula_and_references_are_text() -> None:
    book = load_workbook(BytesIO(written(movement_table())))
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "d"}
    first = book.worksheets[0]
    assert [cell.value for cell in first[3]][0::12] == ["00017", "=1+1"]
    assert book.worksheets[0].auto_filter.ref == "A1:M6"
    assert first.freeze_panes == "A2"


def test_there_is_a_sheet_a_material_and_a_chart_on_each() -> None:
    book = load_workbook(BytesIO(written(movement_table())))
    assert book.sheetnames == [
        "Movements",
        "Aluminium",
        "Pre-consumer scrap",
        "Post-consumer scrap",
        "Months",
        "Totals",
        "Percentages",
    ]
    with ZipFile(BytesIO(written(movement_table()))) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4  # three materials, one account


def test_the_same_accounts_are_the_same_bytes() -> None:
    content = written(movement_table())
    assert written(movement_table()) == content
    assert load_workbook(BytesIO(content)).properties.created == datetime(2000, 1, 1)  # noqa: DTZ001 - no clock


def test_movements_that_a_sheet_cannot_hold_are_refused_and_nothing_is_written() -> None:
    target = BytesIO()
    with refused("workbook_too_long"), Spreadsheet(target, title="t") as book:
        sheet = book.sheet("s", [SheetColumn(title="c")])
        sheet.row_count = ROWS_MAX - 2
        sheet.add(["x"])
        sheet.add(["x"])
    assert target.getvalue() == b""


def test_texts_that_a_cell_cannot_hold_are_refused() -> None:
    long = movement_table().with_columns(pl.lit("x" * 32_768).alias("note"))
    with refused("workbook_text_too_long"):
        written(long)
    written(long.with_columns(pl.lit("x" * 32_767).alias("note")))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("0", True),
        ("59.820", True),
        ("999999999999999", True),
        ("9999999999999999", False),
        ("1000000000000000000", True),
        ("0.000000000000000123", True),
        ("1234567.890123456", False),
        ("", False),
        (".5", False),
        ("5.", False),
        ("1e3", False),
        ("\u0661", False),
        ("–", False),
        ("-5.5", True),
    ],
)
def test_numbers_become_numbers_only_with_all_their_digits(text: str, *, holds: bool) -> None:
    assert holds_every_digit(text) is holds


@given(st.lists(st.decimals(min_value=0, max_value=10**15, places=6), min_size=1, max_size=30))
def test_a_number_in_a_cell_is_the_number_in_the_text(values: list[Decimal]) -> None:
    target = BytesIO()
    with Spreadsheet(target, title="t") as book:
        sheet = book.sheet("s", [SheetColumn(title="c", kind=CellKind.NUMBER)])
        for value in values:
            sheet.add([format(value, "f")])
    with ZipFile(target) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert [Decimal(text) for text in re.findall(r"<(?:v|t)>([0-9.]+)</(?:v|t)>", xml)] == values
