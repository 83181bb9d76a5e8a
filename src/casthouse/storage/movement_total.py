"""The totals by day that cache the movements: kept with every append, rebuilt by `casthouse check --repair`."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db import connection

from casthouse.custody.batch_shape import REVERSAL
from casthouse.storage.dialect import is_postgresql
from casthouse.storage.movement_key import first_id, last_id

KEYS = ("date", "facility_id", "kind", "material", "coc")
COLUMNS = (*KEYS, "quantity_g", "movements")


def add_to_totals(organisation_id: int, batch: pl.DataFrame) -> None:
    """Add the rows of a batch to the totals; what they reverse is taken out of the day of its target."""
    own = _sums(batch, "", pl.col("quantity_g").sum(), pl.len().cast(pl.Int64))
    reversals = batch.filter(pl.col("kind_code") == REVERSAL)
    taken_back = _sums(reversals, "target_", -pl.col("target_quantity_g").sum(), pl.lit(0, dtype=pl.Int64))
    sums = pl.concat([own, taken_back]).group_by(KEYS).sum().sort(KEYS)
    _upsert(organisation_id, sums.with_columns(pl.col("date").cast(pl.String)))


def _sums(batch: pl.DataFrame, prefix: str, quantity: pl.Expr, movements: pl.Expr) -> pl.DataFrame:
    keys = (
        pl.col(f"{prefix}day").alias("date"),
        pl.col(f"{prefix}facility_id").alias("facility_id"),
        pl.col(f"{prefix}kind_code").cast(pl.Int64).alias("kind"),
        pl.col(f"{prefix}material_code").cast(pl.Int64).fill_null(0).alias("material"),
        pl.col(f"{prefix}coc_code").cast(pl.Int64).fill_null(-1).alias("coc"),
    )
    return batch.group_by(*keys).agg(quantity_g=quantity.cast(pl.Int64), movements=movements)


def _upsert(organisation_id: int, sums: pl.DataFrame) -> None:
    update = (
        "ON CONFLICT (organisation_id, date, facility_id, kind, material, coc) DO UPDATE SET "
        "quantity_g = movement_total.quantity_g + excluded.quantity_g, "
        "movements = movement_total.movements + excluded.movements"
    )
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if is_postgresql():
            types = ("date", "bigint", "smallint", "smallint", "smallint", "bigint", "bigint")
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            cursor.execute(
                f"INSERT INTO movement_total (organisation_id, {names}) "
                f"SELECT %s, * FROM unnest({arrays}) {update}",
                [organisation_id, *(sums[name].to_list() for name in COLUMNS)],
            )
            return
        cursor.executemany(
            f"INSERT INTO movement_total (organisation_id, {names}) VALUES ({organisation_id}, "
            f"{', '.join(['%s'] * len(COLUMNS))}) {update}",
            sums.select(COLUMNS).rows(),
        )


TotalKey = tuple[str, int, int, int, int]


def stored_totals(organisation_id: int) -> dict[TotalKey, tuple[int, int]]:
    """Return the totals as they are stored: key → (grams, rows)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM movement_total WHERE organisation_id = %s", [organisation_id]
        )
        return _totals(cursor.fetchall())


def recomputed_totals(organisation_id: int) -> dict[TotalKey, tuple[int, int]]:
    """Return the totals recomputed from the movements."""
    bounds = [first_id(organisation_id), last_id(organisation_id)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date, facility_id, kind, COALESCE(material, 0), COALESCE(coc, -1), SUM(quantity_g), COUNT(*) "
            "FROM movement WHERE id BETWEEN %s AND %s GROUP BY 1, 2, 3, 4, 5",
            bounds,
        )
        totals = _totals(cursor.fetchall())
        cursor.execute(
            "SELECT m.date, m.facility_id, m.kind, COALESCE(m.material, 0), COALESCE(m.coc, -1), "
            "SUM(m.quantity_g), 0 FROM movement r JOIN movement m ON m.id = r.reverses_id "
            "WHERE r.reverses_id IS NOT NULL AND r.id BETWEEN %s AND %s GROUP BY 1, 2, 3, 4, 5",
            bounds,
        )
        for key, (quantity_g, _) in _totals(cursor.fetchall()).items():
            held_g, rows = totals.get(key, (0, 0))
            totals[key] = (held_g - quantity_g, rows)
    return totals


def _totals(rows: Sequence[Sequence[object]]) -> dict[TotalKey, tuple[int, int]]:
    return {
        (
            row[0].isoformat() if isinstance(row[0], date) else str(row[0]),
            int(str(row[1])),
            int(str(row[2])),
            int(str(row[3])),
            int(str(row[4])),
        ): (int(str(row[5])), int(str(row[6])))
        for row in rows
    }
