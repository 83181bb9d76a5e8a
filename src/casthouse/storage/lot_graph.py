"""The edges of the lot graph around some lots: one look for all lots of a step, never one a lot.

A receipt is matched to the supplier's lot through the CoC Document that it books, where the supplier issued it in this
store: the document stands for a shipment, and the shipment carries a lot. Without a document the delivery itself may
tell: the supplier shipped a lot of this name to this buyer. Everything else ends at the receipt.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.provenance.lot_graph import EDGE_KINDS_BY_CODE, EdgeKind, LotEdge, LotName
from casthouse.provenance.recall import LotShipment
from casthouse.storage.delivery import deliveries_of_receipts, deliveries_of_shipments
from casthouse.storage.dialect import prepared_rows, stored_day, text_list
from casthouse.storage.document_link import RECEIPTS_OF_DOCUMENT, SHIPMENT_OF_RECEIPT
from casthouse.storage.movement import IN_FORCE, NOT_REVERSED
from casthouse.storage.organisation import codes_of

LOOKUP_SIZE = 50_000


def edges_into(lots: Sequence[LotName]) -> list[LotEdge]:
    """Return what brought metal into lots: processes, deliveries, and movements whose origin nobody told."""
    edges: list[LotEdge] = []
    for organisation, names in _by_organisation(lots).items():
        made = _made(organisation, names)
        makers = {edge.target for edge in made}
        brought = _brought(organisation, names)
        # A production movement of a lot that a process made tells of the same metal.
        edges += [*made, *(e for e in brought if e.kind is not EdgeKind.PRODUCTION or e.target not in makers)]
    return edges


def _by_organisation(lots: Sequence[LotName]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in lots:
        found[name.organisation].append(name.lot)
    return found


def _made(organisation: str, lots: Sequence[str]) -> list[LotEdge]:
    sql = (
        "SELECT o.lot, i.lot, p.reference, i.quantity_g, SUM(o.quantity_g) FROM {listed} "
        "CROSS JOIN organisation g JOIN process_lot o ON o.organisation_id = g.id AND o.lot = listed.value "
        "AND o.direction = 2 JOIN lot_process p ON p.id = o.process_id "
        "JOIN process_lot i ON i.process_id = p.id AND i.direction = 1 "
        "WHERE g.code = %s GROUP BY o.lot, i.lot, p.reference, i.id, i.quantity_g ORDER BY o.lot, i.id"
    )
    return [
        LotEdge(
            target=LotName(organisation, made),
            source=LotName(organisation, drawn),
            kind=EdgeKind.PROCESS,
            reference=reference,
            mass_g=mass_g,
            made_g=int(made_g),
        )
        for made, drawn, reference, mass_g, made_g in _read(sql, lots, [organisation])
    ]


def _brought(organisation: str, lots: Sequence[str]) -> list[LotEdge]:
    sql = (
        "SELECT m.lot, m.kind, m.reference, m.quantity_g, COALESCE(c.name, ''), "
        "CASE WHEN s.id IS NULL THEN g.code END, CASE WHEN s.lot IS NULL THEN NULL ELSE g.code END, s.lot, f.code, "
        "m.id FROM {listed} "
        "CROSS JOIN organisation o JOIN movement m ON m.organisation_id = o.id AND m.lot = listed.value "
        "JOIN facility f ON f.id = m.facility_id LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        f"{SHIPMENT_OF_RECEIPT}"
        f"WHERE o.code = %s AND m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')} ORDER BY m.lot, m.id"
    )
    rows = _read(sql, lots, [organisation])
    delivered = _delivered_to(organisation, list({row[0] for row in rows if row[5] is not None}))
    edges = []
    for lot, kind, reference, mass_g, counterparty, undocumented, *document, facility, movement in rows:
        supplier, shipped = (undocumented, delivered.get(movement)) if undocumented is not None else document
        source = None if shipped is None else LotName(supplier, shipped)
        edges.append(
            LotEdge(
                target=LotName(organisation, lot),
                source=source,
                kind=EDGE_KINDS_BY_CODE[kind] if source is None else EdgeKind.DELIVERY,
                reference=reference,
                mass_g=mass_g,
                counterparty=counterparty,
                facility=facility,
            )
        )
    return edges


def _delivered_to(organisation: str, lots: Sequence[str]) -> dict[int, str]:
    """Return which lots of their suppliers the receipts of lots are, where a delivery tells it, by movement."""
    return {
        movement: source
        for rows in _pieces(organisation, lots, deliveries_of_receipts)
        for movement, source in rows.drop_nulls("shipment").select("movement", "called").iter_rows()
    }


def _pieces(
    organisation: str, lots: Sequence[str], deliveries: Callable[[str, Sequence[Any]], pl.DataFrame]
) -> Iterator[pl.DataFrame]:
    """Yield the deliveries of the lots of an organisation, in pieces."""
    for start in range(0, len(lots), LOOKUP_SIZE):
        listed, argument = text_list(lots[start : start + LOOKUP_SIZE])
        those = f"m.lot IN (SELECT listed.value FROM {listed})"
        yield deliveries(
            f"m.organisation_id = (SELECT o.id FROM organisation o WHERE o.code = %s) AND {those}",
            [organisation, argument],
        )


def _read(sql: str, lots: Sequence[str], arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(lots), LOOKUP_SIZE):
        listed, argument = text_list(lots[start : start + LOOKUP_SIZE])
        rows += prepared_rows(sql.replace("{listed}", listed), [argument, *arguments])
    return rows


def drawn_from(lots: Sequence[LotName]) -> list[LotName]:
    """Return the lots that got metal directly from these: outputs of processes, receipts of their deliveries."""
    found: dict[LotName, None] = {}
    for organisation, names in _by_organisation(lots).items():
        made = (
            "SELECT DISTINCT o.lot FROM {listed} CROSS JOIN organisation g "
            "JOIN process_lot i ON i.organisation_id = g.id AND i.lot = listed.value AND i.direction = 1 "
            "JOIN process_lot o ON o.process_id = i.process_id AND o.direction = 2 WHERE g.code = %s"
        )
        for (lot,) in _read(made, names, [organisation]):
            found[LotName(organisation, lot)] = None
        received = (
            "SELECT DISTINCT buyer.code, m.lot FROM {listed} CROSS JOIN organisation o "
            "JOIN movement s ON s.organisation_id = o.id AND s.lot = listed.value AND s.kind = 4 "
            f"JOIN document d ON d.shipment_id = s.id AND d.state IN {IN_FORCE} "
            f"{RECEIPTS_OF_DOCUMENT}JOIN organisation buyer ON buyer.id = m.organisation_id "
            f"WHERE o.code = %s AND m.lot IS NOT NULL AND {NOT_REVERSED.format('m')}"
        )
        for buyer, lot in _read(received, names, [organisation]):
            found[LotName(buyer, lot)] = None
        for deliveries in _pieces(organisation, names, deliveries_of_shipments):
            found |= dict.fromkeys(_received_of(deliveries, names))
    return list(found)


def _received_of(deliveries: pl.DataFrame, lots: Sequence[str]) -> list[LotName]:
    """Return what deliveries of some lots came in as; those of lots of which these are parts stand beside them."""
    rows = deliveries.drop_nulls("shipment").filter(pl.col("called").is_in(lots)).sort("movement")
    codes = codes_of(rows["buyer"].unique().to_list())
    return [LotName(codes[buyer], lot) for buyer, lot in rows.select("buyer", "lot").iter_rows()]


def shipments_of(lots: Sequence[LotName]) -> list[LotShipment]:
    """Return the shipments in force of lots, by day."""
    sql = (
        "SELECT s.lot, s.reference, s.date, s.quantity_g, COALESCE(c.name, ''), COALESCE(d.number, '') "
        "FROM {listed} CROSS JOIN organisation g "
        "JOIN movement s ON s.organisation_id = g.id AND s.lot = listed.value AND s.kind = 4 "
        "LEFT JOIN counterparty c ON c.id = s.counterparty_id "
        f"LEFT JOIN document d ON d.shipment_id = s.id AND d.state IN {IN_FORCE} "
        f"WHERE g.code = %s AND {NOT_REVERSED.format('s')} ORDER BY s.date, s.id"
    )
    return [
        LotShipment(
            lot=LotName(organisation, lot),
            reference=reference,
            day=stored_day(day),
            mass_g=mass_g,
            customer=customer,
            document=document,
        )
        for organisation, names in _by_organisation(lots).items()
        for lot, reference, day, mass_g, customer, document in _read(sql, names, [organisation])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPlace:
    """Where and when a lot first came into being, and as which material."""

    day: date
    facility: str
    material: Material


def first_place(lot: LotName) -> LotPlace | None:
    """Return where a lot came into being: in the process that made it, else by its first movement."""
    sql = (
        "SELECT p.date, f.code, l.material FROM organisation g "
        "JOIN process_lot l ON l.organisation_id = g.id AND l.lot = %s AND l.direction = 2 "
        "JOIN lot_process p ON p.id = l.process_id JOIN facility f ON f.id = p.facility_id WHERE g.code = %s"
    )
    moved = (
        "SELECT m.date, f.code, m.material FROM movement m JOIN facility f ON f.id = m.facility_id "
        "WHERE m.id = (SELECT MIN(b.id) FROM organisation g JOIN movement b ON b.organisation_id = g.id "
        f"AND b.lot = %s WHERE g.code = %s AND b.kind < 4 AND {NOT_REVERSED.format('b')})"
    )
    for statement in (sql, moved):
        for day, facility, material in prepared_rows(statement, [lot.lot, lot.organisation]):
            return LotPlace(day=stored_day(day), facility=facility, material=MATERIALS_BY_CODE[material])
    return None
