"""Samples from the ledger that an audit covers: drawn, shown, sent."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.service import ledger_sample as sample_service
from casthouse.service.ledger_sample import WantedSample
from casthouse.service.ledger_sample_json import sample_json, sample_view_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, WholeNumber
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["audits"])
SAMPLES = "/audits/{audit}/ledger/samples"


class SampleGiven(Given):
    """What is drawn and how; no size: that of the manual; no seed: chance; `strata_by` parts the population."""

    over: ShortText = "movements"
    method: ShortText = "simple_random"
    size: WholeNumber | None = None
    strata_by: tuple[ShortText, ...] = ()
    seed: ShortText = ""


@router.get(SAMPLES, response=dict[str, Any])
def list_samples(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List the samples of an audit, the latest first; to the organisation those that were sent."""
    return {
        "audit": audit,
        "samples": [sample_json(each) for each in sample_service.samples(request.auth, audit=audit)],
    }


@router.post(SAMPLES, response={201: dict[str, Any]})
def draw(request: ApiRequest, audit: str, given: SampleGiven) -> HttpResponse:
    """Draw a sample, and keep it with its method, seed and the digest of the population."""
    wanted = WantedSample(
        over=given.over, method=given.method, size=given.size, dimensions=given.strata_by, seed=given.seed
    )

    def work() -> Reply:
        made = sample_service.draw(request.auth, audit=audit, wanted=wanted)
        view = sample_service.sample_view(request.auth, audit=audit, number=made.number)
        return Reply(shape=sample_view_json(view), status=201)

    return once(request, work)


@router.get(f"{SAMPLES}/{{number}}", response=dict[str, Any])
def show(request: ApiRequest, audit: str, number: int) -> dict[str, Any]:
    """Show a sample, and whether the population is still the one it was drawn from."""
    return sample_view_json(sample_service.sample_view(request.auth, audit=audit, number=number))


@router.post(f"{SAMPLES}/{{number}}/send", response={201: dict[str, Any]})
def send(request: ApiRequest, audit: str, number: int) -> HttpResponse:
    """Send a sample to the organisation; sent again it stays as it is."""

    def work() -> Reply:
        return Reply(
            shape=sample_json(sample_service.send(request.auth, audit=audit, number=number)), status=201
        )

    return once(request, work)
