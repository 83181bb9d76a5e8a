"""A list of CoC Documents as XLSX: one row a document, in the order given."""

from collections.abc import Sequence
from typing import IO

from casthouse.custody.document_state import DocumentRecord
from casthouse.exchange.document_json import document_digest
from casthouse.exchange.printed_figure import MATERIAL_WORDS
from casthouse.exchange.spreadsheet import Cell, CellKind, SheetColumn, Spreadsheet, add_all

_COLUMNS = (
    SheetColumn(title="Number", width=22),
    SheetColumn(title="Revision", width=9, kind=CellKind.NUMBER),
    SheetColumn(title="State", width=11),
    SheetColumn(title="Replaces", width=22),
    SheetColumn(title="Replaced by", width=22),
    SheetColumn(title="Issue date", width=12, kind=CellKind.DATE),
    SheetColumn(title="Shipment date", width=13, kind=CellKind.DATE),
    SheetColumn(title="Shipment reference", width=22),
    SheetColumn(title="Issuer code", width=12),
    SheetColumn(title="Issuer", width=32),
    SheetColumn(title="Issuer CoC certificate", width=16),
    SheetColumn(title="Recipient code", width=12),
    SheetColumn(title="Recipient", width=32),
    SheetColumn(title="Recipient CoC certificate", width=16),
    SheetColumn(title="Material", width=20),
    SheetColumn(title="CoC mass (t)", width=16, kind=CellKind.TONNES),
    SheetColumn(title="Total mass in the shipment (t)", width=16, kind=CellKind.TONNES),
    SheetColumn(title="Facility", width=14),
    SheetColumn(title="Lot", width=16),
    SheetColumn(title="Edition of the standard", width=34),
    SheetColumn(title="Responsible", width=28),
    SheetColumn(title="SHA-256 of the JSON document", width=66),
)


def write_documents(target: IO[bytes], records: Sequence[DocumentRecord]) -> None:
    """Write the list to an open binary file."""
    with Spreadsheet(target, title="CoC Documents") as book:
        add_all(book.sheet("CoC Documents", _COLUMNS), (_cells(record) for record in records))


def _cells(record: DocumentRecord) -> tuple[Cell, ...]:
    document = record.document
    return (
        document.number,
        document.revision,
        record.state.value,
        document.supersedes,
        record.superseded_by,
        document.issue_date,
        document.shipment_date,
        document.reference,
        document.issuer.code,
        document.issuer.name,
        document.issuer.coc_certificate,
        document.recipient.code,
        document.recipient.name,
        document.recipient.coc_certificate,
        MATERIAL_WORDS[document.material],
        document.coc_mass_g,
        document.total_mass_g,
        document.facility,
        document.lot,
        document.edition,
        document.responsible,
        document_digest(document),
    )
