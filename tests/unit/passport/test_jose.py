"""Credentials as tokens (vc+jwt): what is read, and the ways of choosing one's own check that are not."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from casthouse.passport.jose import is_token, read_token, token
from casthouse.passport.public_key import public_key_of_did
from tests.unit.passport.test_integrity_proof import AT, DOCUMENT, SIGNER
from tests.unit.refusing import refused

TOKEN = token(DOCUMENT, signer=SIGNER, method=SIGNER.public.did_method, created=AT)


def part(value: object) -> str:
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def forged(header: dict[str, Any], credential: object = DOCUMENT) -> bytes:
    """Return a token that is signed as it stands, whatever its header says."""
    signed = f"{part(header)}.{part(credential)}"
    return f"{signed}.{part(SIGNER.sign(signed.encode()))}".encode()


HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "kid": SIGNER.public.did_method}


def test_a_token_is_the_credential_itself() -> None:
    found = read_token(TOKEN.encode())
    assert found.credential == DOCUMENT
    assert found.created == AT
    assert found.method == SIGNER.public.did_method
    assert public_key_of_did(found.method).verifies(found.signature, found.message)
    assert is_token(TOKEN.encode())
    assert not is_token(b'{"a": "e.y."}')


def test_both_names_of_the_algorithm_are_read() -> None:
    for name in ("EdDSA", "Ed25519"):
        assert read_token(forged({**HEADER, "alg": name})).credential == DOCUMENT


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"alg": "none"}, "alg 'none'"),
        ({"alg": "HS256"}, "alg 'HS256'"),
        ({"alg": "ES256"}, "alg 'ES256'"),
        ({"alg": ["EdDSA"]}, "alg .'EdDSA'."),
        ({"typ": "JWT"}, "typ 'JWT'"),
        ({"typ": None}, "typ None"),
        ({"kid": None}, "verification method None"),
        ({"kid": "key-1"}, "verification method 'key-1'"),
        ({"crit": ["b64"], "b64": False}, "header member b64"),
        ({"jwk": SIGNER.public.jwk}, "header member jwk"),
        ({"x5u": "https://else.example"}, "header member x5u"),
        ({"iat": -1}, "iat -1"),
        ({"iat": True}, "iat True"),
        ({"iat": 10**12}, "iat 1000000000000"),
    ],
)
def test_a_header_does_not_choose_its_check(change: dict[str, Any], found: str) -> None:
    with pytest.raises(Exception, match=found):
        read_token(forged({name: value for name, value in (HEADER | change).items() if value is not None}))


def test_a_token_without_a_signature_is_refused() -> None:
    head, body, _ = TOKEN.split(".")
    for text in (f"{head}.{body}.", f"{head}.{body}", f"{head}.{body}.{'A' * 80}", TOKEN + ".x", "..", ""):
        with refused("signature_invalid", found="no compact token"):
            read_token(text.encode())


def test_a_second_text_of_the_same_bits_is_refused() -> None:
    """The last character of 64 bytes in base64url has two free bits: 15 texts would stand for one signature."""
    last = TOKEN[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = alphabet[alphabet.index(last) ^ 1]
    with refused("signature_invalid", found="bits after the end of a part"):
        read_token((TOKEN[:-1] + twin).encode())


def test_a_credential_in_a_claim_or_with_a_proof_is_refused() -> None:
    for credential in ({"vc": DOCUMENT}, {**DOCUMENT, "proof": {}}):
        with refused("signature_invalid", found="a token with a proof"):
            read_token(forged(HEADER, credential))


def test_the_payload_is_read_as_strictly_as_a_file() -> None:
    with refused("statement_unreadable", found="member 'a' twice"):
        read_token(forged(HEADER, b'{"a": 1, "a": 2}'))
    with refused("statement_unreadable", found="member 'alg' twice"):
        signed = f'{part(b"""{"alg":"EdDSA","alg":"none"}""")}.{part(DOCUMENT)}'
        read_token(f"{signed}.{part(SIGNER.sign(signed.encode()))}".encode())


def test_a_token_that_was_changed_is_told_as_one() -> None:
    head, body, signature = TOKEN.split(".")
    with refused("statement_unreadable", found="changed or is none: in its payload, no JSON"):
        read_token(f"{head}.{body[:40]}AAAA{body[44:]}.{signature}".encode())
    with refused("statement_unreadable", found="changed or is none: in its header, no "):
        read_token(f"{head[:8]}AAAA{head[12:]}.{body}.{signature}".encode())


def test_an_instant_of_signing_may_be_missing() -> None:
    assert read_token(forged(HEADER)).created is None
    assert read_token(forged({**HEADER, "iat": 0})).created == datetime(1970, 1, 1, tzinfo=UTC)
