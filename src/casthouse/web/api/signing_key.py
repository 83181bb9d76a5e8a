"""Keys with which owners sign. An owner is a code, `firm:` and a code, `secretariat` or `log`."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import BeforeValidator, Field, Strict, WithJsonSchema

from casthouse.passport.key_life import DAYS_MAX, DAYS_USUAL, EndKind, OwnedKey
from casthouse.service import clock
from casthouse.service import signing_key as service
from casthouse.service.did_document import did_of
from casthouse.service.key_succession import confirm_key, succession_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["keys"])
KEYS = "/keys/{owner}"


def _instant(value: Any) -> datetime:  # noqa: ANN401 - whatever was sent
    """Return the instant that a text names with its zone."""
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            return at
    raise ValueError("expected an instant with its zone, such as 2026-03-01T12:00:00Z")


GivenInstant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]


class KeyWanted(Given):
    """How many days a new key is to sign."""

    days: Annotated[int, Strict(), Field(ge=1, le=DAYS_MAX)] = DAYS_USUAL


class Revocation(Given):
    """Which key signs no more, and why; `since` is for a compromised one."""

    key: ShortText
    kind: EndKind
    reason: Text
    since: GivenInstant | None = None


class KeyEndShown(Shown):
    """Somebody ended a key."""

    kind: str
    since: str
    at: str
    by: str
    reason: str


class KeyShown(Shown):
    """A key, as it is known now."""

    id: str
    multikey: str
    fingerprint: str
    state: str
    starts_at: str
    ends_at: str
    ended_at: str
    compromised_since: str | None
    replaces: str | None
    device: str
    made_at: str
    made_by: str
    ends: list[KeyEndShown]


class KeyNamed(Given):
    """Which key: its Multikey, or eight or more letters of its fingerprint."""

    key: ShortText


class SuccessionSummary(Shown):
    """Who said under a signature that a key follows the one before it, and when."""

    key: str
    issuer: str
    at: str


class SuccessionShown(SuccessionSummary):
    """The signed statement that a key follows the one before it."""

    by: str
    statement: dict[str, Any]


class KeyList(Shown):
    """The keys of an owner, the newest first."""

    owner: str
    did: str
    keys: list[KeyShown]
    successions: list[SuccessionSummary]


@router.get(KEYS, response=KeyList)
def list_keys(request: ApiRequest, owner: str) -> KeyList:
    """List the keys of an owner."""
    return KeyList.model_validate(service.owner_keys(request.auth, owner=owner).as_json())


@router.post(KEYS, response={201: KeyShown})
def make(request: ApiRequest, owner: str, wanted: KeyWanted) -> HttpResponse:
    """Make a key for an owner that has none that signs."""

    def work() -> Reply:
        return Reply(shape=_shown(service.make_key(request.auth, owner=owner, days=wanted.days)), status=201)

    return once(request, work)


@router.post(f"{KEYS}/rotate", response={201: KeyShown})
def rotate(request: ApiRequest, owner: str, wanted: KeyWanted) -> HttpResponse:
    """Replace the key of an owner, now; status lists of what the one before signed are signed with the new one."""

    def work() -> Reply:
        made = service.rotate_key(request.auth, owner=owner, days=wanted.days)
        return Reply(shape=_shown(made), status=201)

    return once(request, work)


@router.post(f"{KEYS}/revoke", response=KeyShown)
def revoke(request: ApiRequest, owner: str, given: Revocation) -> HttpResponse:
    """Let a key sign no more; its private half is destroyed."""

    def work() -> Reply:
        ended = service.revoke_key(
            request.auth, owner=owner, key=given.key, kind=given.kind, reason=given.reason, since=given.since
        )
        return Reply(shape=_shown(ended))

    return once(request, work)


@router.post(f"{KEYS}/confirm", response=SuccessionShown)
def confirm(request: ApiRequest, owner: str, given: KeyNamed) -> HttpResponse:
    """Confirm, for the secretariat, that a key follows one that was lost, compromised or expired."""

    def work() -> Reply:
        said = confirm_key(request.auth, owner=owner, key=given.key)
        return Reply(shape=SuccessionShown.model_validate(succession_json(said)))

    return once(request, work)


def _shown(key: OwnedKey) -> KeyShown:
    return KeyShown.model_validate(service.key_json(key, did=did_of(key.owner), at=clock.now()))
