"""The shipments of a recall as CSV: a line a shipment, with its customer and the recalled lots whose metal is in it."""

from casthouse.exchange.open_table import csv_lines
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.provenance.origin_page import UNITS, units_text

COLUMNS = (
    "customer",
    "shipped_by",
    "reference",
    "date",
    "document",
    "lot",
    "shipped_g",
    "mass_g",
    "share",
    "recalled_lots",
)


def recall_csv(shipments: tuple[SeenShipment, ...]) -> str:
    """Return the shipments by customer; grams and shares are rounded up, since a recall must not miss one."""
    rows = (
        {
            "customer": each.customer or None,
            "shipped_by": each.place.organisation,
            "reference": each.place.reference,
            "date": each.day or None,
            "document": each.document or None,
            "lot": each.place.lot,
            "shipped_g": each.shipped_g,
            "mass_g": each.mass_g,
            "share": units_text(each.share.parts(UNITS)),
            "recalled_lots": " ".join(lot.lot for lot in each.subjects),
        }
        for each in sorted(shipments, key=lambda one: (one.customer, one.day, one.place))
    )
    return "".join(csv_lines(COLUMNS, rows))
