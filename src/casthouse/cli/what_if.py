"""`casthouse what-if`: what may still be sold if this and that happens."""

import re
from datetime import date
from fractions import Fraction
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartOption, day
from casthouse.cli.output import print_json, print_table, tonnes
from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, Material
from casthouse.custody.what_if import SupposedLapse, SupposedMovement
from casthouse.measure.mass import QUANTITY_PATTERN
from casthouse.measure.share import input_percentage_text
from casthouse.service import clock
from casthouse.service.permission import OPERATOR
from casthouse.service.what_if import what_if

COLUMNS = ("stage", "", "Input %", "available, t", "still sellable, t")
PARTS_OF_MOVEMENT = 3
FORM = "TONNES:MATERIAL:yes|no[:COUNTERPARTY[:DATE]]"


def movement(kind: Kind, text: str, today: date) -> SupposedMovement:
    """Read a supposed movement, as `FORM` says."""
    parts = text.split(":")
    try:
        tonnes_text, material, mark = parts[:PARTS_OF_MOVEMENT]
        if not re.fullmatch(QUANTITY_PATTERN, tonnes_text) or mark not in {"yes", "no"}:
            raise typer.BadParameter(f"“{text}” is not {FORM}")
        return SupposedMovement(
            kind=kind,
            material=Material(material),
            day=day(parts[4]) if len(parts) > PARTS_OF_MOVEMENT + 1 else today,
            quantity_g=round(Fraction(tonnes_text) * 10**6),
            coc=mark == "yes",
            counterparty=parts[3] if len(parts) > PARTS_OF_MOVEMENT else "",
        )
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is not {FORM}") from error


def lapse(text: str) -> SupposedLapse:
    """Read `SUPPLIER:DATE`, the first day without a certificate."""
    supplier, _, first = text.rpartition(":")
    if not supplier:
        raise typer.BadParameter(f"“{text}” is not SUPPLIER:DATE")
    return SupposedLapse(supplier=supplier, first_day=day(first))


def show(
    scope: ScopeArgument,
    *,
    receipt: Annotated[
        list[str] | None, typer.Option("--receipt", metavar=FORM, help="Supposed receipt.")
    ] = None,
    shipment: Annotated[
        list[str] | None, typer.Option("--shipment", metavar=FORM, help="Supposed shipment.")
    ] = None,
    lapses: Annotated[
        list[str] | None,
        typer.Option("--lapse", metavar="SUPPLIER:DATE", help="That supplier's certificate ends."),
    ] = None,
    period: StartOption = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="NAME", help="Judge under another rule pack.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what may still be sold by the period's end if receipts, shipments and lapses happen. Nothing is posted.

    Example: casthouse what-if RHEIN-COC --receipt 500:aluminium:yes:SUPA --shipment 300:aluminium:yes
    """
    today = clock.today() if period is None else period
    found = what_if(
        OPERATOR,
        scope=scope,
        movements=[
            *(movement(Kind.RECEIPT, text, today) for text in receipt or ()),
            *(movement(Kind.SHIPMENT, text, today) for text in shipment or ()),
        ],
        lapses=[lapse(text) for text in lapses or ()],
        period=period,
        edition=edition,
    )
    if as_json:
        print_json({"scope": scope, "now": found.now.as_json(), "then": found.then.as_json()})
        return
    rows = []
    for stage in STAGES:
        for word, position in (("now", found.now.stages[stage]), ("then", found.then.stages[stage])):
            rows.append(
                [
                    stage.value,
                    word,
                    input_percentage_text(position.input_share),
                    tonnes(position.available_g),
                    tonnes(position.still_sellable_g),
                ]
            )
    print_table(COLUMNS, rows, title=f"{scope}, {found.now.period.start} to {found.now.period.last_day}")
