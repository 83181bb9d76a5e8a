"""The public register: search, members, facilities, certificates and summary reports; no account is needed."""

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.public_register import PublicKind
from casthouse.parties.activity import Activity
from casthouse.service.public_certificate import public_certificate
from casthouse.service.public_facility import public_facility
from casthouse.service.public_member import public_member
from casthouse.service.public_register import (
    PAGE_SIZE,
    PAGE_SIZE_MAX,
    PublicSearch,
    search_public,
)
from casthouse.service.summary_report import summary_json, summary_report
from casthouse.standard.standard_name import StandardName
from casthouse.web.api.paging import Cursor, next_page
from casthouse.web.api.shape import Day, Given, ShortText, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["public register"], auth=OPEN_TO_ALL)
SearchText = Annotated[str, StringConstraints(max_length=200)]
Country = Annotated[str, StringConstraints(max_length=2)]


class PublicAsked(Cursor):
    """Words, and what the rest must be; left out: anything. States and sites are those of the day, or of today."""

    q: SearchText = ""
    kind: PublicKind | None = None
    standard: StandardName | None = None
    state: CertificateState | None = None
    activity: Activity | None = None
    country: Country = ""
    day: Day | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE


class DayAsked(Given):
    """A day; left out: today."""

    day: Day | None = None


class NumberAsked(DayAsked):
    """The number of a certificate, and a day."""

    number: ShortText


class EntryShown(Shown):
    """A member, facility, certificate or summary report; what does not concern its kind is null."""

    kind: str
    code: str
    name: str
    organisation: str
    organisation_name: str
    country: str
    standard: str | None
    state: str | None
    first: Day | None
    last: Day | None


class FoundShown(Shown):
    """A page of what was found; `meant` are words that may have been meant where nothing was."""

    day: Day
    counts: dict[str, int]
    entries: list[EntryShown]
    certificate: str | None
    meant: list[str]
    next: str | None


@router.get("/public/search", response=FoundShown)
def search(request: ApiRequest, asked: Query[PublicAsked]) -> FoundShown:
    """Search what is public, by the beginnings of words, without regard to case and accents."""
    wanted = PublicSearch(
        text=asked.q,
        kind=asked.kind,
        standard=asked.standard,
        state=asked.state,
        activity=asked.activity,
        country=asked.country.upper(),
        day=asked.day,
    )
    found = search_public(request.auth, wanted, after=asked.after, limit=asked.limit).as_json()
    return FoundShown(next=next_page(request, found.pop("after")), **found)


@router.get("/public/members/{code}", response=dict[str, Any])
def show_member(request: ApiRequest, code: str) -> dict[str, Any]:
    """Show a member with its certificates, facilities and summary reports."""
    return public_member(request.auth, code=code).as_json()


@router.get("/public/facilities/{code}", response=dict[str, Any])
def show_facility(request: ApiRequest, code: str, asked: Query[DayAsked]) -> dict[str, Any]:
    """Show a facility, and whether it was certified on a day under each standard."""
    return public_facility(request.auth, code=code, day=asked.day).as_json()


@router.get("/public/certificate", response=dict[str, Any])
def show_certificate(request: ApiRequest, asked: Query[NumberAsked]) -> dict[str, Any]:
    """Show a certificate as it stands on a day, with its history."""
    return public_certificate(request.auth, number=asked.number, day=asked.day).as_json()


@router.get("/public/reports/{audit}", response=dict[str, Any])
def show_report(request: ApiRequest, audit: str) -> dict[str, Any]:
    """Show the summary report of an audit."""
    return summary_json(summary_report(request.auth, audit=audit))
