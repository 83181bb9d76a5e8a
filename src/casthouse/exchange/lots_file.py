"""A lots file, CSV or XLSX: one layout, that of the contract (section 5)."""

from pathlib import Path

from casthouse.exchange import file_kind
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.own_layout import OwnFile, OwnLayout, read_own_file
from casthouse.exchange.profile import Profile
from casthouse.exchange.text_blocks import Progress
from casthouse.provenance.lot_shape import LOT_COLUMNS

LOTS = OwnLayout(
    profile=Profile(
        name="casthouse-lots",
        title="The lots file of Casthouse",
        required={column: column for column in LOT_COLUMNS},
        optional={},
    ),
    kind=file_kind.LOTS,
    key="process",
)
"""The layout of the lots file."""


def read_lots_file(
    path: Path, *, progress: Progress | None = None, limits: FileLimits | None = None
) -> OwnFile:
    """Read a lots file.

    Raises:
        Refusal: the file as a whole is refused; the codes are those of `FileRefusal`.
    """
    return read_own_file(path, LOTS, progress=progress, limits=limits)
