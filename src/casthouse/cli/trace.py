"""`casthouse trace`: where a lot came from, and to whom it went."""

from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, TracedArgument
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.trace_json import attributed_json, place_json, trace_json
from casthouse.measure.mass import tonnes_words
from casthouse.measure.share import input_percentage_text, output_percentage_text
from casthouse.provenance.attribution import AttributedShare
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.provenance.lot_graph import EdgeKind
from casthouse.service.permission import OPERATOR
from casthouse.service.trace import Trace, trace

SHOWN_MAX = 30
UNDISCLOSED, UNRECORDED = "undisclosed", "unrecorded"


def show(
    reference: TracedArgument,
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
    lot = found.subject.lot
    print_text(f"Lot {lot.lot} of {lot.organisation}, {tonnes_words(found.subject.mass_g)} t.")
    rows = [
        [*_words(place_json(each.place)), tonnes_words(each.mass_g), input_percentage_text(each.share)]
        for each in found.origins[:SHOWN_MAX]
    ]
    columns = ("organisation", "lot", "movement", "from", "mass, t", "share, %")
    print_table(columns, rows, title=f"Physical: {found.lots} lots, {found.edges} edges")
    _print_more(len(found.origins))
    _print_attributed(found, columns)
    shipments = sorted(found.downstream, key=lambda each: each.customer)
    if shipments:
        columns = ("customer", "shipment", "date", "lot", "of this lot, t", "share of the shipment, %")
        print_table(columns, [_shipped(each) for each in shipments[:SHOWN_MAX]], title="Downstream")
        _print_more(len(shipments))
        print_text("What those who disclose no lots shipped on is undisclosed.")
    else:
        print_text("Downstream: nothing of it was shipped.")


def _print_attributed(found: Trace, columns: tuple[str, ...]) -> None:
    document = attributed_json(found.attributed, found.subject.mass_g)
    if document["rule"] is None:
        print_text("Attributed: nothing, since the lot came into being in no scope's accounts.")
        return
    period, shares = document["period"], found.attributed.shares
    told = zip(document["origins"][:SHOWN_MAX], shares, strict=False)
    rows = [[*_words(each), tonnes_words(each["mass_g"]), *_possible(share)] for each, share in told]
    title = f"Attributed, {document['rule']} over {document['scope']}, {period['start']} to {period['end']}"
    print_table((*columns, "at least, %", "at most, %"), rows, title=title)
    _print_more(len(shares))


def _possible(each: AttributedShare) -> tuple[str, str, str]:
    """Return a share with what is possible at least and at most; the most is rounded up, the others down."""
    least, most = input_percentage_text(each.share_min), output_percentage_text(each.share_max)
    return input_percentage_text(each.share), least, most


def _print_more(count: int) -> None:
    if count > SHOWN_MAX:
        print_text(f"… and {count - SHOWN_MAX} more; --json gives all.")


def _words(each: dict[str, Any]) -> tuple[str, ...]:
    where = each["organisation"] or each.get("country") or UNDISCLOSED
    movement = UNRECORDED if each.get("kind") == EdgeKind.UNRECORDED else each["reference"]
    return str(where), *(str(word or "") for word in (each["lot"], movement, each["counterparty"]))


def _shipped(each: SeenShipment) -> list[str]:
    """Return a shipment as a line; its share is rounded up, as on the page: a recall must not miss one."""
    share = output_percentage_text(each.share.ceiling)
    place = each.place
    return [
        each.customer,
        place.reference,
        each.day,
        place.lot,
        tonnes_words(each.mass_g),
        share,
    ]
