"""Private keys at rest: sealed with a data key of their own, which is wrapped with a key that lies outside the store.

What is sealed is bound to its owner and its public half, and what is wrapped to both and to the wrapping key besides:
moved into another row it opens no more. AES-256-GCM with a nonce of 96 bits; the wrapping key is made by scrypt from a
passphrase, or by HKDF from the secret of a key file. Chance is an argument.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from casthouse.passport.key_owner import KeyOwner
from casthouse.passport.public_key import PublicKey
from casthouse.passport.signer import MemorySigner, memory_signer
from casthouse.refusal import Refusal

NONCE_BYTES, SECRET_BYTES, SALT_BYTES, TAG_BYTES = 12, 32, 16, 16
SEALED_BYTES = NONCE_BYTES + SECRET_BYTES + TAG_BYTES
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
"""Half a second and 128 MiB for each guess at a passphrase (RFC 7914)."""
_CHECK = b"casthouse wrapping key"


class WrappingKind(StrEnum):
    """From what a wrapping key is made."""

    FILE = "key_file"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappingTerms:
    """How a wrapping key is made from its secret, and by what the right secret is recognised; no secret itself."""

    kind: WrappingKind
    salt: bytes
    check: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """A private key that opens only with its wrapping key."""

    owner: KeyOwner
    public: PublicKey
    sealed: bytes
    wrapped: bytes
    terms: WrappingTerms


def wrapping_key(kind: WrappingKind, secret: bytes, salt: bytes) -> bytes:
    """Return the wrapping key that a passphrase or the secret of a key file makes."""
    if kind is WrappingKind.FILE:
        return HKDF(SHA256(), SECRET_BYTES, salt, b"casthouse wrapping key 1").derive(secret)
    return Scrypt(salt=salt, length=SECRET_BYTES, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P).derive(secret)


def new_terms(kind: WrappingKind, key: bytes, *, salt: bytes, nonce: bytes) -> WrappingTerms:
    """Return the terms of a wrapping key that was made with a salt."""
    return WrappingTerms(kind=kind, salt=salt, check=_closed(key, nonce, _CHECK, salt))


def opens(key: bytes, terms: WrappingTerms) -> bool:
    """Say whether this is the wrapping key of the terms."""
    try:
        return _opened(key, terms.check, terms.salt) == _CHECK
    except InvalidTag:
        return False


def sealed_key(
    owner: KeyOwner,
    seed: bytes,
    *,
    key: bytes,
    terms: WrappingTerms,
    data_key: bytes,
    nonces: tuple[bytes, bytes],
) -> SealedKey:
    """Seal a private key.

    Args:
        owner: whose it is.
        seed: the private key.
        key: the wrapping key.
        terms: its terms.
        data_key: 32 random bytes.
        nonces: twice 12 random bytes.
    """
    public = memory_signer(seed).public
    return SealedKey(
        owner=owner,
        public=public,
        sealed=_closed(data_key, nonces[0], seed, _bound(owner, public)),
        wrapped=_closed(key, nonces[1], data_key, _bound(owner, public, terms)),
        terms=terms,
    )


def opened_key(sealed: SealedKey, key: bytes) -> MemorySigner:
    """Return the signer that was sealed.

    Raises:
        Refusal: `sealed_key_changed` where what is stored is not what was stored.
    """
    try:
        data_key = _opened(key, sealed.wrapped, _bound(sealed.owner, sealed.public, sealed.terms))
        seed = _opened(data_key, sealed.sealed, _bound(sealed.owner, sealed.public))
    except InvalidTag as error:
        raise _changed(sealed) from error
    signer = memory_signer(seed)
    if signer.public != sealed.public:
        raise _changed(sealed)
    return signer


def rewrapped(
    sealed: SealedKey, key: bytes, *, new_key: bytes, terms: WrappingTerms, nonce: bytes
) -> SealedKey:
    """Wrap the data key of a sealed key with another wrapping key; what is sealed stays as it is.

    Raises:
        Refusal: `sealed_key_changed`.
    """
    try:
        data_key = _opened(key, sealed.wrapped, _bound(sealed.owner, sealed.public, sealed.terms))
    except InvalidTag as error:
        raise _changed(sealed) from error
    return SealedKey(
        owner=sealed.owner,
        public=sealed.public,
        sealed=sealed.sealed,
        wrapped=_closed(new_key, nonce, data_key, _bound(sealed.owner, sealed.public, terms)),
        terms=terms,
    )


def _closed(key: bytes, nonce: bytes, content: bytes, bound: bytes) -> bytes:
    assert len(nonce) == NONCE_BYTES
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _opened(key: bytes, closed: bytes, bound: bytes) -> bytes:
    if len(closed) < NONCE_BYTES + TAG_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], bound)


def _bound(owner: KeyOwner, public: PublicKey, terms: WrappingTerms | None = None) -> bytes:
    """Return what a sealed key is bound to; an owner's kind and code hold no zero byte, so no two read alike."""
    parts = [
        b"casthouse signing key 1",
        owner.kind.value.encode(),
        owner.code.encode(),
        public.raw.hex().encode(),
    ]
    return b"\0".join([*parts, terms.salt.hex().encode()] if terms else parts)


def _changed(sealed: SealedKey) -> Refusal:
    return Refusal(
        "sealed_key_changed",
        found=f"a private key of {sealed.owner} that does not open: its row is cut, changed or another one's",
        expected="the sealed key as it was stored",
        todo="restore the row from a backup, or declare the key lost and make a new one",
    )
