"""Other installations whose word is taken: the list for whoever holds a role, the decisions for the secretariat."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.passport.trust_bundle import BYTES_MAX
from casthouse.service.trusted_installation import (
    distrust_installation,
    installation_json,
    trust_installation,
    trusted_installations,
)
from casthouse.web.api.body import JSON, read_body, require_media_type
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["trusted installations"])
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The trust bundle of the other installation, as it serves it.",
        "content": {JSON: {"schema": {"type": "object"}}},
    }
}


class InstallationShown(Shown):
    """What was decided last of another installation; without a digest where it is believed no more."""

    installation: str
    did: str
    trusted: bool
    sha256: str
    bundle_made_at: str | None
    at: str
    by: str
    reason: str


class InstallationList(Shown):
    """The installations that are or were believed."""

    installations: list[InstallationShown]


class TrustAsked(Given):
    """How it is known that the bundle is that installation's."""

    reason: Text


class TrustEnded(Given):
    """Which installation is believed no more, and why."""

    installation: ShortText
    reason: Text


@router.get("/trusted-installations", response=InstallationList)
def list_all(request: ApiRequest) -> InstallationList:
    """List the installations that are or were believed."""
    found = trusted_installations(request.auth)
    return InstallationList(
        installations=[InstallationShown.model_validate(installation_json(each)) for each in found]
    )


@router.post("/trusted-installations", response={201: InstallationShown}, openapi_extra=FILE)
def trust(request: ApiRequest, asked: Query[TrustAsked]) -> HttpResponse:
    """Believe another installation under its trust bundle; a newer bundle takes the place of the one before."""
    require_media_type(request, (JSON,))
    content = read_body(request, bytes_max=BYTES_MAX)

    def work() -> Reply:
        value = trust_installation(request.auth, content=content, reason=asked.reason)
        return Reply(shape=InstallationShown.model_validate(installation_json(value)), status=201)

    return once(request, work, digest=sha256(content).hexdigest())


@router.post("/trusted-installations/end", response=InstallationShown)
def end(request: ApiRequest, given: TrustEnded) -> HttpResponse:
    """Believe an installation no more; what was booked stays booked."""

    def work() -> Reply:
        value = distrust_installation(request.auth, installation=given.installation, reason=given.reason)
        return Reply(shape=InstallationShown.model_validate(installation_json(value)))

    return once(request, work)
