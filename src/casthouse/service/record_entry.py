"""Records in the log: what binds the hashes of rows as they were written, appended in the transaction that wrote them.

Of a record's digest alone the log speaks, so that the public learns nothing of the rows. Whoever appends holds the log
until the transaction ends. A checkpoint is signed by whoever may (`service/logged_row.py`): keys, which sign it, enter
their own lives here.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from casthouse.passport.log_entry import EntryKind, LogEntry, RecordHeader, canonical, tag_of
from casthouse.service import chance
from casthouse.service.transparency_log import append, owned_entry, owner_secret
from casthouse.storage import log_record as record_store
from casthouse.storage import logged_row as row_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.logged_row import LoggedRow
from casthouse.storage.transparency_log import HeldLog

NONCE_SIZE = 16
ROWS = "rows"

Owned = tuple[int | None, RecordHeader]


def append_keys(keys: Mapping[str, Sequence[int]], *, at: datetime) -> None:
    """Append what was just written of signing keys, by tables and keys."""
    append_rows([row for table, each in keys.items() for row in row_store.rows_of(table, each)], at=at)


def append_rows(rows: Sequence[LoggedRow], *, at: datetime, note: str = "") -> None:
    """Append rows as they are now, a record for each organisation whose they are."""
    owned: dict[int | None, list[LoggedRow]] = defaultdict(list)
    for row in rows:
        owned[row.owner_id].append(row)
    codes = record_store.owner_codes([owner for owner in owned if owner is not None])
    append_records(
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


def append_row(row: LoggedRow, owner: str, log: HeldLog, *, at: datetime) -> Callable[[], datetime | None]:
    """Append a row of one organisation to the log that is held; return as `append_record` of the store."""
    return _append_one(row.owner_id, _header(owner, [row], at=at, note=""), log)


def append_records(records: Sequence[Owned]) -> None:
    """Append the entries of records and keep what they commit to."""
    if not records:
        return
    if len(records) == 1:
        ((owner_id, header),) = records
        _append_one(owner_id, header, log_store.locked_log(owner_id))
        return
    entries: list[LogEntry] = [
        owned_entry(EntryKind.RECORD, owner, header.digest) for owner, header in records
    ]
    record_store.keep_records(append(entries), list(records))


def _append_one(owner_id: int | None, header: RecordHeader, log: HeldLog) -> Callable[[], datetime | None]:
    digest = header.digest
    entry = LogEntry(EntryKind.RECORD, digest, tag_of(log.secret or owner_secret(owner_id), digest))
    return log_store.append_record(log.before, entry.content, owner_id, header)
