"""The movements file read the plain way, and what each row says on its own (checks 1 to 9)."""

import csv
import io
import re
from fractions import Fraction
from typing import Any

from tests.oracle.calendar import real_day

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
KINDS = ("extraction", "receipt", "production", "shipment", "reversal")
MATERIALS = ("bauxite", "alumina", "aluminium", "pre_consumer_scrap", "post_consumer_scrap", "dross")
GRAMS = {"t": Fraction(1_000_000), "kg": Fraction(1_000), "g": Fraction(1), "lb": Fraction("453.59237")}

Row = dict[str, Any]


def rows_of(text: str) -> list[Row]:
    """Return the data rows of a CSV text; `cells` is None where the number of fields is wrong."""
    records = list(csv.reader(io.StringIO(text, newline="")))
    header = [name.strip() for name in records[0]]
    rows: list[Row] = []
    for number, record in enumerate(records[1:], start=2):
        fields = [field.strip() for field in record]
        if not any(fields):
            continue
        cells = dict(zip(header, fields, strict=True)) if len(fields) == len(header) else None
        rows.append({"row": number, "cells": cells})
    return rows


def text_of(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> str:
    """Return a CSV text of rows given as dictionaries; what a row leaves out is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def grams_of(quantity: str, unit: str) -> int:
    """Return whole grams, rounded half-even: Python rounds fractions so."""
    return round(Fraction(quantity) * GRAMS[unit])


def own_fault(cells: dict[str, str] | None, facilities: set[str], *, to_itself_refused: bool) -> str | None:
    """Return the first of the codes that a row earns by itself, or None.

    Args:
        cells: column to text, trimmed; None when the fields are too many or too few.
        facilities: codes of the organisation's facilities.
        to_itself_refused: the counterparty is the organisation itself, which has no other scope.
    """
    if cells is None:
        return "row_malformed"
    moves_mass = cells["kind"] != "reversal"
    crosses = cells["kind"] in ("receipt", "shipment")
    faults = [
        ("row_malformed", _malformed(cells, to_itself_refused=to_itself_refused)),
        ("facility_unknown", cells["facility"] not in facilities),
        ("kind_unknown", cells["kind"] not in KINDS),
        ("material_unknown", moves_mass and cells["material"] not in MATERIALS),
        ("quantity_invalid", moves_mass and not _quantity_is_valid(cells["quantity"], cells["unit"])),
        ("unit_unknown", moves_mass and cells["unit"] not in GRAMS),
        ("date_invalid", not real_day(cells["date"])),
        ("coc_missing", crosses and cells["coc"] not in ("yes", "no")),
        ("document_missing", _lacks_document(cells)),
    ]
    return next((code for code, applies in faults if applies), None)


def content_of(cells: dict[str, str]) -> dict[str, Any]:
    """Return what is compared under one reference, normalised."""
    kind = cells["kind"]
    content: dict[str, Any] = {name: cells[name] for name in ("date", "facility", "kind", "reverses")}
    if kind == "reversal":
        return content
    content["material"] = cells["material"]
    content["grams"] = grams_of(cells["quantity"], cells["unit"])
    content["coc"] = cells["coc"] if kind in ("receipt", "shipment") else ""
    content["counterparty"] = cells["counterparty"]
    content["document"] = cells["document"] if kind == "receipt" else ""
    content["lot"] = cells["lot"]
    return content


def _malformed(cells: dict[str, str], *, to_itself_refused: bool) -> bool:
    if not cells["reference"]:
        return True
    if cells["kind"] in ("receipt", "shipment") and not cells["counterparty"]:
        return True
    return cells["kind"] == "shipment" and to_itself_refused


def _quantity_is_valid(quantity: str, unit: str) -> bool:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", quantity, re.ASCII) is None:
        return False
    return unit not in GRAMS or 1 <= grams_of(quantity, unit) <= 10**15


def _lacks_document(cells: dict[str, str]) -> bool:
    needs_one = (
        cells["kind"] == "receipt" and cells["coc"] == "yes" and cells["material"] != "post_consumer_scrap"
    )
    return needs_one and not cells["document"]
