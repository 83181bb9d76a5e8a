"""Whatever signs: one small interface, whether the private key lies in memory, in a file or in a device.

The seed of a key is an argument; chance and files belong to whoever makes one.
"""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casthouse.passport.public_key import PublicKey

SEED_BYTES = 32


class Signer(Protocol):
    """Somebody's private key, of which nothing can be seen but what it signs."""

    @property
    def public(self) -> PublicKey:
        """The public half, with which others check the signatures."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature over the message."""


@dataclass(frozen=True, slots=True)
class MemorySigner:
    """A key that lies in memory; it is never printed."""

    public: PublicKey
    _private: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over the message."""
        return self._private.sign(message)


def memory_signer(seed: bytes) -> MemorySigner:
    """Return the signer of a seed of 32 bytes (RFC 8032: the private key)."""
    assert len(seed) == SEED_BYTES
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return MemorySigner(PublicKey(private.public_key().public_bytes_raw()), private)
