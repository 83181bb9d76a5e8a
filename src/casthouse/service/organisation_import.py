"""Taking back the archive of an organisation into a Casthouse that does not have it, and seeing that it is the same."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import MATERIAL_CODES
from casthouse.exchange.document_json import read_document
from casthouse.exchange.organisation_archive import (
    BOOKED,
    ISSUED,
    LOTS,
    MEASUREMENTS,
    MOVEMENTS,
    REGISTER,
    STATEMENTS,
    json_of,
    read_archive,
)
from casthouse.exchange.register_file import RegisterFile, register_from_tables
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.evidence import Incoming, recorded_file, taken_in
from casthouse.service.logged_row import enter
from casthouse.service.lot_file import import_lots_file
from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.movement import post_history
from casthouse.service.movement_file import batch_of_file
from casthouse.service.period_binding import binding_differences
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.register import load_register
from casthouse.service.scope_ledger import load_scope_files
from casthouse.storage import document_archive as document_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import period as period_store
from casthouse.storage import period_binding as binding_store
from casthouse.storage import scope as scope_store
from casthouse.storage.document_archive import ArchivedBooking, ArchivedDocument, ArchivedEvent
from casthouse.storage.journal import append_journal
from casthouse.storage.period import Statement

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What was taken back: how much by kind, and where it is not what the archive's statements bound."""

    organisation: str
    counts: dict[str, int]
    differences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {"organisation": self.organisation, **self.counts, "differences": list(self.differences)}


def import_organisation(actor: Actor, *, path: Path) -> TakenBack:
    """Take an archive back, all of it or nothing.

    Periods are closed as they were, with the statements that the archive has; then what they bind is compared with what
    lies in the store.

    Raises:
        Refusal: `not_permitted`, `pack_unreadable`, `pack_hostile`, `archive_changed`, `archive_not_fresh`,
            `archive_row_refused`, and what the imports refuse of whole files.
    """
    authorise(actor, Act.ORGANISATION_IMPORT)
    files = read_archive(path)
    register = register_from_tables(json_of(files, REGISTER))
    if len(register.organisations) != 1:
        raise _changed(f"{len(register.organisations)} organisations in {REGISTER}", "one organisation")
    code = register.organisations[0].code
    _refuse_foreign(code, register)
    with transaction.atomic():
        _refuse_known(code)
        load_register(actor, register)
        counts = _ledgers(actor, code, files)
        issued, booked = _documents(code, files)
        keys = document_store.restore_documents(code, issued, booked)
        keys["statement"], keys["period_binding"] = _statements(register, files)
        counts |= {
            "documents_issued": len(issued),
            "documents_received": len(booked),
            "periods": len(keys["statement"]),
            "evidence": _evidence(actor, code, files),
        }
        at = clock.now()
        append_journal(
            at=at,
            actor=actor.name,
            act=Act.ORGANISATION_IMPORT,
            organisation_id=organisation_store.organisation_ids([code])[code],
            subject=code,
            source=path.name,
        )
        enter(keys, at=at)
        differences = tuple(
            f"{subject}: bound {kept}, found {found}"
            for file in load_scope_files(scope_store.scopes(organisation=code))
            for subject, kept, found in binding_differences(file)
        )
    return TakenBack(organisation=code, counts=counts, differences=differences)


def _refuse_foreign(code: str, register: RegisterFile) -> None:
    """Refuse what an archive says of others: it comes from one company, and speaks of that one alone."""
    scopes = {each.code for each in register.scopes if each.organisation == code}
    foreign = [
        *(f"facility {each.code}" for each in register.facilities if each.organisation != code),
        *(f"scope {each.code}" for each in register.scopes if each.organisation != code),
        *(f"certificate {each.number}" for each in register.certificates if each.scope not in scopes),
        *(f"opening of {each.scope}" for each in register.openings if each.scope not in scopes),
    ]
    if foreign:
        raise _changed(f"{foreign[0]} of another organisation", f"what is of {code}")


def _refuse_known(code: str) -> None:
    if organisation_store.organisation_ids([code]):
        raise Refusal(
            "archive_not_fresh",
            found=f"organisation {code} registered here already",
            expected="a Casthouse that does not have it: what is there is never mixed with what was exported",
            todo="take the archive to a fresh store; into this one import the single files",
        )


def _ledgers(actor: Actor, code: str, files: Files) -> dict[str, int]:
    with _unpacked(files, MOVEMENTS, LOTS, MEASUREMENTS) as folder:
        read = batch_of_file(actor, organisation=code, path=folder / MOVEMENTS, profile="casthouse")
        moved = post_history(actor, organisation=code, batch=read.batch).as_json()
        _require_whole(MOVEMENTS, moved["refused"])
        counts = {"movements": moved["posted"], "processes": 0, "measurements": 0}
        if _has_rows(files[LOTS]):
            lots = import_lots_file(actor, organisation=code, path=folder / LOTS)
            _require_whole(LOTS, [each.as_json() for each in lots.refused])
            counts["processes"] = lots.processes
        if _has_rows(files[MEASUREMENTS]):
            measured = import_measurements_file(actor, organisation=code, path=folder / MEASUREMENTS)
            _require_whole(MEASUREMENTS, [each.as_json() for each in measured.refused])
            counts["measurements"] = measured.posted
    return counts


def _has_rows(content: bytes) -> bool:
    return content.count(b"\n") > 1


