"""Recognised schemes, certificates of them, and the ratings that rest on one."""

from typing import Annotated, Any

from django.http import FileResponse, HttpResponse
from ninja import Query, Router
from pydantic import Field

from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.service import scheme_certificate as service
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.finding_certificate import listed_certificate_json, naming_findings
from casthouse.service.recognised_scheme import recognised_schemes, scheme_json
from casthouse.service.scheme_certificate import WantedCertificate, scheme_certificate_json
from casthouse.service.scheme_reliance import audited_reliances, read_audited_certificate, rest_rating
from casthouse.web.api.body import spooled_body
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.once import Reply, once
from casthouse.web.api.self_assessment import EVIDENCE, FILE, ONE
from casthouse.web.api.shape import Day, Flag, Given, ShortText
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest
from casthouse.web.download import evidence_answer

router = Router(tags=["recognised schemes"])
HELD = "/organisations/{organisation}/scheme-certificates"
AUDITED = "/audits/{audit}/scheme-certificates"
SITES_MAX = 500


class CertificateNamed(Given):
    """A certificate of a recognised scheme; `name` is the name of its file, `facility` may be given several times."""

    name: ShortText
    scheme: ShortText
    certificate: ShortText
    body: ShortText
    facility: Annotated[list[ShortText], Field(min_length=1, max_length=SITES_MAX)]
    valid_from: Day
    valid_to: Day


class RestGiven(Given):
    """On which certificate the rating rests, or with `rests` false rests no more."""

    certificate: Annotated[int, Field(ge=1)]
    rests: Flag = True


@router.get("/editions/{code}/recognised-schemes", response=dict[str, Any], auth=OPEN_TO_ALL)
def list_schemes(request: ApiRequest, code: str) -> dict[str, Any]:
    """List the schemes that an edition recognises, and for which items; none is verified in the official text."""
    found = recognised_schemes(request.auth, edition=code)
    return {"edition": code, "schemes": [scheme_json(each) for each in found]}


@router.get(HELD, response=dict[str, Any])
def list_certificates(request: ApiRequest, organisation: str) -> dict[str, Any]:
    """List an organisation's certificates of recognised schemes, the withdrawn ones too."""
    found = service.scheme_certificates(request.auth, organisation=organisation)
    named_by = naming_findings(request.auth, organisation=organisation)
    shown = [listed_certificate_json(each, named_by.get(each.number, ())) for each in found]
    return {"organisation": organisation, "scheme_certificates": shown}


@router.post(HELD, response={201: dict[str, Any]}, openapi_extra=FILE)
def record(request: ApiRequest, organisation: str, named: Query[CertificateNamed]) -> HttpResponse:
    """Record a certificate: the body is its file, or a form with one file; the same again changes nothing."""
    with spooled_body(request, bytes_max=EVIDENCE_BYTES_MAX) as body:

        def work() -> Reply:
            made = service.record_scheme_certificate(
                request.auth,
                organisation=organisation,
                wanted=_wanted(named),
                incoming=Incoming(name=named.name, pieces=file_pieces(body.path)),
            )
            return Reply(shape=scheme_certificate_json(made), status=201)

        return once(request, work, digest=body.digest)


def _wanted(named: CertificateNamed) -> WantedCertificate:
    return WantedCertificate(
        scheme=named.scheme,
        certificate=named.certificate,
        body=named.body,
        facilities=tuple(named.facility),
        valid_from=named.valid_from,
        valid_to=named.valid_to,
    )


@router.post(f"{HELD}/{{int:number}}/withdraw", response=dict[str, Any])
def withdraw(request: ApiRequest, organisation: str, number: int, given: ReasonGiven) -> HttpResponse:
    """Say that the organisation stands by a certificate no more; it stays on record."""

    def work() -> Reply:
        made = service.withdraw_scheme_certificate(
            request.auth, organisation=organisation, number=number, reason=given.reason
        )
        return Reply(shape=scheme_certificate_json(made))

    return once(request, work)


@router.post(f"{ONE}/items/{{item}}/scheme-certificates", response=dict[str, Any])
def rest(request: ApiRequest, scope: str, number: int, item: str, given: RestGiven) -> HttpResponse:
    """Say that the rating of an item of a draft rests on a certificate, or rests on it no more."""

    def work() -> Reply:
        view = rest_rating(
            request.auth,
            scope=scope,
            number=number,
            item=item,
            certificate=given.certificate,
            rests=given.rests,
        )
        resting = [each.number for each in view.assessment.item(item).certificates]
        return Reply(shape={"scope": scope, "number": number, "item": item, "scheme_certificates": resting})

    return once(request, work)


@router.get(AUDITED, response=dict[str, Any])
def list_audited(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List the certificates that ratings of the audited member rest on, and what speaks against each."""
    found = audited_reliances(request.auth, audit=audit)
    return {"audit": audit, "scheme_certificates": [each.as_json() for each in found]}


@router.get(f"{AUDITED}/{{int:number}}/file", openapi_extra=EVIDENCE)
def read_audited(request: ApiRequest, audit: str, number: int) -> FileResponse:
    """Return the file of a certificate that a rating of the audited member rests on."""
    found, content = read_audited_certificate(request.auth, audit=audit, number=number)
    return evidence_answer(found, content)
