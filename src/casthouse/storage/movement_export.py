"""All movements of an organisation as a frame in the layout of contract section 2, unknown columns beside them."""

import json
from collections.abc import Iterator

import polars as pl
from django.db import connection

from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.measure.mass import tonnes_text
from casthouse.storage.movement_key import first_id, last_id

COLUMNS = (
    "reference",
    "date",
    "facility",
    "kind",
    "material",
    "quantity",
    "unit",
    "coc",
    "counterparty",
    "document",
    "lot",
    "reverses",
)
SLICE_ROWS = 50_000


def exported_movements(organisation_id: int) -> pl.DataFrame:
    """Return every movement, reversals too, by day and number; all columns text, null where empty.

    Masses are in tonnes, exact. What the kind ignores of the known columns, and the unknown columns, stand as they
    were given, so that importing the frame again changes nothing.
    """
    pieces = [pl.DataFrame(rows, infer_schema_length=None) for rows in _slices(organisation_id)]
    schema = dict.fromkeys(COLUMNS, pl.String)
    frame = (
        pl.concat([pl.DataFrame(schema=schema), *pieces], how="diagonal")
        if pieces
        else pl.DataFrame(schema=schema)
    )
    unknown = sorted(set(frame.columns) - set(COLUMNS))
    return frame.select(pl.col(*COLUMNS, *unknown).cast(pl.String))


def _slices(organisation_id: int) -> Iterator[list[dict[str, str | None]]]:
    sql = (
        "SELECT m.reference, m.date, f.code, m.kind, m.material, m.quantity_g, m.coc, c.name, m.document, m.lot, "
        "t.reference, m.extra FROM movement m JOIN facility f ON f.id = m.facility_id "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id LEFT JOIN movement t ON t.id = m.reverses_id "
        "WHERE m.id BETWEEN %s AND %s ORDER BY m.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first_id(organisation_id), last_id(organisation_id)])
        while rows := cursor.fetchmany(SLICE_ROWS):
            yield [_record(row) for row in rows]


def _record(row: tuple[object, ...]) -> dict[str, str | None]:
    (
        reference,
        day,
        facility,
        kind,
        material,
        quantity_g,
        coc,
        counterparty,
        document,
        lot,
        reverses,
        extra,
    ) = row
    record: dict[str, str | None] = {
        "reference": str(reference),
        "date": str(day),
        "facility": str(facility),
        "kind": KINDS_BY_CODE[int(str(kind))].value,
        "material": None if material is None else MATERIALS_BY_CODE[int(str(material))].value,
        "quantity": None if material is None else tonnes_text(int(str(quantity_g))),
        "unit": None if material is None else "t",
        "coc": None if coc is None else "yes" if coc else "no",
        "counterparty": _text(counterparty),
        "document": _text(document),
        "lot": _text(lot),
        "reverses": _text(reverses),
    }
    if extra:
        record |= {str(name): str(value) for name, value in json.loads(str(extra)).items()}
    return record


def _text(value: object) -> str | None:
    return None if value is None else str(value)
