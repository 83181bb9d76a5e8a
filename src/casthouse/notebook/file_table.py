"""Files as tables: a movements file through its mapping profile, a lots file, an activity-data file.

The tables are of Polars and hold the contract's columns as text, as the import reads them; rows that cannot be read are
refused, here by their number in the file.
"""

from pathlib import Path

import polars as pl

from casthouse.exchange.lots_file import read_lots_file
from casthouse.exchange.measurements_file import read_measurements_file
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.footprint.draft_measurement import MEASUREMENT_COLUMNS
from casthouse.notebook.refused_rows import RefusedRow, RowsRefused
from casthouse.provenance.lot_shape import LOT_COLUMNS


def read_movements(path: str | Path, *, profile: str | None = None) -> pl.DataFrame:
    """Return the movements of a file, CSV or XLSX.

    Args:
        path: the file.
        profile: name of a mapping profile that comes with Casthouse, or the TOML text of another; the one that fits
            when None.

    Raises:
        Refusal: the file as a whole is refused, or no profile fits.
        RowsRefused: rows that cannot be read.
    """
    read = read_movements_file(Path(path), profiles=built_in_profiles(), profile=profile)
    return _sound(read.rows, COLUMNS, "reference")


def read_lots(path: str | Path) -> pl.DataFrame:
    """Return the rows of a lots file, CSV or XLSX; what is refused is as for `read_movements`."""
    return _sound(read_lots_file(Path(path)).rows, LOT_COLUMNS, "process")


def read_measurements(path: str | Path) -> pl.DataFrame:
    """Return the rows of an activity-data file, CSV or XLSX; what is refused is as for `read_movements`."""
    return _sound(read_measurements_file(Path(path)).rows, MEASUREMENT_COLUMNS, "reference")


def _sound(rows: pl.DataFrame, columns: tuple[str, ...], key: str) -> pl.DataFrame:
    refused = [
        RefusedRow(row=number, reference=reference[:200], code="row_malformed", message=why)
        for number, reference, why in rows.filter(pl.col("malformed") != "")
        .select("row", key, "malformed")
        .iter_rows()
    ]
    if refused:
        raise RowsRefused("the file", refused)
    return rows.select(columns)
