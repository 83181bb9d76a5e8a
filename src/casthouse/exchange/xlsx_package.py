"""The parts of an XLSX workbook: a ZIP archive that is distrusted before anything is unpacked.

What an archive claims is checked first (number of entries, sizes, packing ratio, encryption, method); what it
then unpacks to cannot exceed its claims. XML with a document type is refused, so there are no entities.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import too_large, unreadable
from casthouse.exchange.xml_stream import DoctypeFoundError, XmlError
from casthouse.refusal import Refusal

_ARCHIVE_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORKBOOK_MARK = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of encrypted workbooks
)
_DIRECTORY_BYTES_MAX = 2 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_BIT = 0x1
_EAST_ASIAN_DATES = frozenset((*range(27, 37), *range(50, 59)))  # built in without a code of their own
_TODO = "open the file in a spreadsheet program and save it as XLSX without a password, or as CSV"


def is_archive(head: bytes) -> bool:
    """Say whether a file that begins so is a ZIP archive, as every XLSX is."""
    return head.startswith(_ARCHIVE_MARKS)


def refuse_old_workbook(head: bytes) -> None:
    """Refuse a file that begins like an encrypted workbook or one of the format before XLSX."""
    if head.startswith(_OLD_WORKBOOK_MARK):
        raise unreadable(
            "an encrypted workbook, or one in the old .xls format", expected="CSV or XLSX", todo=_TODO
        )


@contextmanager
def readable_workbook() -> Iterator[None]:
    """Turn what a broken workbook raises inside the block into the refusal `file_unreadable`."""
    try:
        yield
    except (DefusedXmlException, DoctypeFoundError):
        raise _broken("a part with a document type, which workbooks do not have") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken(f"a damaged archive ({error})") from None
    except (ParseError, XmlError, ValueError, KeyError, IndexError, UnicodeError) as error:
        raise _broken(f"a part that is no workbook's ({error})") from None


def _broken(found: str) -> Refusal:
    return unreadable(found, expected="a whole XLSX workbook", todo=_TODO)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLayout:
    """What a workbook says about its first sheet.

    Attributes:
        sheet_name, sheet_part: the first worksheet and the archive's entry that holds it.
        shared_part: the entry of the texts that cells share, if any.
        formats: the number format of each cell style.
        has_1904_dates: whether days are counted from 1904.
    """

    sheet_name: str
    sheet_part: str
    shared_part: str | None
    formats: tuple[str, ...]
    has_1904_dates: bool


class XlsxPackage:
    """An open workbook whose archive was checked."""

    def __init__(self, archive: zipfile.ZipFile, limits: FileLimits) -> None:
        self._archive = archive
        self._limits = limits

    @classmethod
    @contextmanager
    def opened(cls, path: Path, limits: FileLimits) -> Iterator["XlsxPackage"]:
        """Open a workbook for the length of a block.

        Raises:
            Refusal: `file_unreadable` or `file_too_large` for what the archive says of its entries.
        """
        with _SmallReads(path.open("rb", buffering=0)) as file:
            with readable_workbook():
                archive = zipfile.ZipFile(file)
            with archive:
                _check_entries(archive.infolist(), limits)
                yield cls(archive, limits)

    def open(self, part: str) -> IO[bytes]:
        """Return a part as a stream; call it inside `readable_workbook`."""
        return self._archive.open(part)

    def size(self, part: str) -> int:
        """Return how many bytes a part unpacks to, which its stream cannot exceed."""
        return self._archive.getinfo(part).file_size

    def parts(self) -> list[str]:
        """Return the names of all entries, as the archive lists them."""
        return self._archive.namelist()

    def packed_bytes(self) -> int:
        """Return what all entries say that they take in the file."""
        return sum(entry.compress_size for entry in self._archive.infolist())

    def has(self, part: str) -> bool:
        """Say whether the archive has an entry."""
        return part in self._archive.NameToInfo

    def tree(self, part: str) -> Element:
        """Return the root of a small part; call it inside `readable_workbook`."""
        if self.size(part) > self._limits.layout_part_bytes:
            raise too_large(f"a part {part} of {self.size(part):,} bytes", expected="a workbook of rows")
        root: Element = fromstring(self.open(part).read(), forbid_dtd=True)
        return root


class _SmallReads(io.BufferedReader):
    """A file that gives no more than a plausible directory at a time: the archive's own claim is not trusted."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _DIRECTORY_BYTES_MAX + 1 if size is None or size < 0 else size
        piece = super().read(min(wanted, _DIRECTORY_BYTES_MAX + 1))
        if len(piece) > _DIRECTORY_BYTES_MAX:
            raise zipfile.BadZipFile("a directory of entries beyond any workbook's")
        return piece


