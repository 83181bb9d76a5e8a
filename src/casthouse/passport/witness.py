"""What a witness answers to a log that shows it a new checkpoint (C2SP tlog-witness 1.0.0).

A witness keeps one checkpoint a log, the last that it cosigned, and cosigns another only when a proof shows that the
log still begins with it. What it keeps is written before it answers: a witness that forgets cosigns two histories.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.merkle import EMPTY_ROOT, HASH_SIZE
from casthouse.passport.merkle_proof import PATH_MAX, check_consistency
from casthouse.passport.note import NOTE_SIZE_MAX, Note, read_note
from casthouse.passport.note_key import NoteKey, strict_base64
from casthouse.refusal import Refusal

TEXT = "text/plain; charset=utf-8"
SIZE_TEXT = "text/x.tlog.size"
REQUEST_SIZE_MAX = NOTE_SIZE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheckpoint:
    """What a log shows a witness: the size that was cosigned last, the proof, the new checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def body(self) -> bytes:
        """The request."""
        hashes = "".join(f"{b64encode(each).decode()}\n" for each in self.path)
        return f"old {self.old}\n{hashes}\n{self.note}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAnswer:
    """A status of HTTP with its body, and the checkpoint to cosign, keep and only then answer with."""

    status: int
    body: str = ""
    content_type: str = TEXT
    accepted: Checkpoint | None = None


def read_shown(body: bytes) -> ShownCheckpoint:
    """Read what a log shows.

    Raises:
        Refusal: `witness_request_invalid`, `note_invalid`.
    """
    head, blank, note = body.partition(b"\n\n")
    if len(body) > REQUEST_SIZE_MAX or not blank or not head.isascii():
        raise _invalid("a body without a blank line, too large or not ASCII above it")
    first, *lines = head.decode("ascii").split("\n")
    old = first.removeprefix("old ")
    if not first.startswith("old ") or not old.isdigit() or len(old) > 19 or str(int(old)) != old:  # noqa: PLR2004
        raise _invalid(f"the line “{first[:60]}”")
    hashes = [strict_base64(line) for line in lines]
    path = tuple(each for each in hashes if each is not None and len(each) == HASH_SIZE)
    if len(path) != len(hashes) or len(path) > PATH_MAX:
        raise _invalid(f"{len(lines)} lines of hashes, of which {len(path)} are sound")
    return ShownCheckpoint(old=int(old), path=path, note=read_note(note))


def answer_shown(
    body: bytes, *, logs: Mapping[str, NoteKey], held: Mapping[str, Checkpoint]
) -> WitnessAnswer:
    """Decide what to answer.

    Args:
        body: what was sent.
        logs: the keys of the logs that are witnessed, by origin.
        held: the checkpoints that were cosigned last, by origin.

    Returns:
        The answer; where it has a checkpoint to cosign, the body is the signature, which the caller makes.
    """
    try:
        shown = read_shown(body)
        checkpoint = read_checkpoint(shown.note.text)
    except Refusal as refusal:
        return WitnessAnswer(status=400, body=f"{refusal}\n")
    key = logs.get(checkpoint.origin)
    if key is None:
        return WitnessAnswer(status=404, body="unknown log\n")
    try:
        shown.note.signers([key])
    except Refusal as refusal:
        return WitnessAnswer(status=403, body=f"{refusal}\n")
    return _answer(shown, checkpoint, held.get(checkpoint.origin))


def _answer(shown: ShownCheckpoint, new: Checkpoint, last: Checkpoint | None) -> WitnessAnswer:
    if shown.old > new.size:
        return WitnessAnswer(status=400, body=f"old {shown.old} for a checkpoint of {new.size}\n")
    size = last.size if last else 0
    if shown.old != size:
        return WitnessAnswer(status=409, body=f"{size}\n", content_type=SIZE_TEXT)
    try:
        refuse_other_history(last, new, shown.path)
    except Refusal as refusal:
        return WitnessAnswer(status=422, body=f"{refusal}\n")
    return WitnessAnswer(status=200, accepted=new)


def refuse_other_history(last: Checkpoint | None, new: Checkpoint, path: tuple[bytes, ...]) -> None:
    """Let a checkpoint pass whose log still begins with the one seen last; any log begins with nothing.

    Raises:
        Refusal: `history_changed`, `witness_request_invalid`.
    """
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise _invalid("a root of entries for a log without any")
    if last is None or last.size == 0:
        if path:
            raise _invalid("a proof that an empty log is the beginning")
        return
    check_consistency(old=last.size, size=new.size, old_root=last.root, root=new.root, path=path)


def origin_address(origin: str) -> str:
    """Return the address under which a witness shows the checkpoint of a log that it cosigned last."""
    return f"{sha256(origin.encode()).hexdigest()}/checkpoint"


def _invalid(found: str) -> Refusal:
    return Refusal(
        "witness_request_invalid",
        found=found,
        expected="“old <size>”, at most 63 hashes in base64, a blank line and the checkpoint",
        todo="send what tlog-witness asks for",
    )
