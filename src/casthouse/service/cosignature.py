"""Asking witnesses to cosign the newest checkpoint of the log (C2SP tlog-witness 1.0.0).

A witness says which size it cosigned last; it is shown the proof that the log only grew since, and its line is kept
below the checkpoint once it is found to be good.
"""

from dataclasses import dataclass

from casthouse.exchange.web_file import fetched
from casthouse.passport.note import Note, read_note
from casthouse.passport.note_key import NoteKey
from casthouse.passport.witness import ShownCheckpoint
from casthouse.refusal import Refusal
from casthouse.service.checkpoint import checkpoint
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.transparency_log import consistency_proof
from casthouse.storage import transparency_log as log_store

OK, CONFLICT = 200, 409
DIGITS_MAX = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessPlace:
    """A witness: its key, and the address under which it takes checkpoints."""

    key: NoteKey
    url: str


def cosign(actor: Actor, *, witness: WitnessPlace) -> int:
    """Let a witness cosign the newest checkpoint, keep its line, and return the size that it cosigned.

    Raises:
        Refusal: `not_permitted`, `witness_refused`, `witness_line_invalid`, `address_unreachable`; as `checkpoint`.
    """
    authorise(actor, Act.LOG_COSIGN)
    kept = checkpoint()
    note = read_note(kept.note.encode())
    status, answer = _shown(witness, note, kept.size, old=0)
    if status == CONFLICT:
        status, answer = _shown(witness, note, kept.size, old=_size(answer, kept.size))
    if status != OK:
        raise Refusal(
            "witness_refused",
            found=f"status {status}: {answer[:200].decode(errors='replace').strip()}",
            expected="a witness that cosigns the checkpoint",
            todo="where it says that history changed, find out who rewrote the log; else compare origin and key",
        )
    log_store.keep_cosignature(size=kept.size, witness=witness.key.name, line=_line(witness, note, answer))
    return kept.size


def _shown(witness: WitnessPlace, note: Note, size: int, *, old: int) -> tuple[int, bytes]:
    path = consistency_proof(old, size) if 0 < old < size else []
    body = ShownCheckpoint(old=old, path=tuple(path), note=note).body
    return fetched(f"{witness.url.rstrip('/')}/add-checkpoint", body=body)


def _size(answer: bytes, size: int) -> int:
    text = answer.decode(errors="replace").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX) or int(text) > size:
        raise Refusal(
            "witness_refused",
            found=f"“{text[:60]}” as the size that was cosigned last",
            expected=f"a size of at most {size}",
            todo="a witness that saw a larger log than there is shows that history was cut back: keep its checkpoint",
        )
    return int(text)


def _line(witness: WitnessPlace, note: Note, answer: bytes) -> str:
    """Return the line of a witness from its answer, which may have lines of others too."""
    try:
        signed = read_note(f"{note.text}\n".encode() + answer)
        signed.signers([witness.key])
    except Refusal as refusal:
        raise Refusal(
            "witness_line_invalid",
            found=refusal.text.found,
            expected=f"a cosignature of {witness.key.name} over this checkpoint",
            todo="compare the key of the witness",
        ) from refusal
    return next(each.line for each in signed.signatures if each.is_of(witness.key))
