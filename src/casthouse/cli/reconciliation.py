"""`casthouse stock` and `casthouse reconcile`: books against what was counted and declared."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.reconciliation_report import ReconciliationReport
from casthouse.service import reconciliation as reconciliation_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Stock counts and declared masses.", no_args_is_help=True)

MaterialOption = Annotated[str, typer.Option("--material", metavar="M", help="The material.")]
MassOption = Annotated[int, typer.Option("--quantity-g", metavar="N", help="The mass in grams.")]
MonthOption = Annotated[str, typer.Option("--month", metavar="MONTH", help="The month, as 2025-03.")]


@app.command("count")
def count(
    scope: ScopeArgument,
    *,
    on: Annotated[date, typer.Option("--date", metavar="DATE", parser=day, help="The last day of a month.")],
    material: MaterialOption,
    quantity_g: MassOption,
    as_json: JsonFlag = False,
) -> None:
    """Record the stock counted at the end of a month; a later count of the day replaces it.

    Example: casthouse stock count RHEIN-COC --date 2025-03-31 --material aluminium --quantity-g 1250000000
    """
    reconciliation_service.count_stock(OPERATOR, scope=scope, on=on, material=material, quantity_g=quantity_g)
    if as_json:
        print_json({"scope": scope, "date": on.isoformat(), "material": material, "quantity_g": quantity_g})
    else:
        print_text(f"{tonnes(quantity_g)} t of {material} counted at the end of {on}.")


@app.command("declare")
def declare(
    scope: ScopeArgument,
    *,
    month: MonthOption,
    material: MaterialOption,
    flow: Annotated[str, typer.Option("--flow", metavar="F", help="inflow, outflow, made or consumed.")],
    quantity_g: MassOption,
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="The papers, such as weighbridge tickets.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Declare a month's mass: in or out after other papers, or what was made of scrap or consumed.

    Example: casthouse stock declare RHEIN-COC --month 2025-03 --material aluminium --flow outflow
    --quantity-g 900000000 --source "weighbridge, March"
    """
    reconciliation_service.declare_flow(
        OPERATOR, scope=scope, month=month, material=material, flow=flow, quantity_g=quantity_g, source=source
    )
    if as_json:
        print_json(
            {"scope": scope, "month": month, "material": material, "flow": flow, "quantity_g": quantity_g}
        )
    else:
        print_text(f"{tonnes(quantity_g)} t of {material} declared as {flow} in {month}.")


def reconcile(scope: ScopeArgument, *, month: MonthOption, as_json: JsonFlag = False) -> None:
    """Show a month's books beside what was counted and declared, per material. Exit 1 with findings.

    Example: casthouse reconcile RHEIN-COC --month 2025-03
    """
    report = reconciliation_service.reconcile(OPERATOR, scope=scope, month=month)
    if as_json:
        print_json(report.as_json())
    else:
        _print_report(report)
    if report.findings:
        raise typer.Exit(1)


def _print_report(report: ReconciliationReport) -> None:
    columns = ("material", "", "books, t", "declared or counted, t", "difference, t")
    rows: list[list[str]] = []
    for each in report.as_json()["materials"]:
        opening = ["opening", "made", "consumed"]
        rows += [[each["material"], word, tonnes(each[f"{word}_g"]), "", ""] for word in opening]
        for word in ("inflow", "outflow", "stock"):
            booked, other, difference = each[word].values()
            rows.append([each["material"], word, tonnes(booked), _given(other), _given(difference)])
    print_table(columns, rows, title=f"{report.scope}, {report.month:%Y-%m}")
    for finding in report.findings:
        print_text(f"{finding.code.value}: {finding.subject}, {finding.detail}")


def _given(mass_g: int | None) -> str:
    return "–" if mass_g is None else tonnes(mass_g)
