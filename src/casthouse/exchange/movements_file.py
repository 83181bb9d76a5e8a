"""A movements file, CSV or XLSX, read whole: its profile, its rows in the contract's words, its digest.

Whether a file is a CSV or a workbook is seen from its first bytes, never from its name. Reading decides nothing
about the rows: they come out in the contract's words, or with what could not be read named (contract section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import polars as pl

from casthouse.custody.movement import Kind
from casthouse.exchange.csv_file import CsvLayout, layout_under, raw_frame, read_headings, record_blocks
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import FileRefusal, empty, unreadable
from casthouse.exchange.heading import Headings, mapped_columns
from casthouse.exchange.profile import COLUMNS, COLUMNS_BUT_OF_REVERSALS, WET_QUANTITY, Profile
from casthouse.exchange.profile_choice import choose_profile
from casthouse.exchange.text_blocks import Progress, check_size, refuse_nul_in_head
from casthouse.exchange.translation import Translated, translate
from casthouse.exchange.xlsx_file import open_workbook, raw_frames, sheet_headings
from casthouse.exchange.xlsx_package import is_archive, refuse_old_workbook
from casthouse.refusal import Refusal

ROW_SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    **dict.fromkeys((*COLUMNS, "extra", "malformed"), pl.String),
}
"""The columns of `MovementsFile.rows`."""

_HEAD_BYTES = 16
_DIGEST_BYTES = 1024 * 1024


class FileKind(StrEnum):
    """What a file is, by its first bytes."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementsFile:
    """A movements file that was read.

    Attributes:
        path: where it lies; the raw records of refused rows are read from there again.
        kind: CSV or XLSX.
        profile: the mapping profile it was read with.
        headings: its header.
        digest: the SHA-256 of its bytes, in hexadecimal.
        rows: one row a movement, with the columns of `ROW_SCHEMA`, in the order of the file: `row` is the number
            of the record (the header is 1), the contract's columns are trimmed text, empty where absent; `extra`
            is the JSON object of what the profile does not map, or empty; `malformed` says why the row cannot be
            read, or is empty.
        skipped: how many rows the profile skips.
    """

    path: Path
    kind: FileKind
    profile: Profile
    headings: Headings
    digest: str
    rows: pl.DataFrame
    skipped: int
    limits: FileLimits = field(default_factory=FileLimits)

    @property
    def data_rows(self) -> int:
        """How many rows below the header are not blank."""
        return self.rows.height + self.skipped


def read_movements_file(
    path: Path,
    *,
    profiles: Sequence[Profile],
    profile: str | None = None,
    progress: Progress | None = None,
    limits: FileLimits | None = None,
) -> MovementsFile:
    """Read a movements file.

    Args:
        path: the file; it must stay there while refused rows may be asked for.
        profiles: the mapping profiles known, the built-in ones and the user's own.
        profile: the name of one of them or the TOML text of another; None takes the one that fits.
        progress: told how many bytes of how many are read.
        limits: bounds other than the usual ones.

    Raises:
        Refusal: the file as a whole is refused; the codes are those of `FileRefusal`.
    """
    bounds = limits or FileLimits()
    head = file_head(path)
    check_size(path.stat().st_size, bounds)
    refuse_old_workbook(head)
    reading = _Reading(path=path, profiles=profiles, named=profile, progress=progress, limits=bounds)
    read = _read_workbook(reading) if is_archive(head) else _read_csv(reading)
    if read.data_rows == 0:
        raise empty("a header and no row below it")
    _check_needed_headings(read)
    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a reader is told."""

    path: Path
    profiles: Sequence[Profile]
    named: str | None
    progress: Progress | None
    limits: FileLimits


def file_head(path: Path) -> bytes:
    """Return the first bytes of a file."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise unreadable(
            f"{path.name}: {error.strerror}",
            expected="a file that can be read",
            todo="check its name and rights",
        ) from None
    if not head:
        raise empty("a file of 0 bytes")
    return head


def _read_csv(reading: _Reading) -> MovementsFile:
    path, limits = reading.path, reading.limits
    headers: dict[CsvLayout, Headings] = {}

    def headings_under(profile: Profile) -> Headings:
        layout = layout_under(path, profile)
        if layout not in headers:
            headers[layout] = read_headings(path, layout, limits)
        return headers[layout]

    try:
        profile = choose_profile(headings_under, profiles=reading.profiles, named=reading.named)
    except Refusal:
        refuse_nul_in_head(path)
        raise
    headings, layout = headings_under(profile), layout_under(path, profile)
    reference = mapped_columns(headings, profile)["reference"]
    digest = sha256()
    pieces = []
    for block in record_blocks(path, layout, limits, digest=digest, progress=reading.progress):
        raw = raw_frame(block, headings, layout, reference)
        is_trimmed = block.split.is_trimmed
        pieces.append(translate(raw, headings, profile, is_trimmed=is_trimmed, has_typed=False))
    return MovementsFile(
        path=path,
        kind=FileKind.CSV,
        profile=profile,
        headings=headings,
        digest=digest.hexdigest(),
        rows=_rows(pieces),
        skipped=sum(piece.skipped for piece in pieces),
        limits=limits,
    )


def _read_workbook(reading: _Reading) -> MovementsFile:
    with open_workbook(reading.path, reading.limits) as workbook:
        headings = sheet_headings(workbook)
        profile = choose_profile(lambda _: headings, profiles=reading.profiles, named=reading.named)
        pieces = [
            translate(raw, headings, profile, is_trimmed=False, has_typed=True)
            for raw in raw_frames(workbook, headings, profile, reading.progress)
        ]
    return MovementsFile(
        path=reading.path,
        kind=FileKind.XLSX,
        profile=profile,
        headings=headings,
        digest=file_digest(reading.path),
        rows=_rows(pieces),
        skipped=sum(piece.skipped for piece in pieces),
        limits=reading.limits,
    )


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_DIGEST_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _rows(pieces: Sequence[Translated]) -> pl.DataFrame:
    frames = [piece.rows for piece in pieces if piece.rows.height]
    return pl.concat(frames) if frames else pl.DataFrame(schema=ROW_SCHEMA)


def _check_needed_headings(read: MovementsFile) -> None:
    """Refuse a file without a column that every movement but a reversal needs, unless it only holds reversals."""
    mapped = mapped_columns(read.headings, read.profile)
    lacking = [column for column in COLUMNS_BUT_OF_REVERSALS if column not in mapped]
    if WET_QUANTITY in mapped and "quantity" in lacking:
        lacking.remove("quantity")
    needs = (pl.col("kind") != Kind.REVERSAL) & (pl.col("malformed") == "")
    if not lacking or not read.rows.filter(needs).height:
        return
    headings = read.profile.headings
    named = ", ".join(f"'{headings.get(column, column)}'" for column in lacking)
    raise Refusal(
        FileRefusal.HEADING_MISSING,
        found="the headings " + ", ".join(f"'{name[:60]}'" for name in read.headings.names),
        expected=f"also {named}, which every movement but a reversal needs",
        todo="add the column to the export, or name another profile",
    )
