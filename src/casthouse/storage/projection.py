"""What the projection reads of the store: where the ledgers stand, all rows of lots, and those that came since.

Movements and processes are numbered without gaps in their organisation, under the lock of its ledger; documents and
their events are numbered by the store. A position names the last number of each; all that is read in `one_moment` is
of the position read there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import polars as pl
from django.db import connection

from casthouse.provenance.projection_row import MOVED, PROCESSED, TAKEN_BACK, LotRows, MovementWords
from casthouse.storage.delivery import all_deliveries, deliveries_around
from casthouse.storage.dialect import integer_list, prepared_rows, settled_numbers
from casthouse.storage.document_link import RECEIPTS_OF_DOCUMENT, SHIPMENT_OF_RECEIPT
from casthouse.storage.lot_process import ORGANISATION_SHIFT
from casthouse.storage.movement import IN_FORCE, NOT_REVERSED
from casthouse.storage.movement_key import NUMBER_MAX

SLICE_ROWS = 100_000
LOOKUP_SIZE = 50_000
NUMBERED = ("document", "document_event")
"""Tables whose rows are numbered before their writers commit."""

_RECORD = "j.at, j.actor, j.act, j.subject, j.detail"
_SUPPLIER = "CASE WHEN s.lot IS NOT NULL THEN s.organisation_id END"
_MOVED = (
    f"SELECT m.id, m.organisation_id, m.lot, m.kind, m.quantity_g, {_SUPPLIER}, s.lot FROM movement m "
    "LEFT JOIN counterparty c ON c.id = m.counterparty_id AND m.kind = 2 AND m.document IS NOT NULL "
    f"{SHIPMENT_OF_RECEIPT}WHERE m.lot IS NOT NULL AND m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')}"
)
_DRAWN = (
    "SELECT l.process_id, l.organisation_id, l.lot, l.quantity_g FROM process_lot l WHERE l.direction = 1"
)
_MADE = (
    "SELECT l.process_id, l.organisation_id, l.lot, CAST(SUM(l.quantity_g) AS bigint) FROM process_lot l "
    "WHERE l.direction = 2"
)
DOCUMENTS_SINCE = (
    "SELECT x.id FROM document x WHERE x.id > %s UNION "
    "SELECT e.document_id FROM document_event e WHERE e.id > %s"
)
"""Documents that were issued or moved on after the last document and the last event that are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the ledgers of a store stand: last movement and process of each organisation, last document and event.

    `mark` is the store's own, empty where its projection was never built.

    `anchor` is the last record of the journal, `proof` what it says: a store with another history says otherwise.
    """

    mark: str
    ledgers: Mapping[int, tuple[int, int]]
    document: int
    event: int
    anchor: int
    proof: str

    def is_at(self, other: "Position") -> bool:
        """Say whether both name the same rows; the journal tells of acts besides."""
        return (self.mark, self.ledgers, self.document, self.event) == (
            *(other.mark, other.ledgers),
            *(other.document, other.event),
        )

    def is_behind(self, other: "Position") -> bool:
        """Say whether nothing that this one names is beyond the other."""
        return (
            self.mark == other.mark
            and self.document <= other.document
            and self.event <= other.event
            and all(
                last[0] <= other.ledgers.get(organisation, (0, 0))[0]
                and last[1] <= other.ledgers.get(organisation, (0, 0))[1]
                for organisation, last in self.ledgers.items()
            )
        )

    @property
    def rows(self) -> int:
        """How many movements and processes there are, of lots or not."""
        return sum(moved + (made & NUMBER_OF_PROCESS) for moved, made in self.ledgers.values())


NUMBER_OF_PROCESS = (1 << ORGANISATION_SHIFT) - 1


_LEDGERS = (
    "SELECT l.organisation_id, l.last_number, COALESCE((SELECT MAX(p.id) FROM lot_process p "
    f"WHERE p.id > (l.organisation_id << {ORGANISATION_SHIFT}) "
    f"AND p.id < ((l.organisation_id + 1) << {ORGANISATION_SHIFT})), 0) FROM ledger l"
)
_LAST = (
    "SELECT COALESCE((SELECT MAX(id) FROM document), 0), COALESCE((SELECT MAX(id) FROM document_event), 0), "
    f"COALESCE((SELECT MAX(mark) FROM projection), ''), j.id, {_RECORD} FROM (SELECT 1 AS one) s "
    "LEFT JOIN journal j ON j.id = (SELECT MAX(id) FROM journal)"
)


def position() -> Position:
    """Return where the ledgers stand."""
    ledgers = {organisation: (moved, made) for organisation, moved, made in prepared_rows(_LEDGERS, [])}
    document, event, mark, anchor, *record = prepared_rows(_LAST, [])[0]
    return Position(
        mark=mark,
        ledgers=ledgers,
        document=document,
        event=event,
        anchor=anchor or 0,
        proof=_digest(tuple(record)) if anchor else "",
    )


def is_of(last: Position, now: Position) -> bool:
    """Say whether a position lies in the history of the store, so that only what came since is missing."""
    return last.is_behind(now) and proof_of(last.anchor) == last.proof


def settled(now: Position) -> Position:
    """Return a position with the last document and event below which none comes later.

    Raises:
        OperationalError: somebody was issuing documents for too long.
    """
    document, event = settled_numbers(NUMBERED)
    return replace(now, document=document, event=event)


def proof_of(anchor: int) -> str:
    """Return a digest of a record of the journal; empty where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_RECORD} FROM journal j WHERE j.id = %s", [anchor])
        record = cursor.fetchone()
    return _digest(record) if record else ""


