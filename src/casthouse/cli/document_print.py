"""What the document commands share: arguments, and how a document and what it touches are printed."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from casthouse.cli.output import print_message, print_text, tonnes
from casthouse.custody.document import CocDocument
from casthouse.measure.count import counted
from casthouse.service.document_reach import TouchedDocument

SideOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose documents.")]
IssuerOption = Annotated[str | None, typer.Option("--issuer", metavar="CODE", help="Who issued it.")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the document.")]


def print_foreign(told: dict[str, Any]) -> None:
    """Print where a document was signed elsewhere, and what each check answered when it was booked."""
    print_text(f"  signed    at {told['installation']}, as {told['issuer']}")
    print_text(f"  verified  {told['verified_at']}, when it was booked")
    for each in told["checks"]:
        verdict = {True: "passed", False: "FAILED", None: "not possible"}[each["passed"]]
        print_text(f"    {each['name']:<12} {verdict}: {each['detail']}")


def print_document(document: CocDocument, *, state: str = "") -> None:
    """Print a document in a few lines for people."""
    print_text(f"CoC Document {document.number}" + (f", {state}" if state else ""))
    print_text(f"  from      {document.issuer.name}, certificate {document.issuer.coc_certificate}")
    print_text(f"  to        {document.recipient.name}, {document.recipient.address}")
    print_text(f"  shipment  {document.reference} of {document.shipment_date}, {document.facility}")
    print_text(
        f"  mass      {tonnes(document.coc_mass_g)} t of {document.material.value} as CoC Material, "
        f"{tonnes(document.total_mass_g)} t in all"
    )
    if document.supersedes:
        print_text(f"  replaces  {document.supersedes}")


def print_touched(touched: Sequence[TouchedDocument]) -> None:
    """Say on standard error whom an act touches downstream."""
    for each in touched:
        print_message(f"Touches {each.recipient} with {each.document}, {each.state.value}" + _booked(each))


def _booked(touched: TouchedDocument) -> str:
    if not touched.booked:
        return ", not booked by it here."
    period = "a closed period" if touched.period_closed else "an open period"
    words = f", booked by it in {period}"
    if touched.accounts is not None:
        words += (
            f" of {touched.accounts.scope} from {touched.accounts.period.start}, in which it shipped "
            f"{tonnes(touched.accounts.further_mass_g)} t as CoC Material in "
            f"{counted(touched.accounts.further_shipments, 'shipment')}"
        )
    return words + "."
