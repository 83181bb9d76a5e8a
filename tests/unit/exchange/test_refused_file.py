"""The refused rows come back as they stood, with the reason in a last column, and can be sent again."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from casthouse.exchange.movements_file import MovementsFile
from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.refused_file import write_refused_file
from casthouse.refusal import Refusal
from tests.unit.exchange.movement_samples import (
    DATA,
    HEADER,
    LINE,
    RECEIPT,
    read,
    read_text,
    shared_workbook,
    workbook,
    written,
)


def refused_bytes(source: MovementsFile, refused: Mapping[int, str]) -> bytes:
    target = io.BytesIO()
    write_refused_file(source, refused, target)
    return target.getvalue()


def resent(folder: Path, content: bytes) -> MovementsFile:
    return read(written(folder, content, name="resent.csv"))


def test_values_and_headings_stand_as_they_stood(tmp_path: Path) -> None:
    records = [f' {HEADER},Note"', '"R1", 2024-03-05 ,"a\r\n""b""",=1+1,,,,,,,,,-5', LINE + ",", LINE + ",x"]
    file = read_text(tmp_path, "\r\n".join(records))
    content = refused_bytes(file, {2: 'date_invalid: found "x"', 4: "unit_unknown: 't'"}).decode()
    assert content == (
        f' {HEADER},Note","casthouse_refusal"\r\n'
        '"R1", 2024-03-05 ,"a\r\n""b""",=1+1,,,,,,,,,-5,"date_invalid: found ""x"""\r\n'
        f"{LINE},x,\"unit_unknown: 't'\"\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_encoding_and_byte_order_mark_stay(tmp_path: Path, encoding: str) -> None:
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}" if encoding.startswith("utf-16") else ""
    text = f"{mark}{HEADER}\n{LINE.replace('yard', 'Höfe')}\n"
    content = refused_bytes(read(written(tmp_path, text, encoding)), {2: "coc_missing: ≥ 1"})
    assert content.decode(encoding) == text.replace(",reverses", ',reverses,"casthouse_refusal"').replace(
        "Höfe,,,", 'Höfe,,,,"coc_missing: ≥ 1"'
    )


def test_the_export_of_another_system_keeps_its_layout(tmp_path: Path) -> None:
    source = DATA / "erp/export.csv"
    lines = source.read_bytes().split(b"\r\n")
    content = refused_bytes(read(source), {4000: "coc_not_available: 5 ≥ 4", 17: "unit_unknown: x"})
    assert content.split(b"\r\n") == [
        lines[0] + b';"casthouse_refusal"',
        lines[16] + b';"unit_unknown: x"',
        lines[3999] + b';"coc_not_available: 5 ? 4"',
        b"",
    ]
    again = resent(tmp_path, content)
    first = read(source).rows
    assert again.profile.name == "erp-de"
    assert again.rows.drop("row").rows() == [
        *first.filter(row=17).drop("row").rows(),
        *first.filter(row=4000).drop("row").rows(),
    ]