def _digest(record: tuple[Any, ...]) -> str:
    return sha256(repr(record).encode()).hexdigest()


def keep_mark(mark: str) -> None:
    """Give the store a mark unless it has one."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO projection (id, mark) VALUES (1, %s) ON CONFLICT DO NOTHING", [mark])


def all_rows() -> LotRows:
    """Return every row of lots."""
    return LotRows.of(
        moved=_with_deliveries(_frame(f"{_MOVED} ORDER BY m.id", [], MOVED)),
        drawn=_frame(f"{_DRAWN} ORDER BY l.id", [], PROCESSED),
        made=_frame(
            f"{_MADE} GROUP BY l.process_id, l.organisation_id, l.lot ORDER BY MIN(l.id)", [], PROCESSED
        ),
    )


def _with_deliveries(moved: pl.DataFrame) -> pl.DataFrame:
    """Tell the sources of receipts that are deliveries without a document."""
    told = all_deliveries().drop_nulls("shipment").select("movement", "supplier", shipped="called")
    return moved.join(told, on="movement", how="left", maintain_order="left").select(
        *(name for name in MOVED if not name.startswith("source_")),
        source_organisation=pl.coalesce("source_organisation", "supplier"),
        source_lot=pl.coalesce("source_lot", "shipped"),
    )


def rows_since(last: Position, now: Position) -> LotRows:
    """Return the rows of lots that came after one position and up to another."""
    pieces: list[LotRows] = []
    changed: list[int] = []
    for organisation, (moved, made) in now.ledgers.items():
        moved_before, made_before = last.ledgers.get(organisation, (0, 0))
        if (moved, made) != (moved_before, made_before):
            pieces.append(_rows_of(organisation, (moved_before, moved), (made_before, made)))
            changed += traded(organisation, (moved_before, moved))
    names = ("moved", "drawn", "made", "taken_back")
    empty = LotRows.of(
        moved=pl.DataFrame(schema=MOVED),
        drawn=pl.DataFrame(schema=PROCESSED),
        made=pl.DataFrame(schema=PROCESSED),
    )
    joined = {name: pl.concat([getattr(each, name) for each in (empty, *pieces)]) for name in names}
    by_document = _relinked(last, now)
    changed += by_document["movement"].to_list()
    return LotRows.of(**joined, relinked=pl.concat([by_document, _redelivered(changed)]))


def _rows_of(organisation: int, movements: tuple[int, int], processes: tuple[int, int]) -> LotRows:
    number = f"(m.id & {NUMBER_MAX})"
    of_movements = [organisation, *movements]
    of_processes = [max(processes[0], organisation << ORGANISATION_SHIFT), processes[1]]
    those = "l.process_id > %s AND l.process_id <= %s"
    return LotRows.of(
        moved=_frame(
            f"{_MOVED} AND m.organisation_id = %s AND {number} > %s AND {number} <= %s ORDER BY {number}",
            of_movements,
            MOVED,
        ),
        drawn=_frame(f"{_DRAWN} AND {those} ORDER BY l.id", of_processes, PROCESSED),
        made=_frame(
            f"{_MADE} AND {those} GROUP BY l.process_id, l.organisation_id, l.lot ORDER BY MIN(l.id)",
            of_processes,
            PROCESSED,
        ),
        taken_back=_frame(
            "SELECT t.id, t.organisation_id, t.lot FROM movement m JOIN movement t ON t.id = m.reverses_id "
            f"WHERE m.reverses_id IS NOT NULL AND m.organisation_id = %s AND {number} > %s AND {number} <= %s "
            "AND t.lot IS NOT NULL AND t.kind IN (1, 2, 3)",
            of_movements,
            TAKEN_BACK,
        ),
    )


def traded(organisation: int, movements: tuple[int, int]) -> list[int]:
    """Return the receipts and shipments of lots that were posted or reversed in a range of numbers."""
    number = f"(m.id & {NUMBER_MAX})"
    those = f"m.organisation_id = %s AND {number} > %s AND {number} <= %s"
    sql = (
        f"SELECT m.id FROM movement m WHERE m.lot IS NOT NULL AND m.kind IN (2, 4) AND {those} "
        "UNION SELECT t.id FROM movement m JOIN movement t ON t.id = m.reverses_id "
        f"WHERE m.reverses_id IS NOT NULL AND {those} AND t.lot IS NOT NULL AND t.kind IN (2, 4)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation, *movements, organisation, *movements])
        return [key for (key,) in cursor.fetchall()]


def _redelivered(changed: Sequence[int]) -> pl.DataFrame:
    """Return the receipts of the lots that changed movements are of, with the source that a delivery tells now."""
    told = deliveries_around(changed)
    is_known = pl.col("shipment").is_not_null()
    columns = told.with_columns(
        organisation="buyer",
        kind=pl.lit(2, pl.Int8),
        source_organisation=pl.when(is_known).then("supplier"),
        source_lot=pl.when(is_known).then("called"),
    )
    return columns.select(*MOVED)


def _relinked(last: Position, now: Position) -> pl.DataFrame:
    """Return the receipts of documents that were issued or moved on since, with the source as it is now."""
    if (last.document, last.event) == (now.document, now.event):
        return pl.DataFrame(schema=MOVED)
    sql = (
        "SELECT m.id, m.organisation_id, m.lot, m.kind, m.quantity_g, "
        f"CASE WHEN d.state IN {IN_FORCE} THEN s.organisation_id END, "
        f"CASE WHEN d.state IN {IN_FORCE} THEN s.lot END FROM document d {RECEIPTS_OF_DOCUMENT}"
        "LEFT JOIN movement s ON s.id = d.shipment_id AND s.lot IS NOT NULL "
        f"WHERE d.id IN ({DOCUMENTS_SINCE}) AND m.lot IS NOT NULL AND {NOT_REVERSED.format('m')}"
    )
    return _frame(sql, [last.document, last.event], MOVED)


def _frame(sql: str, arguments: Sequence[Any], schema: dict[str, Any]) -> pl.DataFrame:
    pieces = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        while rows := cursor.fetchmany(SLICE_ROWS):
            pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(pieces)


def movement_words(movements: Sequence[int]) -> dict[int, MovementWords]:
    """Return what movements say of themselves in words."""
    sql = (
        "SELECT m.id, m.reference, COALESCE(c.name, ''), f.code FROM {listed} CROSS JOIN movement m "
        "JOIN facility f ON f.id = m.facility_id LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        "WHERE m.id = listed.value"
    )
    return {
        movement: MovementWords(reference=reference, counterparty=counterparty, facility=facility)
        for movement, reference, counterparty, facility in _looked_up(sql, movements)
    }


def words_of_processes(processes: Sequence[int]) -> dict[int, str]:
    """Return the plants' own keys of processes."""
    sql = "SELECT p.id, p.reference FROM {listed} CROSS JOIN lot_process p WHERE p.id = listed.value"
    return dict(_looked_up(sql, processes))


def _looked_up(sql: str, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(keys), LOOKUP_SIZE):
        listed, argument = integer_list(keys[start : start + LOOKUP_SIZE])
        rows += prepared_rows(sql.replace("{listed}", listed), [argument])
    return rows
