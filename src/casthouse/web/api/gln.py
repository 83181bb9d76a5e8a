"""The Global Location Number of an organisation."""

from django.http import HttpResponse
from ninja import Router

from casthouse.parties.gln import GlnFact
from casthouse.service.gln import state_gln, stated_gln
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, Instant, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["statements"])
ONE = "/organisations/{organisation}/gln"


class GlnGiven(Given):
    """The number as people write it; blank to take it back."""

    gln: str


class GlnShown(Shown):
    """The number that is stated, null for none; since when, and who said so."""

    organisation: str
    gln: str | None
    at: Instant | None
    by: str | None


def _shown(organisation: str, fact: GlnFact | None) -> GlnShown:
    return GlnShown(
        organisation=organisation,
        gln=(fact.gln or None) if fact else None,
        at=fact.at if fact else None,
        by=fact.actor if fact else None,
    )


@router.get(ONE, response=GlnShown)
def show(request: ApiRequest, organisation: str) -> GlnShown:
    """Show the Global Location Number of an organisation."""
    return _shown(organisation, stated_gln(request.auth, organisation=organisation))


@router.post(ONE, response=GlnShown)
def state(request: ApiRequest, organisation: str, given: GlnGiven) -> HttpResponse:
    """State the Global Location Number of an organisation, or take it back."""

    def work() -> Reply:
        return Reply(
            shape=_shown(organisation, state_gln(request.auth, organisation=organisation, gln=given.gln))
        )

    return once(request, work)
