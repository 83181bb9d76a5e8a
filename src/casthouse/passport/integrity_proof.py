"""Signatures inside the JSON: Data Integrity proofs of the suite `eddsa-jcs-2022`.

Signed are two digests, of the proof's options and of the document without its proof, both in canonical form: the
options bind the purpose, the key and the instant, and copy the document's `@context`. Exactly one proof is read, and
of its members only those that mean something here: a member that nobody looked at would be believed by nobody.
"""

from datetime import datetime
from hashlib import sha256

from casthouse.passport.canonical import JsonObject, canonical
from casthouse.passport.multibase import base58btc, base58btc_bytes
from casthouse.passport.public_key import SIGNATURE_BYTES
from casthouse.passport.signature import (
    SignedCredential,
    instant_of,
    instant_text,
    refuse_signature,
    require_method,
)
from casthouse.passport.signer import Signer

PROOF_TYPE = "DataIntegrityProof"
SUITE = "eddsa-jcs-2022"
PURPOSE = "assertionMethod"
_MEMBERS = frozenset(
    {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue", "@context"}
)


def with_proof(document: JsonObject, *, signer: Signer, method: str, created: datetime) -> JsonObject:
    """Return a document with its proof.

    Args:
        document: the credential; it has no proof.
        signer: the key that signs.
        method: the verification method of that key.
        created: now, in UTC.
    """
    assert "proof" not in document
    options: JsonObject = {
        "type": PROOF_TYPE,
        "cryptosuite": SUITE,
        "created": instant_text(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    if "@context" in document:
        options["@context"] = document["@context"]
    signature = signer.sign(signed_message(document, options))
    return {**document, "proof": {**options, "proofValue": base58btc(signature)}}


def signed_message(document: JsonObject, options: JsonObject) -> bytes:
    """Return the bytes that are signed: the digest of the options, then that of the document."""
    return sha256(canonical(options)).digest() + sha256(canonical(document)).digest()


def read_proof(secured: JsonObject) -> SignedCredential:
    """Return a document apart from its proof.

    Raises:
        Refusal: `signature_invalid` where there is no proof of this suite; whether the signature is right is for the
            key to say.
    """
    document = {name: value for name, value in secured.items() if name != "proof"}
    options = _require_options(secured)
    value = options.pop("proofValue")
    assert isinstance(value, str)
    created = instant_of(options["created"], name="created") if "created" in options else None
    return SignedCredential(
        credential=document,
        method=require_method(options["verificationMethod"]),
        created=created,
        message=signed_message(_document_of(document, options), options),
        signature=base58btc_bytes(value, size=SIGNATURE_BYTES),
    )


def _require_options(secured: JsonObject) -> JsonObject:
    proof = secured.get("proof")
    if not isinstance(proof, dict):
        found = (
            "no proof"
            if proof is None
            else f"{len(proof)} proofs"
            if isinstance(proof, list)
            else "no object"
        )
        refuse_signature(found=found, expected="exactly one proof, as an object")
    fixed = {"type": PROOF_TYPE, "cryptosuite": SUITE, "proofPurpose": PURPOSE}
    for name, expected in fixed.items():
        if proof.get(name) != expected:
            refuse_signature(found=f"proof.{name} {proof.get(name)!r:.60}", expected=expected)
    if unknown := sorted(set(proof) - _MEMBERS):
        refuse_signature(
            found=f"proof.{unknown[0][:40]}", expected=f"no members but {', '.join(sorted(_MEMBERS))}"
        )
    for name in ("verificationMethod", "proofValue"):
        if not isinstance(proof.get(name), str):
            refuse_signature(found=f"proof.{name} {proof.get(name)!r:.60}", expected="text")
    return dict(proof)


def _document_of(document: JsonObject, options: JsonObject) -> JsonObject:
    """Return the document that was signed: where the options have a context, the document's starts with it."""
    if "@context" not in options:
        return document
    whole, start = _listed(document.get("@context")), _listed(options["@context"])
    if whole[: len(start)] != start:
        refuse_signature(
            found="a proof with another @context", expected="the @context of the document, from its start"
        )
    return {**document, "@context": options["@context"]}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
