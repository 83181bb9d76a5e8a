"""The shape of a lots file's rows: is each column there, and does it say something (contract section 5)?

As with movements the checks run over whole columns; codes are numbers of `lot_refusal.LOT_ORDER`.
"""

from collections.abc import Mapping

import polars as pl

from casthouse.custody.batch_quantity import grams
from casthouse.custody.batch_shape import WORD_BYTES_MAX, real_days, word_codes
from casthouse.custody.stage import MATERIAL_CODES
from casthouse.measure.mass import QUANTITY_MAX_G, QUANTITY_MIN_G, QUANTITY_PATTERN, Unit
from casthouse.provenance.lot_process import DIRECTION_CODES, STEP_CODES
from casthouse.provenance.lot_refusal import LOT_ORDER, LOT_REFUSALS, LotRefusal
from casthouse.provenance.lot_row import LotRow

LOT_COLUMNS: tuple[str, ...] = (
    "process",
    "date",
    "facility",
    "step",
    "direction",
    "lot",
    "material",
    "quantity",
    "unit",
)
"""The columns of the lots file, in the order of contract section 5."""

SHARED = ("day", "facility_id", "step_code")
"""What all rows of a process have alike."""

_UNITS = {unit.value: number for number, unit in enumerate(Unit)}


def check_lot_shape(rows: pl.DataFrame, facilities: Mapping[str, int]) -> pl.DataFrame:
    """Return the typed rows with the codes of the checks that look at a row alone, and at one process's rows.

    Args:
        rows: `row`, `LOT_COLUMNS` as trimmed text and `malformed` (empty when sound).
        facilities: identifiers of the organisation's facilities by code.

    Returns:
        `row`, `process`, `lot`, `malformed`, and `facility_id`, `day`, `step_code`, `direction_code`,
        `material_code`, `mass_g`, `code`; null where a text says nothing, or no check refused the row.
    """
    frame = _typed(rows, facilities).with_columns(malformed=_malformed())
    in_range = pl.col("mass_g").is_between(QUANTITY_MIN_G, QUANTITY_MAX_G).fill_null(value=False)
    alone: list[tuple[LotRefusal, pl.Expr]] = [
        (LotRefusal.ROW_MALFORMED, pl.col("malformed") != ""),
        (LotRefusal.FACILITY_UNKNOWN, pl.col("facility_id").is_null()),
        (LotRefusal.MATERIAL_UNKNOWN, pl.col("material_code").is_null()),
        (
            LotRefusal.QUANTITY_INVALID,
            ~pl.col("quantity_sound") | (pl.col("unit_code").is_not_null() & ~in_range),
        ),
        (LotRefusal.UNIT_UNKNOWN, pl.col("unit_code").is_null()),
        (LotRefusal.DATE_INVALID, pl.col("day").is_null()),
    ]
    for refusal, condition in alone:
        frame = _first_code(frame, refusal, condition)
    frame = _first_code(frame, LotRefusal.REFERENCE_CONFLICT, _differs_from_first())
    frame = _first_code(frame, LotRefusal.STEP_UNKNOWN, pl.col("step_code").is_null())
    frame = _first_code(frame, LotRefusal.DIRECTION_INVALID, pl.col("direction_code").is_null())
    return frame.drop("unit_code", "quantity_sound")


def rows_of_frame(shaped: pl.DataFrame) -> list[LotRow]:
    """Return the rows that `check_lot_shape` typed, in their order."""
    return [
        LotRow(
            row=row["row"],
            process=row["process"],
            lot=row["lot"],
            facility_id=row["facility_id"],
            day=row["day"],
            step_code=row["step_code"],
            direction_code=row["direction_code"],
            material_code=row["material_code"],
            mass_g=row["mass_g"],
            code=None if row["code"] is None else LOT_REFUSALS[row["code"]],
        )
        for row in shaped.iter_rows(named=True)
    ]


def _first_code(frame: pl.DataFrame, refusal: LotRefusal, condition: pl.Expr) -> pl.DataFrame:
    hit = pl.col("code").is_null() & condition.fill_null(value=False)
    return frame.with_columns(
        code=pl.when(hit).then(pl.lit(LOT_ORDER[refusal], dtype=pl.Int8)).otherwise(pl.col("code"))
    )


def _typed(rows: pl.DataFrame, facilities: Mapping[str, int]) -> pl.DataFrame:
    frame = rows.select(
        "row",
        "process",
        "lot",
        "malformed",
        facility_id=word_codes("facility", facilities, pl.Int64),
        day=real_days(rows["date"]),
        step_code=word_codes("step", {step.value: code for step, code in STEP_CODES.items()}),
        direction_code=word_codes("direction", {each.value: code for each, code in DIRECTION_CODES.items()}),
        material_code=word_codes("material", {each.value: code for each, code in MATERIAL_CODES.items()}),
        unit_code=word_codes("unit", _UNITS),
        quantity=pl.col("quantity"),
        quantity_sound=pl.col("quantity").str.contains(QUANTITY_PATTERN),
        code=pl.lit(None, dtype=pl.Int8),
    )
    return frame.with_columns(mass_g=grams(frame)).drop("quantity")


def _malformed() -> pl.Expr:
    too_long = pl.any_horizontal(pl.col(name).str.len_bytes() > WORD_BYTES_MAX for name in ("process", "lot"))
    return (
        pl.when(pl.col("malformed") != "")
        .then(pl.col("malformed"))
        .when(pl.col("process") == "")
        .then(pl.lit("found no process"))
        .when(pl.col("lot") == "")
        .then(pl.lit("found no lot"))
        .when(too_long)
        .then(pl.lit(f"found a process or lot longer than {WORD_BYTES_MAX:,} bytes"))
        .otherwise(pl.lit(""))
    )


def _differs_from_first() -> pl.Expr:
    """Say which rows give their process another day, facility or step than the first of its rows that is sound."""
    first = [
        pl.col(name).filter(pl.col("code").is_null()).drop_nulls().first().over("process") for name in SHARED
    ]
    return pl.any_horizontal(
        pl.col(name).is_not_null() & (pl.col(name) != kept) for name, kept in zip(SHARED, first, strict=True)
    )
