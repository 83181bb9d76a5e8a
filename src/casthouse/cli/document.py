"""`casthouse document`: CoC Documents, issued and received."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.exchange.document_json import document_members
from casthouse.service.document import issue_document, issue_documents
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="CoC Documents, issued and received.", no_args_is_help=True)


@app.command("issue")
def issue(
    shipment: Annotated[
        str, typer.Argument(metavar="SHIPMENT_REFERENCE", help="Reference of the CoC shipment.")
    ],
    organisation: OrganisationOption,
    *,
    recipient_address: Annotated[
        str | None,
        typer.Option(
            "--recipient-address", metavar="TEXT", help="For a recipient without one in the register."
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Issue the CoC Document of a CoC shipment; the one that is in force, if there is one.

    Example: casthouse document issue 5110000399 --organisation RHEIN
    """
    issued = issue_document(
        OPERATOR, organisation=organisation, shipment=shipment, recipient_address=recipient_address
    )
    document = issued.document
    if as_json:
        print_json(document_members(document))
        return
    word = "Issued" if issued.is_new else f"In force since {document.issue_date}"
    print_text(f"{word}: {document.number}, {tonnes(document.coc_mass_g)} t to {document.recipient.name}.")


@app.command("issue-all")
def issue_all(organisation: OrganisationOption, *, as_json: JsonFlag = False) -> None:
    """Issue the CoC Documents of all CoC shipments that have none. Exit 1 when a shipment is refused.

    Example: casthouse document issue-all --organisation RHEIN
    """
    done = issue_documents(OPERATOR, organisation=organisation)
    if as_json:
        print_json(
            {
                "issued": [{"reference": each.reference, "number": each.number} for each in done.issued],
                "refused": [
                    {"reference": each.reference, "refusal": each.refusal.text.as_json()}
                    for each in done.refused
                ],
            }
        )
    else:
        print_text(f"{len(done.issued)} issued, {len(done.refused)} refused.")
        rows = [[each.reference, each.refusal.code, each.refusal.text.found] for each in done.refused]
        if rows:
            print_table(("shipment", "code", "found"), rows)
    if done.refused:
        raise typer.Exit(1)
