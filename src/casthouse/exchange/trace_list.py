"""The lists of a trace as CSV: whole, where a page shows the largest. Shares have fifteen decimals, rounded half-even.

A text like 1/3 would be a day in a spreadsheet; the exact fractions are in the JSON of the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from casthouse.exchange.open_table import csv_lines
from casthouse.picture.flow_network import FlowNetwork
from casthouse.provenance.attribution import AttributedShare
from casthouse.provenance.disclosed_attribution import SeenPoolOrigin
from casthouse.provenance.disclosed_trace import Place, SeenOrigin, SeenShipment
from casthouse.provenance.origin_page import UNITS, units_text

Row = Mapping[str, object]
PLACE = ("organisation", "country", "facility", "lot", "reference", "counterparty", "kind", "undisclosed")


class TraceList(StrEnum):
    """The lists of a trace, by the names that their files have."""

    ORIGINS = "origins"
    FLOWS = "flows"
    SHIPMENTS = "shipments"
    ATTRIBUTED = "attributed"
    ACCOUNTS = "accounts"
    ACCOUNT_FLOWS = "account_flows"


def share_decimals(share: Fraction | None) -> str | None:
    """Return a share with its decimals; None where it is not told."""
    return None if share is None else units_text(round(share * UNITS))


def origins_csv(origins: Iterable[SeenOrigin]) -> str:
    """Return the physical origins."""
    rows = ({**_place(e.place), "mass_g": e.mass_g, "share": share_decimals(e.share)} for e in origins)
    return _csv((*PLACE, "mass_g", "share"), rows)


def flows_csv(network: FlowNetwork) -> str:
    """Return the flows of a picture."""
    names = {node.key: node.label for node in network.nodes}
    rows = (
        {
            "from": names[band.source],
            "to": names[band.target],
            "undisclosed": band.is_undisclosed,
            "mass_g": band.mass_g,
        }
        for band in network.bands
    )
    return _csv(("from", "to", "undisclosed", "mass_g"), rows)


def shipments_csv(shipments: Iterable[SeenShipment]) -> str:
    """Return the shipments that hold something of the subject."""
    columns = ("customer", "organisation", "country", "lot", "reference", "date", "document", "shipped_g")
    rows = (
        {
            "customer": each.customer or None,
            **_place(each.place),
            "date": each.day or None,
            "document": each.document or None,
            "shipped_g": each.shipped_g or None,
            "mass_g": each.mass_g,
            "share": units_text(each.share.parts(UNITS)),
        }
        for each in shipments
    )
    return _csv((*columns, "mass_g", "share"), rows)


def attributed_csv(shares: Iterable[AttributedShare]) -> str:
    """Return what the accounts of one scope attribute to each inflow."""
    columns = ("organisation", "lot", "reference", "counterparty", "share", "share_min", "share_max")
    rows = (
        {
            "organisation": each.inflow.organisation,
            "lot": each.inflow.lot or None,
            "reference": each.inflow.reference,
            "counterparty": each.inflow.counterparty or None,
            "share": share_decimals(each.share),
            "share_min": share_decimals(each.share_min),
            "share_max": share_decimals(each.share_max),
        }
        for each in shares
    )
    return _csv(columns, rows)


def accounts_csv(origins: Iterable[SeenPoolOrigin]) -> str:
    """Return where the trail through the accounts of all companies ends; what tells too much is empty."""
    shares = ("share", "share_from", "share_to", "share_min", "share_max")
    rows = (
        {
            **_place(each.place),
            "mass_g": each.mass_g,
            "share": share_decimals(each.share),
            "share_from": share_decimals(each.share_from),
            "share_to": share_decimals(each.share_to),
            "share_min": share_decimals(each.possible.least),
            "share_max": share_decimals(each.possible.most),
        }
        for each in origins
    )
    return _csv((*PLACE, "mass_g", *shares), rows)


def _place(place: Place) -> dict[str, object]:
    names = [name for name in PLACE if name != "undisclosed"]
    return {name: getattr(place, name) or None for name in names} | {"undisclosed": place.is_undisclosed}


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    return "".join(csv_lines(columns, ({**row, **_yes_no(row)} for row in rows)))


def _yes_no(row: Row) -> dict[str, object]:
    return {name: "yes" if value else "no" for name, value in row.items() if isinstance(value, bool)}
