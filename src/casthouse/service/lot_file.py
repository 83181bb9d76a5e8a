"""Importing a lots file: which lots went into which process, and what came out (contract section 5).

Processes are posted in one transaction that holds the organisation's ledger, so that two writers can never both draw
the last gram of a lot. All rows or none, or with `partial` the processes that are whole and good.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from casthouse.custody.import_refusal import shortened
from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.lots_file import read_lots_file
from casthouse.exchange.text_blocks import Progress
from casthouse.provenance.lot_process import LotProcess
from casthouse.provenance.lot_refusal import LotRefusal, lot_refusal_message
from casthouse.provenance.lot_row import LotRow
from casthouse.provenance.lot_shape import check_lot_shape, rows_of_frame
from casthouse.provenance.lot_stock import LotFacts
from casthouse.provenance.process_admission import admit
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import facility as facility_store
from casthouse.storage import lot_process as process_store
from casthouse.storage import lot_stock as stock_store
from casthouse.storage.journal import append_journal
from casthouse.storage.movement import lock_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLotRow:
    """One refused row: its number in the file, its process, and why."""

    row: int
    process: str
    code: LotRefusal
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return its members; the process is its reference (contract section 4)."""
        return {
            "row": self.row,
            "reference": self.process,
            "code": self.code.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LotAnswer:
    """The answer of one import, in rows; `processes` is how many were, or would be, posted."""

    posted: int
    unchanged: int
    refused: tuple[RefusedLotRow, ...]
    processes: int

    def as_json(self) -> dict[str, Any]:
        """Return the document of contract section 4; no row of a lots file is skipped."""
        return {
            "posted": self.posted,
            "unchanged": self.unchanged,
            "skipped": 0,
            "refused": [each.as_json() for each in self.refused],
        }


def import_lots_file(
    actor: Actor,
    *,
    organisation: str,
    path: Path,
    source: str = "",
    partial: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LotAnswer:
    """Read a lots file and post its processes.

    Args:
        actor: who imports.
        organisation: code of the organisation whose lots they are.
        path: the file, CSV or XLSX.
        source: the file's name as the user knows it; the path's name when empty.
        partial: post the good processes although others are refused.
        dry_run: answer the same and write nothing.
        progress: called with bytes read and bytes in all.

    Raises:
        Refusal: of the whole file (`file_unreadable`, `file_empty`, `heading_missing` …), `organisation_unknown`,
            `not_permitted`.
    """
    authorise(actor, Act.LOT_POST, organisation)
    organisation_id = found_organisation_id(organisation)
    file = read_lots_file(path, progress=progress, limits=FileLimits(file_bytes=settings.UPLOAD_SIZE_MAX))
    shaped = check_lot_shape(file.rows, facility_store.facility_ids(organisation))
    rows = rows_of_frame(shaped)
    with nullcontext() if dry_run else _ledger_held(organisation_id):
        admit(rows, _facts(organisation_id, rows))
        answer = _answer(file.rows.with_columns(shaped["malformed"]), rows, partial=partial)
        if not dry_run and answer.processes:
            _append(actor, organisation_id, rows, answer, source=source or path.name, digest=file.digest)
    return answer


LATEST = 20


def latest_processes(actor: Actor, *, organisation: str) -> list[LotProcess]:
    """Return the processes of an organisation that were posted last, the newest first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    return process_store.latest_processes(found_organisation_id(organisation), limit=LATEST)


@contextmanager
def _ledger_held(organisation_id: int) -> Iterator[None]:
    with transaction.atomic():
        lock_ledger(organisation_id)
        yield


def _facts(organisation_id: int, rows: list[LotRow]) -> LotFacts:
    lots = sorted({row.lot for row in rows if row.lot})
    keys = sorted({row.process for row in rows if row.process})
    return LotFacts(
        stocks=stock_store.lot_stocks(organisation_id, lots),
        posted=process_store.posted_contents(organisation_id, keys),
    )


def _answer(given: pl.DataFrame, rows: list[LotRow], *, partial: bool) -> LotAnswer:
    refused = [row for row in rows if row.code is not None]
    new = [row for row in rows if row.stands and not row.is_unchanged]
    posts = bool(new) and (partial or not refused)
    return LotAnswer(
        posted=len(new) if posts else 0,
        unchanged=sum(row.is_unchanged for row in rows),
        refused=tuple(_refused(given, refused)),
        processes=len({row.process for row in new}) if posts else 0,
    )


def _refused(given: pl.DataFrame, refused: list[LotRow]) -> Iterator[RefusedLotRow]:
    if not refused:
        return
    codes = {row.row: row for row in refused}
    words = given.filter(pl.col("row").is_in(list(codes)))
    for word in words.iter_rows(named=True):
        row = codes[word["row"]]
        assert row.code is not None
        shown = shortened(word) | {"mass_g": row.mass_g, "left_g": row.left_g}
        yield RefusedLotRow(
            row=row.row,
            process=row.process,
            code=row.code,
            message=lot_refusal_message(row.code, shown, where=row.where),
        )


def _append(
    actor: Actor, organisation_id: int, rows: list[LotRow], answer: LotAnswer, *, source: str, digest: str
) -> None:
    at = clock.now()
    record = process_store.LotImportRecord(
        source=source,
        digest=digest,
        at=at,
        actor=actor.name,
        posted=answer.posted,
        unchanged=answer.unchanged,
        refused=len(answer.refused),
    )
    new = [row for row in rows if row.stands and not row.is_unchanged]
    process_store.append_processes(organisation_id, new, record)
    append_journal(
        at=at,
        actor=actor.name,
        act=Act.LOT_POST,
        organisation_id=organisation_id,
        subject=source,
        processes=answer.processes,
        rows=answer.posted,
    )
