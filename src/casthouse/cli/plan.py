"""`casthouse plan`: planned outflow, proposed by one person and approved by another."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartOption, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.plan import Plan
from casthouse.service import plan as plan_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Planned outflow of a scope, period and stage.", no_args_is_help=True)

PeriodOption = Annotated[
    date, typer.Option("--period", metavar="START", parser=day, help="First day of the period.")
]
StageOption = Annotated[str, typer.Option("--stage", metavar="S", help="bauxite, alumina or aluminium.")]
OutflowOption = Annotated[int, typer.Option("--outflow-g", metavar="N", help="Planned outflow in grams.")]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="The plan's number, as listed.")]


@app.command("set")
def set_(
    scope: ScopeArgument,
    *,
    period: PeriodOption,
    stage: StageOption,
    outflow_g: OutflowOption,
    as_json: JsonFlag = False,
) -> None:
    """Put an approved plan of outflow in force at once, as the operator of the store.

    Example: casthouse plan set RHEIN-COC --period 2025-01-01 --stage aluminium --outflow-g 5000000000
    """
    found = plan_service.set_plan(OPERATOR, scope=scope, period=period, stage=stage, outflow_g=outflow_g)
    _print(found, as_json=as_json)


@app.command("propose")
def propose(
    scope: ScopeArgument,
    *,
    period: PeriodOption,
    stage: StageOption,
    outflow_g: OutflowOption,
    as_json: JsonFlag = False,
) -> None:
    """Propose a plan of outflow; it counts once another person has approved it.

    Example: casthouse plan propose RHEIN-COC --period 2027-01-01 --stage aluminium --outflow-g 5000000000
    """
    found = plan_service.propose_plan(OPERATOR, scope=scope, period=period, stage=stage, outflow_g=outflow_g)
    _print(found, as_json=as_json)


@app.command("approve")
def approve(scope: ScopeArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Approve a plan that another person proposed; it takes the place of the one before.

    Example: casthouse plan approve RHEIN-COC 3
    """
    _print(plan_service.approve_plan(OPERATOR, scope=scope, number=number), as_json=as_json)


@app.command("withdraw")
def withdraw(scope: ScopeArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Take back a proposal, or a plan in force.

    Example: casthouse plan withdraw RHEIN-COC 3
    """
    _print(plan_service.withdraw_plan(OPERATOR, scope=scope, number=number), as_json=as_json)


@app.command("list")
def list_(scope: ScopeArgument, *, period: StartOption = None, as_json: JsonFlag = False) -> None:
    """List the plans of a scope with what became of each.

    Example: casthouse plan list RHEIN-COC
    """
    found = plan_service.plans(OPERATOR, scope=scope, period=period)
    if as_json:
        print_json({"scope": scope, "plans": [each.as_json() for each in found]})
    else:
        _print_table(found)


def _print(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(plan.as_json())
        return
    print_text(
        f"Plan {plan.number}, {plan.state.value}: {tonnes(plan.outflow_g)} t of {plan.stage.value} "
        f"going out of {plan.scope} from {plan.period_start}."
    )


def _print_table(plans: Sequence[Plan]) -> None:
    columns = ("number", "period from", "stage", "outflow, t", "state", "proposed by", "approved by")
    rows = [
        [
            each.number,
            each.period_start,
            each.stage.value,
            tonnes(each.outflow_g),
            each.state.value,
            each.proposed_by,
            each.approved_by,
        ]
        for each in plans
    ]
    print_table(columns, rows)
