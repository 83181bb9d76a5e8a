"""A lots file, CSV or XLSX, read whole: its rows in the contract's words, and its digest (contract section 5).

It has one layout, that of the contract, in any order of columns; reading decides nothing about the rows.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from casthouse.exchange.csv_file import layout_under, raw_frame, read_headings, record_blocks
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import empty
from casthouse.exchange.heading import Headings, mapped_columns
from casthouse.exchange.movements_file import file_digest, file_head
from casthouse.exchange.profile import Profile
from casthouse.exchange.profile_choice import check_fits
from casthouse.exchange.raw_cell import TYPED
from casthouse.exchange.text_blocks import Progress, check_size, refuse_nul_in_head
from casthouse.exchange.translation import raw_column, without_blank_rows
from casthouse.exchange.xlsx_file import open_workbook, raw_frames, sheet_headings
from casthouse.exchange.xlsx_package import is_archive, refuse_old_workbook
from casthouse.provenance.lot_shape import LOT_COLUMNS
from casthouse.refusal import Refusal

LOTS = Profile(
    name="casthouse-lots",
    title="The lots file of Casthouse",
    required={column: column for column in LOT_COLUMNS},
    optional={},
)
"""The layout of the lots file."""

ROW_SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    **dict.fromkeys((*LOT_COLUMNS, "malformed"), pl.String),
}
"""The columns of `LotsFile.rows`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsFile:
    """A lots file that was read: `rows` in the order of the file with the columns of `ROW_SCHEMA`, trimmed text.

    `row` is the number of the record, the header being 1; blank rows are skipped but counted. `malformed` says why a
    row cannot be read, or is empty. `digest` is the SHA-256 of the file's bytes.
    """

    rows: pl.DataFrame
    digest: str


def read_lots_file(
    path: Path, *, progress: Progress | None = None, limits: FileLimits | None = None
) -> LotsFile:
    """Read a lots file.

    Raises:
        Refusal: the file as a whole is refused; the codes are those of `FileRefusal`.
    """
    bounds = limits or FileLimits()
    head = file_head(path)
    check_size(path.stat().st_size, bounds)
    refuse_old_workbook(head)
    reader = _read_workbook if is_archive(head) else _read_csv
    read = reader(path, bounds, progress)
    if read.rows.is_empty():
        raise empty("a header and no row below it")
    return read


def _read_csv(path: Path, limits: FileLimits, progress: Progress | None) -> LotsFile:
    layout = layout_under(path, LOTS)
    headings = read_headings(path, layout, limits)
    try:
        check_fits(LOTS, headings)
    except Refusal:
        refuse_nul_in_head(path)
        raise
    digest = sha256()
    process = mapped_columns(headings, LOTS)["process"]
    pieces = [
        _rows(raw_frame(block, headings, layout, process), headings)
        for block in record_blocks(path, layout, limits, digest=digest, progress=progress)
    ]
    return LotsFile(rows=_joined(pieces), digest=digest.hexdigest())


def _read_workbook(path: Path, limits: FileLimits, progress: Progress | None) -> LotsFile:
    with open_workbook(path, limits) as workbook:
        headings = sheet_headings(workbook)
        check_fits(LOTS, headings)
        pieces = [_rows(raw, headings) for raw in raw_frames(workbook, headings, LOTS, progress)]
    return LotsFile(rows=_joined(pieces), digest=file_digest(path))


def _rows(raw: pl.DataFrame, headings: Headings) -> pl.DataFrame:
    places = mapped_columns(headings, LOTS)
    present = without_blank_rows(raw, headings, is_trimmed=False)
    return present.select(
        "row",
        *(
            pl.col(raw_column(places[name])).str.strip_prefix(TYPED).str.strip_chars().alias(name)
            for name in LOT_COLUMNS
        ),
        "malformed",
    )


def _joined(pieces: list[pl.DataFrame]) -> pl.DataFrame:
    frames = [piece for piece in pieces if piece.height]
    return pl.concat(frames) if frames else pl.DataFrame(schema=ROW_SCHEMA)
