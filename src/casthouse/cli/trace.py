"""`casthouse trace`: where a lot came from, and to whom it went."""

from fractions import Fraction
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.trace_json import trace_json
from casthouse.measure.mass import tonnes_text
from casthouse.service.permission import OPERATOR
from casthouse.service.trace import Trace, trace

SHOWN_MAX = 30
UNDISCLOSED = "undisclosed"


def show(
    reference: Annotated[
        str,
        typer.Argument(metavar="REFERENCE", help="A lot, a movement's reference, or a document's number."),
    ],
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="CODE", help="Whose lot, movement or document.")
    ],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Trace a lot upstream to its origins and downstream to its customers, with masses.

    The physical answer follows known lots: its shares are facts. The attributed one says what the accounts of the
    period attribute, by the rule named. They are never mixed. --json has the exact shares and grams.

    Example: casthouse trace COIL-4711 --organisation RHEIN
    """
    found = trace(OPERATOR, organisation=organisation, reference=reference)
    if as_json:
        print_json(trace_json(found))
    else:
        _print(found)


def _print(found: Trace) -> None:
    document = trace_json(found)
    lot = found.subject.lot
    print_text(f"Lot {lot.lot} of {lot.organisation}, {tonnes_text(found.subject.mass_g)} t.")
    rows = [[*_words(each), *_figures(each)] for each in document["physical"]["origins"][:SHOWN_MAX]]
    columns = ("organisation", "lot", "movement", "from", "mass, t", "share, %")
    title = f"Physical: {found.lots} lots, {found.edges} edges"
    print_table(columns, rows, title=title)
    _print_attributed(document["attributed"], columns)
    shipments = [
        [entry["customer"] or UNDISCLOSED, *_shipped(each), *_figures(each)]
        for entry in document["downstream"]["customers"]
        for each in entry["shipments"]
    ][:SHOWN_MAX]
    if shipments:
        columns = ("customer", "shipment", "date", "lot", "of this lot, t", "share of the shipment, %")
        print_table(columns, shipments, title="Downstream")
    else:
        print_text("Downstream: nothing of it was shipped.")


def _print_attributed(document: dict[str, object], columns: tuple[str, ...]) -> None:
    origins = document["origins"]
    assert isinstance(origins, list)
    if document["rule"] is None:
        print_text("Attributed: nothing, since the lot came into being in no scope's accounts.")
        return
    period = document["period"]
    assert isinstance(period, dict)
    rows = [[*_words(each), *_figures(each)] for each in origins[:SHOWN_MAX]]
    title = f"Attributed, {document['rule']} over {document['scope']}, {period['start']} to {period['end']}"
    print_table(columns, rows, title=title)
    if len(origins) > SHOWN_MAX:
        print_text(f"… and {len(origins) - SHOWN_MAX} more; --json gives all.")


def _words(each: dict[str, object]) -> tuple[str, ...]:
    names = ("lot", "reference", "counterparty")
    where = each["organisation"] or each.get("country") or UNDISCLOSED
    return str(where), *(str(each[name] or "") for name in names)


def _shipped(each: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(each[name] or "") for name in ("reference", "date", "lot"))


def _figures(each: dict[str, object]) -> tuple[str, str]:
    share = "" if each["share"] is None else f"{float(Fraction(str(each['share'])) * 100):.2f}"
    return tonnes_text(int(str(each["mass_g"]))), share
