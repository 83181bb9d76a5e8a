"""Checkpoints of the log: signed after the entries are committed, kept in the store and in a file beside it.

A checkpoint is signed only where the log still begins with the one before. The file `checkpoint` of the data folder is
a copy that whoever can change the database has to change as well; a better one lies with a witness. It is never written
over by the checkpoint of a log that does not begin with it, such as one of an older backup.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.key_owner import LOG
from casthouse.passport.merkle import Frontier
from casthouse.passport.merkle_proof import check_consistency
from casthouse.passport.note import Note, read_note, signed_by
from casthouse.passport.note_key import NoteKey, is_name
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.key_signer import signer_for
from casthouse.service.transparency_log import consistency_proof
from casthouse.storage import signing_key as key_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.settled_file import read_settled, write_settled
from casthouse.storage.transparency_log import KeptCheckpoint
from casthouse.storage.work_turn import turn_of

PAUSE = timedelta(seconds=1)
"""While much is written, so long passes between two checkpoints that nobody asked for."""


def checkpoint_file() -> Path:
    """Return where the copy of the last checkpoint lies."""
    return Path(settings.HOME, "checkpoint")


def origin() -> str:
    """Return the name of the log: that of its first checkpoint for ever, before it the address of the installation."""
    last = log_store.last_checkpoint()
    # Not read any further here: a checkpoint that somebody spoilt must not keep the others from being compared.
    name = last.note.partition("\n")[0] if last is not None else ""
    if is_name(name):
        return name
    _, _, address = str(settings.PUBLIC_URL).partition("://")
    return f"{address}/log"


def log_keys() -> list[NoteKey]:
    """Return the keys that the log has or had, the newest first."""
    name = origin()
    return [NoteKey(name, key.public) for key in key_store.keys_of(LOG)]


def checkpoint() -> KeptCheckpoint:
    """Return a checkpoint of all that is committed; a new one is signed where the log grew.

    Raises:
        Refusal: `history_changed` where the log does not begin with the checkpoint before; as `signer_for`.
    """
    last = log_store.last_checkpoint()
    if last is not None and last.size == log_store.held_size():
        return last
    at = clock.now()
    signer = signer_for(LOG, at)  # its first key is entered in the log, which may grow by it
    last, log = log_store.last_checkpoint(), log_store.frontier()  # in this order: the log only grows
    _refuse_other_history(log, last)
    name = origin()
    text = Checkpoint(name, log.size, log.root).text
    note = Note(text, (signed_by(NoteKey(name, signer.public), signer, text),))
    log_store.keep_checkpoint(size=log.size, note=str(note), at=at)
    write_settled(checkpoint_file(), str(note).encode())
    return KeptCheckpoint(size=log.size, note=str(note), signed_at=at)


def _refuse_other_history(log: Frontier, last: KeptCheckpoint | None) -> None:
    """Let a log pass that begins with what was signed last, by the store and by the file beside it."""
    signed = [read_checkpoint(read_note(last.note.encode()).text)] if last is not None else []
    for before in (*signed, *_in_file()):
        if before.size:
            path = consistency_proof(before.size, log.size) if before.size <= log.size else []
            check_consistency(old=before.size, size=log.size, old_root=before.root, root=log.root, path=path)


def _in_file() -> list[Checkpoint]:
    """Return the checkpoint in the file; none where this log did not sign it, which `casthouse check` tells."""
    raw = read_settled(checkpoint_file())
    try:
        note = read_note(raw or b"")
        note.signers(log_keys())
        return [read_checkpoint(note.text)]
    except Refusal:
        return []


def sign_soon() -> None:
    """Sign what was just committed, unless a checkpoint is only a moment old; nobody waits for it to succeed.

    A key that is missing or changed is told by the page of the log and by `casthouse check`.
    """
    sign_soon_after(log_store.last_signed_at())


def sign_soon_after(last: datetime | None) -> None:
    """Sign as `sign_soon` does, by when the last checkpoint was signed, as whoever appended read it.

    One of many who find it old signs; the others go on, and what they entered comes under the next one.
    """
    if last is None or _is_old(last, clock.now()):
        with turn_of("checkpoint") as is_ours:
            if is_ours:
                sign_now()


def sign_now() -> None:
    """Sign what was just committed at once, such as the first with another key of the log, by which it is known."""
    try:
        checkpoint()
    except Refusal:
        return


def _is_old(signed_at: datetime, now: datetime) -> bool:
    return not timedelta(0) <= now - signed_at < PAUSE


def cosigned_note(kept: KeptCheckpoint) -> str:
    """Return a checkpoint with the lines of its witnesses below."""
    return kept.note + "".join(kept.cosignatures)
