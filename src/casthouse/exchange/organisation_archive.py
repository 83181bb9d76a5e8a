"""Everything that an organisation has, as open files in one archive: written, and read back without trust.

Masses, days and instants are texts in their usual forms. Where a layout exists the file is in it: the register file,
the movements file, the lots file, the activity-data file, the canonical JSON of documents. The archive verifies from
itself as an evidence pack does; `read_archive` refuses one that does not.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from casthouse.assurance.certificate import Certificate
from casthouse.custody.scope import Scope
from casthouse.exchange.evidence_pack import check_pack
from casthouse.footprint.measurement import Measurement
from casthouse.measure.mass import tonnes_text
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import Organisation
from casthouse.provenance.lot_process import LotProcess
from casthouse.refusal import Refusal

FORMAT = "casthouse-organisation-archive-1"
REGISTER, MOVEMENTS, LOTS, MEASUREMENTS = "register.json", "movements.csv", "lots.csv", "activity-data.csv"
ISSUED, BOOKED, STATEMENTS = "documents/issued.json", "documents/received.json", "periods/statements.json"


def register_tables(
    organisation: Organisation,
    *,
    joined: date | None,
    facilities: Iterable[Facility],
    scopes: Iterable[Scope],
    certificates: Iterable[Certificate],
) -> dict[str, Any]:
    """Return the tables of a register file (contract section 1) of one organisation."""
    return {
        "organisation": [_organisation(organisation, joined)],
        "facility": [_facility(each) for each in facilities],
        "scope": [_scope(each) for each in scopes],
        "certificate": [
            {
                "number": each.number,
                "scope": each.scope,
                "standard": each.standard.value,
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat(),
            }
            for each in certificates
        ],
        "opening": [
            {
                "scope": scope.code,
                "stage": stage.value,
                "positive_balance_g": carried.positive_balance_g,
                "overdraft_g": carried.overdraft_g,
            }
            for scope in scopes
            for stage, carried in scope.opening.items()
        ],
    }


def _organisation(value: Organisation, joined: date | None) -> dict[str, Any]:
    members: dict[str, Any] = {
        "code": value.code,
        "name": value.name,
        "country": value.country,
        "address": value.address,
        "responsible": value.responsible,
        "timezone": value.timezone,
    }
    if value.membership is not None:
        members["membership"] = value.membership.value
    if joined is not None:
        members["joined"] = joined.isoformat()
    return members


def _facility(value: Facility) -> dict[str, Any]:
    members: dict[str, Any] = {
        "code": value.code,
        "organisation": value.organisation,
        "name": value.name,
        "activities": [each.value for each in value.activities],
    }
    if value.latitude is not None and value.longitude is not None:
        members |= {"latitude": value.latitude, "longitude": value.longitude}
    return members


def _scope(value: Scope) -> dict[str, Any]:
    members: dict[str, Any] = {
        "code": value.code,
        "organisation": value.organisation,
        "facilities": list(value.facilities),
        "edition": value.edition,
        "first_period_start": value.first_period_start.isoformat(),
        "period_months": value.period_months,
    }
    if value.last_day is not None:
        members["last_day"] = value.last_day.isoformat()
    return members


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a CSV file, each text as it is: the file is read again by Casthouse."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def lots_text(columns: Sequence[str], processes: Iterable[LotProcess]) -> bytes:
    """Return processes as a lots file (contract section 5), masses in tonnes."""
    rows = (
        (
            process.reference,
            process.day.isoformat(),
            process.facility,
            process.step.value,
            each.direction.value,
            each.lot,
            each.material.value,
            tonnes_text(each.mass_g),
            "t",
        )
        for process in processes
        for each in process.lots
    )
    return csv_text(columns, rows)


def measurements_text(columns: Sequence[str], measurements: Iterable[Measurement]) -> bytes:
    """Return measurements as an activity-data file, as they were sent; what was corrected is left out."""
    rows = []
    for each in measurements:
        cells = {
            "reference": each.reference,
            "facility": each.facility,
            "from": each.first.isoformat(),
            "to": each.last.isoformat(),
            "kind": each.kind.value,
            "item": each.item,
            "quantity": _decimal(each),
            "unit": each.unit,
            **each.terms,
        }
        rows.append([cells.get(column, "") for column in columns])
    return csv_text(columns, rows)


def _decimal(value: Measurement) -> str:
    """Return a quantity as it was sent: it came as a decimal number, so it is one."""
    exact, places = value.quantity, 0
    while exact.denominator != 1:
        exact, places = exact * 10, places + 1
    digits = str(exact.numerator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a frozen value of days, instants, texts and numbers as JSON."""
    return json.loads(json.dumps(asdict(value), default=_text))  # type: ignore[call-overload]


def _text(value: object) -> str:
    assert isinstance(value, date | datetime), value
    return value.isoformat()


def read_archive(path: Path) -> dict[str, bytes]:
    """Return the files of an archive by name.

    Raises:
        Refusal: `pack_unreadable`, `pack_hostile`, `archive_changed`.
    """
    failed = [each for each in check_pack(path, form=FORMAT) if not each.passed]
    if failed:
        raise Refusal(
            "archive_changed",
            found=f"{path.name}: {failed[0].name}, {failed[0].detail[:200]}",
            expected=f"an archive of format {FORMAT} as it was written",
            todo="take the archive as it was exported",
        )
    with ZipFile(path) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()}


def json_of(files: Mapping[str, bytes], name: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a JSON file of an archive says.

    Raises:
        Refusal: `archive_changed` where it is missing or no JSON.
    """
    try:
        return json.loads(files[name])
    except (KeyError, ValueError, RecursionError):
        raise Refusal(
            "archive_changed",
            found=f"{name} missing or no JSON",
            expected="the file as it was exported",
            todo="take the archive as it was exported",
        ) from None
