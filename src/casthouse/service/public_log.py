"""What everybody may read of the log: its last checkpoint, its tiles, proofs of its entries. Names are not in it.

Nothing is told of entries that no checkpoint covers yet; asking for the checkpoint signs one where the log grew.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casthouse.passport.log_entry import read_entry
from casthouse.passport.log_proof import LogProof
from casthouse.passport.note import read_note
from casthouse.passport.tile import TileAddress, bundle, is_there, tile_address, tile_unknown, tiles_of
from casthouse.refusal import Refusal
from casthouse.service.checkpoint import checkpoint, cosigned_note, log_keys, origin
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.transparency_log import consistency_proof, inclusion_proof
from casthouse.storage import transparency_log as log_store
from casthouse.storage.settled_file import write_settled
from casthouse.storage.transparency_log import KeptCheckpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLog:
    """The log as everybody sees it: `waiting` entries are committed and not yet under a checkpoint."""

    origin: str
    last: KeptCheckpoint | None
    root: str
    waiting: int
    vkeys: tuple[str, ...]
    witnesses: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many entries the last checkpoint covers."""
        return self.last.size if self.last else 0

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "waiting": self.waiting,
            "signed_at": self.last.signed_at.isoformat(timespec="seconds") if self.last else None,
            "keys": list(self.vkeys),
            "witnesses": list(self.witnesses),
            "checkpoint": cosigned_note(self.last) if self.last else None,
        }


def public_log(actor: Actor) -> PublicLog:
    """Return the log as its last checkpoint has it."""
    authorise(actor, Act.LOG_READ)
    last, held = log_store.last_checkpoint(), log_store.held_size()
    note = read_note(cosigned_note(last).encode()) if last else None
    return PublicLog(
        origin=origin(),
        last=last,
        root=note.text.split("\n")[2] if note else "",
        waiting=held - (last.size if last else 0),
        vkeys=tuple(key.vkey for key in log_keys()),
        witnesses=tuple(line.name for line in note.signatures[1:]) if note else (),
    )


def public_checkpoint(actor: Actor) -> str:
    """Return the newest checkpoint with its cosignatures; one is signed now where the log grew.

    Raises:
        Refusal: `history_changed` where the log does not begin with what was signed; as `signer_for`.
    """
    authorise(actor, Act.LOG_READ)
    return cosigned_note(_with_lines(checkpoint()))


def _with_lines(kept: KeptCheckpoint) -> KeptCheckpoint:
    last = log_store.last_checkpoint()
    return last if last is not None and last.size == kept.size else kept


def public_tile(actor: Actor, *, path: str) -> bytes:
    """Return the content of a tile that a checkpoint covers; it is the same for ever.

    Raises:
        Refusal: `tile_unknown`.
    """
    authorise(actor, Act.LOG_READ)
    address, last = tile_address(path), log_store.last_checkpoint()
    if last is None or not is_there(address, last.size):
        raise tile_unknown(path)
    return _content(address)


def _content(address: TileAddress) -> bytes:
    if address.level is None:
        return bundle(log_store.entries(address.first, address.first + address.width))
    size = (address.first + address.width) << (8 * address.level)
    return log_store.tile(address.level, address.number, size=size)


def export_log(actor: Actor, *, folder: Path) -> int:
    """Write the whole log as static files, which serve it without Casthouse, and say how many were new.

    A tile is the same for ever, so one that is there stays; the checkpoint is written last.

    Raises:
        Refusal: `log_folder_unusable`; as `public_checkpoint`.
    """
    authorise(actor, Act.LOG_READ)
    kept = _with_lines(checkpoint())
    try:
        return _write(kept, folder)
    except OSError as fault:
        raise Refusal(
            "log_folder_unusable",
            found=f"{folder}: {fault.strerror}",
            expected="a folder in which files can be written",
            todo="make the folder, or name another",
        ) from fault


def _write(kept: KeptCheckpoint, folder: Path) -> int:
    written = 1
    for address in tiles_of(kept.size):
        path = folder / address.path
        if not path.exists():
            write_settled(path, _content(address))
            written += 1
    write_settled(folder / "checkpoint", cosigned_note(kept).encode())
    return written


def entry_proof(actor: Actor, *, index: int) -> str:
    """Return the proof that an entry stands in the log, with the newest checkpoint; `extra` is the entry's tag.

    Raises:
        Refusal: `log_place_unknown`; as `public_checkpoint`.
    """
    authorise(actor, Act.LOG_READ)
    kept = _with_lines(checkpoint())
    path = inclusion_proof(index, kept.size)
    (content,) = log_store.entries(index, index + 1)
    proof = LogProof(
        index=index,
        path=tuple(path),
        checkpoint=read_note(cosigned_note(kept).encode()),
        extra=read_entry(content).tag,
    )
    return str(proof)


def growth_proof(actor: Actor, *, old: int, size: int) -> list[bytes]:
    """Return the proof that the log of a size begins with the log of a smaller one; both under a checkpoint.

    Raises:
        Refusal: `log_place_unknown`.
    """
    authorise(actor, Act.LOG_READ)
    last = log_store.last_checkpoint()
    if last is None or size > last.size:
        raise Refusal(
            "log_place_unknown",
            found=f"a log of {size} entries",
            expected=f"a size of at most {last.size if last else 0}, which is signed",
            todo="take the sizes from checkpoints",
        )
    return consistency_proof(old, size)
