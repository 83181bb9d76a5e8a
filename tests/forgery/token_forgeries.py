"""Tokens whose header would choose how they are checked, or whose parts are not the ones that were signed."""

import hmac
import json
from base64 import urlsafe_b64encode

from casthouse.passport.canonical import canonical
from tests.forgery.forged import Forgery, Members, honest, honest_token, part, signed_token
from tests.forgery.signer_forgeries import STRANGER
from tests.unit.passport.statement_world import (
    AT,
    DIDS,
    NAMES,
    OTHER,
    RHEIN,
    SIGNERS,
    document_credential,
    method,
)

HEAD, BODY, SIGNATURE = honest_token().split(".")
HEADER: Members = {
    "alg": "EdDSA",
    "typ": "vc+jwt",
    "kid": method(RHEIN),
    "iat": int(AT.timestamp()),
    "cty": "vc",
}


def joined(*parts: str) -> bytes:
    return ".".join(parts).encode()


def other_masses() -> Members:
    credential = document_credential()
    credential["credentialSubject"]["coc_mass_g"] = "76217900"
    return credential


def keyed_hash() -> bytes:
    """Return a token whose “secret” is the public key, which everybody has."""
    body = f"{part({**HEADER, 'alg': 'HS256'})}.{part(other_masses())}"
    return joined(body, part(hmac.digest(SIGNERS[RHEIN].public.raw, body.encode(), "sha256") + bytes(32)))


def envelope(kind: str, token: str) -> bytes:
    return canonical(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential",
            "id": f"data:{kind},{token}",
        }
    )


def loose(text: str) -> str:
    """Return another spelling of the same bytes: the last digit of base64url has bits that mean nothing."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + digits[digits.index(text[-1]) ^ 1]


def unlike_twice(old: str, new: str) -> bytes:
    """Return a token with a part that has a member twice, rightly signed."""
    text = json.dumps(document_credential(), separators=(",", ":")).replace(old, new, 1)
    assert new in text
    body = f"{part(HEADER)}.{part(text.encode())}"
    return joined(body, part(SIGNERS[RHEIN].sign(body.encode())))


MASS = '"coc_mass_g":"59818000"'

FORMS: dict[str, tuple[bytes, str]] = {
    "a token of algorithm none": (
        joined(part({**HEADER, "alg": "none"}), part(other_masses()), ""),
        "no compact|alg|token",
    ),
    "a token of algorithm none with a signature": (signed_token({"alg": "none"}), "alg 'none'"),
    "a token of algorithm None": (signed_token({"alg": "nOnE"}), "alg 'nOnE'"),
    "a token hashed with the public key": (keyed_hash(), "alg 'HS256'"),
    "a token of another algorithm": (signed_token({"alg": "ES256"}), "alg 'ES256'"),
    "a token of no algorithm": (signed_token({"alg": ...}), "alg None"),
    "a token of two algorithms": (signed_token({"alg": ["EdDSA", "none"]}), "alg"),
    "a token of another type": (signed_token({"typ": "JWT"}), "typ 'JWT'"),
    "a token without a type": (signed_token({"typ": ...}), "typ None"),
    "a token with other content": (signed_token({"cty": "vp"}), "cty 'vp'"),
    "a token with its key in it": (signed_token({"jwk": STRANGER.public.jwk}, signer=STRANGER), "jwk"),
    "a token with the address of its key": (signed_token({"jku": "https://else.example/k"}), "jku"),
    "a token with a chain of certificates": (signed_token({"x5c": ["MIIB"]}), "x5c"),
    "a token with critical members": (signed_token({"crit": ["exp"], "exp": 1}), "crit"),
    "a token whose payload is not encoded": (signed_token({"b64": False, "crit": ["b64"]}), "b64"),
    "a token without a key": (signed_token({"kid": ...}), "None"),
    "a token with a key of a file": (signed_token({"kid": "../../key.pem"}), "key.pem"),
    "a token of an instant as text": (signed_token({"iat": "1743508800"}), "iat"),
    "a token of an instant with a point": (signed_token({"iat": 1743508800.5}), "iat"),
    "a token of a true instant": (signed_token({"iat": True}), "iat"),
    "a token of an instant before time": (signed_token({"iat": -1}), "iat"),
    "a token of an instant without end": (signed_token({"iat": 10**15}), "iat"),
    "a token with a proof inside": (signed_token({}, honest()), "proof"),
    "a token with the claim of an older standard": (signed_token({}, {"vc": document_credential()}), "vc"),
    "a token of a list": (signed_token({}, [document_credential()]), "JSON"),
    "a token with a mass twice": (unlike_twice(MASS, f'{MASS},"coc_mass_g":"76217900"'), "twice"),
    "a token with a number out of range": (unlike_twice(MASS, '"coc_mass_g":1e999'), "number"),
    "a token in another spelling": (joined(HEAD, BODY, loose(SIGNATURE)), "base64|bits"),
    "a token with padding": (joined(HEAD, BODY, SIGNATURE + "=="), "token|base64"),
    "a token in the base64 of mail": (
        joined(HEAD, BODY, SIGNATURE[:-4] + "+/+/"),
        "token|base64",
    ),
    "a token with blanks in it": (joined(HEAD, BODY[:20] + "\n" + BODY[20:], SIGNATURE), "token|base64"),
    "a token in four parts": (joined(HEAD, BODY, SIGNATURE, SIGNATURE), "JSON|token"),
    "a token with half a signature": (joined(HEAD, BODY, part(b"\1" * 32)), "token|bytes"),
    "an envelope of another media type": (envelope("application/jwt", honest_token()), "application/vc"),
    "an envelope in base64": (
        envelope("application/vc+jwt;base64", urlsafe_b64encode(honest_token().encode()).decode()),
        "id|token",
    ),
    "an empty envelope": (envelope("application/vc+jwt", ""), "token"),
}

SIGNATURES: dict[str, tuple[bytes, str]] = {
    "a token with another mass": (joined(HEAD, part(other_masses()), SIGNATURE), "something was changed"),
    "a token with another header": (
        joined(part({**HEADER, "iat": HEADER["iat"] - 1}), BODY, SIGNATURE),
        "something was changed",
    ),
    "a token with the signature of a proof": (
        joined(HEAD, BODY, part(SIGNERS[RHEIN].sign(BODY.encode()))),
        "something was changed",
    ),
    "a token of a stranger under the true key": (signed_token({}, signer=STRANGER), "something was changed"),
    "an envelope with another mass": (
        envelope("application/vc+jwt", f"{HEAD}.{part(other_masses())}.{SIGNATURE}"),
        "something was changed",
    ),
}


def token_forgeries() -> list[Forgery]:
    made = [
        Forgery(name=name, content=content, check="parse", says=says)
        for name, (content, says) in FORMS.items()
    ]
    made += [
        Forgery(name=name, content=content, check="signature", says=says)
        for name, (content, says) in SIGNATURES.items()
    ]
    issuer = {"id": DIDS[OTHER], "name": NAMES[OTHER]}
    made.append(
        Forgery(
            name="a token in the name of another",
            content=signed_token({}, {**document_credential(), "issuer": issuer}),
            check="issuer",
            says="signed with a key of",
        )
    )
    made.append(
        Forgery(
            name="a token of a day to come",
            content=signed_token({"iat": 4_000_000_000}),
            check="key",
            says="which is after",
        )
    )
    return made
