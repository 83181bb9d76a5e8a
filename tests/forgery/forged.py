"""A true statement with all that it is checked by, and what it takes to forge it."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from casthouse.exchange.document_json import document_digest
from casthouse.passport.canonical import canonical
from casthouse.passport.credential import CredentialForm, CredentialIssuer, StatusEntry, new_credential
from casthouse.passport.integrity_proof import signed_message
from casthouse.passport.jose import token
from casthouse.passport.key_owner import SECRETARIAT, KeyOwner
from casthouse.passport.multibase import base58btc
from casthouse.passport.signature import instant_text
from casthouse.passport.signer import MemorySigner
from casthouse.passport.statement_document import document_subject
from casthouse.passport.trust_bundle import TrustBundle, bundle_bytes
from tests.unit.exchange.document_samples import FULL
from tests.unit.passport.statement_world import (
    AT,
    DIDS,
    HOST,
    NAMES,
    NOW,
    RHEIN,
    SIGNERS,
    bundle,
    document_credential,
    method,
    signed_by,
    status_list,
)

Members = dict[str, Any]
Change = Callable[[Members], Any]

ORDER = 2**252 + 27742317777372353535851937790883648493
"""How many points the group has in which Ed25519 computes: a signature's second half is a number below it."""


SECRETARIAT_LIST = f"{HOST}/status/secretariat/revocation/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """A file that is not what it says, and the check that has to say so.

    Attributes:
        name: what the forger did.
        content: the file.
        check: which check fails; the statement is not verified in any case.
        says: words that the detail of that check has, in whichever verifier.
        trust: the trust bundle.
        at: the instant of which is asked.
        passed: what the check answers: False, or None where the forger can only be nobody that is known.
    """

    name: str
    content: bytes
    check: str
    says: str
    trust: bytes = b""
    at: datetime = NOW
    passed: bool | None = False


def certificate(
    *,
    issuer: KeyOwner = SECRETARIAT,
    last: date = date(2026, 12, 31),
    also_listed: tuple[Members, ...] = (),
    **changes: object,
) -> Members:
    """Return a signed statement of the seller's certificate, in the list of revocations and in those named."""
    facility, first = "RHEIN-CH", "2024-01-01"
    span = {"first": first, "last": last.isoformat()}
    subject: Members = {
        "type": "Certificate",
        "number": "COC-101",
        "holder": {"code": "RHEIN", "name": NAMES[RHEIN], "country": "DE"},
        "scope": "RHEIN-COC",
        "standard": "chain_of_custody",
        "phases": [{"state": "full", **span}],
        "entitled": [{"facility": facility, **span}],
        "as_of": "2025-05-30",
        **changes,
    }
    form = CredentialForm(
        identifier=f"{HOST}/check/c101",
        type="CertificateStatement",
        schema=f"{HOST}/schemas/certificate/1.json",
        valid_from=AT,
        statuses=(StatusEntry(purpose="revocation", index=3, list_url=SECRETARIAT_LIST),),
    )
    who = CredentialIssuer(did=DIDS[issuer], name=NAMES[issuer])
    credential = new_credential(form, issuer=who, subject=subject)
    credential["credentialStatus"] += also_listed  # type: ignore[operator]
    return signed_by(issuer, credential)


def trusting(
    *lists: Members,
    certificates: tuple[Members, ...] | None = None,
    log: Members | None = None,
    of_secretariat: tuple[Members, ...] | None = None,
    **changes: Any,
) -> bytes:
    """Return a trust bundle: two sellers, the secretariat, the list and the certificate of the first seller."""
    usual = (status_list(owner=SECRETARIAT, url=SECRETARIAT_LIST),)
    lists = (*(lists or (status_list(),)), *(usual if of_secretariat is None else of_secretariat))
    found: TrustBundle = bundle(*lists, **changes)
    members = json.loads(bundle_bytes(replace(found, certificates=certificates or (certificate(),))))
    return canonical(members if log is None else {**members, "log": log})


@cache
def honest_text() -> str:
    """Return the true statement."""
    return canonical(signed_by(RHEIN, document_credential())).decode()


def honest() -> Members:
    """Return the true statement, to be changed."""
    found: Members = json.loads(honest_text())
    return found


def text_forgery(old: str, new: str, *, count: int = 1) -> bytes:
    """Return the true statement with a text in it put in place of another."""
    assert old in honest_text()
    return honest_text().replace(old, new, count).encode("utf-8", "surrogatepass")


def changed(change: Change, members: Members | None = None) -> bytes:
    """Return a signed statement that was changed after it was signed."""
    secured = deepcopy(members) if members else honest()
    change(secured)
    return json.dumps(secured, ensure_ascii=False, separators=(",", ":")).encode()


def signed(change: Change, *, by: KeyOwner = RHEIN, at: datetime = AT, **how: Any) -> bytes:
    """Return a statement that was changed before it was signed."""
    return canonical(signed_by(by, document_credential(change), at=at, **how))


def other_document() -> Members:
    """Return the true statement of another delivery of the same seller."""
    subject = document_subject(FULL, digest=document_digest(FULL))
    return signed_by(
        RHEIN, document_credential(lambda c: c.update(credentialSubject=subject, id=f"{HOST}/check/x"))
    )


def proven(
    credential: Members, message: bytes, *, signer: MemorySigner = SIGNERS[RHEIN], **options: object
) -> bytes:
    """Return a statement whose proof is a right signature over a message of the forger's choice."""
    value = base58btc(signer.sign(message))
    secured: Members = {**credential, "proof": {**proof_options(credential), **options, "proofValue": value}}
    return canonical(secured)


def proof_options(credential: Members) -> Members:
    """Return the options of a proof as an honest signer writes them."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": instant_text(AT),
        "verificationMethod": method(RHEIN),
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }


def with_options(options: Change) -> bytes:
    """Return a statement with a right signature over other options of its proof."""
    credential = document_credential()
    found = proof_options(credential)
    options(found)
    value = base58btc(SIGNERS[RHEIN].sign(signed_message(credential, found)))
    return canonical({**credential, "proof": {**found, "proofValue": value}})


def digest(value: Any) -> bytes:
    return sha256(canonical(value)).digest()


def honest_token() -> str:
    """Return the true statement as a token."""
    return token(document_credential(), signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT)


def part(value: object) -> str:
    """Return a part of a token."""
    octets = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def signed_token(header: Members, payload: object = None, *, signer: MemorySigner = SIGNERS[RHEIN]) -> bytes:
    """Return a token with a header of the forger's choice and a right signature over it."""
    whole = {"alg": "EdDSA", "typ": "vc+jwt", "kid": method(RHEIN), "iat": int(AT.timestamp()), **header}
    kept = {name: value for name, value in whole.items() if value is not ...}
    body = f"{part(kept)}.{part(document_credential() if payload is None else payload)}"
    return f"{body}.{part(signer.sign(body.encode()))}".encode()


def days_before(days: int) -> datetime:
    """Return an instant so many days before the statement was signed."""
    return AT - timedelta(days=days)
