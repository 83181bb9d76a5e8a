"""Checks 7 and 8: the statement stands in the transparency log, and the log's checkpoint is signed and no other one.

The proof that comes with a statement (C2SP tlog-proof) leads from its entry to the root of a checkpoint; its `extra` is
the tag of the entry. The first check is about the path, the second about who vouches for the root: the log, witnesses
that are trusted, and the checkpoint that the trust bundle holds. A key that the log had before vouches for a log up to
the size to which it signed.
"""

from datetime import UTC, datetime

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.jose import SECONDS_MAX
from casthouse.passport.log_entry import EntryKind, LogEntry
from casthouse.passport.log_proof import LogProof, read_log_proof
from casthouse.passport.merkle import HASH_SIZE, leaf_hash
from casthouse.passport.merkle_proof import check_inclusion
from casthouse.passport.note import Note, read_note
from casthouse.passport.note_key import NoteKey, NoteKeyKind, note_key
from casthouse.passport.trust_bundle import TrustedLog
from casthouse.passport.verification import VerificationCase
from casthouse.refusal import Refusal


def check_log(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the statement, byte for byte, is an entry of the log that the checkpoint describes."""
    if missing := _missing(case):
        return None, missing
    try:
        proof = read_log_proof(case.log_proof)
        checkpoint = read_checkpoint(proof.checkpoint.text)
        check_inclusion(
            index=proof.index,
            size=checkpoint.size,
            leaf=leaf_hash(_entry(case, proof)),
            path=proof.path,
            root=checkpoint.root,
        )
    except Refusal as refusal:
        return False, _words(refusal)
    return True, f"entry {proof.index} of the {checkpoint.size} of the log {checkpoint.origin[:120]}"


def check_checkpoint(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the log signed its checkpoint, that witnesses saw it, and that it contradicts none that is known."""
    if missing := _missing(case):
        return None, missing
    assert case.bundle.log is not None
    try:
        log, witnesses = note_key(case.bundle.log.vkey), [note_key(key) for key in case.bundle.log.witnesses]
        earlier = {note_key(each.vkey): each.until for each in case.bundle.log.earlier}
        known = _known_checkpoint(case.bundle.log, log)
    except Refusal as refusal:
        return None, f"not possible: of the log in the trust bundle: {_words(refusal)}"
    try:
        note = read_log_proof(case.log_proof).checkpoint
        seen_by = _witnesses(note, witnesses)
        checkpoint = read_checkpoint(note.text)
        vouching = note.signers([log, *earlier])
    except Refusal as refusal:
        return False, _words(refusal)
    if log not in vouching and (until := max(earlier[each] for each in vouching)) < checkpoint.size:
        return False, f"a checkpoint of {checkpoint.size} entries by a key of the log that ended at {until}"
    return _vouched(checkpoint, log, witnesses=witnesses, seen_by=seen_by, known=known)


def seen_at(case: VerificationCase) -> datetime | None:
    """Return when a witness that is trusted first saw a log in which the statement stands; None where nothing shows it.

    A witness signs its time together with the checkpoint, and nobody can put an entry below it afterwards.
    """
    if check_log(case)[0] is not True or check_checkpoint(case)[0] is False or case.bundle.log is None:
        return None
    try:
        log, witnesses = note_key(case.bundle.log.vkey), [note_key(key) for key in case.bundle.log.witnesses]
        note = read_log_proof(case.log_proof).checkpoint
        seen_by = [key for key in _witnesses(note, witnesses) if key.kind is NoteKeyKind.COSIGNATURE]
        if read_checkpoint(note.text).origin != log.name:
            return None
    except Refusal:
        return None
    seconds = [line.seconds for line in note.signatures if any(line.is_of(key) for key in seen_by)]
    return min((datetime.fromtimestamp(at, tz=UTC) for at in seconds if at <= SECONDS_MAX), default=None)


def _vouched(
    checkpoint: Checkpoint,
    log: NoteKey,
    *,
    witnesses: list[NoteKey],
    seen_by: list[NoteKey],
    known: Checkpoint | None,
) -> tuple[bool | None, str]:
    words = f"of {checkpoint.size} entries, signed by {log.name}"
    if checkpoint.origin != log.name:
        return False, f"a checkpoint of the log “{checkpoint.origin[:120]}”, not of {log.name}"
    if known is not None and known.size == checkpoint.size and known.root != checkpoint.root:
        return False, f"another history: {words}, but the trust bundle has another root of that size"
    if known is not None and known.size != checkpoint.size:
        words += f", not compared with the {known.size} that the trust bundle knows"
    if witnesses and not seen_by:
        return None, f"not possible: {words}, but by none of the {len(witnesses)} witnesses that are trusted"
    if not witnesses:
        return True, f"{words}; no witnesses are known"
    return True, f"{words}; seen by {', '.join(each.name for each in seen_by)}"


def _missing(case: VerificationCase) -> str:
    """Return in words what the checks lack; blank where nothing."""
    if not case.log_proof:
        return "not possible: no proof of a transparency log came with the statement"
    if case.bundle.log is None:
        return "not possible: the trust bundle knows no log"
    return "" if case.digest else "not possible: the statement came as a token only; the log has its JSON"


def _entry(case: VerificationCase, proof: LogProof) -> bytes:
    if proof.extra is None or len(proof.extra) != HASH_SIZE:
        raise Refusal(
            "log_proof_invalid",
            found="no tag of the entry",
            expected=f"extra with the {HASH_SIZE} bytes of the tag",
            todo="take the file whole, as it came with the document",
        )
    return LogEntry(EntryKind.STATEMENT, case.digest, proof.extra).content


def _witnesses(note: Note, witnesses: list[NoteKey]) -> list[NoteKey]:
    """Return which witnesses signed; a wrong signature of one refuses the note."""
    known = [key for key in witnesses if any(line.is_of(key) for line in note.signatures)]
    return list(note.signers(known)) if known else []


def _known_checkpoint(trusted: TrustedLog, log: NoteKey) -> Checkpoint | None:
    if not trusted.checkpoint:
        return None
    note = read_note(trusted.checkpoint.encode())
    note.signers([log])
    return read_checkpoint(note.text)


def _words(refusal: Refusal) -> str:
    return f"{refusal.text.found}, expected {refusal.text.expected}"
