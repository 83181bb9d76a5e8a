"""Boundaries: what a scope covers, from which day on; open to everybody for a scope that is certified."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import BeforeValidator, Field

from casthouse.custody.boundary import ScopeKind
from casthouse.service.boundary import WantedBoundary, change_boundary
from casthouse.service.boundary_view import boundary_of_day, boundary_story, version_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Instant, ShortText, Shown, Text
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest
from casthouse.web.query import instant_of

router = Router(tags=["boundaries"])
LISTED_MAX = 1_000
KnownAt = Annotated[Instant | None, BeforeValidator(instant_of)]


class BoundarySiteShown(Shown):
    """A facility inside and what it does there."""

    facility: str
    activities: list[str]


class BoundaryVersionShown(Shown):
    """What a scope covers; without a first or last day where it has no beginning or end."""

    version: int
    first: Day | None
    last: Day | None
    kind: str | None
    name: str | None
    products: list[str]
    facilities: list[BoundarySiteShown]
    recorded_at: Instant
    actor: str | None
    reason: str | None


class LeftOutShown(Shown):
    """Facilities inside that a certificate in force does not certify."""

    certificate: str
    standard: str
    facilities: list[str]


class BoundaryShown(Shown):
    """A scope's boundary today and every version."""

    scope: str
    organisation: str
    today: Day
    now: BoundaryVersionShown | None
    not_certified: list[LeftOutShown]
    versions: list[BoundaryVersionShown]


class BoundaryOnDayShown(Shown):
    """A scope's boundary on a day, as known now and as known then."""

    scope: str
    day: Day
    boundary: BoundaryVersionShown | None
    known_at: Instant | None
    known_then: BoundaryVersionShown | None


class BoundaryWanted(Given):
    """What it is to cover, why, and from when on; what is left out stays, without a day from today on."""

    reason: Text
    effective: Day | None = None
    facilities: Annotated[list[ShortText], Field(max_length=LISTED_MAX)] | None = None
    kind: ScopeKind | None = None
    name: Annotated[str, Field(max_length=300)] | None = None
    products: Annotated[list[ShortText], Field(max_length=LISTED_MAX)] | None = None


@router.get("/boundaries/{code}", response=BoundaryShown, auth=OPEN_TO_ALL)
def show(request: ApiRequest, code: str, known_at: KnownAt = None) -> BoundaryShown:
    """Show what a scope covers with every version, as known now or at an instant."""
    return BoundaryShown.model_validate(boundary_story(request.auth, scope=code, known_at=known_at).as_json())


@router.get("/boundaries/{code}/on/{day}", response=BoundaryOnDayShown, auth=OPEN_TO_ALL)
def on(request: ApiRequest, code: str, day: Day, known_at: KnownAt = None) -> BoundaryOnDayShown:
    """Show what a scope covered on a day, as known now and as known at an instant."""
    return BoundaryOnDayShown.model_validate(
        boundary_of_day(request.auth, scope=code, day=day, known_at=known_at).as_json()
    )


@router.post("/scopes/{scope}/boundary", response=BoundaryVersionShown)
def change(request: ApiRequest, scope: str, wanted: BoundaryWanted) -> HttpResponse:
    """Let a scope cover something else from a day on; certificates keep their state, closed periods their figures."""

    def work() -> Reply:
        made = change_boundary(
            request.auth,
            scope=scope,
            wanted=WantedBoundary(
                facilities=None if wanted.facilities is None else tuple(wanted.facilities),
                kind=wanted.kind,
                name=wanted.name,
                products=None if wanted.products is None else tuple(wanted.products),
            ),
            reason=wanted.reason,
            effective=wanted.effective,
        )
        return Reply(shape=BoundaryVersionShown.model_validate(version_json(made, sees_reasons=True)))

    return once(request, work)
