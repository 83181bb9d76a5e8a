"""`casthouse credit`: market credits, in editions that know them."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.measure.count import counted
from casthouse.service import market_credit as credit_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Market credits, in editions that know them (coc-v1).", no_args_is_help=True)

ReferenceOption = Annotated[str, typer.Option("--reference", metavar="KEY", help="Your own key for it.")]


@app.command("allocate")
def allocate(
    scope: ScopeArgument,
    *,
    period: Annotated[
        date, typer.Option("--period", metavar="START", parser=day, help="First day of the period.")
    ],
    mass_g: Annotated[
        int, typer.Option("--mass-g", metavar="N", help="A whole number of credits, in grams.")
    ],
    reference: ReferenceOption,
    as_json: JsonFlag = False,
) -> None:
    """Set whole credits aside of the aluminium allowance; what is set aside may not be sold as CoC Material.

    Example: casthouse credit allocate OLD-COC --period 2021-01-01 --mass-g 500000000 --reference C-1
    """
    made = credit_service.allocate(OPERATOR, scope=scope, period=period, mass_g=mass_g, reference=reference)
    if as_json:
        print_json({"reference": made.reference, "credits": made.credit_count, "mass_g": made.mass_g})
    else:
        print_text(
            f"{made.reference}: {counted(made.credit_count, 'credit')}, {tonnes(made.mass_g)} t set aside."
        )


@app.command("sell")
def sell(
    scope: ScopeArgument,
    allocation: Annotated[str, typer.Argument(metavar="ALLOCATION", help="Reference of the allocation.")],
    *,
    buyer: Annotated[str, typer.Option("--buyer", metavar="CODE", help="The organisation that buys.")],
    on: Annotated[date, typer.Option("--on", metavar="DATE", parser=day, help="The day of the sale.")],
    credit_count: Annotated[int, typer.Option("--credits", metavar="N", help="How many.")],
    reference: ReferenceOption,
    as_json: JsonFlag = False,
) -> None:
    """Sell credits of an allocation to a company behind the casthouse, within the allocation's period.

    Example: casthouse credit sell OLD-COC C-1 --buyer SHANNON --on 2021-06-01 --credits 100 --reference S-1
    """
    made = credit_service.sell(
        OPERATOR,
        scope=scope,
        allocation=allocation,
        buyer=buyer,
        on=on,
        credit_count=credit_count,
        reference=reference,
    )
    if as_json:
        print_json({"reference": made.reference, "buyer": made.buyer, "credits": made.credit_count})
    else:
        print_text(f"{made.reference}: {counted(made.credit_count, 'credit')} to {made.buyer}.")


@app.command("list")
def list_(
    scope: ScopeArgument,
    *,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="The day; today without.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the credits of a scope: sold, open, lapsed.

    Example: casthouse credit list OLD-COC --on 2021-12-31
    """
    book = credit_service.credit_book(OPERATOR, scope=scope, on=on).as_json()
    if as_json:
        print_json(book)
        return
    columns = ("reference", "period from", "credits", "sold", "open", "lapsed")
    rows = [
        [each["reference"], each["period"]["start"], *(each[name] for name in columns[2:])]
        for each in book["allocations"]
    ]
    print_table(columns, rows, title=f"{scope}, {book['on']}")
