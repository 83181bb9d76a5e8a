"""Signed statements: signing them, those about an organisation, and what anybody may fetch and check."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field as ShapeField

from casthouse.passport.signed_statement import SignedStatement
from casthouse.service.audit_statement import sign_summary
from casthouse.service.certificate_statement import sign_certificate
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.document_statement import sign_document
from casthouse.service.hideable_statement import presentation, presentation_archive
from casthouse.service.organisation import scope_register
from casthouse.service.period_statement import sign_period
from casthouse.service.signed_statement import statement_json, statements
from casthouse.service.statement_check import checked_statement
from casthouse.service.statement_download import MEDIA_TYPES, StatementForm, statement_file
from casthouse.service.trust_bundle import trust_bundle
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.shape import Day, Given, Instant, ShortText, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["statements"])
OF_ORGANISATION = "/organisations/{organisation}/signed-statements"
ONE = "/statements/{identifier}"


class DocumentNamed(Given):
    """A CoC Document that the organisation issued."""

    document: ShortText


class CertificateNamed(Given):
    """A certificate."""

    number: ShortText


class AuditNamed(Given):
    """An audit whose summary report is public."""

    audit: ShortText


class HiddenNamed(Given):
    """What is not shown of a passport, and whether its proof of the log comes along, in an archive."""

    hide: list[ShortText] = ShapeField(default_factory=list, max_length=3)
    proof: bool = False


class StatementShown(Shown):
    """A signed statement; `sha256` is of its JSON, `address` where anybody may look it up."""

    id: str
    kind: str
    about: str
    organisation: str
    issuer: str
    name: str
    key: str
    signed_at: Instant
    signed_by: str
    sha256: str
    address: str


class StatementList(Shown):
    """Some of the statements about an organisation, and how many there are."""

    statements: list[StatementShown]
    total: int
    next: str | None


class CheckShown(Shown):
    """The answer of one check; null where it is not possible."""

    name: str
    passed: bool | None
    detail: str


class CheckedShown(Shown):
    """What a statement says, and what was checked of it."""

    statement: dict[str, Any]
    verified: bool
    checks: list[CheckShown]
    checked_at: Instant


def _files(*media_types: str) -> dict[str, Any]:
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    return {"responses": {200: {"description": "The file", "content": content}}}


def _shown(statement: SignedStatement) -> StatementShown:
    return StatementShown.model_validate(statement_json(statement))


@router.get(OF_ORGANISATION, response=StatementList)
def list_statements(request: ApiRequest, organisation: str, wanted: Query[Paging]) -> StatementList:
    """List the signed statements about an organisation, the latest first."""
    offset = number_after(wanted) or 0
    page = statements(request.auth, organisation=organisation, limit=wanted.limit, offset=offset)
    end = offset + len(page.statements)
    return StatementList(
        statements=[_shown(each) for each in page.statements],
        total=page.total,
        next=next_page(request, end if page.statements and end < page.total else None),
    )


@router.post(OF_ORGANISATION, response=StatementShown)
def sign(request: ApiRequest, organisation: str, wanted: DocumentNamed) -> HttpResponse:
    """Sign a CoC Document with the organisation's key; the same statement again when it is signed."""

    def work() -> Reply:
        signed = sign_document(request.auth, organisation=organisation, number=wanted.document)
        return Reply(shape=_shown(signed))

    return once(request, work)


@router.post("/organisations/{organisation}/delivery-passports", response=StatementShown)
def sign_passport(request: ApiRequest, organisation: str, wanted: DocumentNamed) -> HttpResponse:
    """Sign the passport of the delivery of a CoC Document with the organisation's key."""

    def work() -> Reply:
        signed = sign_delivery(request.auth, organisation=organisation, number=wanted.document)
        return Reply(shape=_shown(signed))

    return once(request, work)


@router.post("/scopes/{scope}/periods/{start}/signed-statement", response=StatementShown)
def sign_closed(request: ApiRequest, scope: str, start: Day) -> HttpResponse:
    """Sign the statement of a closed period with the key of the organisation whose accounts it is of."""

    def work() -> Reply:
        organisation = scope_register(request.auth, scope=scope).organisation.code
        signed = sign_period(request.auth, organisation=organisation, scope=scope, start=start)
        return Reply(shape=_shown(signed))

    return once(request, work)


@router.post("/statements/certificates", response=StatementShown)
def certify(request: ApiRequest, wanted: CertificateNamed) -> HttpResponse:
    """Sign a certificate as it stands today with the secretariat's key."""

    def work() -> Reply:
        return Reply(shape=_shown(sign_certificate(request.auth, number=wanted.number)))

    return once(request, work)


@router.post("/statements/audits", response=StatementShown)
def certify_audit(request: ApiRequest, wanted: AuditNamed) -> HttpResponse:
    """Sign the public summary report of an audit with the secretariat's key."""

    def work() -> Reply:
        return Reply(shape=_shown(sign_summary(request.auth, audit=wanted.audit)))

    return once(request, work)


@router.get(ONE, response=CheckedShown, auth=OPEN_TO_ALL)
def check(request: ApiRequest, identifier: str) -> CheckedShown:
    """Show what a statement says and what was checked of it, to whoever knows its identifier."""
    found = checked_statement(request.auth, identifier=identifier)
    return CheckedShown.model_validate(
        {"statement": found.subject, "checked_at": found.at, **found.verification.as_json()}
    )


@router.get(f"{ONE}/file/{{form}}", auth=OPEN_TO_ALL, openapi_extra=_files(*MEDIA_TYPES.values()))
def show_file(request: ApiRequest, identifier: str, form: StatementForm) -> HttpResponse:
    """Give a statement as it was signed: JSON, token, or an archive with what it rests on."""
    content = statement_file(request.auth, identifier=identifier, form=form)
    return HttpResponse(content, content_type=MEDIA_TYPES[form])


@router.get(
    f"{ONE}/presentation", auth=OPEN_TO_ALL, openapi_extra=_files("application/dc+sd-jwt", "application/zip")
)
def present(request: ApiRequest, identifier: str, wanted: Query[HiddenNamed]) -> HttpResponse:
    """Give a delivery passport without the parts that are named: `masses`, `partners`, `sites`."""
    asked: dict[str, Any] = {"identifier": identifier, "hide": wanted.hide}
    if wanted.proof:
        return HttpResponse(presentation_archive(request.auth, **asked), content_type="application/zip")
    return HttpResponse(presentation(request.auth, **asked), content_type="application/dc+sd-jwt")


@router.get("/trust-bundle", auth=OPEN_TO_ALL, openapi_extra=_files("application/json"))
def show_trust_bundle(request: ApiRequest) -> HttpResponse:
    """Give the trust bundle, by which statements are verified without a network."""
    return HttpResponse(trust_bundle(request.auth), content_type="application/json")
