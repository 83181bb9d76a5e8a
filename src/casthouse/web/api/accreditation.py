"""Audit firms: who belongs to them, what they are accredited for, and which relations they declared."""

from datetime import date

from django.http import HttpResponse
from ninja import Router

from casthouse.service.accreditation import (
    accredit,
    add_auditor,
    audit_firms,
    declare_relation,
    end_accreditation,
    firm_json,
    firm_record,
    register_firm,
    remove_auditor,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["accreditation"])
FIRM = "/audit-firms/{firm}"


class FirmGiven(Given):
    """What an audit firm is called, and the two letters of its country."""

    name: ShortText
    country: ShortText


class FirmSummary(Shown):
    """An audit firm and who belongs to it."""

    code: str
    name: str
    country: str
    auditors: list[str]


class FirmList(Shown):
    """Every audit firm."""

    firms: list[FirmSummary]


class AccreditationShown(Shown):
    """One accreditation; `valid_to` is its last day, inclusive, and `end_reason` why it ended early."""

    number: int
    auditor: str
    standard: str
    country: str
    activity: str
    valid_from: date
    valid_to: date
    end_reason: str


class RelationShown(Shown):
    """A declared relation; without an auditor it is the firm's own, without `until` it lasts."""

    auditor: str
    organisation: str
    kind: str
    since: date
    until: date | None


class FirmShown(FirmSummary):
    """A firm with its accreditations; relations only for its own people and the secretariat."""

    accreditations: list[AccreditationShown]
    relations: list[RelationShown]


class AccreditationGiven(Given):
    """For which countries and activities an auditor is accredited, and how long."""

    auditor: ShortText
    standard: ShortText
    countries: list[ShortText]
    activities: list[ShortText]
    valid_from: Day
    valid_to: Day


class EndGiven(Given):
    """When an accreditation ends, and why."""

    last_day: Day
    reason: Text


class RelationGiven(Given):
    """A relation of the firm, or of one of its auditors, with an organisation."""

    organisation: ShortText
    kind: ShortText
    since: Day
    until: Day | None = None
    auditor: Text = ""


class AuditorShown(Shown):
    """Somebody who belongs to a firm; `password` is set once, for an account that was just made."""

    firm: str
    username: str
    password: str | None = None


@router.get("/audit-firms", response=FirmList)
def list_firms(request: ApiRequest) -> FirmList:
    """List the audit firms and who belongs to them."""
    return FirmList(
        firms=[
            FirmSummary(code=each.code, name=each.name, country=each.country, auditors=list(each.auditors))
            for each in audit_firms(request.auth)
        ]
    )


@router.get(FIRM, response=FirmShown)
def show(request: ApiRequest, firm: str) -> FirmShown:
    """Show what a firm is accredited for."""
    return _shown(request, firm)


@router.post(FIRM, response=FirmShown)
def register(request: ApiRequest, firm: str, given: FirmGiven) -> HttpResponse:
    """Register an audit firm, or say what it is called now."""

    def work() -> Reply:
        register_firm(request.auth, code=firm, name=given.name, country=given.country)
        return Reply(shape=_shown(request, firm))

    return once(request, work)


@router.post(f"{FIRM}/auditors/{{username}}", response={201: AuditorShown})
def employ(request: ApiRequest, firm: str, username: str) -> HttpResponse:
    """Let a person belong to a firm; who is new gets an account, whose password is told once."""

    def work() -> Reply:
        made = add_auditor(request.auth, firm=firm, username=username)
        shape = AuditorShown(firm=firm, username=username, password=made.password)
        return Reply(shape=shape, status=201, kept=AuditorShown(firm=firm, username=username))

    return once(request, work)


@router.post(f"{FIRM}/auditors/{{username}}/remove", response=AuditorShown)
def dismiss(request: ApiRequest, firm: str, username: str) -> HttpResponse:
    """Let a person belong to a firm no more."""

    def work() -> Reply:
        remove_auditor(request.auth, firm=firm, username=username)
        return Reply(shape=AuditorShown(firm=firm, username=username))

    return once(request, work)


@router.post(f"{FIRM}/accreditations", response={201: FirmShown})
def grant(request: ApiRequest, firm: str, given: AccreditationGiven) -> HttpResponse:
    """Accredit an auditor for each of the countries and activities."""

    def work() -> Reply:
        accredit(request.auth, firm=firm, **given.model_dump())
        return Reply(shape=_shown(request, firm), status=201)

    return once(request, work)


@router.post(f"{FIRM}/accreditations/{{number}}/end", response=FirmShown)
def end(request: ApiRequest, firm: str, number: int, given: EndGiven) -> HttpResponse:
    """End an accreditation before its last day."""

    def work() -> Reply:
        end_accreditation(request.auth, firm=firm, number=number, **given.model_dump())
        return Reply(shape=_shown(request, firm))

    return once(request, work)


@router.post(f"{FIRM}/relations", response={201: FirmShown})
def declare(request: ApiRequest, firm: str, given: RelationGiven) -> HttpResponse:
    """Declare a relation with an organisation; said anew with an end, it ends."""

    def work() -> Reply:
        declare_relation(request.auth, firm=firm, **given.model_dump())
        return Reply(shape=_shown(request, firm), status=201)

    return once(request, work)


def _shown(request: ApiRequest, firm: str) -> FirmShown:
    return FirmShown.model_validate(firm_json(firm_record(request.auth, firm=firm)))
