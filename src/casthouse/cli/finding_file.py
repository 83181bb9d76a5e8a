"""`casthouse audit finding-file …`: files behind the findings of an audit."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from casthouse.assurance.finding_file import FindingFile
from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import finding_file as service
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Files behind the findings of an audit.", no_args_is_help=True)

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the file.")]


@app.command("attach")
def attach(
    audit: AuditArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What was seen.")],
    *,
    item: Annotated[str, typer.Option("--item", metavar="NUMBER", help="Such as 5.2 or 6.7a.")],
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="Code of the facility.")],
    shared: Annotated[bool, typer.Option("--shared", help="The audited member reads it too.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put a file behind the finding of an item at a site.

    Example: casthouse audit finding-file attach RHEIN-PS-A1 ledger.pdf --item 5.2 --site RHEIN-CH
    """
    incoming = Incoming(name=file.name, pieces=file_pieces(file))
    made = service.attach_file(
        OPERATOR, audit=audit, item=item, site=site, incoming=incoming, is_shared=shared
    )
    _show(audit, made, "stands behind", as_json=as_json)


@app.command("list")
def list_(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List the files behind the findings of an audit, the withdrawn ones too.

    Example: casthouse audit finding-file list RHEIN-PS-A1
    """
    found = service.finding_files(OPERATOR, audit=audit)
    if as_json:
        print_json({"audit": audit, "files": [service.finding_file_json(each) for each in found]})
        return
    rows = [
        [
            *(each.number, each.item, each.site, each.file.name, f"{each.file.size_bytes} B"),
            "yes" if each.is_shared else "no",
            "stands" if each.stands else f"withdrawn: {each.withdrawn_why}",
        ]
        for each in found
    ]
    print_table(("number", "item", "site", "name", "size", "shared", ""), rows)


@app.command("save")
def save(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="Write it there.")],
    as_json: JsonFlag = False,
) -> None:
    """Save a file behind a finding, after its content was compared with its digest.

    Example: casthouse audit finding-file save RHEIN-PS-A1 1 --output ledger.pdf
    """
    found, content = service.read_finding_file(OPERATOR, audit=audit, number=number)
    with content, output.open("wb") as out:
        shutil.copyfileobj(content, out)
    _show(audit, found, "is saved, which stands behind", as_json=as_json)


@app.command("withdraw")
def withdraw(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    as_json: JsonFlag = False,
) -> None:
    """Say that a file stands behind its finding no more; it stays on record.

    Example: casthouse audit finding-file withdraw RHEIN-PS-A1 1 --reason "of another potline"
    """
    made = service.withdraw_file(OPERATOR, audit=audit, number=number, reason=reason)
    _show(audit, made, "is withdrawn from", as_json=as_json)


def _show(audit: str, each: FindingFile, done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"audit": audit, **service.finding_file_json(each)})
    else:
        print_text(f"File {each.number}, {each.file.name}, {done} {each.item} at {each.site}.")
