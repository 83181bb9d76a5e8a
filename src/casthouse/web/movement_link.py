"""Where the movements behind a figure are listed."""

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from casthouse.custody.finding import FindingCode
from casthouse.custody.stage import Stage
from casthouse.custody.statement import StatementFinding

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


FINDING_QUERIES = {
    FindingCode.OVERDRAFT_NOT_ALLOWED: QUERIES["coc_out"],
    FindingCode.OVERDRAFT_ABOVE_LIMIT: QUERIES["coc_out"],
    FindingCode.OUTFLOW_EXCEEDS_INFLOW: QUERIES["out"],
    FindingCode.SUPPLIER_NOT_ENTITLED: QUERIES["coc_in"],
}


def finding_link(finding: StatementFinding, *, organisation: str, scope: str, first: date, last: date) -> str:
    """Return the address of the movements that a finding is about, of its stage or its supplier."""
    known = {"scope": scope, "first": first.isoformat(), "last": last.isoformat()}
    known |= FINDING_QUERIES.get(finding.code, {})
    if finding.stage:
        known["stage"] = finding.stage.value
    if finding.supplier:
        known["q"] = finding.supplier
    return f"{reverse('movements', args=[organisation])}?{urlencode(known)}"
