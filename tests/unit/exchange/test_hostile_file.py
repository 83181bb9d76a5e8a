"""Files that nobody exports: refused by what they are, before the memory for them is taken."""

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from casthouse.exchange.file_limits import KIB, MIB, FileLimits
from casthouse.exchange.profile import COLUMNS
from casthouse.refusal import Refusal
from tests.unit.exchange.movement_samples import (
    HEADER,
    LINE,
    RECEIPT,
    read,
    shared_workbook,
    workbook,
    written,
)
from tests.unit.exchange.test_xlsx_file import remade

SHEET = "xl/worksheets/sheet1.xml"


def refusal_of(path: Path, limits: FileLimits | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read(path, limits=limits)
    return refused.value


def assert_refused(refusal: Refusal, code: str, found: str) -> None:
    assert (refusal.code, found in refusal.text.found) == (code, True), refusal


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (f"{HEADER}\n{LINE}\n" + "x" * (2 * MIB), "file_too_large", "a record of more than 1,048,576 bytes"),
        ("x" * (3 * MIB), "file_too_large", "a record of more than 1,048,576 bytes"),
        ("x" * (300 * KIB) + "\n" + LINE, "file_too_large", "a heading of 307,200 characters"),
        ('"' + "x" * (300 * KIB) + '"\n' + LINE, "file_too_large", "a field that is too long"),
        (f"{HEADER}\n{LINE}\n" + '"' + "x\n" * MIB, "file_too_large", "a record of more than 1,048,576"),
        (f'{HEADER}\n{LINE}\n5" x,' + "x" * 2 * MIB, "file_too_large", "a record of more than"),
        (f"{HEADER}\nR1,{'x' * 70 * KIB},{',' * 9}\n", "file_too_large", "a field of 71,680 bytes"),
        (f'{HEADER}\n5" x,{"x" * 70 * KIB},{"," * 9}\n', "file_too_large", "a field of 71,680 bytes"),
        (f"{HEADER},{',' * 1000}\n{LINE}\n", "file_too_large", "a header of 1,013 columns"),
        (f"{HEADER}\n{LINE}\nR\0,x\n", "file_unreadable", "a NUL"),
        ("\0" * 5000, "file_unreadable", "a NUL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_unreadable", "encrypted workbook"),
        (b"PK\x03\x04 and then nothing", "file_unreadable", "a damaged archive"),
        (f"{HEADER}\n{LINE}\nR2,Höfe,,,,,,,,,,\n".encode("latin-1"), "file_unreadable", "line 3"),
        (f"{HEADER}\n{LINE}\n".encode("utf-16")[:-1], "file_unreadable", "utf-16-le"),
        (f"{HEADER}\n{LINE}\n".encode("utf-32"), "file_unreadable", "NUL"),
    ],
    ids=lambda value: None if isinstance(value, str | bytes) and len(value) > 60 else str(value),
)
def test_a_text_that_is_no_export(tmp_path: Path, content: str | bytes, code: str, found: str) -> None:
    refusal = refusal_of(written(tmp_path, content))
    assert_refused(refusal, code, found)


def test_the_byte_that_the_encoding_does_not_know_is_named(tmp_path: Path) -> None:
    head = f"{HEADER}\n{LINE}\n".encode()
    refusal = refusal_of(written(tmp_path, head + b"R2,\xff"), FileLimits(block_bytes=10))
    assert f"a byte at {len(head) + 3:,}, in line 3" in refusal.text.found


@pytest.mark.parametrize("block_bytes", range(1, 12))
def test_a_byte_is_named_alike_wherever_a_block_ends(tmp_path: Path, block_bytes: int) -> None:
    head = f"{HEADER}\n{LINE}\nR2,銑鉄".encode()
    refusal = refusal_of(written(tmp_path, head + b"\xe9\x8a,x"), FileLimits(block_bytes=block_bytes))
    assert f"a byte at {len(head):,}, in line 3" in refusal.text.found


def test_a_file_beyond_its_size_or_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n" + f"{LINE}\n" * 3)
    assert_refused(refusal_of(path, FileLimits(file_bytes=100)), "file_too_large", "a file of")
    assert_refused(refusal_of(path, FileLimits(rows=2)), "file_too_large", "more than 2 rows")
    assert read(path, limits=FileLimits(rows=3)).data_rows == 3


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "none.csv").code == "file_unreadable"
    assert refusal_of(tmp_path).code == "file_unreadable"


def bomb(folder: Path, size: int, name: str = SHEET) -> Path:
    path = folder / "bomb.xlsx"
    source = workbook(folder, [COLUMNS, RECEIPT])
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in book.namelist():
            if entry != name:
                copy.writestr(entry, book.read(entry))
        with copy.open(name, "w") as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            for _ in range(size // MIB):
                part.write(b" " * MIB)
    return path


def test_a_part_packed_beyond_any_workbook(tmp_path: Path) -> None:
    assert_refused(refusal_of(bomb(tmp_path, 40 * MIB)), "file_too_large", "to one")


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    limits = FileLimits(file_bytes=30 * MIB)
    assert_refused(refusal_of(bomb(tmp_path, 31 * MIB), limits), "file_too_large", "unpacks to")


def test_an_archive_of_too_many_entries(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT])
    with zipfile.ZipFile(path, "a") as book:
        for number in range(2_000):
            book.writestr(f"x{number}", b"")
    assert_refused(refusal_of(path), "file_too_large", "entries")


def test_a_directory_of_entries_that_would_fill_the_memory(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    directory = entry * 60_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(directory), 4, 0)
    path = written(tmp_path, b"PK\x03\x04" + directory + end)
    assert_refused(refusal_of(path), "file_unreadable", "a directory of entries")


