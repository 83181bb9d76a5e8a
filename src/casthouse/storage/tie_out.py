"""What tying out compares: CoC shipments and their documents by stage, movements and their imports; set-based."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from casthouse.assurance.tie_out import DocumentedOutflow, SourceShare
from casthouse.custody.stage import MATERIALS_BY_CODE, Stage, stage_of
from casthouse.storage.dialect import stored_instant, text_list
from casthouse.storage.ledger_population import LedgerPart
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id

_NOT_REVERSED = NOT_REVERSED.format("m")


def documented_outflow(part: LedgerPart) -> dict[Stage, DocumentedOutflow]:
    """Return the CoC shipments in force of the sites and days with the documents in force, by stage."""
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT m.material, COUNT(*), SUM(m.quantity_g), COUNT(d.id), SUM(d.coc_mass_g), "
        "SUM(CASE WHEN d.coc_mass_g <> m.quantity_g OR d.material <> m.material OR d.shipment_date <> m.date "
        "THEN 1 ELSE 0 END) FROM movement m LEFT JOIN document d ON d.shipment_id = m.id "
        "AND d.state IN ('issued', 'accepted', 'disputed') "
        f"WHERE m.id BETWEEN %s AND %s AND {of_sites} AND m.kind = 4 AND m.coc = 1 "
        f"AND {_NOT_REVERSED} GROUP BY m.material"
    )
    sums: dict[Stage, DocumentedOutflow] = {}
    for material, *figures in _rows(sql, [*_bounds(part), *sites]):
        shipments, shipped_g, documents, documented_g, differing = (int(each or 0) for each in figures)
        stage = stage_of(MATERIALS_BY_CODE[material])
        held = sums.get(stage)
        sums[stage] = DocumentedOutflow(
            shipments=shipments + (held.shipments if held else 0),
            shipped_g=shipped_g + (held.shipped_g if held else 0),
            documents=documents + (held.documents if held else 0),
            documented_g=documented_g + (held.documented_g if held else 0),
            differing=differing + (held.differing if held else 0),
        )
    return sums


def source_shares(part: LedgerPart) -> list[SourceShare]:
    """Return the imports that brought the movements of the sites and days, in the order of posting."""
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT i.id, i.source, i.digest, i.at, h.entries, h.mass_g, i.posted, a.entries FROM movement_import i "
        "JOIN (SELECT m.movement_import_id, COUNT(*) AS entries, SUM(m.quantity_g) AS mass_g FROM movement m "
        f"WHERE m.id BETWEEN %s AND %s AND {of_sites} GROUP BY m.movement_import_id) h "
        "ON h.movement_import_id = i.id JOIN (SELECT m.movement_import_id, COUNT(*) AS entries FROM movement m "
        "WHERE m.id BETWEEN %s AND %s GROUP BY m.movement_import_id) a ON a.movement_import_id = i.id ORDER BY i.id"
    )
    whole = [first_id(part.organisation_id), last_id(part.organisation_id)]
    return [
        SourceShare(
            number=number,
            source=source,
            digest=digest,
            posted_at=stored_instant(at),
            entries=entries,
            mass_g=int(mass_g),
            posted_in_all=posted,
            held_in_all=held,
        )
        for number, source, digest, at, entries, mass_g, posted, held in _rows(
            sql, [*_bounds(part), *sites, *whole]
        )
    ]


def _bounds(part: LedgerPart) -> list[int]:
    return [first_id(part.organisation_id, part.first), last_id(part.organisation_id, part.last)]


def _rows(sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def entry_sources(organisation_id: int, references: Sequence[str]) -> dict[str, tuple[str, str, int]]:
    """Return where movements came from, by reference: the source, the digest of what was read, and the row."""
    if not references:
        return {}
    listed, argument = text_list(references)
    sql = (
        f"SELECT m.reference, i.source, i.digest, m.source_row FROM {listed} CROSS JOIN movement m "
        "JOIN movement_import i ON i.id = m.movement_import_id "
        "WHERE m.organisation_id = %s AND m.reference = listed.value"
    )
    return {
        reference: (source, digest, row)
        for reference, source, digest, row in _rows(sql, [argument, organisation_id])
    }


def document_contents(organisation_id: int, digests: Sequence[str]) -> dict[str, str]:
    """Return the contents of documents that an organisation issued or booked, by their digests."""
    if not digests:
        return {}
    listed, argument = text_list(digests)
    sql = (
        f"SELECT d.digest, d.content FROM {listed} CROSS JOIN document d "
        "WHERE d.issuer_id = %s AND d.digest = listed.value UNION "
        f"SELECT x.digest, x.content FROM {listed} CROSS JOIN received_document x "
        "WHERE x.recipient_id = %s AND x.digest = listed.value"
    )
    rows = _rows(sql, [argument, organisation_id, argument, organisation_id])
    return {digest: content for digest, content in rows}  # noqa: C416 - rows of any width
