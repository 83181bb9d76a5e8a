"""The shape of an import's rows: is each column there, and does it say something? Checks 1 to 9 of the contract.

A batch is the rows of one import as a Polars frame. The checks run over whole columns; no row is looked at alone
unless its quantity is too long for machine integers. Codes are numbers of `import_refusal.ORDER`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from casthouse.custody.batch_quantity import grams
from casthouse.custody.import_refusal import ORDER, ImportRefusal
from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.measure.mass import QUANTITY_MAX_G, QUANTITY_MIN_G, QUANTITY_PATTERN, Unit

EXTRACTION, RECEIPT, PRODUCTION, SHIPMENT, REVERSAL = (KIND_CODES[kind] for kind in Kind)
WORDS = ("reference", "counterparty", "document", "lot")
WORD_BYTES_MAX = 2_000
"""What a store can find again by its index; no key of a source system comes near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOwner:
    """Whose movements the batch holds.

    `facilities` maps the codes of the organisation's facilities to their identifiers; `facilities_without_other_scope`
    are those from which a shipment to the organisation itself crosses no boundary, since no other scope receives it.
    """

    organisation: str
    facilities: Mapping[str, int]
    facilities_without_other_scope: frozenset[int]
    has_scope: bool


def first_code(frame: pl.DataFrame, refusal: ImportRefusal, condition: pl.Expr) -> pl.DataFrame:
    """Mark the rows without a code so far on which the condition holds."""
    return frame.with_columns(
        code=pl.when(pl.col("code").is_null() & condition.fill_null(value=False))
        .then(pl.lit(ORDER[refusal], dtype=pl.Int8))
        .otherwise(pl.col("code"))
    )


def word_codes(column: str, words: Mapping[str, int], dtype: type[pl.DataType] = pl.Int8) -> pl.Expr:
    """Return the code of each word of a column; null where it is none of them."""
    if not words:
        return pl.lit(None, dtype=dtype)
    return pl.col(column).replace_strict(list(words), list(words.values()), default=None, return_dtype=dtype)


def real_days(texts: pl.Series) -> pl.Series:
    """Return the days that texts say; null where the text is no real day as YYYY-MM-DD."""
    distinct = texts.unique()
    days = [_day(text) for text in distinct.to_list()]
    return texts.replace_strict(distinct, pl.Series(days, dtype=pl.Date), default=None, return_dtype=pl.Date)


def _day(text: str) -> date | None:
    if len(text) != len("2024-01-01") or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def typed(rows: pl.DataFrame, owner: BatchOwner) -> pl.DataFrame:
    """Return the batch with typed columns instead of the texts they came from; null where a text says nothing.

    Args:
        rows: `row`, the twelve text columns of the movements file, `extra`, `malformed` (empty when sound).
        owner: whose rows they are.

    Returns:
        `row`, `reference`, `counterparty`, `document`, `lot`, `reverses`, `malformed` as given, and `facility_id`,
        `kind_code`, `material_code`, `coc_code`, `unit_code`, `day`, `quantity_sound`, `quantity_g`, `code`.
    """
    units = {unit.value: number for number, unit in enumerate(Unit)}
    frame = rows.select(
        "row",
        "reference",
        "counterparty",
        "document",
        "lot",
        "reverses",
        "malformed",
        facility_id=word_codes("facility", owner.facilities, pl.Int64),
        kind_code=word_codes("kind", {kind.value: code for kind, code in KIND_CODES.items()}),
        material_code=word_codes(
            "material", {material.value: code for material, code in MATERIAL_CODES.items()}
        ),
        coc_code=word_codes("coc", {"yes": 1, "no": 0}),
        unit_code=word_codes("unit", units),
        day=real_days(rows["date"]),
        quantity=pl.col("quantity"),
        quantity_sound=pl.col("quantity").str.contains(QUANTITY_PATTERN),
        code=pl.lit(None, dtype=pl.Int8),
    )
    return frame.with_columns(quantity_g=grams(frame)).drop("quantity")


