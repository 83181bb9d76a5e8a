"""The transparency log in the store: appending entries under one lock, reading entries and tiles.

Appends come one at a time: whoever appends holds the head until the transaction ends, so the log never forks and has no
hole, whatever is killed. Full tiles are kept; what is beyond them is made from at most 255 rows of the level below.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.passport.log_entry import RecordHeader
from casthouse.passport.merkle import Frontier, count, leaf_hashes, tree_root
from casthouse.passport.tile import TILE_HEIGHT, TILE_WIDTH
from casthouse.storage.brief_transaction import in_transaction, rows_at_end
from casthouse.storage.dialect import (
    insert_ready,
    is_postgresql,
    prepared_rows,
    stored_instant,
)
from casthouse.storage.models import LogCheckpointRow, LogCosignatureRow, LogEntryRow, LogHeadRow, LogTileRow
from casthouse.storage.models.transparency_log import LEVEL_SHIFT

PIECE = 10_000
HEAD = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCheckpoint:
    """A checkpoint that was signed, with the lines of the witnesses that cosigned it."""

    size: int
    note: str
    signed_at: datetime
    cosignatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldLog:
    """The log as it is while nobody else may append, with the secret of an organisation, None where it has none yet."""

    before: Frontier
    secret: bytes | None


HELD_LOG = (
    "SELECT size, roots, (SELECT secret FROM log_tag_key WHERE organisation_id = %s) AS secret "
    "FROM log_head WHERE id = %s"
)
"""The columns that `held_log` reads; what holds the log on PostgreSQL is `FOR UPDATE` behind it."""


def held_log(size: int, roots: bytes, secret: bytes | None) -> HeldLog:
    """Return the log from the columns of `HELD_LOG`."""
    return HeldLog(Frontier(int(size), bytes(roots)), None if secret is None else bytes(secret))


def tile_key(level: int, number: int) -> int:
    """Return the key of a full tile."""
    return level << LEVEL_SHIFT | number


def frontier() -> Frontier:
    """Return the log as it is now."""
    return Frontier(*head())


def head() -> tuple[int, bytes]:
    """Return the size of the log and the roots of its whole subtrees as they are kept, whether they fit or not."""
    found = prepared_rows("SELECT size, roots FROM log_head WHERE id = %s", [HEAD])
    return (int(found[0][0]), bytes(found[0][1])) if found else (0, b"")


def held_size() -> int:
    """Return how many entries are committed."""
    return head()[0]


def covered_tables() -> list[str] | None:
    """Return the tables that the log says it covers; None before it began, an empty list where it does not say."""
    found = LogHeadRow.objects.filter(id=HEAD).values_list("tables", flat=True).first()
    if found is None:
        return [] if LogEntryRow.objects.exists() else None
    return found.split()


def cover_tables(tables: Sequence[str]) -> None:
    """Say which tables are covered from now on, to whoever holds the log."""
    LogHeadRow.objects.filter(id=HEAD).update(tables=" ".join(sorted(tables)))


def locked_frontier() -> Frontier:
    """Return the log as it is, and let nobody else append until the transaction ends."""
    return locked_log(None).before


def locked_log(owner_id: int | None) -> HeldLog:
    """Return the log as `locked_frontier` does, with the secret of an organisation."""
    assert in_transaction()
    sql = (
        f"{HELD_LOG} FOR UPDATE" if is_postgresql() else HELD_LOG
    )  # the embedded store has one writer at a time
    found = prepared_rows(sql, [owner_id, HEAD])
    if not found:
        begin = (
            "INSERT INTO log_head (id, size, roots, tables) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
        )
        prepared_rows(f"{begin} RETURNING 1", [HEAD, 0, b"", ""])
        found = prepared_rows(sql, [owner_id, HEAD])
    return held_log(*found[0])


def append_entries(before: Frontier, entries: Sequence[bytes]) -> Frontier:
    """Append entries to the log that the caller holds, with the tiles that they fill, and return the log."""
    leaves = leaf_hashes(entries)
    after = before.with_leaves(leaves)
    insert_ready("log_entry", ("id", "entry"), list(enumerate(entries, start=before.size)))
    _append_tiles(before.size, leaves)
    prepared_rows(_MOVE_HEAD, [after.size, after.roots, HEAD])
    return after


_ENTER = "INSERT INTO log_entry (id, entry) VALUES (%s, %s)"
_KEEP_RECORD = (
    "INSERT INTO log_record (id, kind, organisation_id, about, first, row_keys, leaves) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_HEAD = (
    "UPDATE log_head SET size = %s, roots = %s WHERE id = %s "
    "RETURNING (SELECT signed_at FROM log_checkpoint ORDER BY size DESC LIMIT 1)"
)


def append_record(
    before: Frontier, entry: bytes, owner_id: int | None, header: RecordHeader
) -> Callable[[], datetime | None]:
    """Append the entry of one record to the log that the caller holds, and the record with it.

    PostgreSQL gets one statement: others wait for it.

    Returns:
        When the last checkpoint was signed, None before the first one; to be read when the transaction has ended.
    """
    leaf = leaf_hashes([entry])
    after = before.with_leaves(leaf)
    record = (before.size, header.kind, owner_id, header.about, header.first, header.row_keys, header.leaves)
    head = (after.size, after.roots, HEAD)
    if after.size % TILE_WIDTH == 0:
        _append_tiles(before.size, leaf)
    if is_postgresql():
        sql = f"WITH entered AS ({_ENTER}), recorded AS ({_KEEP_RECORD}) {_MOVE_HEAD}"
        found = rows_at_end(sql, [before.size, entry, *record, *head])
    else:
        prepared_rows(_ENTER, [before.size, entry])
        prepared_rows(_KEEP_RECORD, record)
        found = rows_at_end(_MOVE_HEAD, head)
    return lambda: _signed_at(found())


def _append_tiles(size: int, hashes: bytes) -> None:
    """Keep the tiles that are full now, level by level; `size` is how many hashes the level had before."""
    level = 0
    while (size + count(hashes)) // TILE_WIDTH > size // TILE_WIDTH:
        first = size // TILE_WIDTH
        run = _partial(level, first, size % TILE_WIDTH) + hashes
        rows, roots = [], []
        for place in range(count(run) // TILE_WIDTH):
            tile = run[place * TILE_WIDTH * 32 : (place + 1) * TILE_WIDTH * 32]
            roots.append(tree_root(tile))
            rows.append((tile_key(level, first + place), roots[-1], tile))
        insert_ready("log_tile", ("id", "root", "hashes"), rows)
        level, size, hashes = level + 1, first, b"".join(roots)


def _partial(level: int, number: int, width: int) -> bytes:
    """Return the first hashes of a tile that is not full, from the level below."""
    first = number * TILE_WIDTH
    if not width:
        return b""
    if level == 0:
        return leaf_hashes(entries(first, first + width))
    sql = "SELECT root FROM log_tile WHERE id >= %s AND id < %s ORDER BY id"
    below = prepared_rows(sql, [tile_key(level - 1, first), tile_key(level - 1, first + width)])
    return b"".join(bytes(root) for (root,) in below)


def tile(level: int, number: int, *, size: int) -> bytes:
    """Return the hashes of a tile of the log as it was at a size; empty where it had none there."""
    width = min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH)
    if width <= 0:
        return b""
    full = LogTileRow.objects.filter(id=tile_key(level, number)).values_list("hashes", flat=True).first()
    return bytes(full)[: width * 32] if full is not None else _partial(level, number, width)


def tiles(wanted: Collection[tuple[int, int]], *, size: int) -> dict[tuple[int, int], bytes]:
    """Return several tiles of the log as it was at a size, read by two statements."""
    full = [each for each in wanted if (each[1] + 1) << (TILE_HEIGHT * (each[0] + 1)) <= size]
    partial = [each for each in wanted if each not in full]
    above = [each for each in partial if each[0] and each[1] << (TILE_HEIGHT * (each[0] + 1)) < size]
    parts = ["SELECT id, hashes, 0 FROM log_tile WHERE id = %s"] * len(full)
    arguments = [tile_key(*each) for each in full]
    for level, number in above:
        parts.append("SELECT id, root, 1 FROM log_tile WHERE id >= %s AND id < %s")
        first = tile_key(level - 1, number * TILE_WIDTH)
        width = (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH
        arguments += [first, first + width]
    read = dict.fromkeys(wanted, b"")
    roots: dict[tuple[int, int], list[tuple[int, bytes]]] = {each: [] for each in above}
    for key, content, is_root in prepared_rows(" UNION ALL ".join(parts), arguments) if parts else ():
        level, number = key >> LEVEL_SHIFT, key & ((1 << LEVEL_SHIFT) - 1)
        if is_root:
            roots[level + 1, number // TILE_WIDTH].append((number, bytes(content)))
        else:
            read[level, number] = bytes(content)
    read |= {each: b"".join(root for _, root in sorted(found)) for each, found in roots.items()}
    for level, number in partial:
        if level == 0:
            first = number * TILE_WIDTH
            read[level, number] = leaf_hashes(entries(first, size))
    return read


def entries(first: int, end: int) -> list[bytes]:
    """Return the entries from the first to behind the last."""
    sql = "SELECT entry FROM log_entry WHERE id >= %s AND id < %s ORDER BY id"
    return [bytes(entry) for (entry,) in prepared_rows(sql, [first, end])]


def entries_at(indexes: Collection[int]) -> dict[int, bytes]:
    """Return some entries by their indexes."""
    rows = LogEntryRow.objects.filter(id__in=indexes).values_list("id", "entry")
    return {index: bytes(entry) for index, entry in rows}


def numbered_entries(size: int, *, first: int = 0) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the entries from an index on and below a size with their indexes, in pieces."""
    while True:
        rows = LogEntryRow.objects.filter(id__gte=first, id__lt=size).order_by("id")[:PIECE]
        piece = [(index, bytes(entry)) for index, entry in rows.values_list("id", "entry")]
        if not piece:
            return
        yield piece
        first = piece[-1][0] + 1


