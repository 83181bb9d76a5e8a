"""`casthouse tolling`: a customer's metal, remelted or cast for a fee."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.tolling import TollEntry, TollSide
from casthouse.service import tolling as toll_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="A customer's metal, remelted or cast for a fee.", no_args_is_help=True)

CustomerOption = Annotated[str, typer.Option("--customer", metavar="NAME", help="Whose metal it is.")]


@app.command("link")
def link(
    scope: ScopeArgument,
    movement: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="Reference of the receipt or shipment.")
    ],
    *,
    customer: CustomerOption,
    as_json: JsonFlag = False,
) -> None:
    """Say of a receipt or a shipment that it is a customer's metal, received or handed back.

    Example: casthouse tolling link RIED-COC WE-1001 --customer MOSAN
    """
    made = toll_service.link_toll_movement(OPERATOR, scope=scope, customer=customer, movement=movement)
    _print(made, as_json=as_json)


@app.command("record")
def record(
    scope: ScopeArgument,
    *,
    customer: CustomerOption,
    reference: Annotated[str, typer.Option("--reference", metavar="KEY", help="Your own key for the entry.")],
    on: Annotated[date, typer.Option("--date", metavar="DATE", parser=day, help="The day.")],
    side: Annotated[TollSide, typer.Option("--side", help="What happened to the metal.")],
    material: Annotated[
        str, typer.Option("--material", metavar="M", help="aluminium, scrap or dross.")
    ] = "aluminium",
    quantity_g: Annotated[int, typer.Option("--quantity-g", metavar="N", help="The mass in grams.")],
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="TEXT", help="The customer's certificate that lists us.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Record metal that stays in the customer's accounts, or a loss: neither is a movement of ours.

    Example: casthouse tolling record RIED-COC --customer MOSAN --reference T-1 --date 2025-03-01 --side lost
    --quantity-g 300000
    """
    made = toll_service.record_toll_entry(
        OPERATOR,
        scope=scope,
        customer=customer,
        reference=reference,
        on=on,
        side=side,
        material=material,
        quantity_g=quantity_g,
        evidence=evidence,
    )
    _print(made, as_json=as_json)


@app.command("reverse")
def reverse(
    scope: ScopeArgument,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The entry's reference.")],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is taken back.")],
    as_json: JsonFlag = False,
) -> None:
    """Take back an entry that was made by mistake; a movement that it names stays.

    Example: casthouse tolling reverse RIED-COC T-1 --reason "wrong customer"
    """
    made = toll_service.reverse_toll_entry(OPERATOR, scope=scope, reference=reference, reason=reason)
    if as_json:
        print_json({"scope": scope, "reference": made.reference, "customer": made.customer})
    else:
        print_text(f"{made.reference} counts no more in the account of {made.customer}.")


@app.command("accounts")
def accounts(
    scope: ScopeArgument,
    *,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="The day; today without.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what came from each customer, what went back, and what is still owed.

    Example: casthouse tolling accounts RIED-COC --on 2025-06-30
    """
    book = toll_service.toll_book(OPERATOR, scope=scope, on=on)
    if as_json:
        print_json(book.as_json())
    else:
        rows = [
            [
                each.customer,
                tonnes(each.received_g),
                tonnes(each.returned_g),
                tonnes(each.lost_g),
                tonnes(each.open_g),
            ]
            for each in book.accounts
        ]
        columns = ("customer", "received, t", "returned, t", "lost, t", "open, t")
        print_table(columns, rows, title=f"{scope}, end of {book.on}")
        for finding in book.findings:
            print_text(f"{finding.code.value}: {finding.subject}, {finding.detail}")
    if book.findings:
        raise typer.Exit(1)


def _print(made: TollEntry, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "reference": made.reference,
                "customer": made.customer,
                "date": made.day.isoformat(),
                "side": made.side.value,
                "material": made.material.value,
                "quantity_g": made.mass_g,
            }
        )
    else:
        print_text(f"{made.reference}: {tonnes(made.mass_g)} t {made.side.value}, {made.customer}.")