@contextmanager
def _unpacked(files: Files, *names: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="casthouse-archive.") as folder:
        for name in names:
            if name not in files:
                raise _changed(f"no {name}", "the file as it was exported")
            (Path(folder) / name).write_bytes(files[name])
        yield Path(folder)


def _require_whole(name: str, refused: list[dict[str, Any]]) -> None:
    if refused:
        raise Refusal(
            "archive_row_refused",
            found=f"{name}, row {refused[0]['row']}: {refused[0]['code']}, and {len(refused) - 1} more rows",
            expected="every row to be taken back",
            todo="see what the import says of the single file",
        )


def _documents(code: str, files: Files) -> tuple[list[ArchivedDocument], list[ArchivedBooking]]:
    try:
        issued = [_document(each) for each in json_of(files, ISSUED)]
        booked = [_booking(each) for each in json_of(files, BOOKED)]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _changed("a document without its members", "documents as they were exported") from None
    known = document_store.known_references(
        code, {each.shipment for each in issued} | {each.movement for each in booked}
    )
    numbers = {each.number for each in issued}
    for each in issued:
        _refuse_other(each.number, each.content, each.digest)
        _refuse_contradiction(code, each)
        if each.shipment not in known or (each.supersedes and each.supersedes not in numbers):
            raise _changed(f"document {each.number} without its shipment", "a document of its movements")
    for one in booked:
        _refuse_other(one.number, one.content, one.digest)
        if one.movement not in known:
            raise _changed(f"document {one.number} without its receipt", "a document of its movements")
    return issued, booked


def _refuse_contradiction(code: str, archived: ArchivedDocument) -> None:
    """Refuse a document beside which the archive says something else than its content."""
    document = read_document(archived.content.encode())
    stated = (
        document.issuer.code,
        document.number,
        document.recipient.name,
        document.shipment_date,
        document.issue_date,
        MATERIAL_CODES[document.material],
        document.coc_mass_g,
        document.total_mass_g,
        document.supersedes or "",
    )
    beside = (
        code,
        archived.number,
        archived.recipient,
        archived.shipment_date,
        archived.issue_date,
        archived.material,
        archived.coc_mass_g,
        archived.total_mass_g,
        archived.supersedes,
    )
    movers = {event.organisation for event in archived.events}
    if stated != beside or not movers <= {code, document.recipient.code}:
        raise _changed(f"document {archived.number} beside another content", "what its content says")


def _refuse_other(number: str, content: str, digest: str) -> None:
    if sha256(content.encode()).hexdigest() != digest:
        raise _changed(f"document {number} with another digest", "the digest of its content")


def _document(members: dict[str, Any]) -> ArchivedDocument:
    return ArchivedDocument(
        **members
        | {
            "shipment_date": date.fromisoformat(members["shipment_date"]),
            "issue_date": date.fromisoformat(members["issue_date"]),
            "issued_at": datetime.fromisoformat(members["issued_at"]),
            "events": tuple(
                ArchivedEvent(**each | {"at": datetime.fromisoformat(each["at"])})
                for each in members["events"]
            ),
        }
    )


def _booking(members: dict[str, Any]) -> ArchivedBooking:
    withdrawn = members["withdrawn_at"]
    return ArchivedBooking(
        **members
        | {
            "received_at": datetime.fromisoformat(members["received_at"]),
            "withdrawn_at": None if withdrawn is None else datetime.fromisoformat(withdrawn),
        }
    )


def _statements(register: RegisterFile, files: Files) -> tuple[list[int], list[int]]:
    """Close periods as they were closed, with the statements of then; return their identifiers, and of the bindings."""
    members = json_of(files, STATEMENTS)
    try:
        statements = [_statement(each) for each in members]
    except (KeyError, TypeError, ValueError):
        raise _changed("a statement without its members", "statements as they were exported") from None
    scopes = {each.code for each in register.scopes}
    identifiers, bindings = [], []
    for each in statements:
        if each.scope not in scopes:
            raise _changed(f"a statement of scope {each.scope}", "statements of the scopes of the archive")
        identifier = period_store.save_statement(each)
        identifiers.append(identifier)
        bound = files.get(f"periods/{each.scope}/{each.period.start}/binding.json")
        if bound is not None:
            bindings.append(binding_store.save_binding(identifier, bound.decode()))
    return identifiers, bindings


def _statement(members: dict[str, Any]) -> Statement:
    return Statement(
        identifier=0,
        scope=members["scope"],
        period=Period(start=date.fromisoformat(members["start"]), end=date.fromisoformat(members["end"])),
        position=members["position"],
        found=tuple(
            Finding(code=FindingCode(each["code"]), subject=each["subject"], detail=each["detail"])
            for each in members["findings"]
        ),
        rule_pack=members["rule_pack"],
        certified=tuple((first, last, bool(certified)) for first, last, certified in members["certified"]),
        force_majeure=members["force_majeure"],
        closed_at=datetime.fromisoformat(members["closed_at"]).astimezone(UTC),
        closed_by=members["closed_by"],
    )


def _evidence(actor: Actor, code: str, files: Files) -> int:
    contents = [
        (name, content)
        for name, content in files.items()
        if name.startswith("evidence/") and name != "evidence/index.csv"
    ]
    for name, content in contents:
        file = taken_in(actor, Incoming(name=Path(name).name, pieces=iter([content])))
        recorded_file(code, file)
    return len(contents)


def _changed(found: str, expected: str) -> Refusal:
    return Refusal(
        "archive_changed", found=found, expected=expected, todo="take the archive as it was exported"
    )
