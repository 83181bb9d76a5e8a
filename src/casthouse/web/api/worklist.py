"""Work lists: what waits for the caller, or what the caller may know of, by day."""

from ninja import Query, Router

from casthouse.parties.duty import DutyKind
from casthouse.service.worklist import counted, worklist
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.shape import Day, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["work lists"])


class DutyShown(Shown):
    """One thing to do; `due` is the last day in time, where the organisation is, null where no day is set."""

    kind: str
    organisation: str | None
    firm: str | None
    audit: str | None
    scope: str | None
    holder: str
    subject: str
    text: str
    opens: Day | None
    due: Day | None
    standing: str
    days_left: int | None
    missed: str | None
    rule: str | None
    clause: str | None
    verified: bool
    count: int
    mine: bool
    link: str


class WorkListShown(Shown):
    """A page of a work list, overdue first, then by day; `counts` are of the whole list."""

    entries: list[DutyShown]
    counts: dict[str, int]
    next: str | None


class WorkWanted(Paging):
    """Of which organisation and kind, up to which day, and whether what waits for others is wanted too."""

    organisation: str | None = None
    kind: DutyKind | None = None
    until: Day | None = None
    others: bool = False


@router.get("/worklist", response=WorkListShown)
def list_work(request: ApiRequest, wanted: Query[WorkWanted]) -> WorkListShown:
    """List what waits for the caller, overdue first; without a last day it goes a year ahead."""
    entries = worklist(
        request.auth,
        organisation=wanted.organisation,
        until=wanted.until,
        with_others=wanted.others,
        kind=wanted.kind,
    )
    begin = number_after(wanted) or 0
    end = begin + wanted.limit
    return WorkListShown(
        entries=[DutyShown.model_validate(each.as_json()) for each in entries[begin:end]],
        counts=counted(entries),
        next=next_page(request, end if end < len(entries) else None),
    )
