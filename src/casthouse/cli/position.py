"""`casthouse position`: where a scope stands in a period."""

from fractions import Fraction
from typing import Any

from casthouse.cli.argument import DayOption, JsonFlag, ScopeArgument, StartOption
from casthouse.cli.output import print_json, print_table, tonnes
from casthouse.measure.share import input_percentage_text
from casthouse.service.permission import OPERATOR
from casthouse.service.position import position

COLUMNS = (
    "stage",
    "CoC in, t",
    "other in, t",
    "made, t",
    "Input %",
    "out, t",
    "CoC out, t",
    "available, t",
    "still sellable, t",
)


def show(
    scope: ScopeArgument, *, period: StartOption = None, on: DayOption = None, as_json: JsonFlag = False
) -> None:
    """Show the live position of a scope: what was bought, sold, and may still be sold as CoC Material.

    Example: casthouse position RHEIN-COC --on 2025-06-30
    """
    found = position(OPERATOR, scope=scope, period=period, on=on)
    if as_json:
        print_json(found.as_json())
        return
    print_position(found.as_json(), closed=found.statement is not None)


def print_position(document: dict[str, Any], *, closed: bool) -> None:
    """Print a position as a table."""
    span = document["period"]
    state = "closed" if closed else "open"
    rows = [_row(stage, figures) for stage, figures in document["stages"].items()]
    print_table(COLUMNS, rows, title=f"{document['scope']}, {span['start']} to {span['end']}, {state}")


def _row(stage: str, figures: dict[str, Any]) -> list[str]:
    share = figures["input_share"]
    return [
        stage,
        tonnes(figures["coc_inflow_g"]),
        tonnes(figures["non_coc_inflow_g"]),
        tonnes(figures["production_g"]),
        input_percentage_text(None if share is None else Fraction(share)),
        tonnes(figures["outflow_g"]),
        tonnes(figures["coc_outflow_g"]),
        tonnes(figures["available_g"]),
        tonnes(figures["still_sellable_g"]),
    ]
