"""The register: organisations, their facilities, scopes and certificates."""

from datetime import date
from hashlib import sha256

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.exchange.register_file import register_from_text
from casthouse.refusal import Refusal
from casthouse.service.organisation import Workplace, facilities_of, scope_register, workplaces
from casthouse.service.register import load_register
from casthouse.web.api.body import TOML, read_body, require_media_type, utf8_text
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, cut, next_page
from casthouse.web.api.shape import Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["register"])
REGISTER_BYTES_MAX = 4 << 20
REGISTER_BODY = {
    "requestBody": {
        "required": True,
        "description": "The register file, as `casthouse register load` reads it.",
        "content": {TOML: {"schema": {"type": "string"}}},
    }
}


class OrganisationShown(Shown):
    """An organisation, the roles that the caller holds in it, and the codes of its scopes."""

    code: str
    name: str
    country: str
    membership: str | None
    address: str
    responsible: str
    roles: list[str]
    scopes: list[str]


class OrganisationList(Shown):
    """A page of organisations."""

    organisations: list[OrganisationShown]
    next: str | None


class FacilityShown(Shown):
    """A site of an organisation."""

    code: str
    name: str
    activities: list[str]
    latitude: float | None
    longitude: float | None


class FacilityList(Shown):
    """The sites of an organisation."""

    facilities: list[FacilityShown]


class CertificateShown(Shown):
    """A certificate of a scope; the last day is inclusive."""

    number: str
    standard: str
    valid_from: date
    valid_to: date


class ScopeShown(Shown):
    """A certification scope with its certificates."""

    code: str
    organisation: str
    facilities: list[str]
    edition: str
    first_period_start: date
    period_months: int
    last_day: date | None
    certificates: list[CertificateShown]


class RegisterCounts(Shown):
    """How many entries of each kind a register file has."""

    organisations: int
    facilities: int
    scopes: int
    certificates: int


def _organisation(held: Workplace) -> OrganisationShown:
    value = held.organisation
    return OrganisationShown(
        code=value.code,
        name=value.name,
        country=value.country,
        membership=value.membership.value if value.membership else None,
        address=value.address,
        responsible=value.responsible,
        roles=sorted(role.value for role in held.roles),
        scopes=[scope.code for scope in held.scopes],
    )


@router.get("/organisations", response=OrganisationList)
def list_organisations(request: ApiRequest, paging: Query[Paging]) -> OrganisationList:
    """List the organisations in which the caller holds a role."""
    shown = [_organisation(each) for each in workplaces(request.auth)]
    page, after = cut(shown, paging=paging, key="code")
    return OrganisationList(organisations=list(page), next=next_page(request, after))


@router.get("/organisations/{organisation}", response=OrganisationShown)
def show_organisation(request: ApiRequest, organisation: str) -> OrganisationShown:
    """Show one organisation."""
    for each in workplaces(request.auth):
        if each.organisation.code == organisation:
            return _organisation(each)
    raise Refusal(
        "organisation_unknown",
        found=f"organisation “{organisation}”",
        expected="the code of a registered organisation",
        todo="correct the code",
    )


@router.get("/organisations/{organisation}/facilities", response=FacilityList)
def list_facilities(request: ApiRequest, organisation: str) -> FacilityList:
    """List the facilities of an organisation."""
    found = facilities_of(request.auth, organisation=organisation)
    return FacilityList(
        facilities=[
            FacilityShown(
                code=each.code,
                name=each.name,
                activities=[activity.value for activity in each.activities],
                latitude=each.latitude,
                longitude=each.longitude,
            )
            for each in found
        ]
    )


@router.get("/scopes/{scope}", response=ScopeShown)
def show_scope(request: ApiRequest, scope: str) -> ScopeShown:
    """Show a certification scope with its certificates."""
    found = scope_register(request.auth, scope=scope)
    held = found.scope
    return ScopeShown(
        code=held.code,
        organisation=held.organisation,
        facilities=[each.code for each in found.facilities],
        edition=held.edition,
        first_period_start=held.first_period_start,
        period_months=held.period_months,
        last_day=held.last_day,
        certificates=[
            CertificateShown(
                number=each.number,
                standard=each.standard.value,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for each in found.certificates
        ],
    )


@router.post("/register", response=RegisterCounts, openapi_extra=REGISTER_BODY)
def load(request: ApiRequest) -> HttpResponse:
    """Create or update what a register file names; loading it again changes nothing."""
    require_media_type(request, (TOML,))
    content = read_body(request, bytes_max=REGISTER_BYTES_MAX)
    register = register_from_text(utf8_text(content))
    return once(
        request,
        lambda: Reply(shape=RegisterCounts(**load_register(request.auth, register))),
        digest=sha256(content).hexdigest(),
    )
