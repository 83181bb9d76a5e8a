"""Public keys of signatures: Ed25519 (RFC 8032), written as a Multikey, as did:key, as a JWK or as PEM.

A key that is no point of the curve, that is written in a form with a twin, or whose point has a small order is refused:
with such a key one signature fits many messages.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from casthouse.passport.multibase import base58btc, base58btc_bytes
from casthouse.refusal import Refusal

KEY_BYTES, SIGNATURE_BYTES = 32, 64
MULTICODEC = b"\xed\x01"
"""Says that an Ed25519 public key follows."""
DID_KEY = "did:key:"
_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
        ),
    }
)
"""The y of the points whose order divides 8."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of an Ed25519 key.

    Raises:
        Refusal: `public_key_invalid`.
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise _invalid(f"{len(self.raw)} bytes")
        if not _is_sound(self.raw):
            raise _invalid(self.raw.hex())

    @property
    def multikey(self) -> str:
        """The key as the text of a Multikey, `z6Mk…`."""
        return base58btc(MULTICODEC + self.raw)

    @property
    def did(self) -> str:
        """The key as an identifier of whoever holds it, `did:key:z6Mk…`."""
        return DID_KEY + self.multikey

    @property
    def did_method(self) -> str:
        """The identifier of the verification method in the document of its did:key."""
        return f"{self.did}#{self.multikey}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key: what two people compare before they believe that a key is whose it is said to be."""
        return sha256(self.raw).hexdigest()

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key (RFC 8037)."""
        x = urlsafe_b64encode(self.raw).rstrip(b"=").decode()
        return {"kty": "OKP", "crv": "Ed25519", "x": x}

    @property
    def pem(self) -> str:
        """The key as PEM (RFC 8410)."""
        return _opened(self.raw).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether the signature is this key's over exactly this message."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            _opened(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def public_key_of_multikey(text: str) -> PublicKey:
    """Read a Multikey.

    Raises:
        Refusal: `multibase_invalid`, `public_key_invalid`.
    """
    data = base58btc_bytes(text, size=len(MULTICODEC) + KEY_BYTES)
    if not data.startswith(MULTICODEC):
        raise _invalid(text[:60])
    return PublicKey(data.removeprefix(MULTICODEC))


def public_key_of_did(did: str) -> PublicKey:
    """Read a did:key, with or without the fragment that names the same key again.

    Raises:
        Refusal: `did_invalid`, `multibase_invalid`, `public_key_invalid`.
    """
    whole, mark, fragment = did.partition("#")
    multikey = whole.removeprefix(DID_KEY)
    if not whole.startswith(DID_KEY) or (mark and fragment != multikey):
        raise Refusal(
            "did_invalid",
            found=f"“{did[:120]}”",
            expected="did:key: and a Multikey of Ed25519, after which at most # and the same Multikey follow",
            todo="take the identifier whole, as its holder gave it",
        )
    return public_key_of_multikey(multikey)


@lru_cache(maxsize=10_000)
def _opened(raw: bytes) -> Ed25519PublicKey:
    """Return a key as it verifies; few keys sign many statements."""
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=10_000)
def _is_sound(raw: bytes) -> bool:
    """Say whether a key is a point of large order in its one encoding; few keys sign many statements."""
    y = int.from_bytes(raw, "little") & (1 << 255) - 1
    return y < _PRIME and y not in _SMALL_ORDER_Y and _is_on_the_curve(y)


def _is_on_the_curve(y: int) -> bool:
    """Say whether a point has this y: x² = (y² − 1) / (d·y² + 1) is a square, as is the product of the two."""
    product = (y * y - 1) * (_D * y * y + 1) % _PRIME
    return pow(product, (_PRIME - 1) // 2, _PRIME) == 1


def _invalid(found: str) -> Refusal:
    return Refusal(
        "public_key_invalid",
        found=found,
        expected="a public key of Ed25519: 32 bytes, a point of the curve of large order in its one encoding",
        todo="ask whoever holds the key for it anew; other kinds of keys are not read",
    )
