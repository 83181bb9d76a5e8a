"""Appending measurements and reading those in force; set-based, never a query a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet

from casthouse.footprint.draft_measurement import DraftMeasurement, content_of
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_admission import PostedMeasurement
from casthouse.footprint.measurement_kind import KIND_RULES, MeasurementKind
from casthouse.storage.models import MeasurementImportRow, MeasurementRow

LOOKUP_SIZE = 10_000
RATES = tuple(kind.value for kind, rule in KIND_RULES.items() if rule.family)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementImport:
    """One import: the file, its digest, when and by whom, and how many rows."""

    source: str
    digest: str
    at: datetime
    actor: str
    posted: int
    unchanged: int


def append_measurements(
    organisation_id: int, rows: Sequence[DraftMeasurement], record: MeasurementImport
) -> None:
    """Append measurements; the caller holds the ledger and opened the transaction."""
    imported = MeasurementImportRow.objects.create(
        organisation_id=organisation_id,
        source=record.source[:300],
        digest=record.digest,
        at=record.at,
        actor=record.actor,
        posted=record.posted,
        unchanged=record.unchanged,
    )
    made = (_row(organisation_id, imported.pk, row) for row in rows)
    MeasurementRow.objects.bulk_create(made, batch_size=1_000)


def _row(organisation_id: int, import_id: int, row: DraftMeasurement) -> MeasurementRow:
    assert row.kind is not None
    is_withdrawal = row.kind is MeasurementKind.WITHDRAWAL
    return MeasurementRow(
        organisation_id=organisation_id,
        reference=row.reference,
        facility_id=row.facility_id,
        first=row.first,
        last=row.last,
        kind=row.kind.value,
        item="" if is_withdrawal else row.words["item"],
        quantity="" if is_withdrawal else row.words["quantity"],
        unit="" if is_withdrawal else row.words["unit"],
        terms={} if is_withdrawal else row.terms,
        corrects=row.corrects or None,
        source_row=row.row,
        measurement_import_id=import_id,
    )


def posted_measurements(organisation_id: int, references: Sequence[str]) -> dict[str, PostedMeasurement]:
    """Return what is posted under references, with who corrects it."""
    found: dict[str, PostedMeasurement] = {}
    for start in range(0, len(references), LOOKUP_SIZE):
        piece = references[start : start + LOOKUP_SIZE]
        mine = MeasurementRow.objects.filter(organisation=organisation_id)
        by = dict(mine.filter(corrects__in=piece).values_list("corrects", "reference"))
        for row in mine.filter(reference__in=piece).select_related("organisation", "facility"):
            found[row.reference] = PostedMeasurement(
                content=_content(row), kind=MeasurementKind(row.kind), corrected_by=by.get(row.reference, "")
            )
    return found


def _content(row: MeasurementRow) -> object:
    if row.kind == MeasurementKind.WITHDRAWAL:
        return (row.kind, row.corrects)
    return content_of(_value(row), row.facility_id, row.corrects or "")


def rates_in_force(organisation_id: int) -> list[Measurement]:
    """Return the rates of an organisation that nothing corrects."""
    return _values(_in_force().filter(organisation=organisation_id, kind__in=RATES))


def measurements_between(
    first: date, last: date, *, organisations: Sequence[str] | None = None
) -> list[Measurement]:
    """Return the measurements in force that cover some of the days, of some organisations or all."""
    rows = _in_force().filter(first__lte=last, last__gte=first).exclude(kind=MeasurementKind.WITHDRAWAL)
    if organisations is not None:
        rows = rows.filter(organisation__code__in=list(organisations))
    return _values(rows)


def latest_measurements(organisation_id: int, *, limit: int, reference: str = "") -> list[Measurement]:
    """Return the measurements in force of an organisation that were posted last, the newest first, or one."""
    rows = _in_force().filter(organisation=organisation_id).exclude(kind=MeasurementKind.WITHDRAWAL)
    if reference:
        rows = rows.filter(reference=reference)
    return _values(rows.order_by("-id")[:limit])


def measurement_count(organisation_id: int) -> int:
    """Return how many measurements of an organisation are in force."""
    rows = _in_force().filter(organisation=organisation_id).exclude(kind=MeasurementKind.WITHDRAWAL)
    return rows.count()


def _in_force() -> QuerySet[MeasurementRow]:
    corrected = MeasurementRow.objects.filter(
        organisation=OuterRef("organisation"), corrects=OuterRef("reference")
    )
    return MeasurementRow.objects.filter(~Exists(corrected)).order_by("id")


def _values(rows: QuerySet[MeasurementRow]) -> list[Measurement]:
    return [_value(row) for row in rows.select_related("organisation", "facility")]


def _value(row: MeasurementRow) -> Measurement:
    assert row.facility is not None
    assert row.first is not None
    assert row.last is not None
    return Measurement(
        organisation=row.organisation.code,
        reference=row.reference,
        facility=row.facility.code,
        first=row.first,
        last=row.last,
        kind=MeasurementKind(row.kind),
        item=row.item,
        quantity=Fraction(row.quantity),
        unit=row.unit,
        terms=row.terms,
        number=row.pk,
        corrects=row.corrects or "",
    )
