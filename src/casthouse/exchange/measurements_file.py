"""An activity-data file, CSV or XLSX: one layout, one row a measurement (docs/reference/activity-data.md).

A heading that is no column is refused: where columns may be left out, a misspelt one would lose what it holds.
"""

from pathlib import Path

from casthouse.exchange.file_kind import ACTIVITY_DATA
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.own_layout import OwnFile, OwnLayout, read_own_file
from casthouse.exchange.profile import Profile
from casthouse.exchange.text_blocks import Progress
from casthouse.footprint.draft_measurement import OPTIONAL, REQUIRED

MEASUREMENTS = OwnLayout(
    profile=Profile(
        name="casthouse-activity-data",
        title="The activity-data file of Casthouse",
        required={column: column for column in REQUIRED},
        optional={column: column for column in OPTIONAL},
    ),
    kind=ACTIVITY_DATA,
    key="reference",
    is_closed=True,
)
"""The layout of the activity-data file."""


def read_measurements_file(
    path: Path, *, progress: Progress | None = None, limits: FileLimits | None = None
) -> OwnFile:
    """Read an activity-data file.

    Raises:
        Refusal: the file as a whole is refused; the codes are those of `FileRefusal`.
    """
    return read_own_file(path, MEASUREMENTS, progress=progress, limits=limits)
