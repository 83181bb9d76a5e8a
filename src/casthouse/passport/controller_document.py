"""The document of an identifier: which keys speak for it (Controlled Identifiers 1.0, did:web, did:key).

A key past its end stays listed, so that what it signed in time can be checked, with the instant at which it ended. A
key that may be in foreign hands stays listed too, as revoked, but asserts nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from casthouse.passport.public_key import PublicKey, public_key_of_did

CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A key of an identifier: until when it signs, and from when on nothing it signed is believed."""

    public: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


def method_id(did: str, public: PublicKey) -> str:
    """Return the identifier of a key in the document of an identifier."""
    return f"{did}#{public.multikey}"


def key_named(method: str) -> str:
    """Return the Multikey that a verification method ends with, as `method_id` puts it there; blank where none does."""
    return method.partition("#")[2]


def controller_document(did: str, keys: Sequence[ListedKey]) -> dict[str, Any]:
    """Return the document of an identifier with its keys."""
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": [_method(did, key) for key in keys],
        "assertionMethod": [method_id(did, key.public) for key in keys if key.revoked is None],
    }


def did_key_document(did: str) -> dict[str, Any]:
    """Return the document that a did:key stands for.

    Raises:
        Refusal: `did_invalid`, `multibase_invalid`, `public_key_invalid`.
    """
    public = public_key_of_did(did)
    return controller_document(public.did, [ListedKey(public=public)])


def _method(did: str, key: ListedKey) -> dict[str, str]:
    method = {
        "id": method_id(did, key.public),
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.public.multikey,
    }
    if key.expires is not None:
        method["expires"] = _instant(
            key.expires + timedelta(seconds=1, microseconds=-1)
        )  # what it signed in that second is good
    if key.revoked is not None:
        method["revoked"] = _instant(key.revoked)
    return method


def _instant(at: datetime) -> str:
    """Return an instant to its second, as signatures are dated."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