def test_rows_that_were_not_refused_stay_away(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\n" + f"{LINE}\n" * 5)
    assert refused_bytes(file, {}).decode() == f'{HEADER},"casthouse_refusal"\n'
    assert refused_bytes(file, {4: "a: b"}).count(b"\n") == 2


def test_a_mended_file_can_be_refused_again(tmp_path: Path) -> None:
    names = [*COLUMNS[:3], "casthouse_refusal", *COLUMNS[3:]]
    values = [*RECEIPT[:3], '"old, reason"', *RECEIPT[3:]]
    file = read_text(tmp_path, ",".join(names) + "\n" + ",".join(values) + "\n")
    assert file.rows.rows() == [(2, *RECEIPT, "", "")]
    assert refused_bytes(file, {2: "new: x"}).decode() == f'{HEADER},"casthouse_refusal"\n{LINE},"new: x"\n'


@pytest.mark.parametrize("record", [LINE.removesuffix(","), LINE + ",x", LINE + ",x,y", "R1", 'R1,"x'])
def test_a_malformed_row_stays_malformed_however_often_it_comes(tmp_path: Path, record: str) -> None:
    file = read_text(tmp_path, f"{HEADER}\n{LINE}\n{record}\n")
    for _ in range(4):
        refused = {
            row: f"row_malformed: {text}" for row, text in file.rows.select("row", "malformed").rows() if text
        }
        assert len(refused) == 1
        content = refused_bytes(file, refused)
        assert (
            content.count(b"row_malformed") == 1 or '"' in record
        )  # what an open quote swallowed stays in it
        file = resent(tmp_path, content)
    assert file.rows["reference"].to_list() == ["R1"]


def test_a_row_short_of_its_refusal_stays_malformed(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"reference,casthouse_refusal,{HEADER[10:]}\n{LINE}\n")
    content = refused_bytes(file, {2: "row_malformed: x"})
    assert content.decode().splitlines()[1] == LINE + ',"row_malformed: x",'
    assert resent(tmp_path, content).rows["malformed"].to_list() == ["13 fields expected, 14 found"]


def test_a_mended_malformed_row_is_read(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\n{LINE.removesuffix(',')}\n")
    content = refused_bytes(file, {2: "row_malformed: 12 fields expected, 11 found"})
    mended = content.replace(b',"row_malformed', b',,"row_malformed')
    assert resent(tmp_path, mended).rows.rows() == [(2, *RECEIPT, "", "")]


def test_no_message_is_a_formula_and_none_breaks_the_line(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\n{LINE}\n")
    assert b'"\'=1 + 1"' in refused_bytes(file, {2: "=1\r\n+ 1"})


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    file = read_text(tmp_path, f"{HEADER}\n{LINE}\n")
    file.path.write_text(f"{HEADER}\n{LINE} \n")
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            write_refused_file(file, {2: "a: b"}, tmp_path / "refused.csv")
        assert refused.value.code == "file_changed"
        file.path.unlink(missing_ok=True)


XLSX_ROWS: list[list[Any]] = [
    [*COLUMNS, "Check", "Note"],
    [
        "R1",
        date(2024, 3, 5),
        "H",
        "receipt",
        "dross",
        76217.9,
        "kg",
        True,
        "a yard",
        "",
        4711,
        None,
        "=F2*2",
        "'x",
    ],
    [
        "R2",
        "2024-03-06",
        "H",
        "receipt",
        "dross",
        0.1 + 0.2,
        "kg",
        False,
        "=HYPERLINK",
        None,
        "007",
        None,
        5,
        "@y",
    ],
    ["R3", date(2024, 3, 7), "H", "receipt", "dross", 1, "kg", True, "a yard", None, "L", None, 1, "z"],
]


def test_cells_of_a_workbook_stay_what_they_are(tmp_path: Path) -> None:
    file = read(shared_workbook(tmp_path, XLSX_ROWS))
    target = tmp_path / "refused.xlsx"
    write_refused_file(file, {2: "quantity_invalid: x", 4: "=cmd"}, target)
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    assert (sheet.title, sheet.max_row) == ("Movements", 3)
    first = [cell.value for cell in sheet[2]]
    assert [cell.value for cell in sheet[1]] == [*XLSX_ROWS[0], "casthouse_refusal"]
    assert first[:1] + first[2:] == [
        *XLSX_ROWS[1][:1],
        *XLSX_ROWS[1][2:9],
        None,
        *XLSX_ROWS[1][10:],
        "quantity_invalid: x",
    ]
    assert (sheet["B2"].is_date, sheet["B2"].number_format) == (True, "dd.mm.yyyy")
    assert {sheet["M2"].data_type, sheet["O3"].data_type} == {"s"}
    assert sheet["O3"].value == "'=cmd"


def test_a_refused_workbook_is_read_again_as_it_was(tmp_path: Path) -> None:
    rows = [row[:12] for row in XLSX_ROWS]
    file = read(workbook(tmp_path, rows))
    target = tmp_path / "refused.xlsx"
    write_refused_file(file, {2: "a: b", 3: "c: d", 4: "e: f"}, target)
    again = read(target)
    assert again.rows.rows()[0::2] == file.rows.rows()[0::2]
    assert again.headings.names[-1] == "casthouse_refusal"
    twice = tmp_path / "twice.xlsx"
    write_refused_file(again, {3: "g: h"}, twice)
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(twice).worksheets[0]]
    assert [row[12:] for row in cells] == [["casthouse_refusal"], ["g: h"]]


def test_an_earlier_refusal_leaves_nothing_in_the_columns_beside_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [*COLUMNS[:9], "casthouse_refusal", *COLUMNS[9:]],
        [*RECEIPT[:9], "old: reason", None, None, None],
    ]
    target = tmp_path / "refused.xlsx"
    write_refused_file(read(workbook(tmp_path, rows)), {2: "new: reason"}, target)
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(target).worksheets[0]]
    assert cells[0] == [*COLUMNS, "casthouse_refusal"]
    assert cells[1][9:] == [None, None, None, "new: reason"]


def test_a_number_of_seventeen_digits_is_kept_as_text(tmp_path: Path) -> None:
    book = workbook(tmp_path, [COLUMNS, [*RECEIPT[:5], 5.125, *RECEIPT[6:]]])
    path = tmp_path / "exact.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b"<v>5.125</v>", b"<v>0.30000000000000004</v>"))
    file = read(path)
    assert file.rows["quantity"].to_list() == ["0.30000000000000004"]
    target = tmp_path / "refused.xlsx"
    write_refused_file(file, {2: "a: b"}, target)
    assert read(target).rows.rows() == file.rows.rows()


def test_a_stray_value_stays_beyond_the_headings(tmp_path: Path) -> None:
    file = read(workbook(tmp_path, [COLUMNS, [*RECEIPT, "stray"]]))
    for name in ("once.xlsx", "twice.xlsx"):
        write_refused_file(file, {2: "row_malformed: x"}, tmp_path / name)
        file = read(tmp_path / name)
        assert file.rows["malformed"].to_list() == ["13 fields expected, a value found in column 14"]


def test_the_same_rows_give_the_same_workbook(tmp_path: Path) -> None:
    file = read(workbook(tmp_path, XLSX_ROWS))
    content = refused_bytes(file, {2: "a: b"})
    assert content == refused_bytes(file, {2: "a: b"})
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in book.read("docProps/core.xml")  # no clock in it
