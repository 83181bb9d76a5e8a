"""The imports of an organisation, newest first, and what each brought."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import MovementImportRow, MovementRow
from casthouse.storage.movement_key import first_id, last_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """One file, form or call that posted movements; `digest` is the SHA-256 of what was read."""

    number: int
    source: str
    digest: str
    profile: str
    at: datetime
    actor: str
    posted: int
    unchanged: int
    skipped: int
    refused: int


def past_imports(organisation: str, *, limit: int) -> list[PastImport]:
    """Return the latest imports."""
    rows = MovementImportRow.objects.filter(organisation__code=organisation).order_by("-id")[:limit]
    return [_value(row) for row in rows]


def past_import(organisation: str, number: int) -> PastImport | None:
    """Return an import by its number, or None where the organisation has none of that number."""
    row = MovementImportRow.objects.filter(organisation__code=organisation, id=number).first()
    return None if row is None else _value(row)


def import_of_movement(movement_id: int) -> PastImport:
    """Return the import that brought a movement; each has one."""
    return _value(MovementImportRow.objects.get(id=_import_id(movement_id)))


def _import_id(movement_id: int) -> int:
    return int(MovementRow.objects.values_list("movement_import_id", flat=True).get(id=movement_id))


def ids_of_import(organisation_id: int, number: int, *, after: int | None, limit: int) -> list[int]:
    """Return the keys of the movements of an import in the order of their days, after a key.

    Imports have no index of their own (it would cost every row posted): this reads on through the ledger until it has
    found enough.
    """
    first, last = first_id(organisation_id), last_id(organisation_id)
    low = first if after is None else min(max(after + 1, first), last)
    rows = MovementRow.objects.filter(id__gte=low, id__lte=last, movement_import_id=number)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _value(row: MovementImportRow) -> PastImport:
    return PastImport(
        number=row.id,
        source=row.source,
        digest=row.digest,
        profile=row.profile,
        at=row.at,
        actor=row.actor,
        posted=row.posted,
        unchanged=row.unchanged,
        skipped=row.skipped,
        refused=row.refused,
    )
