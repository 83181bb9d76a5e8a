"""Transfers of certificates: asked for, accepted, declined, withdrawn, refused, confirmed."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Router

from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import (
    accept_transfer,
    ask_transfer,
    decline_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from casthouse.service.certificate_transfer_view import (
    TransferView,
    certificate_transfer,
    certificate_transfers,
)
from casthouse.web.api.certificate import FallingClaim, ReachShown
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, Instant, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["certificates"])


class SiteNamed(Given):
    """A site, by the code that the giver has for it and the one that the taker has."""

    before: ShortText
    after: ShortText


class SiteShown(Shown):
    """A site, by the code that the giver has for it and the one that the taker has."""

    before: str
    after: str


class StepShown(Shown):
    """What somebody said about a transfer."""

    act: str
    actor: str
    at: Instant
    reason: str | None


class HindranceShown(Shown):
    """Why the next consent would be refused as things stand today."""

    code: str
    found: str
    expected: str
    todo: str


class TransferShown(Shown):
    """A transfer; `successors` has the certificates of the taker, by number of what each continues.

    `hindrance` is looked for where one transfer is read; null where nothing stands in the way.
    """

    transfer: int
    state: str
    giver: str
    taker: str
    scope: str
    day: Day
    certificates: list[str]
    successors: dict[str, str]
    taker_scope: str | None
    sites: list[SiteShown]
    steps: list[StepShown]
    choices: list[str]
    hindrance: HindranceShown | None


class TransferList(Shown):
    """Transfers, the newest first."""

    transfers: list[TransferShown]


class PassedShown(Shown):
    """A certificate that passes; `continued_by` is null where it was only asked what would happen."""

    certificate: str
    standard: str
    continued_by: str | None
    level: str
    valid_to: Day | None
    facilities: list[str]


class MadeTransferShown(TransferShown):
    """A transfer that was confirmed, or would be: from which day on, what passes, whom it touches."""

    from_day: Day
    passes: list[PassedShown]
    touched: list[ReachShown]
    claims: list[FallingClaim]
    audits_withdrawn: list[str]
    told: int


class TransferAsked(Given):
    """Certificates of one scope and who takes them over; without a day from today on, where the giver is."""

    certificates: list[ShortText]
    taker: ShortText
    day: Day | None = None
    reason: Text


class TransferAccepted(Given):
    """The taker's scope; the sites may be left out where both scopes have one."""

    scope: ShortText
    sites: tuple[SiteNamed, ...] = ()
    reason: Text = ""


class ReasonGiven(Given):
    """Why."""

    reason: Text


class TransferConfirmed(ReasonGiven):
    """What was looked at; `dry_run` shows what would happen and changes nothing."""

    dry_run: Flag = False


@router.get("/certificates/transfers", response=TransferList)
def list_transfers(request: ApiRequest) -> TransferList:
    """List the transfers that the caller may read, the newest first."""
    return TransferList(transfers=[_shown(each) for each in certificate_transfers(request.auth)])


@router.post("/certificates/transfers", response={201: TransferShown})
def ask(request: ApiRequest, wanted: TransferAsked) -> HttpResponse:
    """Ask that certificates pass to another organisation."""

    def work() -> Reply:
        made = ask_transfer(
            request.auth,
            certificates=wanted.certificates,
            taker=wanted.taker,
            day=wanted.day,
            reason=wanted.reason,
        )
        return Reply(shape=_shown(made), status=201)

    return once(request, work)


@router.get("/certificates/transfers/{int:number}", response=TransferShown)
def show(request: ApiRequest, number: int) -> TransferShown:
    """Show a transfer with everything that was said about it."""
    return _shown(certificate_transfer(request.auth, number=number))


@router.post("/certificates/transfers/{int:number}/accept", response=TransferShown)
def accept(request: ApiRequest, number: int, wanted: TransferAccepted) -> HttpResponse:
    """Accept a transfer for a scope of the own organisation."""
    sites = [PassedSite(before=each.before, after=each.after) for each in wanted.sites]
    return _said(
        request,
        lambda: accept_transfer(
            request.auth, number=number, scope=wanted.scope, sites=sites, reason=wanted.reason
        ),
    )


@router.post("/certificates/transfers/{int:number}/decline", response=TransferShown)
def decline(request: ApiRequest, number: int, wanted: ReasonGiven) -> HttpResponse:
    """Decline a transfer as its taker, also after accepting it."""
    return _said(request, lambda: decline_transfer(request.auth, number=number, reason=wanted.reason))


@router.post("/certificates/transfers/{int:number}/withdraw", response=TransferShown)
def withdraw(request: ApiRequest, number: int, wanted: ReasonGiven) -> HttpResponse:
    """Withdraw a transfer as its giver, before it is confirmed."""
    return _said(request, lambda: withdraw_transfer(request.auth, number=number, reason=wanted.reason))


@router.post("/certificates/transfers/{int:number}/refuse", response=TransferShown)
def refuse(request: ApiRequest, number: int, wanted: ReasonGiven) -> HttpResponse:
    """Refuse a transfer as the secretariat."""
    return _said(request, lambda: refuse_transfer(request.auth, number=number, reason=wanted.reason))


@router.post("/certificates/transfers/{int:number}/confirm", response=MadeTransferShown)
def confirm(request: ApiRequest, number: int, wanted: TransferConfirmed) -> HttpResponse:
    """Confirm a transfer as the secretariat, by nobody who asked or accepted; the customers are told."""

    def work() -> Reply:
        made = confirm_transfer(request.auth, number=number, reason=wanted.reason, dry_run=wanted.dry_run)
        return Reply(shape=MadeTransferShown.model_validate(made.as_json()))

    return once(request, work)


def _said(request: ApiRequest, use_case: Callable[[], TransferView]) -> HttpResponse:
    return once(request, lambda: Reply(shape=_shown(use_case())))


def _shown(view: TransferView) -> TransferShown:
    return TransferShown.model_validate(view.as_json())
