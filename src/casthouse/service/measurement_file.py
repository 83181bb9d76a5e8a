"""Importing an activity-data file: what a plant measured for its footprints.

All rows or none. Measurements are posted in one transaction that holds the organisation's ledger, so that two writers
can never both correct a row, or tell two rates of one line and day.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.measurements_file import read_measurements_file
from casthouse.exchange.range_file import built_in_ranges
from casthouse.exchange.text_blocks import Progress
from casthouse.footprint.draft_measurement import DraftMeasurement
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_admission import MeasurementFacts, admit_measurements, warned_rows
from casthouse.footprint.measurement_refusal import MeasurementRefusal
from casthouse.footprint.measurement_shape import check_row
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.standard.threshold import number_text
from casthouse.storage import facility as facility_store
from casthouse.storage import measurement as measurement_store
from casthouse.storage.journal import append_journal
from casthouse.storage.measurement import MeasurementImport
from casthouse.storage.movement import lock_ledger

LATEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedMeasurement:
    """One refused row: its number in the file, its reference, and why."""

    row: int
    reference: str
    code: MeasurementRefusal
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return its members, as those of a refused movement."""
        return {
            "row": self.row,
            "reference": self.reference,
            "code": self.code.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementWarning:
    """What is unlikely in a row that stands."""

    row: int
    reference: str
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {"row": self.row, "reference": self.reference, "message": self.message}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementAnswer:
    """The answer of one import, in rows."""

    posted: int
    unchanged: int
    refused: tuple[RefusedMeasurement, ...]
    warnings: tuple[MeasurementWarning, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document of an import (contract section 4), with the warnings; no row is skipped."""
        return {
            "posted": self.posted,
            "unchanged": self.unchanged,
            "skipped": 0,
            "refused": [each.as_json() for each in self.refused],
            "warnings": [each.as_json() for each in self.warnings],
        }


def import_measurements_file(
    actor: Actor,
    *,
    organisation: str,
    path: Path,
    source: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> MeasurementAnswer:
    """Read an activity-data file and post its measurements.

    Args:
        actor: who imports.
        organisation: code of the organisation that measured.
        path: the file, CSV or XLSX.
        source: the file's name as the user knows it; the path's name when empty.
        dry_run: answer the same and write nothing.
        progress: called with bytes read and bytes in all.

    Raises:
        Refusal: of the whole file (`file_unreadable`, `file_empty`, `heading_missing`, `heading_unknown` …),
            `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MEASUREMENT_POST, organisation)
    organisation_id = found_organisation_id(organisation)
    limits = FileLimits(file_bytes=settings.UPLOAD_SIZE_MAX)
    file = read_measurements_file(path, progress=progress, limits=limits)
    rows = _drafts(file.rows, facility_store.facility_ids(organisation))
    with nullcontext() if dry_run else _ledger_held(organisation_id):
        admit_measurements(rows, _facts(organisation_id, rows))
        answer = _answer(rows)
        if not dry_run and answer.posted:
            record = MeasurementImport(
                source=source or path.name,
                digest=file.digest,
                at=clock.now(),
                actor=actor.name,
                posted=answer.posted,
                unchanged=answer.unchanged,
            )
            _append(organisation_id, rows, record)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementList:
    """The measurements of an organisation that were posted last, the newest first, and how many are in force."""

    latest: tuple[Measurement, ...]
    total: int

    def as_json(self) -> dict[str, Any]:
        """Return the document of the command and the API."""
        return {"total": self.total, "measurements": [_measured_json(each) for each in self.latest]}


def _measured_json(each: Measurement) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "facility": each.facility,
        "from": each.first.isoformat(),
        "to": each.last.isoformat(),
        "kind": each.kind.value,
        "item": each.item,
        "quantity": number_text(each.quantity),
        "unit": each.unit,
        **dict(each.terms),
        "corrects": each.corrects or None,
    }


def latest_measurements(actor: Actor, *, organisation: str, reference: str = "") -> MeasurementList:
    """Return what an organisation measured, the latest rows in force, or the one with a reference.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.FOOTPRINT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    return MeasurementList(
        latest=tuple(
            measurement_store.latest_measurements(organisation_id, limit=LATEST, reference=reference)
        ),
        total=measurement_store.measurement_count(organisation_id),
    )


@contextmanager
def _ledger_held(organisation_id: int) -> Iterator[None]:
    with transaction.atomic():
        lock_ledger(organisation_id)
        yield


def _drafts(given: pl.DataFrame, facilities: dict[str, int]) -> list[DraftMeasurement]:
    ranges = built_in_ranges()
    rows = []
    for words in given.iter_rows(named=True):
        number = words.pop("row")
        row = DraftMeasurement(row=number, words=words)
        check_row(row, facilities, ranges)
        rows.append(row)
    return rows


def _facts(organisation_id: int, rows: list[DraftMeasurement]) -> MeasurementFacts:
    named = {row.reference for row in rows if row.stands} | {row.corrects for row in rows if row.corrects}
    return MeasurementFacts(
        posted=measurement_store.posted_measurements(organisation_id, sorted(named)),
        rates=measurement_store.rates_in_force(organisation_id),
    )


def _answer(rows: list[DraftMeasurement]) -> MeasurementAnswer:
    refused = tuple(
        RefusedMeasurement(row=row.row, reference=row.reference, code=row.code, message=row.message)
        for row in rows
        if row.code is not None
    )
    return MeasurementAnswer(
        posted=0 if refused else sum(not row.is_unchanged for row in rows),
        unchanged=sum(row.is_unchanged for row in rows),
        refused=refused,
        warnings=tuple(
            MeasurementWarning(row=row.row, reference=row.reference, message="; ".join(row.warnings))
            for row in warned_rows(rows)
        ),
    )


def _append(organisation_id: int, rows: list[DraftMeasurement], record: MeasurementImport) -> None:
    new = [row for row in rows if not row.is_unchanged]
    measurement_store.append_measurements(organisation_id, new, record)
    append_journal(
        at=record.at,
        actor=record.actor,
        act=Act.MEASUREMENT_POST,
        organisation_id=organisation_id,
        subject=record.source,
        rows=record.posted,
    )
