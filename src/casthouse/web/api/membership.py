"""Memberships: class, joining date and standing with their history."""

from django.http import HttpResponse
from ninja import Router

from casthouse.parties.membership import Standing
from casthouse.service.membership import change_standing, membership
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Instant, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["members"])


class FactShown(Shown):
    """What was recorded: a change of standing, or what the register stated."""

    recorded_at: Instant
    actor: str
    effective: Day
    standing: str | None
    membership: str | None
    joined: Day | None
    reason: str | None


class MembershipShown(Shown):
    """A membership today; `certificates_to_suspend` still entitle although the standing is lost."""

    organisation: str
    membership: str | None
    joined: Day | None
    standing: str
    reason: str | None
    certificates_to_suspend: list[str]
    history: list[FactShown]


class StandingWanted(Given):
    """The new standing, why, and from when on; without a day from today on, where the organisation is."""

    standing: Standing
    reason: Text
    effective: Day | None = None


@router.get("/organisations/{organisation}/membership", response=MembershipShown)
def show(request: ApiRequest, organisation: str) -> MembershipShown:
    """Show the membership of an organisation with its history."""
    return MembershipShown.model_validate(membership(request.auth, organisation=organisation).as_json())


@router.post("/organisations/{organisation}/membership/standing", response=MembershipShown)
def change(request: ApiRequest, organisation: str, wanted: StandingWanted) -> HttpResponse:
    """Suspend a membership or restore it; the certificates that are then to be suspended are listed."""

    def work() -> Reply:
        story = change_standing(
            request.auth,
            organisation=organisation,
            standing=wanted.standing,
            reason=wanted.reason,
            effective=wanted.effective,
        )
        return Reply(shape=MembershipShown.model_validate(story.as_json()))

    return once(request, work)
