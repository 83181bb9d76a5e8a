"""`casthouse position`: where a scope stands in a period."""

from fractions import Fraction
from typing import Any

from casthouse.cli.argument import DayOption, JsonFlag, ScopeArgument, StartOption
from casthouse.cli.output import NOTHING, print_json, print_table, print_text, tonnes
from casthouse.exchange.printed_figure import ROUNDED_UP
from casthouse.measure.share import input_percentage_text
from casthouse.service.permission import OPERATOR
from casthouse.service.position import position

FIGURES = (
    ("coc_inflow_g", "CoC in"),
    ("non_coc_inflow_g", "other in"),
    ("production_g", "made in the scope"),
    ("input_share", "input share, %"),
    ("outflow_g", "out, all"),
    ("own_maximum_g", "own maximum"),
    ("carried_in_g", "+ carried in"),
    ("to_repay_g", "- to repay"),
    ("coc_outflow_g", "- CoC out"),
    ("available_g", "= available"),
    ("still_sellable_g", "still sellable as CoC"),
    ("positive_balance_g", "balance handed on"),
    ("overdraft_g", "internal overdraft"),
)
"""The figures of a stage in the order in which they add up."""

HELD = ("coc_inflow_g", "non_coc_inflow_g", "production_g", "outflow_g", "carried_in_g", "to_repay_g")
ROUNDING = "in t, rounded against the claimant; --json has the exact grams"


def show(
    scope: ScopeArgument, *, period: StartOption = None, on: DayOption = None, as_json: JsonFlag = False
) -> None:
    """Show the live position of a scope: what was bought, sold, and may still be sold as CoC Material.

    Tonnes are shown with three decimals, rounded against the claimant: other in, CoC out, to repay and the internal
    overdraft up, every other figure and the input share down. The accounts keep grams; --json prints them.

    Example: casthouse position RHEIN-COC --on 2025-06-30
    """
    found = position(OPERATOR, scope=scope, period=period, on=on)
    if as_json:
        print_json(found.as_json())
        return
    print_position(found.as_json(), closed=found.statement is not None)


def print_position(document: dict[str, Any], *, closed: bool) -> None:
    """Print a position as a table, a column for each stage in which something moved or was carried."""
    span = document["period"]
    state = "closed" if closed else "open"
    title = f"{document['scope']}, {span['start']} to {span['end']}, {state}"
    moved = {stage: each for stage, each in document["stages"].items() if any(each[name] for name in HELD)}
    if not moved:
        print_text(f"{title}: nothing moved and nothing was carried in.")
        return
    names = [name for name, _ in FIGURES if not (closed and name == "still_sellable_g")]
    words = dict(FIGURES)
    rows = [[words[name], *(_cell(name, each) for each in moved.values())] for name in names]
    print_table((ROUNDING, *moved), rows, title=title)


def _cell(name: str, figures: dict[str, Any]) -> str:
    if name == "input_share":
        share = figures[name]
        return input_percentage_text(None if share is None else Fraction(share))
    if name == "still_sellable_g" and figures["available_g"] < 0:
        return NOTHING  # more was sold than is granted
    return tonnes(figures[name], up=name in ROUNDED_UP)
