"""`casthouse document`: issuing CoC Documents, looking at them, and what an issuer does to one later."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli import document_receipt
from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.document_print import (
    IssuerOption,
    NumberArgument,
    SideOption,
    print_document,
    print_foreign,
    print_touched,
)
from casthouse.cli.output import print_json, print_message, print_table, print_text, tonnes
from casthouse.custody.document_draft import Supplements
from casthouse.custody.document_state import DocumentState
from casthouse.exchange.document_json import (
    SUPPLEMENT_FAULTS,
    document_file,
    document_members,
    read_supplements,
)
from casthouse.measure.count import counted
from casthouse.service.document import IssuedDocuments, issue_document, issue_documents
from casthouse.service.document_correction import Changes, cancel_document, correct_document
from casthouse.service.document_reach import touched_downstream
from casthouse.service.document_view import (
    PAGE_SIZE,
    DocumentDirection,
    document_of,
    documents,
    documents_pdf,
    documents_xlsx,
    line_json,
)
from casthouse.service.entered import material_named
from casthouse.service.foreign_document import foreign_json
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="CoC Documents: issued, received, corrected.", no_args_is_help=True)
app.command("receive")(document_receipt.receive)
app.command("inbox")(document_receipt.show_inbox)
app.command("accept")(document_receipt.accept)
app.command("dispute")(document_receipt.dispute)
app.command("waiting")(document_receipt.waiting)

SHOWN_MAX = 50

SupplementsOption = Annotated[
    Path | None,
    typer.Option(
        "--supplements",
        metavar="FILE",
        help="JSON with total_mass_g, ghg_intensity, recycled_content, other …",
    ),
]
AddressOption = Annotated[
    str | None,
    typer.Option("--recipient-address", metavar="TEXT", help="Instead of the address in the register."),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the other side sees it.")]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", help="Only say whom it touches downstream.")]


@app.command("issue")
def issue(
    shipment: Annotated[str, typer.Argument(metavar="SHIPMENT_REFERENCE", help="A CoC shipment.")],
    organisation: SideOption,
    *,
    supplements: SupplementsOption = None,
    recipient_address: AddressOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Issue the CoC Document of a CoC shipment; issuing again prints the one that is in force.

    Example: casthouse document issue LS-80014471 --organisation RHEIN --json > LS-80014471.json
    """
    issued = issue_document(
        OPERATOR,
        organisation=organisation,
        shipment=shipment,
        supplements=_supplements(supplements),
        recipient_address=recipient_address,
    )
    if as_json:
        print_json(document_members(issued.document))
    else:
        print_document(issued.document, state="issued" if issued.is_new else f"{issued.state.value} before")


def _supplements(file: Path | None) -> Supplements | None:
    return None if file is None else read_supplements(document_file(file, faults=SUPPLEMENT_FAULTS))


@app.command("issue-all")
def issue_all(organisation: SideOption, *, as_json: JsonFlag = False) -> None:
    """Issue a document for every CoC shipment that has none; exit 1 when one is refused.

    Example: casthouse document issue-all --organisation RHEIN
    """
    done = issue_documents(OPERATOR, organisation=organisation)
    if as_json:
        print_json(
            {
                "issued": [{"reference": each.reference, "number": each.number} for each in done.issued],
                "refused": [
                    {"reference": each.reference, **each.refusal.text.as_json()} for each in done.refused
                ],
            }
        )
    else:
        _print_issued(done)
    if done.refused:
        raise typer.Exit(1)


def _print_issued(done: IssuedDocuments) -> None:
    span = f", {done.issued[0].number} to {done.issued[-1].number}" if done.issued else ""
    print_text(f"{len(done.issued)} issued{span}; {len(done.refused)} refused.")
    rows = [
        [each.reference, each.refusal.code, each.refusal.text.found, each.refusal.text.todo]
        for each in done.refused[:SHOWN_MAX]
    ]
    if rows:
        print_table(("reference", "code", "found", "to do"), rows)
    if len(done.refused) > SHOWN_MAX:
        print_text(f"… and {len(done.refused) - SHOWN_MAX} more; --json gives all.")


