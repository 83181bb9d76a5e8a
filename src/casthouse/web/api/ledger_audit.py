"""The auditor at the ledger: tie-out, both sides of documents, anomalies, pins, the evidence pack."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from casthouse.service.document_comparison import compare
from casthouse.service.ledger_anomaly import anomalies, anomaly_json
from casthouse.service.ledger_finding import WantedPin, pin, pins
from casthouse.service.tie_out import entry_json, period_json, tie_entry, tie_period
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.download import pack_answer

router = Router(tags=["audits"])
LEDGER = "/audits/{audit}/ledger"


class PinGiven(Given):
    """A movement by its reference, a document by issuer and number, or an anomaly by its key; and the finding."""

    item: ShortText
    site: ShortText
    reference: Text = ""
    issuer: Text = ""
    number: Text = ""
    anomaly: Text = ""
    note: Text = ""


@router.get(f"{LEDGER}/tie-out", response=dict[str, Any])
def show_tie_out(request: ApiRequest, audit: str, period: Day | None = None) -> dict[str, Any]:
    """Tie a period out from its statement down to the imports; without one, the last that the audit covers."""
    return {"audit": audit, **period_json(tie_period(request.auth, audit=audit, start=period))}


@router.get(f"{LEDGER}/entries", response=dict[str, Any])
def show_entry(request: ApiRequest, audit: str, reference: str) -> dict[str, Any]:
    """Tie a movement out from its source up to the statement that it counts in."""
    return {"audit": audit, **entry_json(tie_entry(request.auth, audit=audit, reference=reference))}


@router.get(f"{LEDGER}/comparison", response=dict[str, Any])
def show_comparison(request: ApiRequest, audit: str) -> dict[str, Any]:
    """Compare both sides of every CoC Document that the audit covers."""
    return {"audit": audit, "documents": [each.as_json() for each in compare(request.auth, audit=audit)]}


@router.get(f"{LEDGER}/anomalies", response=dict[str, Any])
def show_anomalies(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List what looks unusual in the ledger that the audit covers; questions, not findings."""
    return {
        "audit": audit,
        "anomalies": [anomaly_json(each) for each in anomalies(request.auth, audit=audit)],
    }


@router.get(f"{LEDGER}/pins", response=dict[str, Any])
def list_pins(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List the entries pinned to findings, and which are another one today."""
    return {"audit": audit, "pins": [each.as_json() for each in pins(request.auth, audit=audit)]}


@router.post(f"{LEDGER}/pins", response={201: dict[str, Any]})
def pin_entry(request: ApiRequest, audit: str, given: PinGiven) -> HttpResponse:
    """Pin a ledger entry or an anomaly of the chain to a finding, as it is seen now."""
    wanted = WantedPin(**given.model_dump())

    def work() -> Reply:
        number = pin(request.auth, audit=audit, wanted=wanted)
        return Reply(shape={"audit": audit, "number": number}, status=201)

    return once(request, work)


@router.get(f"{LEDGER}/pack", response=bytes)
def fetch_pack(request: ApiRequest, audit: str) -> HttpResponseBase:
    """Fetch the evidence pack of an audit: a ZIP that verifies from itself."""
    return pack_answer(request.auth, audit)
