"""Appending processes and reading them back; set-based, never a query a row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection
from django.db.models import Max, QuerySet

from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.provenance.lot_process import DIRECTIONS_BY_CODE, STEPS_BY_CODE, LotProcess, ProcessLot
from casthouse.provenance.lot_row import LotRow
from casthouse.provenance.process_admission import content_of
from casthouse.storage.dialect import insert_rows, stored_day, text_list
from casthouse.storage.models import LotImportRow, LotProcessRow, ProcessLotRow

LOOKUP_SIZE = 50_000
ORGANISATION_SHIFT = 32
PROCESS_NUMBER_MAX = (1 << ORGANISATION_SHIFT) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LotImportRecord:
    """What is recorded of one import beside its processes; counts are rows."""

    source: str
    digest: str
    at: datetime
    actor: str
    posted: int
    unchanged: int
    refused: int


def posted_contents(organisation_id: int, references: Sequence[str]) -> dict[str, object]:
    """Return the content of the posted processes with these keys, as `content_of` makes it."""
    rows: dict[str, list[LotRow]] = defaultdict(list)
    for start in range(0, len(references), LOOKUP_SIZE):
        listed, argument = text_list(references[start : start + LOOKUP_SIZE])
        sql = (
            "SELECT p.reference, p.date, p.facility_id, p.step, l.direction, l.lot, l.material, l.quantity_g "
            f"FROM {listed} CROSS JOIN lot_process p JOIN process_lot l ON l.process_id = p.id "
            "WHERE p.organisation_id = %s AND p.reference = listed.value"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [argument, organisation_id])
            for reference, day, facility_id, step, direction, lot, material, mass_g in cursor.fetchall():
                rows[reference].append(
                    LotRow(
                        row=0,
                        process=reference,
                        lot=lot,
                        facility_id=facility_id,
                        day=stored_day(day),
                        step_code=step,
                        direction_code=direction,
                        material_code=material,
                        mass_g=mass_g,
                    )
                )
    return {reference: content_of(lots) for reference, lots in rows.items()}


def latest_processes(organisation_id: int, *, limit: int) -> list[LotProcess]:
    """Return the processes of an organisation that were posted last, the newest first, with their lots."""
    rows = LotProcessRow.objects.filter(organisation=organisation_id).select_related(
        "organisation", "facility"
    )
    found = list(rows.order_by("-id")[:limit])
    return _values(found, ProcessLotRow.objects.filter(process__in=[row.pk for row in found]))


def all_processes(organisation_id: int) -> list[LotProcess]:
    """Return every process of an organisation in the order of posting, with its lots."""
    rows = LotProcessRow.objects.filter(organisation=organisation_id)
    found = list(rows.select_related("organisation", "facility").order_by("id"))
    return _values(found, ProcessLotRow.objects.filter(process__organisation=organisation_id))


def _values(rows: Sequence[LotProcessRow], lot_rows: QuerySet[ProcessLotRow]) -> list[LotProcess]:
    lots: dict[int, list[ProcessLot]] = defaultdict(list)
    for each in lot_rows.order_by("id"):
        lots[each.process_id].append(
            ProcessLot(
                direction=DIRECTIONS_BY_CODE[each.direction],
                lot=each.lot,
                material=MATERIALS_BY_CODE[each.material],
                mass_g=each.quantity_g,
                source_row=each.source_row,
            )
        )
    return [
        LotProcess(
            organisation=row.organisation.code,
            number=row.pk & PROCESS_NUMBER_MAX,
            reference=row.reference,
            day=row.date,
            facility=row.facility.code,
            step=STEPS_BY_CODE[row.step],
            lots=tuple(lots[row.pk]),
        )
        for row in rows
    ]


def append_processes(organisation_id: int, rows: Sequence[LotRow], record: LotImportRecord) -> int:
    """Append whole processes; the caller holds the ledger and opened the transaction. Return how many."""
    imported = LotImportRow.objects.create(
        organisation_id=organisation_id,
        source=record.source[:300],
        digest=record.digest,
        at=record.at,
        actor=record.actor,
        posted=record.posted,
        unchanged=record.unchanged,
        refused=record.refused,
    )
    ids = _new_ids(organisation_id, list(dict.fromkeys(row.process for row in rows)))
    whose = {"organisation_id": organisation_id}
    insert_rows("lot_process", _processes(ids, rows), constants=whose | {"lot_import_id": imported.pk})
    insert_rows("process_lot", _lots(ids, rows), constants=whose)
    return len(ids)


def _new_ids(organisation_id: int, references: Sequence[str]) -> dict[str, int]:
    """Return the keys of new processes: numbers without gaps in their organisation."""
    held = LotProcessRow.objects.filter(organisation=organisation_id).aggregate(last=Max("id"))["last"]
    first = (held if held is not None else organisation_id << ORGANISATION_SHIFT) + 1
    return {reference: first + place for place, reference in enumerate(references)}


def _processes(ids: dict[str, int], rows: Sequence[LotRow]) -> pl.DataFrame:
    heads = {row.process: row for row in reversed(rows)}
    return pl.DataFrame(
        [(ids[key], key, str(heads[key].day), heads[key].facility_id, heads[key].step_code) for key in ids],
        schema={
            "id": pl.Int64,
            "reference": pl.String,
            "date": pl.String,
            "facility_id": pl.Int64,
            "step": pl.Int16,
        },
        orient="row",
    )


def _lots(ids: dict[str, int], rows: Sequence[LotRow]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (ids[row.process], row.direction_code, row.lot, row.material_code, row.mass_g, row.row)
            for row in rows
        ],
        schema={
            "process_id": pl.Int64,
            "direction": pl.Int16,
            "lot": pl.String,
            "material": pl.Int16,
            "quantity_g": pl.Int64,
            "source_row": pl.Int32,
        },
        orient="row",
    )
