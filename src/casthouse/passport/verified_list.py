"""The status lists of a trust bundle, each judged once: signed by the issuer itself, and of which purpose.

A list is believed for the statements of its own issuer only. What is wrong with a list is remembered beside it, since
ten thousand statements ask the same few lists.
"""

from dataclasses import dataclass, field
from datetime import datetime

from casthouse.passport.canonical import JsonObject
from casthouse.passport.credential import credential_mistakes, issuer_did
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.key_life import KeyTrust
from casthouse.passport.signature import SignedCredential, instant_of
from casthouse.passport.status_list import StatusBits, StatusFault, decoded, status_refusal
from casthouse.passport.trust_bundle import TrustBundle
from casthouse.refusal import Refusal

LIST_TYPE = "BitstringStatusListCredential"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedList:
    """A list that its issuer signed: its bits, its purpose, and from when until when it is to be believed."""

    issuer: str
    purpose: str
    bits: StatusBits
    since: datetime
    until: datetime


@dataclass(slots=True)
class ListBook:
    """The lists of a bundle by address; what was judged is kept, a list or the reason against it."""

    bundle: TrustBundle
    _judged: dict[str, VerifiedList | str] = field(default_factory=dict)

    def list_at(self, url: str) -> VerifiedList | str:
        """Return the list of an address, or in words why there is none to be believed."""
        if url not in self._judged:
            self._judged[url] = self._verified(url)
        return self._judged[url]

    def _verified(self, url: str) -> VerifiedList | str:
        secured = self.bundle.status_lists.get(url)
        if secured is None:
            return f"{StatusFault.RETRIEVAL.value}: the trust bundle has no list {url}"
        try:
            return _read_list(secured, self.bundle)
        except Refusal as refusal:
            # What is wrong with the list itself says its fault already.
            fault = "" if refusal.code == "status_list_invalid" else f"{StatusFault.VERIFICATION.value}: "
            return f"{fault}{refusal.text.found}, expected {refusal.text.expected}"


def key_fault(signed: SignedCredential, bundle: TrustBundle) -> str:
    """Return in words why a signature inside a bundle is not to be believed; blank where it is."""
    issuer = bundle.issuers.get(issuer_did(signed.credential))
    if issuer is None or signed.controller != issuer.did:
        return (
            f"signed with {signed.method[:120]}, no key of its issuer {issuer_did(signed.credential)[:120]}"
        )
    key = issuer.key_of(signed.method)
    if key is None or not key.public.verifies(signed.signature, signed.message):
        return "its signature is not of the key that it names"
    if signed.created is None or key.trust(signed_at=signed.created) is not KeyTrust.GOOD:
        return "its key was not its issuer's to sign with"
    return ""


def _read_list(secured: JsonObject, bundle: TrustBundle) -> VerifiedList:
    signed = read_proof(secured)
    credential = signed.credential
    subject = credential.get("credentialSubject")
    mistakes = credential_mistakes(credential)
    if (
        mistakes
        or credential.get("type") != ["VerifiableCredential", LIST_TYPE]
        or not isinstance(subject, dict)
    ):
        raise _unusable("; ".join(mistakes) or "another type of credential", f"a {LIST_TYPE}")
    if fault := key_fault(signed, bundle):
        raise _unusable(fault, "a list signed by its issuer")
    purpose, text = subject.get("statusPurpose"), subject.get("encodedList")
    if (
        subject.get("type") != "BitstringStatusList"
        or not isinstance(purpose, str)
        or not isinstance(text, str)
    ):
        raise _unusable("no bits", "a BitstringStatusList with its purpose")
    return VerifiedList(
        issuer=issuer_did(credential),
        purpose=purpose,
        bits=decoded(text),
        since=instant_of(credential.get("validFrom"), name="validFrom"),
        until=instant_of(credential.get("validUntil"), name="validUntil"),
    )


def _unusable(found: str, expected: str) -> Refusal:
    return status_refusal(StatusFault.VERIFICATION, found=found, expected=expected)
