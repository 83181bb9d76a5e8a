"""The entries behind a footprint as CSV, whole, where the page lists them a part at a time."""

from collections.abc import Iterable

from casthouse.exchange.open_table import csv_lines
from casthouse.footprint.footprint_entry import FootprintEntry

COLUMNS = ("kind", "reference", "of", "label", "from", "basis", "inflow")


def footprint_entries_csv(entries: Iterable[FootprintEntry]) -> str:
    """Return them, a row each."""
    rows = (
        {
            "kind": each.kind.value,
            "reference": each.reference,
            "of": each.of,
            "label": each.label or None,
            "from": each.shipper or None,
            "basis": each.basis or None,
            "inflow": each.inflow,
        }
        for each in entries
    )
    return "".join(csv_lines(COLUMNS, rows))
