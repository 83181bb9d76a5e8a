"""A seller, a secretariat and what a checker believes of them: statements to be verified, and to be forged."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from casthouse.exchange.document_json import document_digest
from casthouse.exchange.statement_schema import schema_mistakes
from casthouse.passport.credential import (
    CredentialForm,
    CredentialIssuer,
    StatusEntry,
    credential_mistakes,
    new_credential,
)
from casthouse.passport.integrity_proof import read_proof, with_proof
from casthouse.passport.key_life import OwnedKey
from casthouse.passport.key_owner import SECRETARIAT, KeyOwner, organisation_owner
from casthouse.passport.signature import instant_text
from casthouse.passport.signer import MemorySigner, memory_signer
from casthouse.passport.statement_document import document_subject
from casthouse.passport.statement_kind import kind_of, version_of
from casthouse.passport.status_list import bits_of, encoded
from casthouse.passport.trust_bundle import TrustBundle, TrustedIssuer
from casthouse.passport.verification import Verification, VerificationCase
from casthouse.passport.verification_run import verify
from casthouse.passport.verified_list import ListBook
from tests.unit.exchange.document_samples import PLAIN

HOST = "https://casthouse.example"
AT = datetime(2025, 4, 1, 12, tzinfo=UTC)
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
RHEIN = organisation_owner("RHEIN")
OTHER = organisation_owner("TAL")
NAMES = {RHEIN: PLAIN.issuer.name, OTHER: "Tal Extrusions", SECRETARIAT: "Secretariat"}
SIGNERS = {
    owner: memory_signer(bytes([number]) * 32) for number, owner in enumerate((RHEIN, OTHER, SECRETARIAT), 1)
}
DIDS = {
    RHEIN: "did:web:casthouse.example:did:RHEIN",
    OTHER: "did:web:casthouse.example:did:TAL",
    SECRETARIAT: "did:web:casthouse.example",
}
LIST_URL = f"{HOST}/status/RHEIN/revocation/1"


def key(owner: KeyOwner, **changes: Any) -> OwnedKey:
    return replace(
        OwnedKey(
            owner=owner,
            public=SIGNERS[owner].public,
            starts_at=datetime(2025, 1, 1, tzinfo=UTC),
            ends_at=datetime(2027, 1, 1, tzinfo=UTC),
            made_at=datetime(2025, 1, 1, tzinfo=UTC),
            made_by="",
        ),
        **changes,
    )


def method(owner: KeyOwner) -> str:
    return f"{DIDS[owner]}#{SIGNERS[owner].public.multikey}"


def signed_by(
    owner: KeyOwner, credential: dict[str, Any], *, at: datetime = AT, signer: MemorySigner | None = None
) -> dict[str, Any]:
    return with_proof(credential, signer=signer or SIGNERS[owner], method=method(owner), created=at)


def status_list(
    indices: Sequence[int] = (),
    *,
    owner: KeyOwner = RHEIN,
    url: str = LIST_URL,
    purpose: str = "revocation",
    at: datetime = AT + timedelta(days=30),
    days: int = 60,
) -> dict[str, Any]:
    return signed_by(
        owner,
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": {"id": DIDS[owner], "name": NAMES[owner]},
            "validFrom": instant_text(at),
            "validUntil": instant_text(at + timedelta(days=days)),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": encoded(bits_of(indices)),
            },
        },
        at=at,
    )


def bundle(*lists: dict[str, Any], keys: dict[KeyOwner, Sequence[OwnedKey]] | None = None) -> TrustBundle:
    known = {owner: (key(owner),) for owner in SIGNERS} | {o: tuple(k) for o, k in (keys or {}).items()}
    return TrustBundle(
        made_at=NOW,
        installation=HOST,
        issuers={
            DIDS[owner]: TrustedIssuer(did=DIDS[owner], owner=owner, names=(NAMES[owner],), keys=owned)
            for owner, owned in known.items()
        },
        status_lists={each["id"]: each for each in lists or (status_list(),)},
    )


def document_credential(change: Callable[[dict[str, Any]], None] | None = None) -> dict[str, Any]:
    """Return the credential of a document, not signed yet, with a change."""
    form = CredentialForm(
        identifier=f"{HOST}/check/7w3kq2",
        type="CocDocumentStatement",
        schema=f"{HOST}/schemas/coc-document/1.json",
        valid_from=AT,
        statuses=(StatusEntry(purpose="revocation", index=7, list_url=LIST_URL),),
    )
    subject = document_subject(PLAIN, digest=document_digest(PLAIN))
    credential: Any = new_credential(
        form, issuer=CredentialIssuer(did=DIDS[RHEIN], name=NAMES[RHEIN]), subject=subject
    )
    if change is not None:
        change(credential)
    return deepcopy(credential)


def signed_document() -> dict[str, Any]:
    return signed_by(RHEIN, document_credential())


def verified(
    secured: dict[str, Any], trusted: TrustBundle | None = None, *, at: datetime = NOW
) -> Verification:
    believed = trusted or bundle()
    signed = read_proof(secured)
    credential: Any = signed.credential
    schema = credential.get("credentialSchema", {}).get("id")
    kind = kind_of(credential.get("type"), schema)
    mistakes = credential_mistakes(credential)
    if kind is not None:
        mistakes += schema_mistakes(credential, kind, version_of(schema))
    return verify(
        VerificationCase(
            signed=signed, kind=kind, mistakes=mistakes, bundle=believed, lists=ListBook(believed), at=at
        )
    )


def answers(found: Verification) -> dict[str, bool | None]:
    return {check.name.value: check.passed for check in found.checks}


def failed(found: Verification) -> dict[str, str]:
    """Return the checks that failed, with their reasons."""
    return {check.name.value: check.detail for check in found.checks if check.passed is False}


def open_questions(found: Verification) -> dict[str, str]:
    """Return the checks that were not possible, with their reasons."""
    return {check.name.value: check.detail for check in found.checks if check.passed is None}