def check_shape(rows: pl.DataFrame, owner: BatchOwner) -> pl.DataFrame:
    """Return the typed batch with the codes of checks 1 to 9; null where a row passed them all."""
    frame = typed(rows, owner).with_columns(malformed=_malformed(owner))
    kind, moves = pl.col("kind_code"), pl.col("kind_code") != REVERSAL
    crosses = kind.is_in([RECEIPT, SHIPMENT])
    out_of_range = pl.col("unit_code").is_not_null() & ~pl.col("quantity_g").is_between(
        QUANTITY_MIN_G, QUANTITY_MAX_G
    ).fill_null(value=False)
    needs_document = (
        (kind == RECEIPT)
        & (pl.col("coc_code") == 1)
        & (pl.col("material_code") != MATERIAL_CODES[Material.POST_CONSUMER_SCRAP])
    )
    checks: list[tuple[ImportRefusal, pl.Expr]] = [
        (ImportRefusal.ROW_MALFORMED, pl.col("malformed") != ""),
        (ImportRefusal.FACILITY_UNKNOWN, pl.col("facility_id").is_null()),
        (ImportRefusal.KIND_UNKNOWN, kind.is_null()),
        (ImportRefusal.MATERIAL_UNKNOWN, moves & pl.col("material_code").is_null()),
        (ImportRefusal.QUANTITY_INVALID, moves & (~pl.col("quantity_sound") | out_of_range)),
        (ImportRefusal.UNIT_UNKNOWN, moves & pl.col("unit_code").is_null()),
        (ImportRefusal.DATE_INVALID, pl.col("day").is_null()),
        (ImportRefusal.COC_MISSING, crosses & pl.col("coc_code").is_null()),
        (ImportRefusal.DOCUMENT_MISSING, needs_document & (pl.col("document") == "")),
    ]
    for refusal, condition in checks:
        frame = first_code(frame, refusal, condition)
    return frame


def _malformed(owner: BatchOwner) -> pl.Expr:
    """Return the message of a malformed row: wrong fields, no reference, no counterparty, shipped to oneself."""
    kind = pl.col("kind_code")
    to_oneself = (kind == SHIPMENT) & (pl.col("counterparty") == owner.organisation)
    no_other_scope = pl.col("facility_id").is_in(list(owner.facilities_without_other_scope))
    if not owner.has_scope:
        no_other_scope = pl.lit(value=True)
    return (
        pl.when(pl.col("malformed") != "")
        .then(pl.col("malformed"))
        .when(pl.col("reference") == "")
        .then(pl.lit("found no reference"))
        .when(pl.any_horizontal(pl.col(name).str.len_bytes() > WORD_BYTES_MAX for name in WORDS))
        .then(pl.lit(f"found one of {', '.join(WORDS)} longer than {WORD_BYTES_MAX:,} bytes"))
        .when(kind.is_in([RECEIPT, SHIPMENT]) & (pl.col("counterparty") == ""))
        .then(pl.lit("found no counterparty"))
        .when(to_oneself & no_other_scope)
        .then(pl.lit("found a shipment to oneself without another scope"))
        .otherwise(pl.lit(""))
    )


def normalised(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the batch with nothing but content: what a kind does not use goes to null or empty.

    `coc` and `document` outside their kinds, and all other columns of a reversal, are no content (contract
    section 2); the store keeps them as given beside it.
    """
    kind = pl.col("kind_code")
    moves = kind != REVERSAL
    empty = pl.lit("")
    return frame.drop("unit_code", "quantity_sound").with_columns(
        coc_code=pl.when(kind.is_in([RECEIPT, SHIPMENT])).then(pl.col("coc_code")),
        material_code=pl.when(moves).then(pl.col("material_code")),
        quantity_g=pl.when(moves).then(pl.col("quantity_g")).otherwise(0),
        counterparty=pl.when(moves).then(pl.col("counterparty")).otherwise(empty),
        document=pl.when(kind == RECEIPT).then(pl.col("document")).otherwise(empty),
        lot=pl.when(moves).then(pl.col("lot")).otherwise(empty),
        reverses=pl.when(moves).then(empty).otherwise(pl.col("reverses")),
    )
