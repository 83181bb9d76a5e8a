"""Signatures around the JSON: a credential as a JSON Web Token, media type `application/vc+jwt` (VC-JOSE-COSE).

The payload is the credential itself. Read are compact tokens whose header says exactly which of two names of one
algorithm it means, its type and its key; anything else a header could ask for (`crit`, `b64`, `jwk`, `x5u`, `none`)
is refused, since each is a way to choose the check by which one is checked.
"""

import re
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from casthouse.passport.base64url import base64url, octets
from casthouse.passport.canonical import BYTES_MAX, JsonObject, canonical, read_object, refuse_unreadable
from casthouse.passport.public_key import SIGNATURE_BYTES
from casthouse.passport.signature import SignedCredential, refuse_signature, require_method
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal

ALGORITHM = "EdDSA"
ALGORITHMS = frozenset({ALGORITHM, "Ed25519"})
"""The second is the name of RFC 9864 for the same thing."""

TYPE = "vc+jwt"
HEADER_BYTES_MAX = 4_096
TOKEN_CHARS_MAX = 6 * 1024 * 1024
SECONDS_MAX = 253_402_300_799
"""The last second of the year 9999."""

_MEMBERS = frozenset({"alg", "typ", "kid", "iat", "cty"})
_TOKEN = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")


def trimmed(content: bytes) -> bytes:
    """Return a file without the blanks of JSON around it: other blanks, some readers take for none."""
    return content.strip(b" \t\r\n")


def token(credential: JsonObject, *, signer: Signer, method: str, created: datetime) -> str:
    """Return a credential as a signed token.

    Args:
        credential: without a proof.
        signer: the key that signs.
        method: the verification method of that key.
        created: now, in UTC.
    """
    assert "proof" not in credential
    header: JsonObject = {
        "alg": ALGORITHM,
        "cty": "vc",
        "iat": int(created.timestamp()),
        "kid": method,
        "typ": TYPE,
    }
    signed = f"{base64url(canonical(header))}.{base64url(canonical(credential))}"
    return f"{signed}.{base64url(signer.sign(signed.encode()))}"


def is_token(content: bytes) -> bool:
    """Say whether a file looks like a token rather than like JSON."""
    return content[:2] == b"ey" and content.count(b".") == 2  # noqa: PLR2004 - three parts


def read_token(content: bytes) -> SignedCredential:
    """Return the credential of a token apart from its signature.

    Raises:
        Refusal: `signature_invalid`, or `statement_unreadable` where header or payload is no strict JSON.
    """
    parts = _TOKEN.fullmatch(trimmed(content[:TOKEN_CHARS_MAX]).decode("ascii", errors="replace"))
    if parts is None or len(content) > TOKEN_CHARS_MAX:
        refuse_signature(found="no compact token", expected="three parts in base64url, with dots between")
    header = _members("header", parts[1], HEADER_BYTES_MAX)
    credential = _members("payload", parts[2], BYTES_MAX)
    require_header(header)
    require_plain(credential)
    return SignedCredential(
        credential=credential,
        method=require_method(header.get("kid")),
        created=_issued_at(header),
        message=f"{parts[1]}.{parts[2]}".encode(),
        signature=_signature(parts[3]),
    )


def _members(name: str, part: str, bytes_max: int) -> JsonObject:
    """Return the members of a part; what a part says in base64url, nobody reads, so a change is told as one."""
    try:
        return read_object(octets(part), bytes_max=bytes_max)
    except Refusal as refusal:
        if refusal.code != "statement_unreadable":
            raise
        refuse_unreadable(
            found=f"a token that was changed or is none: in its {name}, {refusal.text.found}",
            expected=f"in its {name}, {refusal.text.expected}",
        )


def require_plain(payload: JsonObject) -> None:
    """Refuse a payload that is not a credential and no more, or that is bound to a key of its holder."""
    if "proof" in payload or "vc" in payload:
        refuse_signature(found="a token with a proof or a “vc” inside", expected="the credential itself")
    if "cnf" in payload:
        refuse_signature(
            found="a token that is bound to a key of its holder (cnf)",
            expected="one that whoever has it may show",
        )


def require_header(header: JsonObject, *, kind: str = TYPE, members: AbstractSet[str] = _MEMBERS) -> None:
    """Refuse a header that chooses its own check, is of another kind of token, or says what nobody looks at."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        refuse_signature(found=f"alg {algorithm!r:.40}", expected=" or ".join(sorted(ALGORITHMS)))
    if header.get("typ") != kind:
        refuse_signature(found=f"typ {header.get('typ')!r:.40}", expected=kind)
    if "cty" in members and header.get("cty", "vc") != "vc":
        refuse_signature(found=f"cty {header.get('cty')!r:.40}", expected="vc")
    if unknown := sorted(set(header) - members):
        refuse_signature(found=f"header member {unknown[0][:40]}", expected=", ".join(sorted(members)))


def _issued_at(header: JsonObject) -> datetime | None:
    seconds = header.get("iat")
    if seconds is None:
        return None
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= SECONDS_MAX:
        refuse_signature(found=f"iat {seconds!r:.40}", expected="whole seconds since 1970")
    return datetime.fromtimestamp(seconds, tz=UTC)


def _signature(text: str) -> bytes:
    signature = octets(text)
    assert len(signature) == SIGNATURE_BYTES
    return signature
