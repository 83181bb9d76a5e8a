"""The projection as this process holds it: opened from its files, kept up to date, built again where needed.

A question first asks the store where the ledgers stand and takes in what came since, so that it never answers from less
than what was posted. What is not committed yet is never taken in. Files that cannot be written are a line in the log:
the store answers then, and this process leaves building them to `casthouse projection build` and to others.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock

from django.conf import settings
from django.db.utils import OperationalError

from casthouse.provenance.pool_columns import PoolColumns, PoolMovements
from casthouse.provenance.projection import Projection
from casthouse.provenance.projection_columns import columns_of_rows
from casthouse.storage import pool_row as pool_store
from casthouse.storage import projection as projection_store
from casthouse.storage import projection_file as file_store
from casthouse.storage.dialect import one_moment
from casthouse.storage.projection import Position
from casthouse.storage.projection_file import DamagedFiles
from casthouse.storage.work_turn import turn_of

log = logging.getLogger("casthouse.projection")
CATCH_UP_ROWS = 50_000
"""So many movements and processes are taken in while somebody waits."""

BUILD_ROWS = 500_000
"""So large a ledger is read anew while somebody waits; `casthouse projection build` reads any."""

ADDED_MAX = 10_000
"""So many edges are kept beside the files before they are built again."""


class _Held:
    """What this process holds: the files it opened, what it added, and where the ledgers stood then.

    The movements of pools are opened when they are first asked for, and kept up to date by themselves.
    """

    def __init__(self, name: str, projection: Projection, position: Position) -> None:
        self.name, self.projection, self.position = name, projection, position
        self.built_at = position
        self.pools: PoolMovements | None = None
        self.pools_position = position


_LOCK = RLock()
_HELD: dict[str, _Held] = {}
_UNWRITABLE: set[str] = set()
"""Places where this process could not write: it would read the whole ledger for nothing at each question."""

_DAMAGED: dict[str, str] = {}
"""The building of a place that this process found damaged: it would read all of it again at each question."""


_ASKED: list[Projection | None] = []
"""What was answered to whoever holds the lock: a question in several parts asks of one state of the ledgers."""


@contextmanager
def up_to_date() -> Iterator[Projection | None]:
    """Hold the projection as the ledgers stand now; None where the store itself is to be asked."""
    with _LOCK:
        _ASKED.append(_ASKED[-1] if _ASKED else _read())
        try:
            yield _ASKED[-1]
        finally:
            _ASKED.pop()


def _read() -> Projection | None:
    try:
        held = _now()
    except OperationalError:  # documents were being issued all the time
        return None
    except DamagedFiles as damage:
        log.warning("The files of the projection cannot be read: %s. The store answers.", damage)
        return None
    return None if held is None else held.projection


@contextmanager
def pools_up_to_date() -> Iterator[PoolMovements | None]:
    """Hold the movements of pools as the ledgers stand now; None where the store itself is to be asked."""
    with up_to_date() as projection:
        yield None if projection is None else _read_pools()


def _read_pools() -> PoolMovements | None:
    try:
        held = _pools_now()
    except OperationalError:  # as above
        return None
    except DamagedFiles as damage:
        given_up = _HELD.pop(_place(), None)
        if given_up is not None:  # where another process built new ones meanwhile, these are opened
            _DAMAGED[_place()] = given_up.name
        log.warning("The files of the projection cannot be read: %s. The store answers.", damage)
        return None
    return None if held is None else held.pools


def build() -> bool:
    """Read the whole ledger into new files; say whether it was our turn.

    Raises:
        OSError: they could not be written.
    """
    with _LOCK:
        return _built() is not None


def forget() -> None:
    """Close what this process holds; the next question opens the files."""
    with _LOCK:
        _HELD.clear()
        _UNWRITABLE.clear()
        _DAMAGED.clear()


def _now() -> _Held | None:
    now = projection_store.position()
    if now.rows < settings.PROJECTION_ROWS_MIN:
        return None
    held = _HELD.get(_place())
    if held is not None and held.position.is_at(now):
        return held
    if (
        held is None
        or not projection_store.is_of(held.position, now)
        or file_store.current_name() != held.name
    ):
        held = _opened(now)
    if held is not None and now.rows - held.position.rows <= CATCH_UP_ROWS:
        _catch_up(held)
        if held.projection.added <= ADDED_MAX or now.rows > BUILD_ROWS:
            return held
        return _built_if_writable() or held
    return _built_if_writable() if now.rows <= BUILD_ROWS else None


def _built_if_writable() -> _Held | None:
    """Build the files; None where they cannot be written, or another process builds them."""
    if _place() in _UNWRITABLE:
        return None
    try:
        return _built()
    except OSError as error:
        _UNWRITABLE.add(_place())
        log.warning(
            "The files of the projection cannot be written: %s. The store answers until others are there.",
            error,
        )
        return None


def _place() -> str:
    return str(file_store.folder())


def _opened(now: Position) -> _Held | None:
    """Open the files; None where there are none, or none of use."""
    _HELD.pop(_place(), None)
    name = file_store.current_name()
    if name and _DAMAGED.get(_place()) == name:
        return None
    try:
        building = file_store.open_building()
    except DamagedFiles as damage:
        _DAMAGED[_place()] = name
        log.warning(
            "The files of the projection are damaged: %s. They are built again from the store.", damage
        )
        return None
    if building is None:
        return None
    if not projection_store.is_of(building.position, now):
        log.warning("The files of the projection are of another store or time. They are built again.")
        return None
    return _hold(_Held(building.name, Projection(building.columns), building.position))


def _hold(held: _Held) -> _Held:
    _HELD[_place()] = held
    return held


def _pools_now() -> _Held | None:
    """Take into the pools what came since; None where the store is to be asked."""
    now, held = projection_store.position(), _HELD.get(_place())
    if held is not None and held.pools is None and file_store.current_name() != held.name:
        held = _opened(now)
    if held is None:
        return None
    if now.rows - held.pools_position.rows > CATCH_UP_ROWS:
        held = _built_if_writable() if now.rows <= BUILD_ROWS else None
    if held is not None and (held.pools is None or not held.pools_position.is_at(now)):
        _catch_up_pools(held)
    return held


def _catch_up_pools(held: _Held) -> None:
    """Open the pools and take in what was posted since; what was taken in by half is forgotten."""
    pools, last = held.pools, held.pools_position
    if pools is None:
        pools, last = PoolMovements(file_store.open_pools(held.name)), held.built_at
    marks = projection_store.settled(last)
    held.pools, held.pools_position = None, held.built_at
    with one_moment():
        now = projection_store.position()
        pools.add(pool_store.pool_rows_since(last, now))
    held.pools, held.pools_position = pools, replace(now, document=marks.document, event=marks.event)


def _catch_up(held: _Held) -> None:
    """Take in what was posted since; what was taken in by half is forgotten."""
    del _HELD[_place()]
    marks = projection_store.settled(held.position)
    with one_moment():
        now = projection_store.position()
        held.projection.add(projection_store.rows_since(held.position, now))
    held.position = replace(now, document=marks.document, event=marks.event)
    _hold(held)


def _built() -> _Held | None:
    """Read the whole ledger into new files; None where another process does so."""
    with turn_of("projection") as is_ours:
        if not is_ours:
            return None
        projection_store.keep_mark(secrets.token_hex(16))
        marks = projection_store.settled(projection_store.position())
        with one_moment():
            now = projection_store.position()
            columns = columns_of_rows(projection_store.all_rows())
            pools = PoolColumns.of(pool_store.all_pool_rows())
        position = replace(now, document=marks.document, event=marks.event)
        name = secrets.token_hex(8)
        file_store.write_building(columns, pools, name=name, position=position)
    _UNWRITABLE.discard(_place())
    return _hold(_Held(name, Projection(columns), position))