def entries_beyond(size: int) -> list[int]:
    """Return the indexes of entries that stand outside a log of a size."""
    return list(LogEntryRow.objects.filter(id__gte=size).order_by("id").values_list("id", flat=True)[:100])


def full_tiles() -> Iterator[tuple[int, int, bytes, bytes]]:
    """Yield level, number, hashes and root of every full tile, by level and number."""
    for row in LogTileRow.objects.order_by("id").iterator(chunk_size=500):
        level, number = row.id >> LEVEL_SHIFT, row.id & ((1 << LEVEL_SHIFT) - 1)
        yield level, number, bytes(row.hashes), bytes(row.root)


def last_signed_at() -> datetime | None:
    """Return when the checkpoint of the largest size was signed, or None before the first one."""
    return _signed_at(prepared_rows("SELECT signed_at FROM log_checkpoint ORDER BY size DESC LIMIT %s", [1]))


def _signed_at(found: Sequence[tuple[Any, ...]]) -> datetime | None:
    return stored_instant(found[0][0]) if found and found[0][0] is not None else None


def last_checkpoint(*, before: datetime | None = None) -> KeptCheckpoint | None:
    """Return the checkpoint of the largest size, of all or of those signed before an instant, with its cosignatures."""
    rows = LogCheckpointRow.objects.order_by("-size")
    row = (rows if before is None else rows.filter(signed_at__lt=before)).first()
    return _kept(row) if row else None


