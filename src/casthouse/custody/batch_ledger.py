"""An import against the ledger: checks 10 to 17 of the contract, from `reference_conflict` to `scope_not_certified`.

The checks run one after another over the whole batch; a row refused by one no longer excludes others in the next.
What the ledger holds comes as frames: the movements that the batch names, and the CoC Documents booked already.
"""

from dataclasses import dataclass

import polars as pl

from casthouse.custody.batch_shape import (
    EXTRACTION,
    PRODUCTION,
    RECEIPT,
    REVERSAL,
    SHIPMENT,
    first_code,
    normalised,
)
from casthouse.custody.import_refusal import ORDER, ImportRefusal
from casthouse.custody.stage import MATERIAL_CODES, Material

CONTENT = (
    "day",
    "facility_id",
    "kind_code",
    "material_code",
    "quantity_g",
    "coc_code",
    "counterparty",
    "document",
    "lot",
    "reverses",
)
TARGET = ("day", "facility_id", "kind_code", "material_code", "quantity_g", "coc_code")

POSTED_SCHEMA: dict[str, type[pl.DataType]] = {
    "reference": pl.String,
    "id": pl.Int64,
    "day": pl.Date,
    "facility_id": pl.Int64,
    "kind_code": pl.Int8,
    "material_code": pl.Int8,
    "quantity_g": pl.Int64,
    "coc_code": pl.Int8,
    "counterparty": pl.String,
    "document": pl.String,
    "lot": pl.String,
    "reverses": pl.String,
    "reversed_by": pl.String,
    "document_in_force": pl.String,
}
BOOKED_SCHEMA: dict[str, type[pl.DataType]] = {
    "counterparty": pl.String,
    "document": pl.String,
    "booked_by": pl.String,
}

