"""Signed notes: a text and below it the signatures of whoever vouches for it (C2SP signed-note 1.0.0).

A signature by a key that the reader does not know says nothing and is passed over; a signature in the name of a known
key that does not fit refuses the whole note, and so does a note that no known key signed.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casthouse.passport.note_key import KEY_ID_SIZE, NoteKey, cosigned_message, is_name, strict_base64
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal

DASH = "\u2014 "
NOTE_SIZE_MAX = 1 << 20
SIGNATURES_MAX = 128
SECONDS_SIZE = 8


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line below a note: who signs, the ID of the key and what it made."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line, with its end."""
        return f"{DASH}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"

    @property
    def seconds(self) -> int:
        """When a witness saw what it cosigned, in seconds since 1970; means nothing below other signatures."""
        return int.from_bytes(self.signature[:SECONDS_SIZE], "big")

    def is_of(self, key: NoteKey) -> bool:
        """Say whether the line is in the name of a key: whether it fits is another question."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the signatures below it, none of which was checked."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"

    def with_signatures(self, more: Iterable[NoteSignature]) -> "Note":
        """Return the note with more signatures below it."""
        return Note(self.text, (*self.signatures, *more))

    def signers(self, known: Sequence[NoteKey]) -> tuple[NoteKey, ...]:
        """Return which of the known keys signed, in the order in which they are known.

        Raises:
            Refusal: `note_unsigned` where none did, or where a signature in the name of one does not fit.
        """
        signed = set()
        for each in self.signatures:
            for key in known:
                if each.is_of(key):
                    if not key.verifies(self.text, each.signature):
                        raise _unsigned(f"a signature in the name of {key.name} that does not fit the text")
                    signed.add(key)
        if not signed:
            raise _unsigned("no signature of a known key")
        return tuple(key for key in known if key in signed)


def read_note(raw: bytes) -> Note:
    """Read a note and check none of its signatures.

    Raises:
        Refusal: `note_invalid`.
    """
    if len(raw) > NOTE_SIZE_MAX:
        raise _invalid(f"{len(raw)} bytes")
    try:
        whole = raw.decode()
    except UnicodeDecodeError as wrong:
        raise _invalid("bytes that are not UTF-8") from wrong
    if any(sign < " " and sign != "\n" for sign in whole):
        raise _invalid("a control character")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise _invalid("no blank line before lines of signatures")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_MAX:
        raise _invalid(f"{len(signatures)} signatures")
    return Note(text + "\n", signatures)


def signed_by(key: NoteKey, signer: Signer, text: str) -> NoteSignature:
    """Return the signature of a key's holder on the text of a note."""
    assert signer.public == key.public
    return NoteSignature(key.name, key.key_id, signer.sign(text.encode()))


def cosigned_by(key: NoteKey, signer: Signer, text: str, seconds: int) -> NoteSignature:
    """Return the signature of a witness on the text of a checkpoint, at a time in seconds since 1970."""
    assert signer.public == key.public
    signature = signer.sign(cosigned_message(text, seconds))
    return NoteSignature(key.name, key.key_id, seconds.to_bytes(SECONDS_SIZE, "big") + signature)


def _signature(line: str) -> NoteSignature:
    name, space, body = line.removeprefix(DASH).partition(" ")
    raw = strict_base64(body) if line.startswith(DASH) and space else None
    if raw is None or len(raw) <= KEY_ID_SIZE or not is_name(name):
        raise _invalid(f"the line “{line[:60]}”")
    return NoteSignature(name, raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:])


def _invalid(found: str) -> Refusal:
    return Refusal(
        "note_invalid",
        found=found,
        expected="a text in UTF-8, a blank line, and a line “\u2014 name base64” for each signature, at most 1 MiB",
        todo="take the file as it was served, byte for byte",
    )


def _unsigned(found: str) -> Refusal:
    return Refusal(
        "note_unsigned",
        found=found,
        expected="a signature of a known key over exactly this text",
        todo="do not rely on it; fetch it anew, and compare the key with what its holder publishes",
    )
