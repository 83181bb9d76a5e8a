"""Claims: requested, submitted, approved, used and ended; and checked by anybody by their number."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import FileResponse, HttpResponse
from ninja import Query, Router

from casthouse.assurance.claim_word import FilePurpose
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.service import claim as claim_service
from casthouse.service import claim_review as review_service
from casthouse.service import claim_use as use_service
from casthouse.service.claim_check import check_claim
from casthouse.service.claim_json import guide_json, lines_json, queue_json, view_json
from casthouse.service.claim_view import claim_queue, claim_view, claims_guide, claims_of
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.web.api.body import spooled_body
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.once import Reply, once
from casthouse.web.api.self_assessment import EVIDENCE, FILE
from casthouse.web.api.shape import Day, Given, Grams, ShortText, Text
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest
from casthouse.web.download import evidence_answer

router = Router(tags=["claims"])
OF_HOLDER = "/organisations/{organisation}/claims"
CLAIM = "/claims/{claim}"


class WishGiven(Given):
    """What a claim is to say, and where; a mass needs the first day of its period."""

    form: Literal["short", "full", "explained"] = "full"
    scope: Text = ""
    facilities: tuple[ShortText, ...] = ()
    activities: tuple[ShortText, ...] = ()
    product: Text = ""
    mass_g: Grams | None = None
    direction: Literal["output", "input"] = "output"
    stage: ShortText = "aluminium"
    period_start: Day | None = None
    own_words: Text = ""
    place: Text = ""
    use_from: Day | None = None
    use_to: Day | None = None
    renews: Text = ""

    @property
    def wanted(self) -> WantedClaim:
        """The wish as the use case takes it."""
        members = self.model_dump()
        return WantedClaim(**{name: members[name] for name in WishGiven.model_fields})


class ClaimGiven(WishGiven):
    """A claim to draft; `guide` names a claims guide in force, the latest when left out."""

    kind: Literal["membership", "performance", "custody", "on_product"]
    guide: Text = ""


class UseGiven(Given):
    """Where an approved claim stands, from which day on; today when left out."""

    place: Text
    on: Day | None = None


class FileNamed(Given):
    """What a file is called, and why it stands behind the claim."""

    name: ShortText
    purpose: FilePurpose = FilePurpose.ARTWORK


class CheckAsked(Given):
    """The number that stands beside a claim, and the day asked for; today when left out."""

    number: ShortText
    day: Day | None = None


@router.get(OF_HOLDER, response=dict[str, Any])
def list_claims(request: ApiRequest, organisation: str) -> dict[str, Any]:
    """List the claims of an organisation, newest first."""
    return {
        "organisation": organisation,
        "claims": lines_json(claims_of(request.auth, organisation=organisation)),
    }


@router.post(OF_HOLDER, response={201: dict[str, Any]})
def draft(request: ApiRequest, organisation: str, given: ClaimGiven) -> HttpResponse:
    """Draft a claim; words that may not be used are refused at once."""

    def work() -> Reply:
        made = claim_service.request_claim(
            request.auth, organisation=organisation, kind=given.kind, wanted=given.wanted, guide=given.guide
        )
        return Reply(shape=view_json(claim_view(request.auth, number=made.number)), status=201)

    return once(request, work)


@router.get("/claims/waiting", response=dict[str, Any])
def list_waiting(request: ApiRequest) -> dict[str, Any]:
    """List the claims that wait for the secretariat, and those that it approved."""
    return queue_json(claim_queue(request.auth))


@router.get("/claims/check", response=dict[str, Any], auth=OPEN_TO_ALL)
def check(request: ApiRequest, asked: Query[CheckAsked]) -> dict[str, Any]:
    """Say what everybody may know of an approved claim; whether it may be made on a day."""
    return check_claim(request.auth, number=asked.number, day=asked.day).as_json()


@router.get("/claims/guides/{code}", response=dict[str, Any], auth=OPEN_TO_ALL)
def guide(request: ApiRequest, code: str) -> dict[str, Any]:
    """Return a claims guide; what each kind needs, and which words may not be used."""
    return guide_json(claims_guide(code))


@router.get(CLAIM, response=dict[str, Any])
def show(request: ApiRequest, claim: str) -> dict[str, Any]:
    """Show a claim with its text, what is missing and what comes next."""
    return view_json(claim_view(request.auth, number=claim))


@router.post(CLAIM, response=dict[str, Any])
def revise(request: ApiRequest, claim: str, given: WishGiven) -> HttpResponse:
    """Write a draft anew; what it said before stays on record."""
    return _done(
        request,
        claim,
        lambda: claim_service.revise_claim(request.auth, number=claim, wanted=given.wanted),
    )


@router.post(f"{CLAIM}/submit", response=dict[str, Any])
def submit(request: ApiRequest, claim: str) -> HttpResponse:
    """Hand a draft to the secretariat; every precondition must hold today."""
    return _done(request, claim, lambda: claim_service.submit_claim(request.auth, number=claim))


@router.post(f"{CLAIM}/approve", response=dict[str, Any])
def approve(request: ApiRequest, claim: str) -> HttpResponse:
    """Approve a claim that somebody else requested."""
    return _done(request, claim, lambda: review_service.approve_claim(request.auth, number=claim))


@router.post(f"{CLAIM}/reject", response=dict[str, Any])
def reject(request: ApiRequest, claim: str, given: ReasonGiven) -> HttpResponse:
    """Reject a claim with a reason that its holder reads."""
    return _done(
        request,
        claim,
        lambda: review_service.reject_claim(request.auth, number=claim, reason=given.reason),
    )


@router.post(f"{CLAIM}/use", response=dict[str, Any])
def use(request: ApiRequest, claim: str, given: UseGiven) -> HttpResponse:
    """Say where an approved claim stands, and from which day on."""
    return _done(
        request,
        claim,
        lambda: use_service.put_in_use(request.auth, number=claim, place=given.place, on=given.on),
    )


@router.post(f"{CLAIM}/end", response=dict[str, Any])
def end(request: ApiRequest, claim: str, given: ReasonGiven) -> HttpResponse:
    """End a claim, or take a request back."""
    return _done(
        request, claim, lambda: use_service.end_claim(request.auth, number=claim, reason=given.reason)
    )


@router.post(f"{CLAIM}/revoke", response=dict[str, Any])
def revoke(request: ApiRequest, claim: str, given: ReasonGiven) -> HttpResponse:
    """Take the approval of a claim back, as when it is used otherwise than approved."""
    return _done(
        request,
        claim,
        lambda: review_service.revoke_claim(request.auth, number=claim, reason=given.reason),
    )


@router.post(f"{CLAIM}/files", response={201: dict[str, Any]}, openapi_extra=FILE)
def add_file(request: ApiRequest, claim: str, named: Query[FileNamed]) -> HttpResponse:
    """Put a file behind a claim: the body is its content, or a form with one file."""
    with spooled_body(request, bytes_max=EVIDENCE_BYTES_MAX) as body:

        def work() -> Reply:
            incoming = Incoming(name=named.name, pieces=file_pieces(body.path))
            use_service.add_claim_file(
                request.auth, number=claim, purpose=named.purpose.value, incoming=incoming
            )
            return Reply(shape=view_json(claim_view(request.auth, number=claim)), status=201)

        return once(request, work, digest=body.digest)


@router.get(f"{CLAIM}/files/{{digest}}", openapi_extra=EVIDENCE)
def file(request: ApiRequest, claim: str, digest: str) -> FileResponse:
    """Return a file behind a claim as it was kept."""
    found, content = use_service.read_claim_file(request.auth, number=claim, digest=digest)
    return evidence_answer(found, content)


def _done(request: ApiRequest, claim: str, act: Callable[[], object]) -> HttpResponse:
    def work() -> Reply:
        act()
        return Reply(shape=view_json(claim_view(request.auth, number=claim)))

    return once(request, work)
