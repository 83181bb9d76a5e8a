"""Where the movements behind a figure are listed."""

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from casthouse.custody.stage import Stage

QUERIES = {
    "coc_in": {"kind": "receipt", "coc": "yes"},
    "other_in": {"kind": "receipt", "coc": "no"},
    "extraction": {"kind": "extraction"},
    "made": {"kind": "production"},
    "out": {"kind": "shipment"},
    "coc_out": {"kind": "shipment", "coc": "yes"},
}


def movement_links(*, organisation: str, scope: str, stage: Stage, first: date, last: date) -> dict[str, str]:
    """Return the addresses of the movements of a stage of a scope between two days, by figure."""
    known = {"scope": scope, "stage": stage.value, "first": first.isoformat(), "last": last.isoformat()}
    address = reverse("movements", args=[organisation])
    return {name: f"{address}?{urlencode({**known, **query})}" for name, query in QUERIES.items()}
