"""Which key follows which: a signed statement, so that whoever trusts the one key may trust the other.

A key that is replaced says so itself, as the last thing it signs. Where the key before is lost, compromised or expired
it cannot, and the secretariat says it, after it has asked the owner in another way whether the new key is theirs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.passport.canonical import JsonObject
from casthouse.passport.controller_document import method_id
from casthouse.passport.credential import CONTEXT, OWN_CONTEXT, TYPE, credential_mistakes, issuer_did
from casthouse.passport.integrity_proof import read_proof, with_proof
from casthouse.passport.key_life import KeyState, OwnedKey
from casthouse.passport.key_owner import KeyOwner, OwnerKind
from casthouse.passport.public_key import PublicKey, public_key_of_multikey
from casthouse.passport.signature import instant_text
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal

SUCCESSION_TYPE = "KeySuccessionCredential"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySuccession:
    """The statement that a key follows another one: who signed it, who had it signed, and when."""

    key: PublicKey
    issuer: KeyOwner
    statement: JsonObject
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSuccession:
    """What a statement says, once its signature is verified."""

    did: str
    issuer: str
    before: PublicKey
    after: PublicKey
    created: datetime


def succession_statement(
    after: OwnedKey,
    before: OwnedKey,
    *,
    state: KeyState,
    did: str,
    issuer: str,
    signer: Signer,
    at: datetime,
) -> JsonObject:
    """Return the signed statement that an owner's key follows another one.

    Args:
        after: the new key.
        before: the key before it.
        state: what that one is from now on.
        did: the identifier of their owner.
        issuer: the identifier of whoever signs.
        signer: with what.
        at: now.
    """
    statement: JsonObject = {
        "@context": [CONTEXT, dict(OWN_CONTEXT)],
        "id": f"urn:casthouse:succession:{after.public.fingerprint}",
        "type": [TYPE, SUCCESSION_TYPE],
        "issuer": issuer,
        "validFrom": instant_text(at),
        "credentialSubject": {
            "id": did,
            "key": after.public.multikey,
            "signsFrom": instant_text(after.starts_at),
            "follows": before.public.multikey,
            "followedKeyIs": state.value,
        },
    }
    assert credential_mistakes(statement) == []
    return with_proof(statement, signer=signer, method=method_id(issuer, signer.public), created=at)


def verified_succession(statement: JsonObject, *, issuer: str, key: PublicKey) -> StatedSuccession:
    """Return what a statement says, if it was signed with this key of this issuer.

    Whether the key could sign at that instant, and whether the issuer may speak for the owner, is for the caller.

    Raises:
        Refusal: `succession_invalid`; `signature_invalid`; `multibase_invalid`; `public_key_invalid`.
    """
    signed = read_proof(statement)
    subject: Any = signed.credential.get("credentialSubject")
    texts = [subject.get(name) for name in ("id", "key", "follows")] if isinstance(subject, dict) else []
    mistakes = credential_mistakes(signed.credential)
    if SUCCESSION_TYPE not in str(signed.credential.get("type")) or len(texts) != len(
        [each for each in texts if isinstance(each, str)]
    ):
        mistakes.append("no succession of keys")
    if issuer_did(signed.credential) != issuer or signed.method != method_id(issuer, key):
        mistakes.append("another issuer or key")
    if not key.verifies(signed.signature, signed.message):
        mistakes.append("a signature that the key did not make")
    if mistakes or signed.created is None:
        raise Refusal(
            "succession_invalid",
            found="; ".join(mistakes) or "no instant of the signature",
            expected=f"a statement of {issuer} that one key follows another, with its signature",
            todo="ask the issuer for the statement anew, and compare the fingerprint of the key in another way",
        )
    did, after, before = (str(each) for each in texts)
    return StatedSuccession(
        did=did,
        issuer=issuer,
        before=public_key_of_multikey(before),
        after=public_key_of_multikey(after),
        created=signed.created,
    )


def require_confirmable(owner: KeyOwner, after: OwnedKey, before: OwnedKey | None, *, by: str) -> OwnedKey:
    """Return the key before, if the secretariat may say that another one follows it.

    Raises:
        Refusal: `succession_none`, `succession_own`, `succession_not_independent`.
    """
    if before is None:
        raise Refusal(
            "succession_none",
            found=f"the first key of {owner}, which follows none",
            expected="a key that took the place of another one",
            todo="nothing is to be done; partners compare its fingerprint",
        )
    if owner.kind is OwnerKind.SECRETARIAT:
        raise Refusal(
            "succession_own",
            found="a key of the secretariat, which nobody stands above",
            expected="a key of an organisation, an audit firm or the log",
            todo="publish the fingerprint of the new key in another way, and hand out new trust bundles",
        )
    if by == after.made_by:
        raise Refusal(
            "succession_not_independent",
            found=f"{by}, who made the key",
            expected="somebody else of the secretariat",
            todo="let another person ask the owner and confirm",
        )
    return before
