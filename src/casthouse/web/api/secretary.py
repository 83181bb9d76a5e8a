"""The secretariat: who is of it, who is proposed, and the second person who confirms."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.service import secretary as service
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["people"])
PROPOSALS = "/secretariat/proposals"


class Proposed(Given):
    """Whom: the name to sign in with."""

    username: ShortText


class ProposalMade(Shown):
    """A proposal; `password` is told once, of somebody who is new."""

    username: str
    proposed_by: str
    proposed_at: str
    outcome: str | None
    ended_by: str | None
    ended_at: str | None
    password: str | None


@router.get("/secretariat", response=dict[str, Any])
def show(request: ApiRequest) -> dict[str, Any]:
    """Show who holds a role for the whole store, and who was proposed."""
    return service.secretariat(request.auth).as_json()


@router.post(PROPOSALS, response={201: ProposalMade})
def propose(request: ApiRequest, given: Proposed) -> HttpResponse:
    """Propose somebody; the password of who is new is in this answer and nowhere else."""

    def work() -> Reply:
        made = service.propose_secretary(request.auth, username=given.username)
        shown = service.proposal_json(made.proposal)
        return Reply(
            shape=ProposalMade(**shown, password=made.password),
            kept=ProposalMade(**shown, password=None),
            status=201,
        )

    return once(request, work)


@router.post(f"{PROPOSALS}/{{username}}/confirm", response=dict[str, Any])
def confirm(request: ApiRequest, username: str) -> HttpResponse:
    """Confirm somebody whom another person proposed."""

    def work() -> Reply:
        made = service.confirm_secretary(request.auth, username=username)
        return Reply(shape=service.proposal_json(made))

    return once(request, work)


@router.post(f"{PROPOSALS}/{{username}}/decline", response=dict[str, Any])
def decline(request: ApiRequest, username: str) -> HttpResponse:
    """Decline a proposal, or take the own one back."""

    def work() -> Reply:
        made = service.decline_secretary(request.auth, username=username)
        return Reply(shape=service.proposal_json(made))

    return once(request, work)