NEW, UNCHANGED, DUPLICATE = 0, 1, 2
"""The status of a row that no check refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """What the ledger knows of the references and documents that a batch names.

    `posted` follows `POSTED_SCHEMA`, one row a reference; `booked` follows `BOOKED_SCHEMA`: documents of CoC
    receipts in force; `placements` gives scope, period, closed and certified for pairs of facility and day.
    """

    posted: pl.DataFrame
    booked: pl.DataFrame
    placements: pl.DataFrame


def with_content(shaped: pl.DataFrame, posted: pl.DataFrame) -> pl.DataFrame:
    """Return the batch with its content normalised, `status` and the code of `reference_conflict`."""
    frame = normalised(shaped)
    frame = _against_posted(frame, posted)
    return _against_itself(frame)


def _against_posted(frame: pl.DataFrame, posted: pl.DataFrame) -> pl.DataFrame:
    if posted.is_empty():
        return frame.with_columns(status=pl.lit(NEW, dtype=pl.Int8))
    joined = frame.join(
        posted.select("reference", "id", *CONTENT),
        on="reference",
        how="left",
        suffix="_posted",
        maintain_order="left",
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_posted")) for name in CONTENT)
    known = pl.col("id").is_not_null()
    joined = first_code(joined, ImportRefusal.REFERENCE_CONFLICT, known & ~same)
    joined = joined.with_columns(
        status=pl.when(known & same & pl.col("code").is_null())
        .then(pl.lit(UNCHANGED, dtype=pl.Int8))
        .otherwise(pl.lit(NEW, dtype=pl.Int8))
    )
    return joined.drop("id", *(f"{name}_posted" for name in CONTENT))


def _against_itself(frame: pl.DataFrame) -> pl.DataFrame:
    """Compare rows of one reference with the first of them that passed so far."""
    open_rows = frame.filter(pl.col("code").is_null() & (pl.col("status") == NEW))
    if open_rows["reference"].n_unique() == open_rows.height:
        return frame.with_columns(duplicate_of=pl.lit(None, dtype=pl.UInt32))
    first = open_rows.unique("reference", keep="first", maintain_order=True)
    joined = frame.join(
        first.select("reference", "row", *CONTENT),
        on="reference",
        how="left",
        suffix="_first",
        maintain_order="left",
    )
    later = (
        pl.col("code").is_null() & (pl.col("status") == NEW) & (pl.col("row") > pl.col("row_first"))
    ).fill_null(value=False)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_first")) for name in CONTENT)
    joined = joined.with_columns(
        status=pl.when(later & same).then(pl.lit(DUPLICATE, dtype=pl.Int8)).otherwise(pl.col("status")),
        duplicate_of=pl.when(later & same).then(pl.col("row_first")),
    )
    joined = first_code(joined, ImportRefusal.REFERENCE_CONFLICT, later & ~same)
    return joined.drop("row_first", *(f"{name}_first" for name in CONTENT))


def check_ledger(frame: pl.DataFrame, facts: LedgerFacts) -> pl.DataFrame:
    """Return the batch of `with_content` with the codes of checks 11 to 17, and the targets of its reversals.

    Adds `target_…` columns (what a reversal takes back), `target_row` (null when posted earlier) and the
    placement of what each row moves.
    """
    frame = _with_targets(frame, facts.posted)
    new = pl.col("status") == NEW
    reversal = new & (pl.col("kind_code") == REVERSAL)
    frame = first_code(frame, ImportRefusal.REVERSES_UNKNOWN, reversal & ~pl.col("target_found"))
    frame = first_code(frame, ImportRefusal.ALREADY_REVERSED, reversal & (pl.col("target_reversed_by") != ""))
    frame = first_code(frame, ImportRefusal.ALREADY_REVERSED, _later_reversals(frame))
    frame = first_code(frame, ImportRefusal.MATERIAL_NOT_FOR_KIND, new & _material_not_for_kind())
    frame = _with_placements(frame, facts.placements)
    frame = first_code(frame, ImportRefusal.PERIOD_CLOSED, new & pl.col("closed"))
    frame = _check_documents(frame, facts.booked)
    frame = first_code(
        frame, ImportRefusal.DOCUMENT_ISSUED, reversal & (pl.col("target_document_in_force") != "")
    )
    coc_shipment = (pl.col("kind_code") == SHIPMENT) & (pl.col("coc_code") == 1)
    frame = first_code(frame, ImportRefusal.SCOPE_NOT_CERTIFIED, new & coc_shipment & ~pl.col("certified"))
    return refuse_reversals_of_refused(frame)


def _with_targets(frame: pl.DataFrame, posted: pl.DataFrame) -> pl.DataFrame:
    """Add what each new reversal takes back: a posted movement, or a row of this batch that stands so far."""
    passing = pl.col("code").is_null() & (pl.col("status") == NEW)
    reversals = frame.filter(passing & (pl.col("kind_code") == REVERSAL)).select("row", "reverses")
    wanted = reversals.select("reverses").unique()
    here = (
        frame.filter(passing & (pl.col("kind_code") != REVERSAL))
        .join(wanted, left_on="reference", right_on="reverses", how="semi")
        .select(
            "reference",
            *TARGET,
            reversed_by=pl.lit(""),
            document_in_force=pl.lit(""),
            row=pl.col("row"),
            id=pl.lit(None, dtype=pl.Int64),
        )
    )
    before = (
        posted.filter(pl.col("kind_code") != REVERSAL)
        .join(wanted, left_on="reference", right_on="reverses", how="semi")
        .select(
            "reference",
            *TARGET,
            "reversed_by",
            "document_in_force",
            row=pl.lit(None, dtype=pl.UInt32),
            id=pl.col("id"),
        )
    )
    targets = pl.concat([before, here]).unique("reference", keep="first", maintain_order=True)
    targets = targets.select("reference", pl.all().exclude("reference").name.prefix("target_"))
    found = reversals.join(targets, left_on="reverses", right_on="reference", how="inner").drop("reverses")
    return frame.join(
        found.with_columns(target_found=pl.lit(value=True)), on="row", how="left", maintain_order="left"
    ).with_columns(
        pl.col("target_found").fill_null(value=False),
        pl.col("target_reversed_by").fill_null(""),
        pl.col("target_document_in_force").fill_null(""),
    )


def _later_reversals(frame: pl.DataFrame) -> pl.Expr:
    """Say which rows reverse what an earlier row of this batch, standing so far, reverses already."""
    standing = frame.filter(
        pl.col("code").is_null() & (pl.col("status") == NEW) & (pl.col("kind_code") == REVERSAL)
    )
    later = standing.filter(~pl.col("reverses").is_first_distinct())
    return pl.col("row").is_in(later["row"].implode())


def _material_not_for_kind() -> pl.Expr:
    kind, material = pl.col("kind_code"), pl.col("material_code")
    made = [MATERIAL_CODES[Material.ALUMINA], MATERIAL_CODES[Material.ALUMINIUM]]
    return ((kind == EXTRACTION) & (material != MATERIAL_CODES[Material.BAUXITE])) | (
        (kind == PRODUCTION) & ~material.is_in(made)
    )


def _with_placements(frame: pl.DataFrame, placements: pl.DataFrame) -> pl.DataFrame:
    """Join scope, period, closed and certified of what a row moves: a reversal stands where its target stands."""
    reversal = pl.col("kind_code") == REVERSAL
    placed = frame.with_columns(
        moved_facility_id=pl.when(reversal)
        .then(pl.col("target_facility_id"))
        .otherwise(pl.col("facility_id")),
        moved_day=pl.when(reversal).then(pl.col("target_day")).otherwise(pl.col("day")),
    )
    return placed.join(
        placements.rename({"facility_id": "moved_facility_id", "day": "moved_day"}),
        on=["moved_facility_id", "moved_day"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("closed").fill_null(value=False), pl.col("certified").fill_null(value=False))


def _check_documents(frame: pl.DataFrame, booked: pl.DataFrame) -> pl.DataFrame:
    """Refuse receipts whose document an earlier import booked and neither store nor batch reverses."""
    if booked.is_empty():
        return frame
    taken_back = frame.filter(
        pl.col("code").is_null() & (pl.col("status") == NEW) & (pl.col("kind_code") == REVERSAL)
    ).select("reverses")
    standing = booked.join(taken_back, left_on="booked_by", right_on="reverses", how="anti")
    names = standing.select("counterparty", "document").unique().with_columns(is_booked=pl.lit(value=True))
    joined = frame.join(
        names,
        left_on=["counterparty", "document"],
        right_on=["counterparty", "document"],
        how="left",
        maintain_order="left",
    )
    books = (
        (pl.col("status") == NEW)
        & (pl.col("kind_code") == RECEIPT)
        & (pl.col("coc_code") == 1)
        & (pl.col("document") != "")
        & pl.col("is_booked")
    )
    return first_code(joined, ImportRefusal.DOCUMENT_ALREADY_BOOKED, books).drop("is_booked")


def refuse_reversals_of_refused(frame: pl.DataFrame) -> pl.DataFrame:
    """Refuse reversals whose target stands in this batch and is refused; that check precedes the later ones."""
    refused = frame.filter(pl.col("code").is_not_null()).select(target_row=pl.col("row"), target_refused=True)
    if refused.is_empty() or frame["target_row"].null_count() == frame.height:
        return frame
    joined = frame.join(refused, on="target_row", how="left", maintain_order="left")
    order = ORDER[ImportRefusal.REVERSES_UNKNOWN]
    hit = pl.col("target_refused").fill_null(value=False) & (
        pl.col("code").is_null() | (pl.col("code") > order)
    )
    return joined.with_columns(
        code=pl.when(hit).then(pl.lit(order, dtype=pl.Int8)).otherwise(pl.col("code"))
    ).drop("target_refused")


def settle_duplicates(frame: pl.DataFrame) -> pl.DataFrame:
    """Give repeated rows the fate of the first of their reference: its code, or `unchanged`."""
    duplicate = pl.col("status") == DUPLICATE
    if frame.filter(duplicate).is_empty():
        return frame
    fates = frame.select(duplicate_of=pl.col("row"), fate=pl.col("code"))
    joined = frame.join(fates, on="duplicate_of", how="left", maintain_order="left")
    return joined.with_columns(
        code=pl.when(duplicate & pl.col("code").is_null()).then(pl.col("fate")).otherwise(pl.col("code")),
        status=pl.when(duplicate).then(pl.lit(UNCHANGED, dtype=pl.Int8)).otherwise(pl.col("status")),
    ).drop("fate")