@app.command("list")
def list_(
    organisation: SideOption,
    *,
    direction: Annotated[
        DocumentDirection, typer.Option("--direction", help="Those it issued, or those made out to it.")
    ] = DocumentDirection.ISSUED,
    state: Annotated[DocumentState | None, typer.Option("--state", help="Only those that stand so.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many, at most 1000.")] = PAGE_SIZE,
    offset: Annotated[int, typer.Option("--offset", metavar="N", help="How many to leave out first.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """List documents, the latest first.

    Example: casthouse document list --organisation RHEIN --direction received --state disputed
    """
    page = documents(
        OPERATOR, organisation=organisation, direction=direction, state=state, limit=limit, offset=offset
    )
    if as_json:
        print_json({"total": page.total, "documents": [line_json(line) for line in page.lines]})
        return
    rows = [
        [
            line.number,
            line.state.value,
            line.recipient if direction is DocumentDirection.ISSUED else line.issuer,
            line.shipment_date,
            line.shipment_reference,
            line.material.value,
            tonnes(line.coc_mass_g),
        ]
        for line in page.lines
    ]
    other = "recipient" if direction is DocumentDirection.ISSUED else "issuer"
    columns = ("number", "state", other, "shipped", "shipment", "material", "CoC mass, t")
    print_table(columns, rows, title=f"{len(rows)} of {counted(page.total, 'document')}")


@app.command("show")
def show(
    number: NumberArgument,
    organisation: SideOption,
    *,
    issuer: IssuerOption = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the PDF here.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write an XLSX list here.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a document that the organisation issued or received, with what became of it.

    Example: casthouse document show RHEIN-2025-000001 --organisation RHEIN --pdf RHEIN-2025-000001.pdf
    """
    story = document_of(OPERATOR, organisation=organisation, number=number, issuer=issuer)
    for file, content_of in ((pdf, documents_pdf), (xlsx, documents_xlsx)):
        if file is not None:
            content = content_of(OPERATOR, organisation=organisation, numbers=[number], issuer=issuer)
            file.write_bytes(content)
            print_message(f"Written to {file}.")
    if as_json:
        print_json(story.as_json())
        return
    print_document(story.record.document, state=story.record.state.value)
    print_text(f"  SHA-256   {story.digest}")
    if story.foreign is not None:
        print_foreign(foreign_json(story.foreign))
    for each in story.events:
        because = f": {each.reason}" if each.reason else ""
        print_text(f"  {each.at:%Y-%m-%d %H:%M}  {each.organisation} {each.act}, {each.state.value}{because}")


@app.command("cancel")
def cancel(
    number: NumberArgument,
    organisation: SideOption,
    *,
    reason: ReasonOption,
    dry_run: DryRunFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Cancel a document; a receipt that its recipient booked here is taken back.

    Example: casthouse document cancel RHEIN-2025-000001 --organisation RHEIN --reason "the goods came back"
    """
    touched = touched_downstream(OPERATOR, organisation=organisation, document=number)
    print_touched(touched)
    if not dry_run:
        cancel_document(OPERATOR, organisation=organisation, number=number, reason=reason)
    story = document_of(OPERATOR, organisation=organisation, number=number, issuer=organisation)
    if as_json:
        print_json({**story.as_json(), "touched": [each.as_json() for each in touched]})
    else:
        print_document(story.record.document, state=story.record.state.value)


@app.command("correct")
def correct(
    number: NumberArgument,
    organisation: SideOption,
    *,
    reason: ReasonOption,
    coc_mass_g: Annotated[
        int | None, typer.Option("--coc-mass-g", metavar="N", help="CoC mass, grams.")
    ] = None,
    total_mass_g: Annotated[
        int | None, typer.Option("--total-mass-g", metavar="N", help="All of it, grams.")
    ] = None,
    material: Annotated[str | None, typer.Option("--material", metavar="M", help="The material.")] = None,
    shipment_date: Annotated[
        date | None, typer.Option("--shipment-date", metavar="DATE", parser=day, help="Day of shipment.")
    ] = None,
    lot: Annotated[str | None, typer.Option("--lot", metavar="TEXT", help="Number of the lot.")] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", metavar="CODE", help="The customer.")
    ] = None,
    recipient_address: AddressOption = None,
    supplements: SupplementsOption = None,
    dry_run: DryRunFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Correct a document by a new one that supersedes it; the accounts of both sides follow.

    Example: casthouse document correct RHEIN-2025-000001 --organisation RHEIN --coc-mass-g 24180000
    --reason "weighbridge error"
    """
    changes = Changes(
        coc_mass_g=coc_mass_g,
        total_mass_g=total_mass_g,
        material=None if material is None else material_named(material),
        shipment_date=shipment_date,
        lot=lot,
        recipient=recipient,
        recipient_address=recipient_address,
        supplements=_supplements(supplements),
    )
    touched = touched_downstream(OPERATOR, organisation=organisation, document=number)
    print_touched(touched)
    if dry_run:
        if as_json:
            print_json({"touched": [each.as_json() for each in touched]})
        return
    new = correct_document(OPERATOR, organisation=organisation, number=number, reason=reason, changes=changes)
    if as_json:
        print_json(document_members(new))
    else:
        print_document(new, state="issued")
