"""The entries that an audit may draw from, with what is known beside the ledger: entitlement, and how they came."""

import polars as pl

from casthouse.assurance.ledger_population import Population, PopulationOver
from casthouse.custody.entitlement import is_entitled
from casthouse.custody.movement import CocMark, Kind
from casthouse.custody.stage import Material
from casthouse.service.audited_ledger import AuditedLedger
from casthouse.service.entitlement import supplier_standings
from casthouse.service.movement_entry import SOURCE
from casthouse.storage import ledger_population as population_store
from casthouse.storage.ledger_population import LedgerPart

_DELIVERY = ("counterparty", "material", "shipped_on")


def population_of(ledger: AuditedLedger, over: PopulationOver) -> Population:
    """Return the entries of an audited ledger as they stand now."""
    if over is PopulationOver.DOCUMENTS:
        return entries_in(ledger.part, over)
    population = entries_in(ledger.part, over)
    return Population(over=over, frame=_with_entitlement(population.frame, ledger))


def entries_in(part: LedgerPart, over: PopulationOver) -> Population:
    """Return the entries of some sites and days as they stand now, with what their canonical lines need."""
    if over is PopulationOver.DOCUMENTS:
        return Population(over=over, frame=population_store.document_frame(part))
    return Population(over=over, frame=population_store.movement_frame(part))


def _with_entitlement(frame: pl.DataFrame, ledger: AuditedLedger) -> pl.DataFrame:
    """Say of each entry whether it was typed in, and whether its supplier was not entitled to what it declared."""
    declared = (pl.col("kind") == Kind.RECEIPT.value) & (pl.col("coc") == CocMark.YES.value)
    shipped = frame.join(
        _shipped_on(ledger), on=["counterparty", "document"], how="left", maintain_order="left"
    )
    shipped = shipped.with_columns(pl.coalesce("shipped_on", "day").alias("shipped_on"))
    deliveries = shipped.filter(declared).select(_DELIVERY).unique()
    standing_on = supplier_standings(ledger.organisation)
    wrong = [
        row
        for row in deliveries.iter_rows()
        if not is_entitled(Material(row[1]), standing_on(row[0], row[2]))
    ]
    schema = {name: shipped.schema[name] for name in _DELIVERY}
    not_entitled = pl.DataFrame(wrong, schema=schema, orient="row").with_columns(
        pl.lit(value=True).alias("is_wrong")
    )
    judged = shipped.join(not_entitled, on=list(_DELIVERY), how="left", maintain_order="left")
    return judged.with_columns(
        (declared & pl.col("is_wrong").fill_null(value=False)).alias("is_not_entitled"),
        (pl.col("source") == SOURCE).alias("is_by_hand"),
    ).drop("is_wrong", "shipped_on")


def _shipped_on(ledger: AuditedLedger) -> pl.DataFrame:
    """Return the day of shipment by supplier and document; a receipt names the supplier by its code or its name."""
    rows = {
        (supplier, each.number): each.shipped_on
        for each in population_store.shipped_documents(ledger.file.organisation_id)
        for supplier in (each.issuer_name, each.issuer)
    }
    schema = {"counterparty": pl.String, "document": pl.String, "shipped_on": pl.Date}
    return pl.DataFrame([(*key, day) for key, day in rows.items()], schema=schema, orient="row")
