"""The status lists of issuers, public: which of their statements hold no more, or are suspended.

What a list says is computed from what its statements are about. It is signed anew when that changes, when a statement
was added, when its key came into foreign hands, and once a day when somebody asks, so that a list says of which day it
is; the signed ones are kept.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from casthouse.passport.canonical import JsonObject, canonical, read_object
from casthouse.passport.controller_document import key_named, method_id
from casthouse.passport.credential import CONTEXT, TYPE
from casthouse.passport.integrity_proof import read_proof, with_proof
from casthouse.passport.key_owner import key_owner
from casthouse.passport.signature import instant_text
from casthouse.passport.status_list import StatusPurpose, bits_of, encoded
from casthouse.passport.verified_list import LIST_TYPE
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.key_signer import signer_for
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import signed_statement as store
from casthouse.storage import signing_key as key_store
from casthouse.storage.signed_statement import KeptList, ListPlace

SIGNED_ANEW_AFTER = timedelta(days=1)
BELIEVED_FOR = timedelta(days=31)
"""Whoever checks with an older list is told that it is too old."""


def status_list(actor: Actor, *, owner: str, number: int, purpose: str) -> bytes:
    """Return a signed status list.

    Args:
        actor: who asks; anybody may.
        owner: whose list it is, as keys name their owners.
        number: which of its lists.
        purpose: `revocation` or `suspension`.

    Raises:
        Refusal: `not_permitted`, `status_list_unknown`, `key_missing` where it has to be signed and cannot be.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    return current_list(_found(owner, number, purpose), StatusPurpose(purpose)).encode()


def current_list(place: ListPlace, purpose: StatusPurpose) -> str:
    """Return a list as it stands now; signed anew where it changed, is a day old, or older than a statement in it.

    Also where the key that signed it may be in foreign hands meanwhile: nobody believes that list any more.

    Raises:
        Refusal: `key_missing` and whatever else keeps a key from signing.
    """
    at = clock.now()
    address = f"{place.url}/{purpose.value}"
    held = store.kept_list(address)
    bits = bits_of(store.set_entries(place.owner, place.number, purpose, at.date()))
    digest = sha256(bits.octets).hexdigest()
    if (
        held is not None
        and held.bits_digest == digest
        and _is_new(held, place, at)
        and not _is_of_stolen_key(held)
    ):
        return held.content
    content = _signed(place, address=address, purpose=purpose, text=encoded(bits), at=at)
    store.append_list(address, KeptList(content=content, bits_digest=digest, signed_at=at))
    return content


def _is_new(held: KeptList, place: ListPlace, at: datetime) -> bool:
    """Say whether a signed list is not a day old, and not older than a statement that stands in it."""
    return at - held.signed_at < SIGNED_ANEW_AFTER and held.signed_at >= place.last_at


def _is_of_stolen_key(held: KeptList) -> bool:
    stolen = {key.multikey for key in key_store.compromised_keys()}
    return bool(stolen) and key_named(read_proof(read_object(held.content.encode())).method) in stolen


def _found(owner: str, number: int, purpose: str) -> ListPlace:
    for place in reversed(store.list_places(owner)):
        if place.number == number and purpose in set(StatusPurpose):
            return place
    raise Refusal(
        "status_list_unknown",
        found=f"list {number} of “{owner[:60]}” for “{purpose[:20]}”",
        expected="a status list that a statement names",
        todo="take the address of the list from the statement",
    )


def _signed(place: ListPlace, *, address: str, purpose: StatusPurpose, text: str, at: datetime) -> str:
    signer = signer_for(key_owner(place.owner), at)
    credential: JsonObject = {
        "@context": [CONTEXT],
        "id": address,
        "type": [TYPE, LIST_TYPE],
        "issuer": {"id": place.did, "name": place.name},
        "validFrom": instant_text(at),
        "validUntil": instant_text(at + BELIEVED_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": text,
        },
    }
    secured = with_proof(credential, signer=signer, method=method_id(place.did, signer.public), created=at)
    return canonical(secured).decode()
