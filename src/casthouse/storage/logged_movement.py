"""Movements as they stand in the store now, hashed in the form in which they were entered in the log."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection

from casthouse.passport.movement_leaf import movement_leaves
from casthouse.storage.dialect import stored_day
from casthouse.storage.models import CounterpartyRow, FacilityRow
from casthouse.storage.movement_key import NUMBER_MAX, keys

PIECE = 50_000
_SCHEMA = {
    "id": pl.Int64,
    "reference": pl.String,
    "day": pl.Date,
    "facility_id": pl.Int64,
    "kind_code": pl.Int64,
    "material_code": pl.Int64,
    "quantity_g": pl.Int64,
    "coc_code": pl.Int64,
    "counterparty_id": pl.Int64,
    "document": pl.String,
    "lot": pl.String,
    "reverses": pl.String,
    "reverses_id": pl.Int64,
    "movement_import_id": pl.Int64,
    "row": pl.Int64,
    "extra": pl.String,
}
_SQL = (
    "SELECT m.id, m.reference, m.date, m.facility_id, m.kind, m.material, m.quantity_g, m.coc, m.counterparty_id, "
    "m.document, m.lot, t.reference, m.reverses_id, m.movement_import_id, m.source_row, m.extra "
    "FROM movement m LEFT JOIN movement t ON t.id = m.reverses_id AND t.organisation_id = m.organisation_id "
    "WHERE m.organisation_id = %s AND m.id > %s ORDER BY m.id LIMIT %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMovements:
    """Some movements of an organisation: number, import, hash (32 bytes a row), and whether its key is its own."""

    number: npt.NDArray[np.int64]
    import_id: npt.NDArray[np.int64]
    leaf: npt.NDArray[np.uint8]
    reference: tuple[str, ...]
    is_keyed: npt.NDArray[np.bool_]


def stored_movements(organisation_id: int) -> Iterator[StoredMovements]:
    """Yield all movements that stand under an organisation, in pieces, in the order of their keys."""
    facilities = dict(FacilityRow.objects.values_list("id", "code"))
    names = dict(CounterpartyRow.objects.filter(organisation=organisation_id).values_list("id", "name"))
    last = -(1 << 63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [organisation_id, last, PIECE])
            rows = [(*row[:2], stored_day(row[2]), *row[3:]) for row in cursor.fetchall()]
        if not rows:
            return
        last = rows[-1][0]
        yield _hashed(organisation_id, pl.DataFrame(rows, schema=_SCHEMA, orient="row"), facilities, names)


def _hashed(
    organisation_id: int, rows: pl.DataFrame, facilities: dict[int, str], names: dict[int, str]
) -> StoredMovements:
    frame = rows.with_columns(
        number=pl.col("id") & NUMBER_MAX,
        facility=_named("facility_id", facilities),
        counterparty=_named("counterparty_id", names),
        # A reversal of nothing that is there is no longer the one that was entered.
        reverses=pl.when(pl.col("reverses_id").is_not_null() & pl.col("reverses").is_null())
        .then(pl.lit("\0"))
        .otherwise(pl.col("reverses")),
    )
    keyed = frame.select(pl.col("id") == keys(organisation_id, day=pl.col("day"), number=pl.col("number")))
    return StoredMovements(
        number=frame["number"].to_numpy(),
        import_id=frame["movement_import_id"].to_numpy(),
        leaf=np.frombuffer(movement_leaves(frame), dtype=np.uint8).reshape(-1, 32),
        reference=tuple(frame["reference"].to_list()),
        is_keyed=keyed.to_series().to_numpy(),
    )


def _named(column: str, names: dict[int, str]) -> pl.Expr:
    """Return names of identifiers; one that names nothing is not the same as none."""
    named = pl.col(column).replace_strict(
        list(names), list(names.values()), default="\0", return_dtype=pl.String
    )
    return pl.when(pl.col(column).is_null()).then(None).otherwise(named)
