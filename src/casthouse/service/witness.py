"""A witness of logs, for anybody to run: it cosigns a log's checkpoints as long as the log only grows.

It needs no store, only a key file and a state file. The state is written, and is on the disk, before an answer leaves:
a witness that forgets could be made to vouch for two histories. A lock on the state lets one answer be made at a time,
whatever the number of threads and processes.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.note import Note, NoteSignature, cosigned_by, read_note
from casthouse.passport.note_key import NoteKey, NoteKeyKind
from casthouse.passport.signer import SEED_BYTES, Signer, memory_signer
from casthouse.passport.witness import WitnessAnswer, answer_shown, origin_address, read_shown
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.storage.settled_file import read_settled, write_settled

FORMAT = "casthouse-witness/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """Who cosigns: the public key under its name, and what signs with it."""

    key: NoteKey
    signer: Signer

    def line(self, text: str) -> NoteSignature:
        """Return the signature on a checkpoint as of now."""
        return cosigned_by(self.key, self.signer, text, int(clock.now().timestamp()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A witness: its key, the logs that it believes, where it keeps what it cosigned."""

    cosigner: Cosigner
    logs: tuple[NoteKey, ...]
    state: Path

    def answer(self, body: bytes) -> WitnessAnswer:
        """Answer a log that shows a checkpoint; what was accepted is on the disk when this returns."""
        with held_state(self.state) as notes:
            held = {origin: _checkpoint(note) for origin, note in notes.items()}
            logs = {key.name: key for key in self.logs}
            found = answer_shown(body, logs=logs, held=held)
            if found.accepted is None:
                return found
            note = read_shown(body).note
            line = self.cosigner.line(note.text)
            notes[found.accepted.origin] = str(_cosigned(note, logs[found.accepted.origin], line))
        return WitnessAnswer(status=found.status, body=line.line, accepted=found.accepted)

    def latest(self, address: str) -> str | None:
        """Return the checkpoint of a log that was cosigned last, by the address of its origin."""
        notes = read_state(self.state)
        return next((note for origin, note in notes.items() if origin_address(origin) == address), None)


def _cosigned(note: Note, log: NoteKey, line: NoteSignature) -> Note:
    """Return a note with the signature of its log and one's own: who else signed it was not looked at."""
    own = next(each for each in note.signatures if each.is_of(log))
    return Note(note.text, (own, line))


def _checkpoint(note: str) -> Checkpoint:
    return read_checkpoint(read_note(note.encode()).text)


@contextmanager
def held_state(path: Path) -> Iterator[dict[str, str]]:
    """Hold the state alone; what is changed in it is written when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        notes = read_state(path)
        before = dict(notes)
        yield notes
        if notes != before:
            members = {"format": FORMAT, "checkpoints": notes}
            write_settled(path, json.dumps(members, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_state(path: Path) -> dict[str, str]:
    """Return the checkpoints that were cosigned last, as notes, by the origin of their log.

    Raises:
        Refusal: `witness_state_invalid`: a state that cannot be read is not an empty one.
    """
    raw = read_settled(path)
    if raw is None:
        return {}
    try:
        members = json.loads(raw)
        notes = members["checkpoints"] if members["format"] == FORMAT else None
        if isinstance(notes, dict) and all(
            _checkpoint(note).origin == origin for origin, note in notes.items()
        ):
            return notes
    except (ValueError, KeyError, TypeError, AttributeError, Refusal):
        pass
    raise Refusal(
        "witness_state_invalid",
        found=f"{path}, which holds no state of a witness",
        expected="the file that this witness wrote last",
        todo="put back the newest copy; never begin anew under the same key, or it may vouch for two histories",
    )


def cosigner(*, name: str, file: Path) -> Cosigner:
    """Return the key of a witness; a file that is not there is made, for its owner alone.

    Raises:
        Refusal: `witness_key_invalid`, `vkey_invalid`.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        write_settled(file, secrets.token_bytes(SEED_BYTES).hex().encode() + b"\n")
        file.chmod(0o600)
    try:
        seed = bytes.fromhex(file.read_text().strip())
    except (OSError, ValueError):
        seed = b""
    if len(seed) != SEED_BYTES:
        raise Refusal(
            "witness_key_invalid",
            found=f"{file}, which holds no key",
            expected="a file with 64 hexadecimal digits",
            todo="name the key file of this witness, or one that is not there to make a key",
        )
    signer = memory_signer(seed)
    return Cosigner(key=NoteKey(name, signer.public, NoteKeyKind.COSIGNATURE), signer=signer)
