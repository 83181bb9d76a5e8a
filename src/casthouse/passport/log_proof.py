"""A proof that travels with a thing: its place in a log, the path to the root, the checkpoint (C2SP tlog-proof).

Whoever has the entry, this file and the log's key checks without a network that the log held the entry, and which
witnesses saw that log.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.merkle import HASH_SIZE, leaf_hash
from casthouse.passport.merkle_proof import PATH_MAX, check_inclusion
from casthouse.passport.note import Note, read_note
from casthouse.passport.note_key import NoteKey, strict_base64
from casthouse.refusal import Refusal

HEADING = "c2sp.org/tlog-proof@v1"
PROOF_SIZE_MAX = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """Where an entry stands in a log, and how that is shown; `extra` is what the reader needs to rebuild the entry."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = "" if self.extra is None else f"extra {b64encode(self.extra).decode()}\n"
        hashes = "".join(f"{b64encode(each).decode()}\n" for each in self.path)
        return f"{HEADING}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """What a proof shows: the log at the size that was signed, and who signed it."""

    checkpoint: Checkpoint
    signers: tuple[NoteKey, ...]


def read_log_proof(raw: bytes) -> LogProof:
    """Read a proof and check nothing of it.

    Raises:
        Refusal: `log_proof_invalid`, `note_invalid`, `vkey_invalid`.
    """
    try:
        whole = raw.decode() if len(raw) <= PROOF_SIZE_MAX else ""
    except UnicodeDecodeError as wrong:
        raise _invalid("bytes that are not UTF-8") from wrong
    head, blank, note = whole.partition("\n\n")
    heading, *lines = head.split("\n")
    if heading != HEADING or not blank:
        raise _invalid(f"“{heading[:60]}” on the first line")
    extra = _member(lines, "extra") if lines and lines[0].startswith("extra ") else None
    index = _member(lines, "index")
    if not (index.isascii() and index.isdigit()) or len(index) > 19 or str(int(index)) != index:  # noqa: PLR2004
        raise _invalid(f"the index “{index[:30]}”")
    if len(lines) > PATH_MAX:
        raise _invalid(f"{len(lines)} hashes")
    return LogProof(
        index=int(index),
        path=tuple(_bytes(line, size=HASH_SIZE) for line in lines),
        checkpoint=read_note(note.encode()),
        extra=None if extra is None else _bytes(extra),
    )


def check_log_proof(
    proof: LogProof, *, entry: bytes, log: NoteKey, witnesses: Sequence[NoteKey] = ()
) -> ProvenEntry:
    """Return what a proof shows of an entry, believing one log and some witnesses.

    Raises:
        Refusal: `note_unsigned`, `checkpoint_invalid`, `inclusion_unproven`.
    """
    signers = proof.checkpoint.signers([log])
    if any(line.is_of(key) for line in proof.checkpoint.signatures for key in witnesses):
        signers = proof.checkpoint.signers([log, *witnesses])
    checkpoint = read_checkpoint(proof.checkpoint.text)
    if checkpoint.origin != log.name:
        raise _invalid(f"a checkpoint of the log “{checkpoint.origin[:60]}”")
    check_inclusion(
        index=proof.index,
        size=checkpoint.size,
        leaf=leaf_hash(entry),
        path=proof.path,
        root=checkpoint.root,
    )
    return ProvenEntry(checkpoint, signers)


def _member(lines: list[str], name: str) -> str:
    line = lines.pop(0) if lines else ""
    if not line.startswith(f"{name} "):
        raise _invalid(f"“{line[:60]}” where “{name} …” was due")
    return line.removeprefix(f"{name} ")


def _bytes(text: str, *, size: int | None = None) -> bytes:
    raw = strict_base64(text)
    if raw is None or size not in {None, len(raw)}:
        raise _invalid(f"“{text[:60]}”")
    return raw


def _invalid(found: str) -> Refusal:
    return Refusal(
        "log_proof_invalid",
        found=found,
        expected=f"a proof of one entry in one log that begins with {HEADING}",
        todo="take the file whole, as it came with the document",
    )
