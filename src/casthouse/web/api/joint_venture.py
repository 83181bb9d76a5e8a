"""Joint ventures: shares in facilities of others."""

from django.http import HttpResponse
from ninja import Router

from casthouse.service.joint_venture import end_interest, interest_json, joint_ventures, record_interest
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Instant, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["joint ventures"])


class InterestShown(Shown):
    """A share in a facility, exact as "a/b"; `last` is null while no end is known."""

    number: int
    facility: str
    controlled_by: str
    holder: str
    share: str
    first: Day
    last: Day | None
    reason: str
    end_reason: str | None
    recorded_at: Instant
    actor: str


class InterestList(Shown):
    """The shares that an organisation holds, and those that others hold in its facilities."""

    joint_ventures: list[InterestShown]


class InterestWanted(Given):
    """A share as 1/3 or 0.25, from a day on, and what it rests on."""

    facility: ShortText
    holder: ShortText
    share: ShortText
    first: Day
    reason: Text


class InterestEnd(Given):
    """The last day of a share, inclusive, and why it ends."""

    last: Day
    reason: Text


@router.get("/organisations/{organisation}/joint-ventures", response=InterestList)
def list_of(request: ApiRequest, organisation: str) -> InterestList:
    """List the shares that an organisation holds, and those that others hold in its facilities."""
    found = joint_ventures(request.auth, organisation=organisation)
    return InterestList(joint_ventures=[InterestShown.model_validate(interest_json(each)) for each in found])


@router.post("/joint-ventures", response={201: InterestShown})
def record(request: ApiRequest, wanted: InterestWanted) -> HttpResponse:
    """Record that an organisation holds a share in a facility of another."""

    def work() -> Reply:
        made = record_interest(
            request.auth,
            facility=wanted.facility,
            holder=wanted.holder,
            share=wanted.share,
            first=wanted.first,
            reason=wanted.reason,
        )
        return Reply(shape=InterestShown.model_validate(interest_json(made)), status=201)

    return once(request, work)


@router.post("/joint-ventures/{number}/end", response=InterestShown)
def end(request: ApiRequest, number: int, wanted: InterestEnd) -> HttpResponse:
    """Record the last day of a share."""

    def work() -> Reply:
        ended = end_interest(request.auth, number=number, last=wanted.last, reason=wanted.reason)
        return Reply(shape=InterestShown.model_validate(interest_json(ended)))

    return once(request, work)
