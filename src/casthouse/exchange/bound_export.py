"""A company's own export as the movements that a period statement may bind: any layout that a profile reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from casthouse.custody.batch_shape import BatchOwner, check_shape, normalised
from casthouse.custody.import_refusal import IMPORT_REFUSALS
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.profile import Profile

REFERENCE_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundExport:
    """An export that was read.

    Attributes:
        frame: its movements with their content, as `period_rerun` takes them, each reference once.
        left_out: the rows that an import refuses, with why: they were never in the accounts.
    """

    frame: pl.DataFrame
    left_out: tuple[str, ...]


def read_bound_export(
    path: Path, *, organisation: str, profiles: Sequence[Profile], profile: str | None = None
) -> BoundExport:
    """Return the movements of a file.

    Args:
        path: CSV or XLSX.
        organisation: whose movements they are.
        profiles: through which it may be read.
        profile: the name of one, or the text of another; the one that fits when None.

    Raises:
        Refusal: the file as a whole is refused.
    """
    read = read_movements_file(path, profiles=profiles, profile=profile)
    facilities = {code: number for number, code in enumerate(read.rows["facility"].unique(), start=1) if code}
    owner = BatchOwner(
        organisation=organisation,
        facilities=facilities,
        facilities_without_other_scope=frozenset(),
        has_scope=True,
    )
    frame = check_shape(read.rows, owner)
    names = dict(zip(facilities.values(), facilities, strict=True))
    named = pl.col("facility_id").replace_strict(
        list(names), list(names.values()), default="", return_dtype=pl.String
    )
    sound = normalised(frame.filter(pl.col("code").is_null())).with_columns(facility=named)
    return BoundExport(
        frame=sound.unique("reference", keep="first", maintain_order=True), left_out=tuple(_refused(frame))
    )


def _refused(frame: pl.DataFrame) -> Iterator[str]:
    refused = frame.filter(pl.col("code").is_not_null()).select("row", "reference", "code")
    for row, reference, code in refused.iter_rows():
        yield f"row {row}, {reference[:REFERENCE_SHOWN]}: {IMPORT_REFUSALS[code].value}"
