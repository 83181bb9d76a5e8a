"""Certificates: their life, moves by the secretariat and the holder, and whether a facility was certified on a day."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BeforeValidator

from casthouse.assurance.certificate_state import CertificateState, MoveKind
from casthouse.parties.activity import Activity
from casthouse.service.certificate_application import applications, apply_for_certificate
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_view import certificate_story, certificates_of, certification_on
from casthouse.standard.standard_name import StandardName
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, Instant, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.query import instant_of

router = Router(tags=["certificates"])

KnownAt = Annotated[Instant | None, BeforeValidator(instant_of)]


class MoveShown(Shown):
    """One thing that happened; `sequence` is null for what is due and not recorded yet."""

    sequence: int | None
    move: str
    by: str
    effective: Day
    recorded_at: Instant | None
    actor: str | None
    reason: str | None
    reference: str | None
    level: str | None
    valid_from: Day | None
    valid_to: Day | None


class RecordedMove(MoveShown):
    """A move in the history of a certificate; it is void where it finds another state on its day than it needs."""

    void: bool


class FacilityShown(Shown):
    """A site and what it is certified to do there."""

    facility: str
    activities: list[str]


class VersionShown(Shown):
    """The sites of a certificate from a day on."""

    version: int
    first: Day
    facilities: list[FacilityShown]


class PhaseShown(Shown):
    """A run of days in one state; `last` is null for the final one."""

    state: str
    first: Day
    last: Day | None


class CertificateShown(Shown):
    """A certificate with its history; reasons and names are null for those who may not see them.

    `entitled_to` is the last day on which it entitles if nothing else happens, null where it does not entitle today;
    `coming` is the next move on record for a day to come.
    """

    number: str
    organisation: str
    scope: str
    standard: str
    edition: str | None
    state: str | None
    since: Day | None
    valid_from: Day | None
    valid_to: Day | None
    entitled_to: Day | None
    coming: MoveShown | None
    performance_due: Day | None
    scope_versions: list[VersionShown]
    phases: list[PhaseShown]
    moves: list[RecordedMove]


class CertificateList(Shown):
    """The certificates of an organisation, the latest first."""

    certificates: list[CertificateShown]


class AnswerShown(Shown):
    """Certified or not, and what decides."""

    certified: bool
    reason: str
    certificate: str | None
    state: str | None
    valid_from: Day | None
    valid_to: Day | None
    scope_version: VersionShown | None
    moves: list[MoveShown]


class CertificationShown(AnswerShown):
    """The same with what was asked, and as it was known at an instant where one was given."""

    facility: str
    activity: str | None
    standard: str
    day: Day
    known_at: Instant | None
    known_then: AnswerShown | None


class CertificationAsked(Given):
    """A facility, a standard and a day; an activity and the instant of the knowledge if wanted."""

    facility: ShortText
    standard: StandardName = StandardName.CHAIN_OF_CUSTODY
    day: Day
    activity: Activity | None = None
    known_at: KnownAt = None


@router.get("/certificates/on", response=CertificationShown)
def ask_day(request: ApiRequest, asked: Query[CertificationAsked]) -> CertificationShown:
    """Say whether a facility was certified on a day, for an activity, under a standard, and why, or why not."""
    answer = certification_on(
        request.auth,
        facility=asked.facility,
        standard=asked.standard,
        day=asked.day,
        activity=asked.activity,
        known_at=asked.known_at,
    )
    return CertificationShown.model_validate(answer.as_json())


class StoryWanted(Given):
    """As it was known at an instant; without one, as it is known now."""

    known_at: KnownAt = None


class MoveWanted(Given):
    """A move; without a day it holds from today on, where the holder is. `dry_run` shows whom it touches.

    `seen` is the state in which you saw the certificate: where it stands elsewhere meanwhile, nothing is done.
    """

    move: MoveKind
    effective: Day | None = None
    reason: Text = ""
    dry_run: Flag = False
    seen: CertificateState | None = None


class MovePlace(Given):
    """The number of the certificate."""

    number: ShortText


class CustomerShown(Shown):
    """A customer with documents in force; `after` counts those shipped on or after the day that is lost first."""

    code: str | None
    name: str
    documents: int
    coc_mass_g: int
    first: Day
    last: Day
    after: int


class PaperShown(Shown):
    """A document in force."""

    document: str
    recipient: str
    shipment: str
    date: Day
    coc_mass_g: int


class ReachShown(Shown):
    """What hangs on a certificate that loses days; `latest` are the latest documents.

    Of `documents` those of shipments before the first lost day stay valid (`standing`); `after` counts the others.
    """

    certificate: str
    scope: str
    lost_from: Day
    documents: int
    standing: int
    after: int
    customers: list[CustomerShown]
    latest: list[PaperShown]


class FallingClaim(Shown):
    """A claim of the holder that lapses with the move, from which day on, and why."""

    claim: str
    kind: str
    lapses_on: Day
    why: str


class LaterShown(Shown):
    """A move known before whose day is still to come, and whether it still holds then."""

    move: str
    effective: Day
    void: bool
    what_becomes: str


class MadeShown(Shown):
    """The move that was made, or would be, whom and which claims it touches, and how many customers were told."""

    certificate: str
    move: str
    effective: Day
    valid_to: Day | None
    touched: list[ReachShown]
    claims: list[FallingClaim]
    later: list[LaterShown]
    told: int


@router.post("/certificates/moves", response=MadeShown)
def make(request: ApiRequest, place: Query[MovePlace], wanted: MoveWanted) -> HttpResponse:
    """Suspend, reinstate, revoke or extend a certificate, or withdraw one's own; the customers are told."""

    def work() -> Reply:
        made = move_certificate(
            request.auth,
            number=place.number,
            kind=wanted.move,
            effective=wanted.effective,
            reason=wanted.reason,
            dry_run=wanted.dry_run,
            seen=wanted.seen,
        )
        return Reply(shape=MadeShown.model_validate(made.as_json()))

    return once(request, work)


