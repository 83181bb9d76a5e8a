"""The refused rows as a file in the user's own layout, ready to be mended and sent again.

Guarantees: the headings and every value stand as they stood, with the same delimiter, encoding and byte order
mark; a last column `casthouse_refusal` says what is wrong, and is dropped when the mended file comes back. A row
with too many or too few fields stays one: it is never filled up into something that could be read.

In a workbook numbers, dates and texts stay what they are. A formula comes as its text, since it would refer to
other rows here; no text becomes a formula.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from casthouse.exchange.file_refusal import FileRefusal
from casthouse.exchange.movements_file import FileKind, MovementsFile, file_digest
from casthouse.exchange.profile import REFUSAL_HEADING
from casthouse.exchange.refused_csv import write_refused_csv
from casthouse.exchange.refused_xlsx import write_refused_xlsx
from casthouse.refusal import Refusal

_FORMULA_STARTS = ("=", "+", "-", "@")


def write_refused_file(source: MovementsFile, refused: Mapping[int, str], target: Path | BinaryIO) -> None:
    """Write the refused rows of a file, CSV for CSV and XLSX for XLSX.

    Args:
        source: the file that was read; it must still lie where it lay.
        refused: the number of each refused row, with its code and message.
        target: where the file goes.

    Raises:
        Refusal: `file_changed` when the file is no longer the one that was read.
    """
    _check_unchanged(source)
    if isinstance(target, Path):
        with target.open("wb") as file:
            _write(source, refused, file)
    else:
        _write(source, refused, target)


def _write(source: MovementsFile, refused: Mapping[int, str], target: BinaryIO) -> None:
    messages = {source.headings.row: REFUSAL_HEADING}
    messages |= {row: _guarded(message) for row, message in refused.items()}
    match source.kind:
        case FileKind.CSV:
            write_refused_csv(source, messages, target)
        case FileKind.XLSX:
            write_refused_xlsx(source, messages, target)


def _check_unchanged(source: MovementsFile) -> None:
    if not source.path.is_file() or file_digest(source.path) != source.digest:
        raise Refusal(
            FileRefusal.FILE_CHANGED,
            found="another file, or none, where the one that was read lay",
            expected=f"the file with the SHA-256 {source.digest}",
            todo="import the file again",
        )


def _guarded(message: str) -> str:
    """Return a message on one line that no spreadsheet takes for a formula; values are never altered."""
    line = " ".join(message.split())
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line
