"""`casthouse statement`: signing what is stated of documents, periods and certificates, and handing it on."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartArgument
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.statement_file import FILE_BYTES_MAX
from casthouse.passport.signed_statement import SignedStatement
from casthouse.service.audit_statement import sign_summary
from casthouse.service.certificate_statement import sign_certificate
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.document_statement import sign_document
from casthouse.service.hideable_statement import members_not_shown, presented_copy
from casthouse.service.period_statement import sign_period
from casthouse.service.permission import OPERATOR
from casthouse.service.signed_statement import LISTED_MAX, statement_json, statement_of, statements
from casthouse.service.statement_download import StatementForm, statement_file

app = typer.Typer(help="Signed statements that anybody can check.", no_args_is_help=True)

WhoseOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose statements.")]
FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="Write the signed JSON there.")
]


@app.command("document")
def sign_coc_document(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of a CoC Document.")],
    organisation: WhoseOption,
    *,
    file: FileOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign a CoC Document with its issuer's key; once signed, the same statement comes again.

    Example: casthouse statement document RHEIN-2025-000001 --organisation RHEIN --file statement.json
    """
    _print(sign_document(OPERATOR, organisation=organisation, number=number), file, as_json=as_json)


@app.command("delivery")
def sign_delivery_passport(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the delivery's CoC Document.")],
    organisation: WhoseOption,
    *,
    file: FileOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign the passport of a delivery: custody, provenance as far as it is disclosed, figures with their method.

    Example: casthouse statement delivery RHEIN-2025-000001 --organisation RHEIN --file passport.json
    """
    _print(sign_delivery(OPERATOR, organisation=organisation, number=number), file, as_json=as_json)


@app.command("period")
def sign_closed_period(
    scope: ScopeArgument,
    start: StartArgument,
    organisation: WhoseOption,
    *,
    file: FileOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign the statement of a closed period with the key of the organisation whose accounts it is of.

    Example: casthouse statement period RHEIN-COC 2024-01-01 --organisation RHEIN --file 2024.json
    """
    signed = sign_period(OPERATOR, organisation=organisation, scope=scope, start=start)
    _print(signed, file, as_json=as_json)


@app.command("certificate")
def sign_held_certificate(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of a certificate.")],
    *,
    file: FileOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign a certificate as it stands today with the secretariat's key.

    Example: casthouse statement certificate COC-101 --file certificate.json
    """
    _print(sign_certificate(OPERATOR, number=number), file, as_json=as_json)


@app.command("audit")
def sign_audit_summary(
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of a decided audit.")],
    *,
    file: FileOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign the public summary report of an audit with the secretariat's key.

    Example: casthouse statement audit RHEIN-COC-A1 --file summary.json
    """
    _print(sign_summary(OPERATOR, audit=audit), file, as_json=as_json)


@app.command("list")
def list_statements(organisation: WhoseOption, *, as_json: JsonFlag = False) -> None:
    """List the statements about an organisation, the latest first.

    Example: casthouse statement list --organisation RHEIN
    """
    page = statements(OPERATOR, organisation=organisation, limit=LISTED_MAX)
    if as_json:
        print_json({"statements": [statement_json(each) for each in page.statements], "total": page.total})
        return
    rows = [
        [each.kind.value, each.about, each.name, f"{each.signed_at:%Y-%m-%d %H:%M}", each.identifier]
        for each in page.statements
    ]
    print_table(("kind", "about", "signed by", "on", "identifier"), rows)


@app.command("show")
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Identifier of a statement.")],
    *,
    form: Annotated[
        StatementForm,
        typer.Option(
            "--form",
            help="json, jwt, zip with what it rests on; to hide parts from: sd-jwt, sd-zip with its proof.",
        ),
    ] = StatementForm.JSON,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Write it there; a zip only so.")
    ] = None,
) -> None:
    """Print a statement as it was signed, or write it to a file.

    Example: casthouse statement show 5f0c… --form zip --file statement.zip
    """
    content = statement_file(OPERATOR, identifier=identifier, form=form)
    if file is not None:
        file.write_bytes(content)
        print_message(f"Wrote {file}.")
    elif form in {StatementForm.ZIP, StatementForm.SD_ZIP}:
        raise typer.BadParameter("a zip is written to a file: name one with --file")
    else:
        print_text(content.decode())


@app.command("present")
def present(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A delivery passport in the form sd-jwt or sd-zip, from `show`."),
    ],
    *,
    hide: Annotated[
        str,
        typer.Option(
            "--hide", metavar="PARTS", help="What is not shown: masses, partners, sites, with commas."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="Where the rest is written.")],
    as_json: JsonFlag = False,
) -> None:
    """Write a delivery passport without some parts; what is left can be checked as the whole can. Needs no store.

    Example: casthouse statement present passport.sd-jwt --hide masses,partners -o shown.sd-jwt
    """
    if output.resolve() == file.resolve():
        raise typer.BadParameter("OUT is FILE itself: what is hidden would be lost to you too")
    with file.open("rb") as held:
        content = held.read(FILE_BYTES_MAX + 1)
    shown = presented_copy(content, [part.strip() for part in hide.split(",")])
    output.write_bytes(shown)
    print_message(f"Wrote {output}.")
    lacking = members_not_shown(shown)
    if as_json:
        print_json({"not_shown": lacking})
    else:
        print_text(f"Not shown: {', '.join(lacking) or 'nothing is hidden'}.")


def _print(signed: SignedStatement, file: Path | None, *, as_json: bool) -> None:
    if file is not None:
        file.write_bytes(statement_of(OPERATOR, identifier=signed.identifier).content.encode())
        print_message(f"Wrote {file}.")
    if as_json:
        print_json(statement_json(signed))
    else:
        print_text(f"{signed.kind.value} {signed.about}, signed by {signed.name} with {signed.method}.")
        print_text(f"Anybody may look it up: {statement_json(signed)['address']}")
