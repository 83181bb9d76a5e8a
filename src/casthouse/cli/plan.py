"""`casthouse plan`: approved plans of outflow."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_text, tonnes
from casthouse.service.permission import OPERATOR
from casthouse.service.plan import set_plan

app = typer.Typer(help="Approved plans of outflow.", no_args_is_help=True)


@app.callback()
def plan() -> None:
    """Approved plans of outflow."""


@app.command("set")
def set_(
    scope: ScopeArgument,
    *,
    period: Annotated[
        date, typer.Option("--period", metavar="START", parser=day, help="First day of the period.")
    ],
    stage: Annotated[str, typer.Option("--stage", metavar="S", help="bauxite, alumina or aluminium.")],
    outflow_g: Annotated[int, typer.Option("--outflow-g", metavar="N", help="Planned outflow in grams.")],
    as_json: JsonFlag = False,
) -> None:
    """Put an approved plan of outflow in force for a scope, period and stage.

    Example: casthouse plan set RHEIN-COC --period 2025-01-01 --stage aluminium --outflow-g 5000000000
    """
    found = set_plan(OPERATOR, scope=scope, period=period, stage=stage, outflow_g=outflow_g)
    if as_json:
        print_json(found.as_json())
    else:
        print_text(f"Planned for {scope} from {period}: {tonnes(outflow_g)} t of {stage} going out.")
