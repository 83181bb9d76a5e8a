"""A delivery passport as a token from which its holder may hide parts: SD-JWT VC, `dc+sd-jwt` (RFC 9901).

The payload is the credential, with digests in place of what may be hidden, and the claims that readers of such tokens
ask for: `iss`, `iat`, `vct`. The token, then each opening, ends with a tilde. As of every token here, a header or a
claim that nobody looks at is refused: so is one that binds the token to a key of its holder (`cnf`), which no passport
of ours is, and the proof of such a key behind the last tilde.

What decides whether the statement is to be believed never hides: issuer, type, schema, status and instants stand in the
signed payload, and openings of them are refused.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256

from casthouse.passport.base64url import base64url, octets
from casthouse.passport.canonical import JsonObject, canonical, read_object
from casthouse.passport.credential import TYPE as CREDENTIAL
from casthouse.passport.credential import issuer_did
from casthouse.passport.hidden_part import PATHS, HiddenPart, objects_at, still_shown
from casthouse.passport.jose import (
    ALGORITHM,
    HEADER_BYTES_MAX,
    SECONDS_MAX,
    require_header,
    require_plain,
    trimmed,
)
from casthouse.passport.opening import (
    DIGESTS,
    HASH,
    HASH_NAME,
    OPENING_BYTES_MAX,
    Chance,
    cover,
    digest_of,
    opened,
    read_opening,
)
from casthouse.passport.public_key import SIGNATURE_BYTES
from casthouse.passport.signature import SignedCredential, refuse_signature, require_method
from casthouse.passport.signer import Signer
from casthouse.passport.statement_kind import KINDS, StatementKind
from casthouse.refusal import Refusal

TYPE = "dc+sd-jwt"
VCT = "urn:casthouse:vct:delivery-passport:1"
CHARS_MAX = 2 * 1024 * 1024
ORIGINS_MAX = 2_000
"""A passport with more origins has no such form: it would take longer to read than it is worth."""

MARK = "~"
_CLAIMS = frozenset({"iss", "iat", "vct", HASH_NAME})
_HEADER = frozenset({"alg", "typ", "kid"})
_SUBJECT, _HIDING = "credentialSubject", "id"
_FORM = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})~((?:[A-Za-z0-9_-]++~)*+)")


def hideable_token(
    credential: JsonObject, *, signer: Signer, method: str, created: datetime, chance: Chance
) -> str:
    """Return a delivery passport as a signed token with all its openings; blank where no reader would take it.

    Args:
        credential: without a proof.
        signer: the key that signs.
        method: the verification method of that key.
        created: now, in UTC.
        chance: returns so many bytes that nobody can guess.
    """
    signed, openings = _to_sign(credential, method=method, created=created, chance=chance)
    token = _joined(f"{signed}.{base64url(signer.sign(signed.encode()))}", openings)
    return token if _is_small(token) else ""


def fits(credential: JsonObject, *, method: str, created: datetime) -> bool:
    """Say whether `hideable_token` returns a token for a passport: with other chance it is as long."""
    signed, openings = _to_sign(credential, method=method, created=created, chance=bytes)
    return _is_small(_joined(f"{signed}.{base64url(bytes(SIGNATURE_BYTES))}", openings))


def is_hideable(content: bytes) -> bool:
    """Say whether a file looks like a token with openings."""
    return content[:2] == b"ey" and MARK.encode() in content


def read_hideable(content: bytes) -> SignedCredential:
    """Return the credential of a token, as far as it is shown, apart from its signature.

    Raises:
        Refusal: `signature_invalid`, or `statement_unreadable` where a part is no strict JSON.
    """
    head, body, signature, openings = _parts(content)
    header, payload = _object(head, HEADER_BYTES_MAX), _object(body, CHARS_MAX)
    require_header(header, kind=TYPE, members=_HEADER)
    _require_claims(payload)
    found = opened(payload, openings, items=False)
    _require_in_clear(payload, found)
    return SignedCredential(
        credential={name: value for name, value in found.items() if name not in _CLAIMS},
        method=require_method(header.get("kid")),
        created=_issued_at(payload),
        message=f"{head}.{body}".encode(),
        signature=octets(signature),
        is_hideable=True,
    )


def signed_digest(token: str) -> str:
    """Return the SHA-256, in hexadecimal, of what was signed of a token: the same whatever is hidden."""
    return sha256(token.partition(MARK)[0].encode()).hexdigest()


def presented(token: str, hide: Iterable[HiddenPart]) -> str:
    """Return a token with the openings left out that belong to some parts; what was left out before stays out.

    Raises:
        Refusal: as `read_hideable`; `statement_not_hideable` where the token has some of it in clear, or in an
            opening with more.
    """
    read_hideable(token.encode())
    head, body, signature, openings = _parts(token.encode())
    hidden, places = frozenset(hide), _places_of(_object(body, CHARS_MAX))
    shown = [
        text
        for text in openings
        if not hidden & places.get(digest_of(text), {}).get(str(read_opening(text)[1]), frozenset())
    ]
    left = _joined(f"{head}.{body}.{signature}", shown)
    _require_hidden(read_hideable(left.encode()).credential, hidden)
    return left


def _require_hidden(credential: JsonObject, hidden: frozenset[HiddenPart]) -> None:
    """Refuse what still shows something of a part: whoever made the token did not make it so that this hides."""
    for place in still_shown(credential, hidden):
        raise Refusal(
            "statement_not_hideable",
            found=f"{place.words} in clear, or in an opening together with more",
            expected="a passport that has an opening of its own for whatever goes with what is to be hidden",
            todo="hide nothing of it, or ask the seller to sign the delivery again",
        )


def _to_sign(
    credential: JsonObject, *, method: str, created: datetime, chance: Chance
) -> tuple[str, list[str]]:
    """Return what is signed of a token, and the openings."""
    payload, openings = _covered(credential, chance)
    payload |= {"iss": issuer_did(credential), "iat": int(created.timestamp()), "vct": VCT, HASH_NAME: HASH}
    header: JsonObject = {"alg": ALGORITHM, "kid": method, "typ": TYPE}
    return f"{base64url(canonical(header))}.{base64url(canonical(payload))}", openings


def _is_small(token: str) -> bool:
    """Say whether readers take a token of that length, with openings of that length."""
    longest = max(len(each) for each in token.split(MARK)[1:])
    return len(token) <= CHARS_MAX and longest * 3 // 4 <= OPENING_BYTES_MAX


def _covered(credential: JsonObject, chance: Chance) -> tuple[JsonObject, list[str]]:
    """Return the credential with digests in place of what may be hidden, innermost first, and the openings."""
    whole, openings = deepcopy(credential), list[str]()
    for path in sorted(PATHS, key=len, reverse=True):
        names = [each.name for each in PATHS[path]]
        for members in objects_at(whole, path):
            left, more = cover(members, names, chance)
            members.clear()
            members.update(left)
            openings += more
    return whole, openings


def _places_of(payload: JsonObject) -> dict[str, dict[str, frozenset[HiddenPart]]]:
    """Return for each digest of a payload the names of what it may hide, with the parts that each belongs to."""
    found = {}
    for path, places in PATHS.items():
        parts = {each.name: each.parts for each in places}
        for members in objects_at(payload, path):
            digests = members.get(DIGESTS)
            found.update({str(each): parts for each in digests} if isinstance(digests, list) else {})
    return found


def _joined(signed: str, openings: Iterable[str]) -> str:
    return "".join(f"{each}{MARK}" for each in (signed, *openings))


def _parts(content: bytes) -> tuple[str, str, str, list[str]]:
    text = trimmed(content[:CHARS_MAX]).decode("ascii", errors="replace")
    found = _FORM.fullmatch(text) if len(content) <= CHARS_MAX else None
    if found is None:
        what = "a token of a holder's key, or cut off" if text[-1:] != MARK else "no token with openings"
        refuse_signature(found=what, expected=f"three parts in base64url and openings, each ended by {MARK}")
    return found[1], found[2], found[3], found[4].split(MARK)[:-1]


def _object(part: str, bytes_max: int) -> JsonObject:
    return read_object(octets(part), bytes_max=bytes_max)


def _require_claims(payload: JsonObject) -> None:
    require_plain(payload)
    kind = [CREDENTIAL, KINDS[StatementKind.DELIVERY].type]
    if payload.get("vct") != VCT or payload.get("type") != kind:
        refuse_signature(
            found=f"vct {payload.get('vct')!r:.60}", expected=f"{VCT} and the type of such a passport"
        )
    issuer = payload.get("issuer")
    if payload.get("iss") != (issuer.get("id") if isinstance(issuer, dict) else None):
        refuse_signature(found=f"iss {payload.get('iss')!r:.120}", expected="the issuer of the statement")


def _require_in_clear(payload: JsonObject, found: JsonObject) -> None:
    """Refuse openings of what decides whether the statement is believed; beside its subject only its address hides."""
    for name in sorted(set(payload) | set(found) - {_HIDING}):
        if name not in {_SUBJECT, DIGESTS, HASH_NAME} and payload.get(name) != found.get(name):
            refuse_signature(found=f"a hidden {name[:40]}", expected="it in what was signed, for all to see")


def _issued_at(payload: JsonObject) -> datetime:
    seconds = payload.get("iat")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= SECONDS_MAX:
        refuse_signature(found=f"iat {seconds!r:.40}", expected="whole seconds since 1970")
    return datetime.fromtimestamp(seconds, tz=UTC)