def test_an_encrypted_entry_and_another_packing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [COLUMNS, RECEIPT])
    content = bytearray(path.read_bytes())
    flags = content.index(b"PK\x01\x02") + 8
    content[flags] |= 1
    assert_refused(refusal_of(written(tmp_path, bytes(content))), "file_unreadable", "encrypted")
    other = tmp_path / "lzma.xlsx"
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(other, "w", zipfile.ZIP_LZMA) as copy:
        for entry in book.namelist():
            copy.writestr(entry, book.read(entry))
    assert_refused(refusal_of(other), "file_unreadable", "packed in another way")


def test_an_archive_cut_short_or_damaged(tmp_path: Path) -> None:
    content = workbook(tmp_path, [COLUMNS, *[RECEIPT] * 500]).read_bytes()
    assert refusal_of(written(tmp_path, content[:-30])).code == "file_unreadable"
    middle = content.index(SHEET.encode()) + 400
    assert refusal_of(written(tmp_path, content[:middle] + b"\xff" * 40 + content[middle + 40 :])).code == (
        "file_unreadable"
    )


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert_refused(refusal_of(written(tmp_path, content.getvalue())), "file_unreadable", "without a workbook")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
PARTS = (
    SHEET,
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
)


@pytest.mark.parametrize("doctype", [ENTITIES, "<!DOCTYPE x>"])
@pytest.mark.parametrize("part", PARTS)
def test_a_document_type_in_any_part(tmp_path: Path, part: str, doctype: str) -> None:
    path = shared_workbook(tmp_path, [COLUMNS, RECEIPT])
    changed = remade(
        path, part, lambda text: doctype + text[text.find("?>") + 2 if text.startswith("<?xml") else 0 :]
    )
    assert_refused(refusal_of(changed), "file_unreadable", "a document type")


@pytest.mark.parametrize("part", PARTS)
def test_xml_that_is_broken_in_any_part(tmp_path: Path, part: str) -> None:
    path = shared_workbook(tmp_path, [COLUMNS, RECEIPT])
    assert refusal_of(remade(path, part, lambda text: text[: len(text) // 2])).code == "file_unreadable"


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("change", "code", "found"),
    [
        (lambda text: text.replace("</row></sheetData>", '<c r="ALM2"><v>1</v></c></row></sheetData>'),
         "file_too_large", "a value in column 1,001"),
        (lambda text: text.replace('r="L2"', 'r="ZZZ2"'), "file_unreadable", "column 18278"),
        (lambda text: text.replace('r="B2"', 'r="AAAAAAAAA2"'), "file_unreadable", "a cell at"),
        (lambda text: text.replace('r="B2"', 'r="A2"'), "file_unreadable", "column 1 after column 1"),
        (lambda text: text.replace('<row r="2"', '<row r="99999999"'), "file_unreadable", "row 99999999"),
        (lambda text: text.replace('<row r="2"', '<row r="1"'), "file_unreadable", "row 1 after row 1"),
        (lambda text: text.replace('<row r="2"', '<row r="two"'), "file_unreadable", "two"),
        (lambda text: text.replace("</v></c></row></sheetData>", "9999</v></c></row></sheetData>"),
         "file_unreadable", "no workbook's"),
        (lambda text: text.replace(
            "</row></sheetData>", f'<c r="M2" t="str"><v>{"x" * 40_000}</v></c></row></sheetData>'),
         "file_too_large", "a cell of more than 32,767 characters"),
    ],
    ids=["columns", "beyond", "place", "order", "rows", "row-order", "row", "shared", "text"],
)  # fmt: skip
def test_a_sheet_against_the_format(tmp_path: Path, change: Change, code: str, found: str) -> None:
    path = shared_workbook(tmp_path, [COLUMNS, [*RECEIPT[:11], "last"]])
    assert_refused(refusal_of(remade(path, SHEET, change)), code, found)


def test_shared_texts_and_layout_parts_beyond_their_limits(tmp_path: Path) -> None:
    path = shared_workbook(tmp_path, [COLUMNS, RECEIPT])
    assert_refused(refusal_of(path, FileLimits(shared_text_bytes=100)), "file_too_large", "shared texts")
    assert_refused(
        refusal_of(path, FileLimits(layout_part_bytes=100)), "file_too_large", "a part _rels/.rels"
    )


READ = """
import sys
from pathlib import Path
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.refusal import Refusal
try:
    read_movements_file(Path(sys.argv[1]), profiles=built_in_profiles())
except Refusal as refusal:
    peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    print(refusal.code, int(peak) // 1024)
"""


def sparse_line(folder: Path) -> Path:
    """Return a file of 900 MiB in one line (of NULs, which take no room on the disk)."""
    path = written(folder, f"{HEADER}\n")
    with path.open("r+b") as file:
        file.truncate(900 * MIB)
    return path


def cells_in_one_row(folder: Path) -> Path:
    """Return a workbook whose second row has a million cells, far beyond the format."""
    row = "".join(f'<c t="str"><v>{number}</v></c>' for number in range(1_000_000))
    return remade(workbook(folder, [COLUMNS, RECEIPT]), SHEET, lambda text: text.replace("</sheetData>", f"<row>{row}</row></sheetData>"))  # fmt: skip  # noqa: E501


def one_line(folder: Path) -> Path:
    """Return a file of 300 MB in one line."""
    path = written(folder, f"{HEADER}\n")
    with path.open("ab") as file:
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [(sparse_line, "file_unreadable"), (one_line, "file_too_large"), (cells_in_one_row, "file_too_large")],
)
def test_memory_stays_bounded(tmp_path: Path, make: Callable[[Path], Path], code: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", READ, str(make(tmp_path))], capture_output=True, text=True, check=True
    )
    found, peak_mib = result.stdout.split()
    assert found == code
    assert int(peak_mib) < 200
