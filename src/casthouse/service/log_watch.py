"""Watching a log from outside, over its files: does it still begin with what was seen of it last?

The proof is made here, from the tiles that the log serves, so the log has to answer no question but for its files.
"""

from dataclasses import dataclass
from pathlib import Path

from casthouse.exchange.web_file import fetched, unreachable
from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.merkle_proof import consistency_path
from casthouse.passport.note import Note, read_note
from casthouse.passport.note_key import NoteKey
from casthouse.passport.tile import TILE_HEIGHT, TILE_WIDTH, TileAddress, TiledTree, refuse_width
from casthouse.passport.witness import refuse_other_history
from casthouse.refusal import Refusal
from casthouse.service.witness import Cosigner, held_state

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What was found: the log before, if it was seen before, and the log now; `line` is the cosignature."""

    before: Checkpoint | None
    now: Checkpoint
    line: str | None


def watch_log(*, url: str, key: NoteKey, state: Path, cosigner: Cosigner | None = None) -> Watched:
    """Fetch the checkpoint of a log and keep it, once it is shown that the log only grew.

    Raises:
        Refusal: `history_changed`, and then what was seen before is kept; `note_unsigned`, `note_invalid`,
            `checkpoint_invalid`, `log_renamed`, `tile_invalid`, `address_unreachable`, `witness_state_invalid`.
    """
    note, now = _seen(url, key)
    with held_state(state) as notes:
        last = notes.get(now.origin)
        before = read_checkpoint(read_note(last.encode()).text) if last is not None else None
        refuse_other_history(before, now, _proof(url, before, now))
        line = cosigner.line(note.text) if cosigner is not None else None
        notes[now.origin] = str(note.with_signatures([line]) if line is not None else note)
    return Watched(before=before, now=now, line=line.line if line is not None else None)


def _seen(url: str, key: NoteKey) -> tuple[Note, Checkpoint]:
    note = read_note(_file(f"{url.rstrip('/')}/checkpoint"))
    note.signers([key])
    now = read_checkpoint(note.text)
    if now.origin != key.name:
        raise Refusal(
            "log_renamed",
            found=f"a checkpoint of “{now.origin[:100]}”",
            expected=f"one of {key.name}, whose key signs it",
            todo="compare address and key; one key that signs for two logs is a reason to ask their operator",
        )
    return note, now


def _proof(url: str, before: Checkpoint | None, now: Checkpoint) -> tuple[bytes, ...]:
    if before is None or not 0 < before.size < now.size:
        return ()

    def tile(level: int, number: int) -> bytes:
        width = min(TILE_WIDTH, (now.size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH)
        content = _file(f"{url.rstrip('/')}/{TileAddress(level, number, width).path}")
        refuse_width(content, width)
        return content

    return tuple(consistency_path(before.size, now.size, TiledTree(tile).node))


def _file(address: str) -> bytes:
    status, content = fetched(address)
    if status != OK:
        raise unreachable(address, f"status {status}")
    return content
