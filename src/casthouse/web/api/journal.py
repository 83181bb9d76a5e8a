"""The journal: who did what in an organisation."""

from typing import Any

from ninja import Query, Router

from casthouse.service.journal import journal
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.shape import Instant, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["people"])


class ActShown(Shown):
    """One act."""

    number: int
    at: Instant
    actor: str
    act: str
    subject: str
    detail: dict[str, Any]


class Journal(Shown):
    """A page of acts, the newest first."""

    acts: list[ActShown]
    next: str | None


@router.get("/organisations/{organisation}/journal", response=Journal)
def list_acts(request: ApiRequest, organisation: str, paging: Query[Paging]) -> Journal:
    """List what was done in an organisation, by whom and when; the newest first."""
    found = journal(
        request.auth, organisation=organisation, before=number_after(paging), limit=paging.limit + 1
    )
    acts = [
        ActShown(
            number=each.number,
            at=each.at,
            actor=each.actor,
            act=each.act,
            subject=each.subject,
            detail=each.detail,
        )
        for each in found[: paging.limit]
    ]
    return Journal(acts=acts, next=next_page(request, acts[-1].number if len(found) > paging.limit else None))
