"""A file in a layout of Casthouse's own, CSV or XLSX, read whole: its rows as trimmed text, and its digest.

Each kind of file has one layout, its columns in any order; reading decides nothing about the rows.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from casthouse.exchange.csv_file import layout_under, raw_frame, read_headings, record_blocks
from casthouse.exchange.file_kind import FileKind, kind_of
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import FileRefusal, empty, unreadable
from casthouse.exchange.heading import Headings, mapped_columns, missing, unknown_columns
from casthouse.exchange.movements_file import file_digest, file_head
from casthouse.exchange.profile import Profile
from casthouse.exchange.profile_choice import check_once
from casthouse.exchange.raw_cell import TYPED
from casthouse.exchange.text_blocks import Progress, check_size, refuse_nul_in_head
from casthouse.exchange.translation import raw_column, without_blank_rows
from casthouse.exchange.xlsx_file import open_workbook, raw_frames, sheet_headings
from casthouse.exchange.xlsx_package import is_archive, refuse_old_workbook
from casthouse.refusal import Refusal

OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}
WORKBOOK_SUFFIXES = frozenset((".xls", ".xlsx", ".xlsm", ".ods"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLayout:
    """The layout of a `kind` of file: its columns, those that may be left out, and the one that names a row.

    `is_closed` refuses headings that are no column: where a column may be left out, a misspelt one would be lost.
    """

    profile: Profile
    kind: FileKind
    key: str
    is_closed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the required ones first."""
        return tuple(self.profile.headings)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file that was read: `rows` in the order of the file, `row`, the columns as trimmed text, and `malformed`.

    `row` is the number of the record, the header being 1; blank rows are skipped but counted. `malformed` says why a
    row cannot be read, or is empty. A column that was left out is empty. `digest` is the SHA-256 of the file's bytes.
    """

    rows: pl.DataFrame
    digest: str


def read_own_file(
    path: Path, layout: OwnLayout, *, progress: Progress | None = None, limits: FileLimits | None = None
) -> OwnFile:
    """Read a file.

    Raises:
        Refusal: the file as a whole is refused; the codes are those of `FileRefusal`.
    """
    bounds = limits or FileLimits()
    head = file_head(path)
    check_size(path.stat().st_size, bounds)
    refuse_old_workbook(head)
    reader = _read_workbook if is_archive(head) else _read_csv
    read = reader(path, layout, bounds, progress)
    if read.rows.is_empty():
        raise empty("a header and no row below it")
    return read


def _read_csv(path: Path, own: OwnLayout, limits: FileLimits, progress: Progress | None) -> OwnFile:
    layout = layout_under(path, own.profile)
    headings = read_headings(path, layout, limits)
    try:
        _check(own, headings, path)
    except Refusal:
        refuse_nul_in_head(path)
        raise
    digest = sha256()
    key = mapped_columns(headings, own.profile)[own.key]
    pieces = [
        _rows(raw_frame(block, headings, layout, key), headings, own)
        for block in record_blocks(path, layout, limits, digest=digest, progress=progress)
    ]
    return OwnFile(rows=_joined(pieces, own), digest=digest.hexdigest())


def _read_workbook(path: Path, own: OwnLayout, limits: FileLimits, progress: Progress | None) -> OwnFile:
    with open_workbook(path, limits) as workbook:
        headings = sheet_headings(workbook)
        _check(own, headings, path)
        pieces = [_rows(raw, headings, own) for raw in raw_frames(workbook, headings, own.profile, progress)]
    return OwnFile(rows=_joined(pieces, own), digest=file_digest(path))


def _check(own: OwnLayout, headings: Headings, path: Path) -> None:
    if lacking := missing(headings, own.profile):  # of such a file there is no other profile to name
        _refuse_other_writing(own, headings, path)
        kind = kind_of(headings.names)
        is_other = kind is not None and kind is not own.kind
        raise Refusal(
            FileRefusal.HEADING_MISSING,
            found=f"in row {headings.row} no column " + ", ".join(lacking),
            expected=f"{own.kind.name} with the columns " + ", ".join(own.profile.required.values()),
            todo=kind.advice
            if kind and is_other
            else "add the column, or correct the heading that stands for it",
        )
    check_once(own.profile, headings)
    unknown = unknown_columns(headings, own.profile) if own.is_closed else {}
    if unknown:
        raise Refusal(
            FileRefusal.HEADING_UNKNOWN,
            found="the headings " + ", ".join(f"“{name[:60]}”" for name in list(unknown)[:20]),
            expected="only " + ", ".join(own.columns),
            todo="correct the heading or take the column out: what it holds would be lost",
        )


def _refuse_other_writing(own: OwnLayout, headings: Headings, path: Path) -> None:
    """Refuse a text whose columns are apart by another sign than a comma, or that is named as a workbook."""
    line = ",".join(headings.names)
    signs = [sign for sign in OTHER_SIGNS if len(line.split(sign)) > max(len(headings.names), 2)]
    if signs:
        raise Refusal(
            FileRefusal.HEADING_MISSING,
            found=f"in row {headings.row} {OTHER_SIGNS[signs[0]]} between the columns",
            expected=f"{own.kind.name} with commas between the columns, and points in numbers",
            todo="in the spreadsheet program save it as a workbook (.xlsx) and send that, or as CSV with commas",
        )
    if path.suffix.lower() in WORKBOOK_SUFFIXES and not is_archive(file_head(path)):
        raise unreadable(
            f"a text in a file that is named {path.suffix.lower()}, and in it none of the columns",
            expected=f"a workbook (.xlsx), or {own.kind.name} as CSV with commas between the columns",
            todo="open it in a spreadsheet program and save it as a workbook (.xlsx)",
        )


def _rows(raw: pl.DataFrame, headings: Headings, own: OwnLayout) -> pl.DataFrame:
    places = mapped_columns(headings, own.profile)
    present = without_blank_rows(raw, headings, is_trimmed=False)
    return present.select(
        "row",
        *(
            pl.col(raw_column(places[name])).str.strip_prefix(TYPED).str.strip_chars().alias(name)
            if name in places
            else pl.lit("").alias(name)
            for name in own.columns
        ),
        "malformed",
    )


def _joined(pieces: list[pl.DataFrame], own: OwnLayout) -> pl.DataFrame:
    frames = [piece for piece in pieces if piece.height]
    schema: dict[str, type[pl.DataType]] = {
        "row": pl.UInt32,
        **dict.fromkeys((*own.columns, "malformed"), pl.String),
    }
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
