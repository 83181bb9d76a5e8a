"""`casthouse document`, the recipient's side: files, the inbox, and receipts that wait for their document."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import DayOption, JsonFlag, day
from casthouse.cli.document_print import NumberArgument, SideOption
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.exchange.document_json import document_file
from casthouse.measure.count import counted
from casthouse.service.document_match import Delivery
from casthouse.service.document_receipt import (
    DocumentReceipt,
    accept_document,
    dispute_document,
    receive_document,
)
from casthouse.service.document_view import document_of, inbox, line_json
from casthouse.service.document_waiting import waiting_receipts
from casthouse.service.permission import OPERATOR
from casthouse.service.statement_upload import UPLOAD_BYTES_MAX

FacilityOption = Annotated[
    str | None, typer.Option("--facility", metavar="F", help="Where the goods arrived.")
]
ReferenceOption = Annotated[
    str | None, typer.Option("--reference", metavar="KEY", help="Your own key for a new receipt.")
]
MassOption = Annotated[
    int | None, typer.Option("--received-mass-g", metavar="N", help="What your scales said, in grams.")
]
ReceivedOption = Annotated[
    date | None, typer.Option("--received-on", metavar="DATE", parser=day, help="When the goods arrived.")
]
ReceiptOption = Annotated[
    str | None, typer.Option("--receipt", metavar="REFERENCE", help="The receipt that waits for it.")
]
NewFlag = Annotated[bool, typer.Option("--new", help="Book a new receipt although one that waits would fit.")]
IssuerOption = Annotated[str, typer.Option("--issuer", metavar="CODE", help="Who issued it.")]


def receive(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The document: JSON, signed JSON, .jwt, ZIP or PDF.")
    ],
    organisation: SideOption,
    *,
    facility: FacilityOption = None,
    reference: ReferenceOption = None,
    received_mass_g: MassOption = None,
    received_on: ReceivedOption = None,
    receipt: ReceiptOption = None,
    new: NewFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Check a document that came as a file and book it as a receipt, or match it to the one that is there.

    One that was signed at another installation is verified: “casthouse trust list” says whose word is taken.

    Example: casthouse document receive LS-80014471.json --organisation ILE --facility ILE-CANS

    Example: casthouse document receive RHEIN-2025-000001.pdf --organisation ILE
    """
    delivery = Delivery(
        facility=facility,
        reference=reference,
        received_mass_g=received_mass_g,
        received_on=received_on,
        receipt=receipt,
        is_new=new,
    )
    booked = receive_document(OPERATOR, organisation=organisation, content=_content(file), delivery=delivery)
    _print(booked, as_json=as_json)


def _content(file: Path) -> bytes:
    """Return what is in a file, no more of it than is read at all."""
    return document_file(file, bytes_max=UPLOAD_BYTES_MAX)


def accept(
    number: NumberArgument,
    organisation: SideOption,
    issuer: IssuerOption,
    *,
    facility: FacilityOption = None,
    reference: ReferenceOption = None,
    received_mass_g: MassOption = None,
    received_on: ReceivedOption = None,
    receipt: ReceiptOption = None,
    new: NewFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Accept a document from the inbox and book it as a receipt, or match it to the one that is there.

    Example: casthouse document accept RHEIN-2025-000001 --organisation ILE --issuer RHEIN
    """
    delivery = Delivery(
        facility=facility,
        reference=reference,
        received_mass_g=received_mass_g,
        received_on=received_on,
        receipt=receipt,
        is_new=new,
    )
    booked = accept_document(
        OPERATOR, organisation=organisation, issuer=issuer, number=number, delivery=delivery
    )
    _print(booked, as_json=as_json)


def _print(booked: DocumentReceipt, *, as_json: bool) -> None:
    if as_json:
        print_json(booked.as_json())
        return
    how = "Matched to" if booked.matched else "Booked as"
    receipt = booked.as_json()
    print_text(
        f"{how} {', '.join(receipt['receipts'])}: {tonnes(receipt['quantity_g'])} t of {receipt['material']} as CoC "
        f"Material at {receipt['facility']} on {receipt['date']}, "
        f"document {receipt['document']} of {receipt['issuer']}."
    )
    if receipt["other_g"]:
        print_text(
            f"{tonnes(receipt['other_g'])} t that the document does not cover stand beside it as Non-CoC."
        )


def dispute(
    number: NumberArgument,
    organisation: SideOption,
    issuer: IssuerOption,
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What is wrong; the issuer sees it.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Dispute a document: its issuer sees the reason and corrects or cancels it.

    Example: casthouse document dispute RHEIN-2025-000001 --organisation ILE --issuer RHEIN --reason "22 t arrived"
    """
    dispute_document(OPERATOR, organisation=organisation, issuer=issuer, number=number, reason=reason)
    story = document_of(OPERATOR, organisation=organisation, number=number, issuer=issuer)
    if as_json:
        print_json(story.as_json())
    else:
        print_text(f"{number} of {issuer} is disputed; {issuer} sees the reason.")


def show_inbox(organisation: SideOption, *, as_json: JsonFlag = False) -> None:
    """List the documents made out to the organisation that it has not booked, the oldest shipment first.

    Example: casthouse document inbox --organisation ILE
    """
    lines = inbox(OPERATOR, organisation=organisation)
    if as_json:
        print_json({"documents": [line_json(line) for line in lines]})
        return
    rows = [
        [
            line.issuer,
            line.number,
            line.state.value,
            line.shipment_date,
            line.material.value,
            tonnes(line.coc_mass_g),
            line.receipt or "",
        ]
        for line in lines
    ]
    columns = ("issuer", "number", "state", "shipped", "material", "CoC mass, t", "receipt with its number")
    print_table(columns, rows, title=f"{counted(len(rows), 'document')} to accept or dispute")


def waiting(organisation: SideOption, *, on: DayOption = None, as_json: JsonFlag = False) -> None:
    """List the receipts that wait for their CoC Document, the longest first.

    Example: casthouse document waiting --organisation ILE --on 2025-06-30
    """
    found = waiting_receipts(OPERATOR, organisation=organisation, on=on)
    if as_json:
        print_json({"receipts": [each.as_json() for each in found]})
        return
    rows = [
        [
            each.receipt.reference,
            each.age_days,
            each.receipt.day,
            each.receipt.counterparty,
            each.receipt.material.value,
            tonnes(each.receipt.quantity_g),
            each.missing.value,
            each.receipt.document,
        ]
        for each in found
    ]
    columns = ("receipt", "days", "date", "supplier", "material", "mass, t", "waits for", "document")
    print_table(
        columns,
        rows,
        title=f"{counted(len(rows), 'receipt waits', 'receipts wait')} for a document",
    )
