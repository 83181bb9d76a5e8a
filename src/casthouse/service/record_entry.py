"""Records in the log: what binds the hashes of rows as they were written, appended in the transaction that wrote them.

Of a record's digest alone the log speaks, so that the public learns nothing of the rows. Whoever appends holds the log
until the transaction ends. A checkpoint is signed by whoever may (`service/logged_row.py`): keys, which sign it, enter
their own lives here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from casthouse.passport.log_entry import EntryKind, LogEntry, RecordHeader, canonical, tag_of
from casthouse.service import chance
from casthouse.service.transparency_log import append, owned_entry, owner_secret
from casthouse.storage import log_record as record_store
from casthouse.storage import logged_row as row_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.logged_row import LoggedRow

NONCE_SIZE = 16
ROWS = "rows"

Owned = tuple[int | None, RecordHeader]


def append_keys(keys: Mapping[str, Sequence[int]], *, at: datetime) -> None:
    """Append what was just written of signing keys, by tables and keys."""
    append_rows([row for table, each in keys.items() for row in row_store.rows_of(table, each)], at=at)


def append_rows(
    rows: Sequence[LoggedRow], *, at: datetime, note: str = "", codes: Mapping[int, str] | None = None
) -> datetime | None:
    """Append rows as they are now, a record for each organisation whose they are.

    Args:
        rows: at least one.
        at: now.
        note: what is bound with the rows.
        codes: of the organisations, where the caller knows them.

    Returns:
        When the last checkpoint was signed.
    """
    owned: dict[int | None, list[LoggedRow]] = defaultdict(list)
    for row in rows:
        owned[row.owner_id].append(row)
    if codes is None:
        codes = record_store.owner_codes([owner for owner in owned if owner is not None])
    return append_records(
        [
            (owner, _header("" if owner is None else codes[owner], owned[owner], at=at, note=note))
            for owner in sorted(owned, key=lambda each: each or 0)
        ]
    )


def _header(owner: str, rows: Sequence[LoggedRow], *, at: datetime, note: str) -> RecordHeader:
    return RecordHeader(
        kind=ROWS,
        owner=owner,
        about=about(at, **({"note": note} if note else {})),
        first=None,
        row_keys=canonical([row.row_key for row in rows]),
        leaves=b"".join(row.leaf for row in rows),
    )


def about(at: datetime, **more: object) -> str:
    """Return what is bound with the rows of a record: the instant, a nonce, and more."""
    return canonical({"at": at.isoformat(), "nonce": chance.unguessable(NONCE_SIZE).hex(), **more})


def append_records(records: Sequence[Owned]) -> datetime | None:
    """Append the entries of records, at least one, with what they commit to; return when was last signed."""
    if len(records) == 1:
        return _append_one(*records[0])
    entries: list[LogEntry] = [
        owned_entry(EntryKind.RECORD, owner, header.digest) for owner, header in records
    ]
    record_store.keep_records(append(entries), list(records))
    return log_store.last_signed_at()


def _append_one(owner_id: int | None, header: RecordHeader) -> datetime | None:
    """Append one record, as of each document that is issued alone: the log is held for one statement of two."""
    digest = header.digest
    before, secret = log_store.locked_for(owner_id)
    tag = tag_of(secret or owner_secret(owner_id), digest)
    return log_store.append_record(before, LogEntry(EntryKind.RECORD, digest, tag).content, owner_id, header)
