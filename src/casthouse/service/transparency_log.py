"""The transparency log: entries go in with what they speak of, or not at all.

Whoever appends does so inside the transaction that writes the thing itself. The log is held from there until that
transaction ends, so it is appended to last, after the ledgers.
"""

from collections.abc import Collection, Sequence

from casthouse.passport.log_entry import EntryKind, LogEntry, tag_of
from casthouse.passport.merkle_proof import consistency_path, inclusion_path
from casthouse.passport.tile import TiledTree, tiles_on_path
from casthouse.refusal import Refusal
from casthouse.service import chance
from casthouse.storage import log_record as record_store
from casthouse.storage import transparency_log as log_store

SECRET_SIZE = 32
PROOFS_AT_ONCE = 64
"""So many entries lie under fewer tiles than a store reads with one statement."""


def append(entries: Sequence[LogEntry]) -> int:
    """Append entries inside the caller's transaction and return the index of the first."""
    before = log_store.locked_frontier()
    log_store.append_entries(before, [entry.content for entry in entries])
    return before.size


def statement_entry(owner_id: int | None, digest: bytes) -> LogEntry:
    """Return the entry of a signed statement: the SHA-256 of its exact bytes, in the name of an organisation."""
    return owned_entry(EntryKind.STATEMENT, owner_id, digest)


def owned_entry(kind: EntryKind, owner_id: int | None, digest: bytes) -> LogEntry:
    """Return an entry that its owner alone tells from others; one of nobody can be told by nobody."""
    return LogEntry(kind, digest, tag_of(owner_secret(owner_id), digest))


def owner_secret(owner_id: int | None) -> bytes:
    """Return the secret by which an owner knows its entries; of nobody one that is forgotten at once."""
    fresh = chance.unguessable(SECRET_SIZE)
    return fresh if owner_id is None else record_store.tag_secret(owner_id, fresh=fresh)


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """Return the proof that an entry stands in the log of a size, from the entry upwards.

    Raises:
        Refusal: `log_place_unknown`.
    """
    _refuse_beyond(index + 1, size)
    return inclusion_path(index, size, _tree(index, size).node)


def inclusion_proofs(indexes: Sequence[int], size: int) -> dict[int, list[bytes]]:
    """Return the proofs that entries stand in the log of a size, read for many at once.

    Raises:
        Refusal: `log_place_unknown`.
    """
    found: dict[int, list[bytes]] = {}
    for begin in range(0, len(indexes), PROOFS_AT_ONCE):
        some = indexes[begin : begin + PROOFS_AT_ONCE]
        _refuse_beyond(max(some) + 1, size)
        wanted = {place for index in some for place in tiles_on_path(index, size)}
        tree = _known_tree(sorted(wanted), size)
        found |= {index: inclusion_path(index, size, tree.node) for index in some}
    return found


def consistency_proof(old: int, size: int) -> list[bytes]:
    """Return the proof that the log of a size begins with the log of a smaller one.

    Raises:
        Refusal: `log_place_unknown`.
    """
    _refuse_beyond(old, size)
    return consistency_path(old, size, _tree(old - 1, size).node)


def _tree(index: int, size: int) -> TiledTree:
    """Return the log as it was at a size, with what proofs about an entry ask for read at once."""
    return _known_tree(tiles_on_path(index, size), size)


def _known_tree(wanted: Collection[tuple[int, int]], size: int) -> TiledTree:
    known = log_store.tiles(wanted, size=size)
    return TiledTree(lambda level, number: log_store.tile(level, number, size=size), known)


def _refuse_beyond(place: int, size: int) -> None:
    held = log_store.held_size()
    if not 0 < place <= size <= held:
        raise Refusal(
            "log_place_unknown",
            found=f"{place} of {size}",
            expected=f"a place in a log of at most {held} entries",
            todo="take index and size from the log's checkpoint",
        )
