"""The beginning of the log: what an older store held already is entered once, as it was found on that day.

So is what a newer version covers besides: the tables that are covered stand at the head of the log. A table of which
the log has a record is covered, whatever its head says: nothing of it is taken as found once more.

Nothing is said by that of what happened before; from then on every change is seen.
"""

import json
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from django.db import transaction

from casthouse.passport.log_entry import RecordHeader
from casthouse.service.logged_row import AS_FOUND, MOVEMENTS, enter_records, enter_rows
from casthouse.service.record_entry import about
from casthouse.storage import log_record as record_store
from casthouse.storage import logged_movement as movement_store
from casthouse.storage import logged_row as row_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.logged_row import FROM_THE_FIRST, LOGGED

IMPORTS = "movement_import"


def begin_log(*, at: datetime) -> bool:
    """Enter everything that is there and not covered yet; say whether anything was not."""
    with transaction.atomic():
        before = log_store.covered_tables()
        if _named(before) == set(LOGGED):
            return False
        held = log_store.locked_frontier()  # which makes the head where there is none
        covered = None if before is None and not held.size else log_store.covered_tables()
        tables = _named(covered) | _recorded_tables()
        if covered is None:
            for code, identifier in sorted(organisation_store.organisation_ids().items()):
                for header in _found_movements(code, identifier, at=at):
                    enter_records([(identifier, header)])
        new = [table for table in LOGGED if table not in {IMPORTS, *tables}]
        enter_rows([row for table in new for row in row_store.every_row(table)], at=at, note=AS_FOUND)
        log_store.cover_tables(list(LOGGED))
    return True


def _named(said: list[str] | None) -> set[str]:
    """Return the tables that are covered, by what the log says of that."""
    return set() if said is None else set(said or FROM_THE_FIRST)


def _recorded_tables() -> set[str]:
    """Return the tables of rows that were entered."""
    keys = (
        key
        for record in record_store.records()
        if record.header.kind != MOVEMENTS and record.is_entered
        for key in json.loads(record.header.row_keys)
    )
    return {key.partition(":")[0] for key in keys}


def _found_movements(code: str, organisation_id: int, *, at: datetime) -> Iterator[RecordHeader]:
    pieces = list(movement_store.stored_movements(organisation_id))
    if not pieces:
        return
    number = np.concatenate([piece.number for piece in pieces])
    order = np.argsort(number, kind="stable")
    number = number[order]
    leaf = np.concatenate([piece.leaf for piece in pieces])[order]
    imported = np.concatenate([piece.import_id for piece in pieces])[order]
    # One run of numbers where none is missing, which is always so in a store that nobody touched.
    for run in np.split(np.arange(len(number)), np.flatnonzero(np.diff(number) != 1) + 1):
        yield RecordHeader(
            kind=MOVEMENTS,
            owner=code,
            about=about(at, note=AS_FOUND, imports=_imports(imported[run].tolist())),
            first=int(number[run[0]]),
            row_keys="",
            leaves=leaf[run].tobytes(),
        )


def _imports(ids: list[int]) -> list[list[str]]:
    """Return the imports of consecutive movements: identifier, hash of the row, how many movements."""
    runs: list[tuple[int, int]] = []
    for identifier in ids:
        if runs and runs[-1][0] == identifier:
            runs[-1] = (identifier, runs[-1][1] + 1)
        else:
            runs.append((identifier, 1))
    rows = {row.key: row.leaf.hex() for row in row_store.rows_of(IMPORTS, sorted(set(ids)))}
    return [[str(identifier), rows[identifier], str(count)] for identifier, count in runs]
