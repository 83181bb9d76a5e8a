"""`casthouse recall`: who got metal of several lots."""

from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.reference_list import references_from_file
from casthouse.exchange.trace_json import recall_json
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.service.permission import OPERATOR
from casthouse.service.recall import recall

LOTS_SHOWN = 8


def show(
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REFERENCE...", help="Lots, references of movements, or numbers of documents."
        ),
    ] = None,
    *,
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="CODE", help="Whose lots, movements or documents.")
    ],
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A text with one more reference a line.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say who got metal of any of several lots: each customer once, with the mass and the lots that it came from.

    A gram counts once, also where one of the lots was made of another. --json has the exact shares of each shipment.

    Example: casthouse recall HEAT-0815 HEAT-0816 --organisation RHEIN
    """
    named = [*(references or ()), *(references_from_file(file) if file is not None else ())]
    found = recall_json(recall(OPERATOR, organisation=organisation, references=named))
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    lots = found["lots"]
    mass_g = sum(each["mass_g"] for each in lots)
    print_text(
        f"{counted(len(lots), 'lot')} of {found['organisation']}, {tonnes_words(mass_g)} t by themselves."
    )
    rows = [
        [
            each["customer"],
            tonnes_words(each["mass_g"]),
            str(len(each["shipments"])),
            _lots(each["lots"]),
        ]
        for each in found["customers"]
    ]
    if rows:
        print_table(("customer", "of these lots, t", "shipments", "from"), rows, title="Recall")
    else:
        print_text("Nothing of them was shipped.")


def _lots(names: list[str]) -> str:
    rest = len(names) - LOTS_SHOWN
    return ", ".join(names[:LOTS_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
