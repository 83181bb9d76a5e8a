"""Has somebody changed the accounts behind the application's back? The rows against what the log holds of them.

Each row of movements, CoC Documents, certificates and statements is hashed as it stands and compared with the hash that
was entered when it was written. What the entries commit to is compared with the entries, and says nothing where it does
not fit; these with the tree, the tree with every checkpoint (`service/log_check.py`): whoever changes a row has to
rewrite the log, and whoever rewrites the log contradicts a checkpoint that is kept elsewhere.
"""

import json
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from casthouse.service.difference import Difference
from casthouse.service.logged_row import MOVEMENTS
from casthouse.storage import log_record as record_store
from casthouse.storage import logged_movement as movement_store
from casthouse.storage import logged_row as row_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage.log_record import KeptRecord
from casthouse.storage.logged_movement import StoredMovements

EDITED, ENTERED = "changed since it was entered", "the content that was entered in the log"
INSERTED, GONE, NOTHING = "a row", "no such row", "nothing: no such row was entered in the log"
IMPORTS = "movement_import"


def row_differences() -> Iterator[Difference]:
    """Find every row that was changed, deleted or inserted since it was entered in the log."""
    imports: dict[str, bytes] = {}
    for code, identifier in sorted(organisation_store.organisation_ids().items()):
        entered = _EnteredMovements(code)
        for record in record_store.records(kind=MOVEMENTS, organisation_id=identifier):
            if record.is_entered:
                entered.add(record)
        imports |= entered.imports
        yield from entered.differences(identifier)
    yield from _table_differences(imports)


class _EnteredMovements:
    """The movements of an organisation as they were entered, by number."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._leaf = np.zeros((0, 32), dtype=np.uint8)
        self._import = np.zeros(0, dtype=np.int64)
        self._pieces: list[tuple[int, npt.NDArray[np.uint8], int]] = []
        self.imports: dict[str, bytes] = {}

    def add(self, record: KeptRecord) -> None:
        """Take in a record of movements."""
        about = json.loads(record.header.about)
        leaf = np.frombuffer(record.header.leaves, dtype=np.uint8).reshape(-1, 32)
        first = record.header.first or 0
        for import_id, imported, count in about["imports"]:
            self.imports[f"{IMPORTS}:{import_id}"] = bytes.fromhex(imported)
            self._pieces.append((first, leaf[: int(count)], int(import_id)))
            first, leaf = first + int(count), leaf[int(count) :]

    def differences(self, organisation_id: int) -> Iterator[Difference]:
        """Compare with what stands in the store."""
        last = max((first + len(leaf) for first, leaf, _ in self._pieces), default=0)
        self._leaf = np.zeros((last, 32), dtype=np.uint8)
        self._import = np.full(last, -1, dtype=np.int64)
        for first, leaf, import_id in self._pieces:
            self._leaf[first : first + len(leaf)] = leaf
            self._import[first : first + len(leaf)] = import_id
        seen = np.zeros(last, dtype=np.bool_)
        for stored in movement_store.stored_movements(organisation_id):
            yield from self._stored(stored, seen)
        for number in np.flatnonzero(~seen & (self._import >= 0)):
            subject = f"{self._code} movement {number} of import {self._import[number]}"
            yield Difference(what="logged movement", subject=subject, stored=GONE, recomputed=ENTERED)

    def _stored(self, stored: StoredMovements, seen: npt.NDArray[np.bool_]) -> Iterator[Difference]:
        number = stored.number
        within = number < len(seen)
        place = np.where(within, number, 0)
        known = within & (self._import[place] >= 0) if len(seen) else np.zeros(len(number), dtype=np.bool_)
        same = known & stored.is_keyed
        if len(seen):
            same &= (self._leaf[place] == stored.leaf).all(axis=1) & (self._import[place] == stored.import_id)
        for at in np.flatnonzero(~same):
            is_new = not known[at] or seen[number[at]] or _has_twin(stored, int(number[at]), same)
            yield Difference(
                what="logged movement",
                subject=f"{self._code} {stored.reference[at]} (number {number[at]})",
                stored=INSERTED if is_new else EDITED,
                recomputed=NOTHING if is_new else ENTERED,
            )
        if len(seen):
            seen[number[known]] = True


def _has_twin(stored: StoredMovements, number: int, same: npt.NDArray[np.bool_]) -> bool:
    """Say whether the movement with a number stands unchanged beside the row in question."""
    return bool((same & (stored.number == number)).any())


def _table_differences(entered: dict[str, bytes]) -> Iterator[Difference]:
    for record in record_store.records():
        if record.header.kind != MOVEMENTS and record.is_entered:
            names = json.loads(record.header.row_keys)
            leaves = record.header.leaves
            entered |= {name: leaves[at * 32 : at * 32 + 32] for at, name in enumerate(names)}
    for table in row_store.LOGGED:
        for row in row_store.all_rows(table):
            leaf = entered.pop(row.row_key, None)
            if leaf != row.leaf:
                yield Difference(
                    what=f"logged {table}",
                    subject=f"{row.name} ({row.row_key})",
                    stored=INSERTED if leaf is None else EDITED,
                    recomputed=NOTHING if leaf is None else ENTERED,
                )
    for name in sorted(entered):
        yield Difference(
            what=f"logged {name.partition(':')[0]}", subject=name, stored=GONE, recomputed=ENTERED
        )
