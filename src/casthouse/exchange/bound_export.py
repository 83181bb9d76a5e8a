"""A company's own export as the movements that a period statement may bind: any layout that a profile reads."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from casthouse.custody.batch_shape import BatchOwner, check_shape, normalised
from casthouse.custody.import_refusal import IMPORT_REFUSALS
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.profile import Profile
from casthouse.refusal import Refusal

SHOWN = 3


def read_bound_export(
    path: Path, *, organisation: str, profiles: Sequence[Profile], profile: str | None = None
) -> pl.DataFrame:
    """Return the movements of a file with their content, as `period_rerun` takes them.

    Args:
        path: CSV or XLSX.
        organisation: whose movements they are.
        profiles: through which it may be read.
        profile: the name of one, or the text of another; the one that fits when None.

    Raises:
        Refusal: the file as a whole is refused; `export_row_refused` where a row cannot be read.
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
    refused = frame.filter(pl.col("code").is_not_null())
    if refused.height:
        raise _rows_refused(refused)
    names = dict(zip(facilities.values(), facilities, strict=True))
    named = pl.col("facility_id").replace_strict(
        list(names), list(names.values()), default="", return_dtype=pl.String
    )
    return normalised(frame).with_columns(facility=named)


def _rows_refused(refused: pl.DataFrame) -> Refusal:
    first = [
        f"row {row} ({reference[:40]}): {IMPORT_REFUSALS[code].value}"
        for row, reference, code in refused.select("row", "reference", "code").head(SHOWN).iter_rows()
    ]
    more = f" and {refused.height - SHOWN} more" if refused.height > SHOWN else ""
    return Refusal(
        "export_row_refused",
        found=f"{'; '.join(first)}{more}",
        expected="rows that the import of movements reads",
        todo="take the export that was imported, or name the profile that reads it",
    )
