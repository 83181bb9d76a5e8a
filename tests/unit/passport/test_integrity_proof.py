"""Proofs of the suite eddsa-jcs-2022: published vectors byte for byte, and forged ones."""

from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from casthouse.passport.canonical import canonical
from casthouse.passport.integrity_proof import read_proof, with_proof
from casthouse.passport.multibase import base58btc
from casthouse.passport.public_key import public_key_of_did
from casthouse.passport.signer import memory_signer
from tests.unit.refusing import refused

SIGNER = memory_signer(bytes(range(32)))
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "credentialSubject": {"alloy": "EN AW-6060", "id": "urn:batch:H2041"},
    "issuer": SIGNER.public.did,
    "type": ["VerifiableCredential"],
}
W3C_METHOD = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
W3C: dict[str, Any] = {
    "@context": W3C_CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": W3C_METHOD,
        "proofPurpose": "assertionMethod",
        "@context": W3C_CONTEXT,
        "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    },
}
"""The example of “Data Integrity EdDSA Cryptosuites v1.0”, representation eddsa-jcs-2022."""


def signed() -> dict[str, Any]:
    return with_proof(deepcopy(DOCUMENT), signer=SIGNER, method=SIGNER.public.did_method, created=AT)


def is_right(secured: dict[str, Any]) -> bool:
    found = read_proof(secured)
    return public_key_of_did(found.method).verifies(found.signature, found.message)


def test_our_vector_byte_for_byte() -> None:
    proof = signed()["proof"]
    assert proof.pop("proofValue") == (
        "z3mYTzmB3HQnQWjoBmWpFgEXfBvj8fbidhvLB9gkPrdHyjH2C6B8UCn4kBonaYEpw5EwQJnBHcHA9zUTEEQetndsH"
    )
    document, options = sha256(canonical(DOCUMENT)), sha256(canonical(proof))
    assert document.hexdigest() == "1e88d972fcabcccbd1d425ee9f031abf3744b68346195d62f3e8818cf172cc4a"
    assert options.hexdigest() == "9b3d7694bdea156e76e36e7f6e8a49357c2c4dc0644aadf6425d7d8ea964709e"
    assert is_right(signed())


def test_the_vector_of_the_specification() -> None:
    found = read_proof(W3C)
    assert found.message.hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )
    assert found.signature.hex().startswith(
        "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803"
    )
    assert found.created == datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
    assert is_right(W3C)


def test_any_change_of_what_was_signed_breaks_the_signature() -> None:
    for change in (
        {"credentialSubject": {"alloy": "EN AW-6061", "id": "urn:batch:H2041"}},
        {"credentialSubject": {"alloy": "EN AW-6060", "id": "urn:batch:H2042"}},
        {"credentialSubject": {"alloy": "EN AW‐6060", "id": "urn:batch:H2041"}},  # noqa: RUF001 - another hyphen
        {"issuer": "did:web:else.example"},
        {"validFrom": "2026-01-01T00:00:00Z"},
    ):
        changed = {**signed(), **change}
        assert not is_right(changed), change


@pytest.mark.parametrize("name", ["created", "verificationMethod"])
def test_any_change_of_the_options_breaks_the_signature(name: str) -> None:
    other = memory_signer(bytes(32)).public.did_method
    secured = signed()
    secured["proof"][name] = {"created": "2026-03-01T12:00:01Z", "verificationMethod": other}[name]
    assert not is_right(secured)


def test_the_proof_of_another_document_does_not_fit() -> None:
    other = {**DOCUMENT, "credentialSubject": {"alloy": "EN AW-6063"}}
    assert not is_right({**other, "proof": signed()["proof"]})


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"type": "Ed25519Signature2020"}, "proof.type"),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "proof.cryptosuite"),
        ({"proofPurpose": "authentication"}, "proof.proofPurpose"),
        ({"previousProof": "urn:1"}, "proof.previousProof"),
        ({"created": "2026-03-01T12:00:00"}, "created"),
        ({"created": "2026-02-30T12:00:00Z"}, "created"),
        ({"created": 5}, "created"),
        ({"verificationMethod": "did:web:rhein.example"}, "verification method"),
        ({"verificationMethod": ["did:web:a#b"]}, "proof.verificationMethod"),
        ({"@context": ["https://else.example"]}, "a proof with another @context"),
    ],
)
def test_other_proofs_are_refused(change: dict[str, Any], found: str) -> None:
    secured = signed()
    secured["proof"] |= change
    with refused("signature_invalid", found=found):
        read_proof(secured)


@pytest.mark.parametrize(
    ("proof", "found"), [(None, "no proof"), ([], "0 proofs"), ([{}, {}], "2 proofs"), ("z3mY", "no object")]
)
def test_exactly_one_proof_is_read(proof: object, found: str) -> None:
    secured = {**DOCUMENT, "proof": proof}
    with refused("signature_invalid", found=found):
        read_proof(secured)


def test_two_right_proofs_are_no_proof() -> None:
    with refused("signature_invalid", found="2 proofs"):
        read_proof({**DOCUMENT, "proof": [signed()["proof"], signed()["proof"]]})


@pytest.mark.parametrize("value", ["", "z", "z1", "m3mYT", "z3mYT0", "z" + "2" * 90, "z" + "2" * 5000])
def test_a_signature_is_64_bytes_in_one_form(value: str) -> None:
    secured = signed()
    secured["proof"]["proofValue"] = value
    with refused("multibase_invalid"):
        read_proof(secured)


def test_a_signature_of_zeros_is_not_right() -> None:
    secured = signed()
    secured["proof"]["proofValue"] = "z" + "1" * 64
    assert not is_right(secured)


def test_a_context_added_after_signing_is_not_signed_but_seen() -> None:
    """The suite allows it, so a reader must not take the file's context for the issuer's word."""
    wider = {**signed(), "@context": [*DOCUMENT["@context"], {"alloy": "urn:else"}]}
    assert is_right(wider)
    assert read_proof(wider).credential["@context"] != DOCUMENT["@context"]


def test_a_proof_may_go_without_its_context() -> None:
    """As other writers do; the document's own is signed all the same."""
    options = {
        name: value for name, value in signed()["proof"].items() if name not in {"@context", "proofValue"}
    }
    message = sha256(canonical(options)).digest() + sha256(canonical(DOCUMENT)).digest()
    assert is_right({**DOCUMENT, "proof": {**options, "proofValue": base58btc(SIGNER.sign(message))}})
