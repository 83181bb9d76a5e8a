"""Mapping profiles: how exports of other systems are read."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.exchange.profile import Profile
from casthouse.service.profile import FILE_SIZE_MAX, load_profile, profiles
from casthouse.web.api.body import TOML, read_body, require_media_type, utf8_text
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["movements"])
PROFILES = "/organisations/{organisation}/profiles"
PROFILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The mapping profile, as `casthouse movements import --profile` reads it.",
        "content": {TOML: {"schema": {"type": "string"}}},
    }
}


class ProfileShown(Shown):
    """A mapping profile by its name."""

    name: str
    title: str


class ProfileList(Shown):
    """The profiles that may read an organisation's files."""

    profiles: list[ProfileShown]


@router.get(PROFILES, response=ProfileList)
def list_profiles(request: ApiRequest, organisation: str) -> ProfileList:
    """List the mapping profiles that may read an organisation's files: the built-in ones and its own."""
    return ProfileList(profiles=[_shown(each) for each in profiles(request.auth, organisation=organisation)])


@router.post(PROFILES, response={201: ProfileShown}, openapi_extra=PROFILE_BODY)
def load(request: ApiRequest, organisation: str) -> HttpResponse:
    """Add a mapping profile to an organisation, or replace its own of the same name."""
    require_media_type(request, (TOML,))
    content = read_body(request, bytes_max=FILE_SIZE_MAX)
    text = utf8_text(content)

    def work() -> Reply:
        made = load_profile(request.auth, organisation=organisation, text=text)
        return Reply(shape=_shown(made), status=201)

    return once(request, work, digest=sha256(content).hexdigest())


def _shown(profile: Profile) -> ProfileShown:
    return ProfileShown(name=profile.name, title=profile.title)
