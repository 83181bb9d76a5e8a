"""Everything that an organisation has, as open files in one archive: written, and read back without trust.

Masses, days and instants are texts in their usual forms. Where a layout exists the file is in it: the register file,
the movements file, the lots file, the activity-data file, the canonical JSON of documents. The archive verifies from
itself as an evidence pack does; `read_archive` refuses one that does not.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from casthouse.assurance.certificate import Certificate
from casthouse.assurance.evidence import EvidenceFile
from casthouse.assurance.evidence_pack import INDEX, PackCheck
from casthouse.custody.scope import Scope
from casthouse.exchange.evidence_pack import check_pack
from casthouse.footprint.measurement import Measurement
from casthouse.measure.mass import tonnes_text
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import Organisation
from casthouse.provenance.lot_process import LotProcess
from casthouse.refusal import Refusal
from casthouse.standard.threshold import number_text

FORMAT = "casthouse-organisation-archive-1"
EVIDENCE = "evidence/index.csv"
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
            "quantity": number_text(each.quantity),
            "unit": each.unit,
            **each.terms,
        }
        rows.append([cells.get(column, "") for column in columns])
    return csv_text(columns, rows)


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a frozen value of days, instants, texts and numbers as JSON."""
    return json.loads(json.dumps(asdict(value), default=_text))  # type: ignore[call-overload]


def _text(value: object) -> str:
    assert isinstance(value, date | datetime), value
    return value.isoformat()


class ArchivedFiles(Mapping[str, bytes]):
    """The files of an archive by name, each read when it is asked for: evidence may be larger than the memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with ZipFile(path) as archive:
            self._names = tuple(each.filename for each in archive.infolist() if not each.is_dir())

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file; a KeyError where there is none."""
        with ZipFile(self._path) as archive:
            return archive.read(name)

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._names)


def read_archive(path: Path) -> ArchivedFiles:
    """Return the files of an archive by name, after the digest of each was compared.

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
    return ArchivedFiles(path)


def archive_checks(path: Path, *, expected: str = "") -> tuple[list[PackCheck], str]:
    """Return the checks of an archive and the digest of its index, which is blank where there is none.

    Args:
        path: where it lies.
        expected: the digest that was printed when it was written; blank where nobody kept it.

    Raises:
        Refusal: `pack_unreadable`, `pack_hostile`.
    """
    checks = check_pack(path, form=FORMAT)
    digest = index_digest(ArchivedFiles(path))
    if expected:
        is_same = digest == expected
        told = "the one that was kept" if is_same else f"{digest or 'none'}, not {expected}"
        checks.append(PackCheck(name="index_digest", passed=is_same, detail=told))
    return checks, digest


def index_digest(files: Mapping[str, bytes]) -> str:
    """Return the digest of the index, which names all else; blank where there is none."""
    return sha256(files[INDEX]).hexdigest() if INDEX in set(files) else ""


def evidence_rows(files: Iterable[EvidenceFile]) -> bytes:
    """Return the list of the files of evidence: their digests, and the names they are known by."""
    rows = (
        (
            each.digest,
            each.name,
            each.type.media_type,
            each.size_bytes,
            each.added_by,
            each.added_at.isoformat(),
        )
        for each in files
    )
    return csv_text(("sha256", "name", "media_type", "size_bytes", "added_by", "added_at"), rows)


def evidence_place(file: EvidenceFile) -> str:
    """Return where in an archive a file of evidence lies."""
    return f"evidence/{file.digest}{PurePosixPath(file.name).suffix}"


def evidence_names(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the names that the files of evidence are known by, by where they lie."""
    rows = csv.DictReader(StringIO(files.get(EVIDENCE, b"").decode(errors="replace")))
    known = {row.get("sha256") or "": row.get("name") or "" for row in rows}
    return {
        name: known.get(PurePosixPath(name).stem) or PurePosixPath(name).name
        for name in files
        if name.startswith("evidence/") and name != EVIDENCE
    }


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
