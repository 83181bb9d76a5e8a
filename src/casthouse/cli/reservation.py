"""`casthouse reservation`: tonnes kept for a customer."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartOption, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.reservation_book import RecordedReservation, ReservationBook
from casthouse.custody.stage import STAGES
from casthouse.service import reservation as reservation_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="CoC tonnes kept for a customer.", no_args_is_help=True)

PeriodOption = Annotated[
    date, typer.Option("--period", metavar="START", parser=day, help="First day of the period.")
]
StageOption = Annotated[str, typer.Option("--stage", metavar="S", help="bauxite, alumina or aluminium.")]
CustomerOption = Annotated[
    str, typer.Option("--customer", metavar="NAME", help="As the counterparty of its shipments is written.")
]
MassOption = Annotated[int, typer.Option("--quantity-g", metavar="N", help="The mass to keep, in grams.")]
ReferenceOption = Annotated[str, typer.Option("--reference", metavar="KEY", help="Your own key for it.")]
FromOption = Annotated[
    date | None,
    typer.Option("--from", metavar="DATE", parser=day, help="Shipments from this day on draw from it."),
]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="Anything to keep beside it.")]
ReferenceArgument = Annotated[str, typer.Argument(metavar="REFERENCE", help="The reservation's reference.")]


@app.command("propose")
def propose(
    scope: ScopeArgument,
    *,
    period: PeriodOption,
    stage: StageOption,
    customer: CustomerOption,
    quantity_g: MassOption,
    reference: ReferenceOption,
    draws_from: FromOption = None,
    note: NoteOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Propose to keep tonnes for a customer; it holds them once another person has approved it.

    Example: casthouse reservation propose RHEIN-COC --period 2025-01-01 --stage aluminium --customer MOSAN
    --quantity-g 500000000 --reference R-1
    """
    made = reservation_service.propose_reservation(
        OPERATOR,
        scope=scope,
        period=period,
        stage=stage,
        customer=customer,
        quantity_g=quantity_g,
        reference=reference,
        draws_from=draws_from,
        note=note,
    )
    _print(made, as_json=as_json)


@app.command("set")
def set_(
    scope: ScopeArgument,
    *,
    period: PeriodOption,
    stage: StageOption,
    customer: CustomerOption,
    quantity_g: MassOption,
    reference: ReferenceOption,
    draws_from: FromOption = None,
    note: NoteOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Keep tonnes for a customer at once, as the operator of the store.

    Example: casthouse reservation set RHEIN-COC --period 2025-01-01 --stage aluminium --customer MOSAN
    --quantity-g 500000000 --reference R-1
    """
    made = reservation_service.set_reservation(
        OPERATOR,
        scope=scope,
        period=period,
        stage=stage,
        customer=customer,
        quantity_g=quantity_g,
        reference=reference,
        draws_from=draws_from,
        note=note,
    )
    _print(made, as_json=as_json)


@app.command("approve")
def approve(scope: ScopeArgument, reference: ReferenceArgument, *, as_json: JsonFlag = False) -> None:
    """Approve a reservation that another person proposed.

    Example: casthouse reservation approve RHEIN-COC R-1
    """
    made = reservation_service.approve_reservation(OPERATOR, scope=scope, reference=reference)
    _print(made, as_json=as_json)


@app.command("release")
def release(
    scope: ScopeArgument,
    reference: ReferenceArgument,
    *,
    quantity_g: Annotated[
        int | None,
        typer.Option("--quantity-g", metavar="N", help="Grams to give free; all that is open without."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Give a reservation free, or a part of it; take a proposal back.

    Example: casthouse reservation release RHEIN-COC R-1 --quantity-g 200000000
    """
    left = reservation_service.release_reservation(
        OPERATOR, scope=scope, reference=reference, quantity_g=quantity_g
    )
    _print(left, as_json=as_json)


@app.command("list")
def list_(scope: ScopeArgument, *, period: StartOption = None, as_json: JsonFlag = False) -> None:
    """List the reservations of a period: what each still holds, and what is free for others.

    Example: casthouse reservation list RHEIN-COC --period 2025-01-01
    """
    book = reservation_service.reservations(OPERATOR, scope=scope, period=period)
    if as_json:
        print_json(book.as_json())
    else:
        _print_book(book)


def _print(made: RecordedReservation, *, as_json: bool) -> None:
    if as_json:
        print_json(made.as_json())
        return
    held = made.reservation
    print_text(
        f"Reservation {held.reference}, {made.state.value}: {tonnes(held.open_g)} t of "
        f"{held.account.stage.value} for {held.customer}."
    )


def _print_book(book: ReservationBook) -> None:
    stages = [(stage, book.stage(stage)) for stage in STAGES]
    print_table(
        ("stage", "sellable, t", "reserved, t", "free, t", "short, t"),
        [
            [
                stage.value,
                tonnes(each.sellable_g),
                tonnes(each.reserved_g, up=True),
                tonnes(each.free_g),
                tonnes(each.short_g, up=True),
            ]
            for stage, each in stages
        ],
        title=f"{book.scope}, {book.period.start} to {book.period.last_day}",
    )
    if not book.recorded:
        print_text("Nothing is reserved.")
        return
    columns = ("reference", "customer", "stage", "reserved, t", "drawn, t", "open, t", "state", "approved by")
    print_table(columns, [_row(each) for each in book.recorded])


def _row(each: RecordedReservation) -> list[str]:
    held = each.reservation
    return [
        held.reference,
        held.customer,
        held.account.stage.value,
        tonnes(held.mass_g),
        tonnes(held.drawn_g),
        tonnes(held.open_g),
        each.state.value,
        each.approved_by,
    ]
