"""What the statement of a closed period binds, so that others can compute the period again."""

from django.http import HttpResponse
from ninja import Router

from casthouse.exchange.period_leaves_file import leaves_text
from casthouse.service.period_binding import bound_period, movement_proof, period_leaves
from casthouse.web.api.period import FindingShown
from casthouse.web.api.position import PeriodShown
from casthouse.web.api.shape import Day, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["periods"])


class BoundSetShown(Shown):
    """How many things are bound, and the root of the tree over them (RFC 9162), in hexadecimal."""

    count: str
    root: str


class SiteSpanShown(Shown):
    """Days of the period, both inclusive, on which a facility stood in the scope."""

    facility: str
    first: str
    last: str


class CertifiedSpanShown(Shown):
    """Days of the period, both inclusive, on all of which the scope was certified (`yes`) or on none (`no`)."""

    first: str
    last: str
    certified: str


class PeriodBindingShown(Shown):
    """What a statement binds; every value is a text, masses in grams."""

    type: str
    organisation: str
    scope: str
    period: PeriodShown
    edition: str
    rule_pack_sha256: str
    sites: list[SiteSpanShown]
    certified: list[CertifiedSpanShown]
    carried_in: dict[str, dict[str, str]]
    market_credits_g: str
    force_majeure: str
    position: dict[str, dict[str, str]]
    findings: list[FindingShown]
    movements: BoundSetShown
    documents_issued: BoundSetShown
    documents_received: BoundSetShown


class MovementProofShown(Shown):
    """The proof that a statement binds one movement: its content, its place, and the path to the root."""

    type: str
    organisation: str
    scope: str
    period_start: str
    movements: BoundSetShown
    index: str
    movement: dict[str, str]
    path: list[str]


@router.get("/scopes/{scope}/periods/{start}/binding", response=PeriodBindingShown)
def show_binding(request: ApiRequest, scope: str, start: Day) -> PeriodBindingShown:
    """Show what the statement in force of a closed period binds."""
    found = bound_period(request.auth, scope=scope, start=start).binding
    return PeriodBindingShown.model_validate(found.as_json())


@router.get(
    "/scopes/{scope}/periods/{start}/leaves",
    openapi_extra={
        "responses": {
            200: {
                "description": "One JSON object a line: reference and sha256",
                "content": {"application/jsonl": {"schema": {"type": "string"}}},
            }
        }
    },
)
def show_leaves(request: ApiRequest, scope: str, start: Day) -> HttpResponse:
    """Return the hash of each movement that a statement binds, by reference."""
    text = leaves_text(period_leaves(request.auth, scope=scope, start=start))
    return HttpResponse(text, content_type="application/jsonl")


@router.get("/scopes/{scope}/periods/{start}/proof", response=MovementProofShown)
def show_proof(request: ApiRequest, scope: str, start: Day, reference: str) -> MovementProofShown:
    """Prove that a statement binds one movement, without showing the others."""
    found = movement_proof(request.auth, scope=scope, start=start, reference=reference)
    return MovementProofShown.model_validate(found)