def first_cosigned(indexes: Collection[int]) -> dict[int, KeptCheckpoint]:
    """Return the first checkpoint over each of some entries that a witness cosigned, where there is one."""
    covering = LogCosignatureRow.objects.filter(checkpoint_id__gt=min(indexes))
    sizes = sorted(set(covering.values_list("checkpoint_id", flat=True)))
    found = {index: sizes[at] for index in indexes if (at := bisect_right(sizes, index)) < len(sizes)}
    kept = {row.size: _kept(row) for row in LogCheckpointRow.objects.filter(size__in=set(found.values()))}
    return {index: kept[size] for index, size in found.items()}


def checkpoints() -> list[KeptCheckpoint]:
    """Return every checkpoint by size, without the cosignatures."""
    return [
        KeptCheckpoint(size=row.size, note=row.note, signed_at=row.signed_at)
        for row in LogCheckpointRow.objects.order_by("size")
    ]


def _kept(row: LogCheckpointRow) -> KeptCheckpoint:
    lines = LogCosignatureRow.objects.filter(checkpoint=row).order_by("witness")
    return KeptCheckpoint(
        size=row.size,
        note=row.note,
        signed_at=row.signed_at,
        cosignatures=tuple(lines.values_list("line", flat=True)),
    )


def keep_checkpoint(*, size: int, note: str, at: datetime) -> None:
    """Keep a checkpoint; who signs the same size at once keeps the first."""
    LogCheckpointRow.objects.bulk_create(
        [LogCheckpointRow(size=size, note=note, signed_at=at)], ignore_conflicts=True
    )


def keep_cosignature(*, size: int, witness: str, line: str) -> None:
    """Keep the line of a witness below a checkpoint; its first one counts."""
    LogCosignatureRow.objects.bulk_create(
        [LogCosignatureRow(checkpoint_id=size, witness=witness, line=line)], ignore_conflicts=True
    )
