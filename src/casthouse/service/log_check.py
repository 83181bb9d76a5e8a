"""Is the log itself whole? Its records against its entries, the entries against the tree, the tree against checkpoints.

What contradicts a checkpoint that was signed before was rewritten since, whoever did it: a checkpoint that lies outside
the store, in a file or with a witness, is what an administrator of the database cannot rewrite along.
"""

from collections.abc import Iterator, Sequence

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.log_entry import EntryKind, read_entry
from casthouse.passport.merkle import Frontier, count, leaf_hashes, tree_root
from casthouse.passport.note import read_note
from casthouse.passport.note_key import NoteKey
from casthouse.passport.tile import TILE_WIDTH
from casthouse.refusal import Refusal
from casthouse.service.checkpoint import checkpoint_file, log_keys
from casthouse.service.difference import Difference
from casthouse.storage import log_record as record_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.logged_row import LOGGED
from casthouse.storage.settled_file import read_settled

LOG = "log"


def log_differences(outside: Sequence[tuple[str, bytes]] = ()) -> Iterator[Difference]:
    """Find what was changed in the log itself.

    Args:
        outside: checkpoints that were kept elsewhere, each with the name under which a difference names it.
    """
    size, roots = log_store.head()
    records: set[int] = set()
    own = read_settled(checkpoint_file())
    kept = [(f"checkpoint of {each.size} entries", each.note.encode()) for each in log_store.checkpoints()]
    kept += [("the file checkpoint of the data folder", own)] if own is not None else []
    checkpoints, unread = _read([*kept, *outside])
    yield from unread
    tree = _Tree(checkpoints)
    for piece in log_store.numbered_entries(size):
        yield from tree.add(piece, records)
    yield from tree.ended(size, roots)
    yield from _tile_differences(size, tree.leaves)
    yield from _record_differences(records)
    if (said := set(log_store.covered_tables() or ())) != set(LOGGED):
        yield _log_difference("tables that are covered", " ".join(sorted(said)), " ".join(sorted(LOGGED)))


class _Tree:
    """The tree that grows from the entries as they stand, and stops at every checkpoint to compare."""

    def __init__(self, checkpoints: list[tuple[str, Checkpoint]]) -> None:
        self._waiting = sorted(checkpoints, key=lambda each: each[1].size, reverse=True)
        self._frontier = Frontier()
        self._leaves: list[bytes] = []

    @property
    def leaves(self) -> bytes:
        """The hashes of all entries."""
        return b"".join(self._leaves)

    def add(self, piece: list[tuple[int, bytes]], records: set[int]) -> Iterator[Difference]:
        """Take in the next entries, and note which are of records."""
        entries: list[bytes] = []
        for index, content in piece:
            while index > self._frontier.size + len(entries):
                yield _log_difference(
                    f"entry {self._frontier.size + len(entries)}", "no such entry", "an entry"
                )
                entries.append(b"")
            try:
                entry = read_entry(content)
            except Refusal as refusal:
                yield _log_difference(f"entry {index}", refusal.text.found, refusal.text.expected)
            else:
                if entry.kind is EntryKind.RECORD:
                    records.add(index)
            entries.append(content)
        yield from self._grow(leaf_hashes(entries))

    def _grow(self, leaves: bytes) -> Iterator[Difference]:
        self._leaves.append(leaves)
        yield from self._compare()
        while self._waiting and self._waiting[-1][1].size <= self._frontier.size + count(leaves):
            step = (self._waiting[-1][1].size - self._frontier.size) * 32
            self._frontier, leaves = self._frontier.with_leaves(leaves[:step]), leaves[step:]
            yield from self._compare()
        self._frontier = self._frontier.with_leaves(leaves)

    def _compare(self) -> Iterator[Difference]:
        while self._waiting and self._waiting[-1][1].size == self._frontier.size:
            name, checkpoint = self._waiting.pop()
            if checkpoint.root != self._frontier.root:
                yield _log_difference(
                    name, f"root {self._frontier.root.hex()}", f"root {checkpoint.root.hex()}"
                )

    def ended(self, size: int, roots: bytes) -> Iterator[Difference]:
        """Compare the end with the head, and with checkpoints of a longer log."""
        yield from self._compare()
        for name, checkpoint in reversed(self._waiting):
            found = f"a log of {self._frontier.size} entries"
            yield _log_difference(name, found, f"at least the {checkpoint.size} that were signed")
        if (size, roots) != (self._frontier.size, self._frontier.roots):
            yield _log_difference(
                "head", _head(size, roots), _head(self._frontier.size, self._frontier.roots)
            )
        for index in log_store.entries_beyond(size):
            yield _log_difference(f"entry {index}", "an entry", f"a log of {size} entries")


def _head(size: int, roots: bytes) -> str:
    return f"{size} entries, roots {roots.hex()}"


def _read(
    kept: Sequence[tuple[str, bytes]],
) -> tuple[list[tuple[str, Checkpoint]], list[Difference]]:
    keys = log_keys()
    read: list[tuple[str, Checkpoint]] = []
    unread: list[Difference] = []
    for name, raw in kept:
        try:
            read.append((name, _opened(raw, keys)))
        except Refusal as refusal:
            unread.append(_log_difference(name, refusal.text.found, refusal.text.expected))
    return read, unread


def _opened(raw: bytes, keys: list[NoteKey]) -> Checkpoint:
    note = read_note(raw)
    note.signers(keys)
    return read_checkpoint(note.text)


def _tile_differences(size: int, leaves: bytes) -> Iterator[Difference]:
    """Compare the tiles with what the entries, and the tiles below, say they are."""
    levels = {0: leaves}
    expected = max(size, 0) // TILE_WIDTH
    seen: dict[int, int] = {}
    roots: dict[int, list[bytes]] = {}
    for level, number, hashes, root in log_store.full_tiles():
        if level not in levels:
            levels[level] = b"".join(roots.get(level - 1, []))
        seen[level] = seen.get(level, 0) + 1
        true = levels[level][number * TILE_WIDTH * 32 : (number + 1) * TILE_WIDTH * 32]
        roots.setdefault(level, []).append(tree_root(true))
        if hashes != true or root != tree_root(true):
            yield _log_difference(
                f"tile {number} of level {level}", "other hashes", "those of what it stands for"
            )
    level = 0
    while expected or level in seen:
        if seen.get(level, 0) != expected:
            yield _log_difference(f"tiles of level {level}", str(seen.get(level, 0)), str(expected))
        level, expected = level + 1, expected // TILE_WIDTH


def _record_differences(entered: set[int]) -> Iterator[Difference]:
    """Compare what the entries commit to with what is kept of it."""
    for record in record_store.records():
        entered.discard(record.index)
        if not record.is_entered:
            subject = f"record {record.index} of {record.header.owner or 'nobody'}"
            yield _log_difference(subject, "other than its entry commits to", "what its entry commits to")
    for index in sorted(entered):
        yield _log_difference(f"record {index}", "no such record", "what its entry commits to")


def _log_difference(subject: str, stored: str, recomputed: str) -> Difference:
    return Difference(what=LOG, subject=subject, stored=stored, recomputed=recomputed)
