"""The trust bundle of this installation: whose keys are whose, what was revoked, which certificates hold; public.

It holds what the documents of identifiers, the status lists and the register say anyway, in one file that checks
statements offline. An issuer whose key cannot be used now keeps its last signed list in it.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.conf import settings

from casthouse.passport.canonical import JsonObject, read_object
from casthouse.passport.key_owner import SECRETARIAT, KeyOwner, OwnerKind, key_owner, organisation_owner
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.status_list import StatusPurpose
from casthouse.passport.trust_bundle import TrustBundle, TrustedIssuer, bundle_bytes
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.did_document import did_of
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.statement_entry import trusted_log
from casthouse.service.status_list import current_list
from casthouse.storage import signed_statement as store
from casthouse.storage import signing_key as key_store
from casthouse.storage.organisation import organisations as stored_organisations


def trust_bundle(actor: Actor, *, organisations: Sequence[str] | None = None) -> bytes:
    """Return the trust bundle, of some organisations or of all that sign here, and always of the secretariat.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    issuers = {each.did: each for each in _issuers(organisations)}
    certificates = [
        read_object(each.content.encode())
        for each in store.latest_of_kind(StatementKind.CERTIFICATE, organisations)
    ]
    bundle = TrustBundle(
        made_at=clock.now(),
        installation=settings.PUBLIC_URL,
        issuers=issuers,
        status_lists={str(each["id"]): each for each in _lists(set(issuers))},
        certificates=certificates,
        log=trusted_log(),
    )
    return bundle_bytes(bundle)


def secretariat_name() -> str:
    """Return the name under which the secretariat of this installation signs."""
    return f"Secretariat at {urlsplit(settings.PUBLIC_URL).hostname}"


def _issuers(organisations: Sequence[str] | None) -> list[TrustedIssuer]:
    """Return whoever signs or signed here, once for each identifier it had, with every name it went by."""
    signed: dict[tuple[str, str], list[str]] = {}
    for text, did, name in store.issuer_names():
        signed.setdefault((text, did), []).append(name)
    wanted = {owner for owner, _ in signed} | set(organisations or ())
    owners = {text: key_owner(text) for text in wanted} | {SECRETARIAT.text: SECRETARIAT}
    if organisations is not None:
        kept = {organisation_owner(code).text for code in organisations} | {SECRETARIAT.text}
        owners = {text: owner for text, owner in owners.items() if text in kept}
    names = _names(owners.values())
    for text, owner in owners.items():
        if text in names:
            signed.setdefault((text, did_of(owner)), []).insert(0, names[text])
    return [
        TrustedIssuer(
            did=did,
            owner=owners[text],
            names=tuple(dict.fromkeys(told)),
            keys=tuple(keys),
        )
        for (text, did), told in sorted(signed.items())
        if text in owners and (keys := key_store.keys_of(owners[text]))
    ]


def _names(owners: Iterable[KeyOwner]) -> dict[str, str]:
    """Return how owners are called now."""
    codes = [owner.code for owner in owners if owner.kind is OwnerKind.ORGANISATION]
    called = {each.code: each.name for each in stored_organisations(codes)}
    return called | {SECRETARIAT.text: secretariat_name()}


def _lists(dids: set[str]) -> list[JsonObject]:
    lists = []
    for place in store.list_places():
        if place.did not in dids:
            continue
        for purpose in StatusPurpose:
            try:
                text = current_list(place, purpose)
            except Refusal:  # its key cannot be used now: the last list says of when it is
                held = store.kept_list(f"{place.url}/{purpose.value}")
                if held is None:
                    continue
                text = held.content
            lists.append(read_object(text.encode()))
    return lists