def _check_entries(entries: list[zipfile.ZipInfo], limits: FileLimits) -> None:
    if len(entries) > limits.archive_entries:
        raise too_large(
            f"an archive of {len(entries):,} entries", expected=f"at most {limits.archive_entries:,} entries"
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.file_bytes:
        raise too_large(
            f"an archive that unpacks to {unpacked:,} bytes", expected=f"at most {limits.file_bytes:,} bytes"
        )
    for entry in entries:
        _check_entry(entry, limits)


def _check_entry(entry: zipfile.ZipInfo, limits: FileLimits) -> None:
    if entry.flag_bits & _ENCRYPTED_BIT or entry.compress_type not in _METHODS:
        raise _broken(f"an entry '{entry.filename[:60]}' that is encrypted or packed in another way")
    is_dense = entry.file_size > limits.packing_ratio * max(1, entry.compress_size)
    if is_dense and entry.file_size > limits.packed_bytes_min:
        raise too_large(
            f"an entry '{entry.filename[:60]}' packed {entry.file_size // max(1, entry.compress_size):,} to one",
            expected=f"at most {limits.packing_ratio} to one",
        )


def workbook_layout(package: XlsxPackage) -> WorkbookLayout:
    """Return what the workbook says about its first worksheet.

    Raises:
        Refusal: `file_unreadable` where the archive holds no workbook or the workbook no worksheet.
    """
    with readable_workbook():
        workbook_part = _workbook_part(package)
        workbook = package.tree(workbook_part)
        relations = _relations(package, workbook_part)
        name, part = _first_worksheet(workbook, relations)
        styles = _part_of_kind(relations, "styles")
        shared = _part_of_kind(relations, "sharedStrings")
        return WorkbookLayout(
            sheet_name=name,
            sheet_part=part,
            shared_part=shared if shared and package.has(shared) else None,
            formats=_formats(package.tree(styles)) if styles and package.has(styles) else (),
            has_1904_dates=any(
                element.get("date1904") in {"1", "true"} for element in _named(workbook, "workbookPr")
            ),
        )


_Relations = dict[str, tuple[str, str]]
"""The kind and the part of each relation of a part."""


def _workbook_part(package: XlsxPackage) -> str:
    if package.has("_rels/.rels"):
        part = _part_of_kind(_relations(package, ""), "officeDocument")
        if part and package.has(part):
            return part
    raise _broken("an archive without a workbook")


def _relations(package: XlsxPackage, part: str) -> _Relations:
    folder, name = posixpath.split(part)
    listing = package.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _named(listing, "Relationship")
    }


def _part_of_kind(relations: _Relations, kind: str) -> str | None:
    return next((part for relation, part in relations.values() if relation == kind), None)


def _first_worksheet(workbook: Element, relations: _Relations) -> tuple[str, str]:
    for sheet in _named(workbook, "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, part = relations.get(relation, ("", ""))
        if kind == "worksheet":
            return sheet.get("name", "Sheet1"), part
    raise _broken("a workbook without a worksheet")


def _formats(styles: Element) -> tuple[str, ...]:
    """Return the number format code of each cell style."""
    own = {element.get("numFmtId", ""): element.get("formatCode", "") for element in _named(styles, "numFmt")}
    cell_styles = next(_named(styles, "cellXfs"), None)
    if cell_styles is None:
        return ()
    return tuple(
        own.get(style.get("numFmtId", "0")) or _built_in_format(style.get("numFmtId", "0"))
        for style in _named(cell_styles, "xf")
    )


def _built_in_format(number: str) -> str:
    is_east_asian_date = int(number) in _EAST_ASIAN_DATES
    return "yyyy-mm-dd" if is_east_asian_date else BUILTIN_FORMATS.get(int(number), "General")


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)
