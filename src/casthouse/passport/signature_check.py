"""Checks 3 to 5: the signature, the life of its key, and whose key it is."""

from datetime import datetime, timedelta

from casthouse.passport.canonical import JsonObject
from casthouse.passport.controller_document import key_named
from casthouse.passport.credential import issuer_did
from casthouse.passport.key_life import KeyTrust, OwnedKey
from casthouse.passport.key_owner import KeyOwner
from casthouse.passport.log_check import seen_at
from casthouse.passport.public_key import DID_KEY, PublicKey, public_key_of_did
from casthouse.passport.signature import SignedCredential, instant_of, instant_text
from casthouse.passport.statement_kind import KINDS, StatementKind
from casthouse.passport.verification import VerificationCase
from casthouse.refusal import Refusal

CLOCKS_APART = timedelta(minutes=5)
"""So far two clocks may stand apart."""

OWN_PARTY = {
    StatementKind.COC_DOCUMENT: "issuer",
    StatementKind.DELIVERY: "seller",
    StatementKind.PERIOD: "organisation",
}
"""Where a statement names the organisation that it binds: the one that signs it."""


def check_signature(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the signature is of the key that it names, over exactly this content."""
    found = _public(case)
    if isinstance(found, str):
        return None if _is_unknown(case) else False, found
    name = key_named(case.signed.method)
    forms = [case.signed] if case.twin is None else [case.signed, case.twin]
    if not all(found.verifies(form.signature, form.message) for form in forms):
        return False, f"the signature is not of {name} over this content: something was changed"
    return True, f"signed with {name}"


def check_key(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the key was its holder's to sign with, at the instant of signing."""
    signed_at = signing_instant(case.signed)
    if signed_at is None:
        return None, "not possible: the statement does not say when it was signed"
    if signed_at > case.at + CLOCKS_APART:
        return False, f"signed on {instant_text(signed_at)}, which is after {instant_text(case.at)}"
    key = _owned_key(case)
    if key is None:
        if case.signed.controller.startswith(DID_KEY):
            return None, "not possible: a did:key tells nothing of the life of its key"
        return None, "not possible: the trust bundle tells nothing of this key"
    return _trust_words(case, key, signed_at)


def _trust_words(case: VerificationCase, key: OwnedKey, signed_at: datetime) -> tuple[bool | None, str]:
    when = f"signed on {instant_text(signed_at)}"
    match key.trust(signed_at=signed_at):
        case KeyTrust.GOOD:
            return True, f"{when}, while the key was valid"
        case KeyTrust.NOT_YET:
            return False, f"{when}, before the key's first instant"
        case KeyTrust.ENDED:
            return False, f"{when}, after the key's end"
        case KeyTrust.COMPROMISED:
            return False, f"{when}, with a key that was revoked: others may have had it by then"
        case KeyTrust.COMPROMISED_LATER:
            return _seen_in_time(case, key, signed_at)


def _seen_in_time(case: VerificationCase, key: OwnedKey, signed_at: datetime) -> tuple[bool | None, str]:
    """Take for the date of a signature that a witness saw it in the log before the key came into foreign hands.

    The word of the signature itself is not enough: whoever has the key can write any date. A witness that saw it before
    it was signed has no clock to rely on.
    """
    when, stolen, seen = f"signed on {instant_text(signed_at)}", key.compromised_since, seen_at(case)
    if seen is not None and stolen is not None and seen < stolen and seen - signed_at >= -CLOCKS_APART:
        return True, (
            f"{when}, and seen in the log by a witness on {instant_text(seen)}, "
            f"before the key was revoked from {instant_text(stolen)} on"
        )
    return False, f"{when} by its own word, with a key that was revoked later: nothing else says when"


def check_issuer(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the issuer is who it says, that the key is its own, and that it may issue such a statement."""
    credential = case.signed.credential
    did = issuer_did(credential)
    if case.signed.controller != did:
        return False, f"issued by {did[:120]}, but signed with a key of {case.signed.controller[:120]}"
    known = case.bundle.issuers.get(did)
    if known is None:
        return None, f"not possible: the trust bundle does not know {did[:120]}"
    name = _member(credential, "issuer", "name")
    if name not in known.names:
        return False, f"calls itself “{name:.120}”, but {did} is “{known.names[0] if known.names else ''}”"
    if case.kind is None:
        return None, f"not possible: {name} signed it, but what it states is not of a kind that is known"
    if mistake := _overstepping(case, case.kind, known.owner, name):
        return False, mistake
    return True, f"{name} ({did})"


def _overstepping(case: VerificationCase, kind: StatementKind, owner: KeyOwner, name: str) -> str:
    """Return in words what the issuer states that is not its own to state; blank where all is."""
    if owner.kind not in KINDS[kind].issuers:
        return f"{owner} may not issue a {kind.value}"
    own = OWN_PARTY.get(kind)
    if own and (_member(case.subject, own, "code"), _member(case.subject, own, "name")) != (owner.code, name):
        return f"states something of “{_member(case.subject, own, 'code'):.60}”, but {owner} signed it"
    return ""


def signing_instant(signed: SignedCredential) -> datetime | None:
    """Return when a statement was signed, by its own word: as the signature says, or else from when it holds."""
    if signed.created is not None:
        return signed.created
    try:
        return instant_of(signed.credential.get("validFrom"), name="validFrom")
    except Refusal:
        return None


def _public(case: VerificationCase) -> PublicKey | str:
    """Return the key that the signature names, or in words why it is not known."""
    if case.signed.controller.startswith(DID_KEY):
        try:
            return public_key_of_did(case.signed.method)
        except Refusal as refusal:
            return f"{refusal.text.found} is no key: expected {refusal.text.expected}"
    key = _owned_key(case)
    if key is not None:
        return key.public
    if _is_unknown(case):
        return f"not possible: the trust bundle has no keys of {case.signed.controller[:120]}"
    return f"{case.signed.controller[:120]} has no key {case.signed.method.partition('#')[2][:80]}"


def _is_unknown(case: VerificationCase) -> bool:
    controller = case.signed.controller
    return controller not in case.bundle.issuers and not controller.startswith(DID_KEY)


def _owned_key(case: VerificationCase) -> OwnedKey | None:
    issuer = case.bundle.issuers.get(case.signed.controller)
    return issuer.key_of(case.signed.method) if issuer else None


def _member(members: JsonObject, name: str, inner: str) -> str:
    value = members.get(name)
    found = value.get(inner) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