class ApplicationWanted(Given):
    """What is applied for, and which audit firm is to audit it."""

    standard: StandardName = StandardName.PERFORMANCE
    edition: ShortText
    firm: ShortText


class ApplicationShown(Shown):
    """An application as the audit firm reads it that is named in it."""

    number: str
    organisation: str
    name: str
    country: str
    scope: str
    standard: str
    edition: str
    firm: str
    applied_on: Day


class ApplicationList(Shown):
    """The applications addressed to the caller's audit firms that no audit has followed yet, oldest first."""

    applications: list[ApplicationShown]


@router.post("/scopes/{scope}/applications", response={201: CertificateShown})
def apply(request: ApiRequest, scope: str, wanted: ApplicationWanted) -> HttpResponse:
    """Apply for a certificate of a scope; the audit firm that is named may open the audit."""

    def work() -> Reply:
        made = apply_for_certificate(
            request.auth,
            scope=scope,
            standard=wanted.standard.value,
            edition=wanted.edition,
            firm=wanted.firm,
        )
        return Reply(shape=_shown(certificate_story(request.auth, number=made.number).as_json()), status=201)

    return once(request, work)


@router.get("/applications", response=ApplicationList)
def list_applications(request: ApiRequest) -> ApplicationList:
    """List the applications addressed to the caller's audit firms that no audit has followed yet."""
    found = [ApplicationShown.model_validate(each.as_json()) for each in applications(request.auth)]
    return ApplicationList(applications=found)


@router.get("/certificates/{path:number}", response=CertificateShown)
def show(request: ApiRequest, number: str, wanted: Query[StoryWanted]) -> CertificateShown:
    """Show a certificate with everything that happened to it."""
    return _shown(certificate_story(request.auth, number=number, known_at=wanted.known_at).as_json())


@router.get("/organisations/{organisation}/certificates", response=CertificateList)
def list_certificates(request: ApiRequest, organisation: str) -> CertificateList:
    """List the certificates of an organisation with their state today, the latest first."""
    found = certificates_of(request.auth, organisation=organisation)
    return CertificateList(certificates=[_shown(each.as_json()) for each in found])


def _shown(document: dict[str, Any]) -> CertificateShown:
    return CertificateShown.model_validate(document)
