"""Keys of signed notes: a name, a kind and an Ed25519 public key (C2SP signed-note 1.0.0, tlog-cosignature 1.0.1).

A key is handed on as one line, `name+hex(key ID)+base64(kind ‖ public key)`. Its ID binds the name: the same key under
another name is another key. A witness signs a note together with the time at which it saw it.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from casthouse.passport.public_key import SIGNATURE_BYTES, PublicKey
from casthouse.refusal import Refusal

KEY_ID_SIZE = 4
TIME_SIZE = 8
NAME_LENGTH_MAX = 300


class NoteKeyKind(IntEnum):
    """What signs, and what is signed: the text of a note, or the text with the time of a witness."""

    ED25519 = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class NoteKey:
    """Whose signatures on notes are believed."""

    name: str
    public: PublicKey
    kind: NoteKeyKind = NoteKeyKind.ED25519

    def __post_init__(self) -> None:
        """Let no name pass that a line of a signature could not carry."""
        if not is_name(self.name):
            raise _invalid(f"the name “{self.name[:60]}”")

    @property
    def key_id(self) -> bytes:
        """The four bytes that go before each signature."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public.raw).digest()[
            :KEY_ID_SIZE
        ]

    @property
    def vkey(self) -> str:
        """The key as one line."""
        body = b64encode(bytes([self.kind]) + self.public.raw).decode()
        return f"{self.name}+{self.key_id.hex()}+{body}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Say whether a signature, without the key ID, is this key's over the text of a note."""
        if self.kind is NoteKeyKind.ED25519:
            return self.public.verifies(signature, text.encode())
        if len(signature) != TIME_SIZE + SIGNATURE_BYTES:
            return False
        seconds = int.from_bytes(signature[:TIME_SIZE], "big")
        return self.public.verifies(signature[TIME_SIZE:], cosigned_message(text, seconds))


def cosigned_message(text: str, seconds: int) -> bytes:
    """Return what a witness signs: that it saw this checkpoint, and no other history before it, at a time."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def note_key(vkey: str) -> NoteKey:
    """Read a key from its line.

    Raises:
        Refusal: `vkey_invalid`, `note_invalid`, `public_key_invalid`.
    """
    parts = vkey.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, ID, key
        raise _invalid("fewer than three parts")
    name, identifier, body = parts
    raw = strict_base64(body)
    if raw is None or len(raw) != 1 + 32:
        raise _invalid("a key that is not base64 of 33 bytes")
    if raw[0] not in set(NoteKeyKind):
        raise _invalid(f"a key of kind {raw[0]}")
    key = NoteKey(name, PublicKey(raw[1:]), NoteKeyKind(raw[0]))
    if identifier != key.key_id.hex():
        raise _invalid(f"the key ID “{identifier[:16]}” for a key whose ID is {key.key_id.hex()}")
    return key


def is_name(text: str) -> bool:
    """Say whether a line of a signature can carry a text as a name."""
    return 0 < len(text) <= NAME_LENGTH_MAX and not any(
        sign == "+" or sign.isspace() or sign < " " or "\ud800" <= sign <= "\udfff" for sign in text
    )


def strict_base64(text: str) -> bytes | None:
    """Read standard base64 in its one spelling; anything else is nothing."""
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return raw if b64encode(raw).decode() == text else None


def _invalid(found: str) -> Refusal:
    return Refusal(
        "vkey_invalid",
        found=found,
        expected="name+key ID in hex+base64 of the kind (1 or 4) and the public key, the name without spaces and +",
        todo="take the line whole, as the log or the witness publishes it",
    )
