"""Notices: what an organisation was told, and who of its people read it."""

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.service.notice import notice_json, notices, read_notice
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.shape import Instant, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["notices"])


class NoticeShown(Shown):
    """A notice; `read_at` is null while nobody read it."""

    notice: int
    organisation: str
    at: Instant
    sender: str
    subject: str
    text: str
    link: str
    read_at: Instant | None
    read_by: str | None


class NoticeList(Shown):
    """A page of notices, the newest first."""

    notices: list[NoticeShown]
    next: str | None


@router.get("/organisations/{organisation}/notices", response=NoticeList)
def list_notices(request: ApiRequest, organisation: str, paging: Query[Paging]) -> NoticeList:
    """List what an organisation was told, the newest first."""
    found = notices(
        request.auth, organisation=organisation, before=number_after(paging), limit=paging.limit + 1
    )
    shown = [NoticeShown.model_validate(notice_json(each)) for each in found[: paging.limit]]
    return NoticeList(
        notices=shown, next=next_page(request, shown[-1].notice if len(found) > paging.limit else None)
    )


@router.post("/organisations/{organisation}/notices/{int:number}/read", response=NoticeShown)
def read(request: ApiRequest, organisation: str, number: int) -> HttpResponse:
    """Say that a notice was read; who read it first stands."""

    def work() -> Reply:
        found = read_notice(request.auth, organisation=organisation, identifier=number)
        return Reply(shape=NoticeShown.model_validate(notice_json(found)))

    return once(request, work)
