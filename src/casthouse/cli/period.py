"""`casthouse period`: closing and reopening material accounting periods, and listing how they stand."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartArgument
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.cli.position import print_position
from casthouse.service.period import close_period, period_lines, periods_json, reopen_period
from casthouse.service.permission import OPERATOR

app = typer.Typer(
    help="Material accounting periods: how they stand, closing and reopening them.", no_args_is_help=True
)


@app.command("close")
def close(
    scope: ScopeArgument,
    start: StartArgument,
    *,
    force_majeure: Annotated[
        str,
        typer.Option("--force-majeure", metavar="TEXT", help="The recorded event that caused an overdraft."),
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Freeze a period in a statement; movements dated in it are refused afterwards. Exit 1 with findings.

    Example: casthouse period close RHEIN-COC 2024-01-01
    """
    statement = close_period(OPERATOR, scope=scope, start=start, force_majeure=force_majeure)
    document = {"scope": scope, **statement.position}
    if as_json:
        print_json({**document, "findings": list(statement.findings)})
    else:
        print_position(document, closed=True)
        print_text("Findings: none." if not statement.found else "Findings:")
        for each in statement.found:
            print_text(f"  {each.code.value}  {each.subject}: {each.detail}")
    if statement.findings:
        raise typer.Exit(1)


@app.command("reopen")
def reopen(
    scope: ScopeArgument,
    start: StartArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is reopened.")],
    as_json: JsonFlag = False,
) -> None:
    """Reopen a closed period and every later one; their statements are superseded.

    Example: casthouse period reopen RHEIN-COC 2024-01-01 --reason "weighbridge error at gate 2"
    """
    periods = periods_json(reopen_period(OPERATOR, scope=scope, start=start, reason=reason))
    if as_json:
        print_json({"scope": scope, "periods": periods})
    else:
        print_text("Reopened: " + ", ".join(f"{each['start']} to {each['end']}" for each in periods) + ".")


@app.command("list")
def list_(scope: ScopeArgument, *, as_json: JsonFlag = False) -> None:
    """List the periods of a scope up to today's, with the statement of each that is closed.

    Example: casthouse period list RHEIN-COC
    """
    lines = period_lines(OPERATOR, scope=scope)
    if as_json:
        print_json({"scope": scope, "periods": [each.as_json() for each in lines]})
        return
    rows = [
        [
            each.period.start,
            each.period.last_day,
            each.state,
            f"{each.statement.closed_at:%Y-%m-%d %H:%M} UTC" if each.statement else "",
            each.statement.closed_by if each.statement else "",
            (", ".join(each.statement.findings) or "none") if each.statement else "",
        ]
        for each in lines
    ]
    print_table(
        ("first day", "last day", "state", "closed", "by", "findings"), rows, title=f"Periods of {scope}"
    )
