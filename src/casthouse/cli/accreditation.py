"""`casthouse accreditation`: audit firms, their auditors, and what these may audit."""

import sys
from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import accreditation as accreditation_service
from casthouse.service.accreditation import FirmRecord
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Audit firms, their auditors, and what these may audit.", no_args_is_help=True)

FirmArgument = Annotated[str, typer.Argument(metavar="FIRM", help="Code of the audit firm.")]
AuditorOption = Annotated[str, typer.Option("--auditor", metavar="USERNAME", help="An auditor of the firm.")]
FromOption = Annotated[date, typer.Option("--from", metavar="DATE", parser=day, help="The first day.")]
ToOption = Annotated[date, typer.Option("--to", metavar="DATE", parser=day, help="The last day, inclusive.")]


@app.command("firm")
def firm(
    code: FirmArgument,
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the firm is called.")],
    country: Annotated[str, typer.Option("--country", metavar="CC", help="Where it sits, two letters.")],
    as_json: JsonFlag = False,
) -> None:
    """Register an audit firm, or say what it is called now.

    Example: casthouse accreditation firm PRUEF --name "Prüf und Siegel" --country DE
    """
    made = accreditation_service.register_firm(OPERATOR, code=code, name=name, country=country)
    if as_json:
        print_json({"code": made.code, "name": made.name, "country": made.country})
    else:
        print_text(f"{made.code}: {made.name}, {made.country}.")


@app.command("auditor")
def auditor(
    firm: FirmArgument,
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")],
    *,
    remove: Annotated[bool, typer.Option("--remove", help="The person leaves the firm.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password of a new person from standard input.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Let a person belong to a firm, or leave it. A password that is made is printed once.

    Example: casthouse accreditation auditor PRUEF lena
    """
    if remove:
        accreditation_service.remove_auditor(OPERATOR, firm=firm, username=username)
        password = None
    else:
        given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
        made = accreditation_service.add_auditor(OPERATOR, firm=firm, username=username, password=given)
        password = made.password
    if as_json:
        print_json({"firm": firm, "username": username, "password": password})
        return
    print_text(f"{username} {'has left' if remove else 'belongs to'} {firm}.")
    if password:
        print_text(f"Password, shown once: {password}")


@app.command("grant")
def grant(
    firm: FirmArgument,
    *,
    auditor: AuditorOption,
    standard: Annotated[
        str, typer.Option("--standard", metavar="WORD", help="performance or chain_of_custody.")
    ],
    country: Annotated[
        list[str], typer.Option("--country", metavar="CC", help="Two letters; give it again for another.")
    ],
    activity: Annotated[
        list[str], typer.Option("--activity", metavar="WORD", help="As in the register; give it again.")
    ],
    first_day: FromOption,
    last_day: ToOption,
    as_json: JsonFlag = False,
) -> None:
    """Accredit an auditor for each of the countries and activities.

    Example: casthouse accreditation grant PRUEF --auditor lena --standard performance --country DE
    --activity aluminium_smelting --activity casthouse --from 2025-01-01 --to 2027-12-31
    """
    held = accreditation_service.accredit(
        OPERATOR,
        firm=firm,
        auditor=auditor,
        standard=standard,
        countries=country,
        activities=activity,
        valid_from=first_day,
        valid_to=last_day,
    )
    if as_json:
        print_json({"firm": firm, "accreditations": len(held)})
    else:
        print_text(f"{firm} holds {len(held)} accreditations.")


@app.command("end")
def end(
    firm: FirmArgument,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the accreditation.")],
    *,
    last_day: ToOption,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it ends.")],
    as_json: JsonFlag = False,
) -> None:
    """End an accreditation before its last day.

    Example: casthouse accreditation end PRUEF 7 --to 2025-06-30 --reason "left the sector"
    """
    accreditation_service.end_accreditation(
        OPERATOR, firm=firm, number=number, last_day=last_day, reason=reason
    )
    if as_json:
        print_json({"firm": firm, "number": number, "last_day": last_day.isoformat()})
    else:
        print_text(f"Accreditation {number} of {firm} ends on {last_day}.")


@app.command("relation")
def relation(
    firm: FirmArgument,
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="With whom.")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="WORD",
            help="consulting, employment, ownership, family or other_financial.",
        ),
    ],
    since: FromOption,
    until: Annotated[
        date | None, typer.Option("--to", metavar="DATE", parser=day, help="Its last day; absent: it lasts.")
    ] = None,
    auditor: Annotated[
        str, typer.Option("--auditor", metavar="USERNAME", help="Whose; absent: the firm's own.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Declare a relation with an organisation; said anew with an end, it ends.

    Example: casthouse accreditation relation PRUEF --auditor lena --organisation RHEIN --kind consulting
    --from 2021-01-01 --to 2022-06-30
    """
    made = accreditation_service.declare_relation(
        OPERATOR, firm=firm, organisation=organisation, kind=kind, since=since, until=until, auditor=auditor
    )
    if as_json:
        print_json({"firm": firm, "organisation": organisation, "kind": made.kind.value})
    else:
        print_text(f"{auditor or firm}: {made.kind.value} with {organisation} is declared.")


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the audit firms and who belongs to them.

    Example: casthouse accreditation list
    """
    firms = accreditation_service.audit_firms(OPERATOR)
    if as_json:
        print_json({"firms": [{"code": each.code, "auditors": list(each.auditors)} for each in firms]})
    else:
        rows = [[each.code, each.name, each.country, ", ".join(each.auditors)] for each in firms]
        print_table(("firm", "name", "country", "auditors"), rows)


@app.command("show")
def show(firm: FirmArgument, *, as_json: JsonFlag = False) -> None:
    """Show what a firm is accredited for, and the relations that it declared.

    Example: casthouse accreditation show PRUEF
    """
    found = accreditation_service.firm_record(OPERATOR, firm=firm)
    if as_json:
        print_json(accreditation_service.firm_json(found))
    else:
        _print(found)


def _print(found: FirmRecord) -> None:
    rows: list[list[object]] = [
        [
            each.number,
            each.accreditation.auditor,
            each.accreditation.standard.value,
            each.accreditation.country,
            each.accreditation.activity.value,
            each.accreditation.valid_from,
            each.accreditation.valid_to,
            each.end_reason,
        ]
        for each in found.accreditations
    ]
    columns = ("number", "auditor", "standard", "country", "activity", "from", "to", "ended")
    print_table(columns, rows, title=f"{found.firm.code}: {found.firm.name}")
    for each in found.relations:
        until = each.until or "today"
        who = each.auditor or each.firm
        print_text(f"{who}: {each.kind.value} with {each.organisation}, {each.since} to {until}")
