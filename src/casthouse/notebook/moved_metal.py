"""A table of movements, checked as an import checks the file: which lots were brought in, and which were shipped.

Without a store nothing is known of posted movements, closed periods, certificates and CoC Documents; the codes that
rest on them never come. A movement that a reversal of the table takes back does not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from casthouse.custody.batch_ledger import (
    BOOKED_SCHEMA,
    NEW,
    POSTED_SCHEMA,
    LedgerFacts,
    check_ledger,
    settle_duplicates,
    with_content,
)
from casthouse.custody.batch_shape import REVERSAL, BatchOwner, check_shape
from casthouse.custody.import_refusal import IMPORT_REFUSALS, refusal_message, shortened
from casthouse.custody.movement import KINDS_BY_CODE, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.notebook.refused_rows import RefusedRow, RowsRefused
from casthouse.notebook.table_text import TableLayout, names_of, text_rows

MOVEMENTS = TableLayout(
    name="movements",
    required=("reference", "date", "facility", "kind", "material", "quantity", "unit"),
    optional=("coc", "counterparty", "document", "lot", "reverses"),
)
"""The columns of the movements file (contract section 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One movement in force."""

    reference: str
    day: date
    facility: str
    kind: Kind
    material: Material
    mass_g: int
    counterparty: str
    document: str
    lot: str


def moved_of(table: object, facilities: Mapping[str, int] | None = None) -> list[Moved]:
    """Return the movements of a table that are in force.

    Args:
        table: a table with the columns of the movements file.
        facilities: a number for each facility that there is; None where every name is one.

    Raises:
        Refusal: of the table as a whole.
        RowsRefused: rows that an import refuses.
    """
    words = text_rows(table, MOVEMENTS)
    known = names_of(words["facility"]) if facilities is None else facilities
    checked = _checked(words, known)
    refused = list(_refused(words, checked))
    if refused:
        raise RowsRefused(MOVEMENTS.name, refused, asked=table)
    names = {number: code for code, number in known.items()}
    new = checked.filter(pl.col("status") == NEW)
    gone = new.filter(pl.col("kind_code") == REVERSAL)["reverses"]
    held = new.filter((pl.col("kind_code") != REVERSAL) & ~pl.col("reference").is_in(gone.implode()))
    return [
        Moved(
            reference=row["reference"],
            day=row["day"],
            facility=names[row["facility_id"]],
            kind=KINDS_BY_CODE[row["kind_code"]],
            material=MATERIALS_BY_CODE[row["material_code"]],
            mass_g=row["quantity_g"],
            counterparty=row["counterparty"],
            document=row["document"],
            lot=row["lot"],
        )
        for row in held.iter_rows(named=True)
    ]


def _checked(words: pl.DataFrame, facilities: Mapping[str, int]) -> pl.DataFrame:
    owner = BatchOwner(
        organisation="", facilities=facilities, facilities_without_other_scope=frozenset(), has_scope=True
    )
    frame = with_content(check_shape(words, owner), pl.DataFrame(schema=POSTED_SCHEMA))
    pairs = frame.select("facility_id", "day").drop_nulls().unique()
    facts = LedgerFacts(
        posted=pl.DataFrame(schema=POSTED_SCHEMA),
        booked=pl.DataFrame(schema=BOOKED_SCHEMA),
        placements=pairs.with_columns(
            scope=pl.lit(0, dtype=pl.Int32),
            period=pl.lit(0, dtype=pl.Int32),
            closed=pl.lit(value=False),
            certified=pl.lit(value=True),
        ),
    )
    return settle_duplicates(check_ledger(frame, facts)).sort("row")


def _refused(words: pl.DataFrame, checked: pl.DataFrame) -> Iterator[RefusedRow]:
    found = checked.filter(pl.col("code").is_not_null()).select("row", "code", told="malformed")
    for word in words.join(found, on="row").sort("row").iter_rows(named=True):
        code = IMPORT_REFUSALS[word["code"]]
        given = shortened(word) | {"malformed": word["told"], "day": word["date"]}
        yield RefusedRow(
            row=word["row"],
            reference=word["reference"][:200],
            code=code.value,
            message=refusal_message(code, given),
        )
