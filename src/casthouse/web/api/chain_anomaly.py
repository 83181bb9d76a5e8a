"""Anomalies over the accounts of all organisations, and what clears them."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.service.anomaly_clearance import clear_anomaly
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.chain_anomaly_json import anomalies_json, asked_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["anomalies"])


class ClearanceGiven(Given):
    """What was seen that answers an anomaly, and the digest of the evidence that was seen.

    `is_told` says whether the reason is for the organisations concerned, too.
    """

    key: ShortText
    reason: Text
    digest: ShortText
    is_told: Flag = False
    period: Day | None = None


@router.get("/anomalies", response=dict[str, Any])
def list_all(request: ApiRequest, period: Day | None = None) -> dict[str, Any]:
    """List what looks unusual over all organisations, in twelve months from a day; without one, the last year."""
    return anomalies_json(chain_anomalies(request.auth, start=period))


@router.get("/organisations/{organisation}/anomalies", response=dict[str, Any])
def list_of(request: ApiRequest, organisation: str, period: Day | None = None) -> dict[str, Any]:
    """List an organisation's own side of what looks unusual; nothing of the other sides."""
    return anomalies_json(chain_anomalies(request.auth, organisation=organisation, start=period))


@router.post("/anomalies/clearances", response={201: dict[str, Any]})
def clear(request: ApiRequest, given: ClearanceGiven) -> HttpResponse:
    """Clear an anomaly as its evidence is; other evidence opens it again."""

    def work() -> Reply:
        asked = clear_anomaly(
            request.auth,
            key=given.key,
            reason=given.reason,
            start=given.period,
            digest=given.digest,
            is_told=given.is_told,
        )
        return Reply(shape=asked_json(asked), status=201)

    return once(request, work)
