"""Taking back the archive of an organisation into a Casthouse that does not have it, and seeing that it is the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from casthouse.custody.finding import Finding, FindingCode
from casthouse.exchange.document_json import read_document
from casthouse.exchange.organisation_archive import (
    BOOKED,
    ISSUED,
    LOTS,
    MEASUREMENTS,
    MOVEMENTS,
    REGISTER,
    STATEMENTS,
    evidence_names,
    index_digest,
    json_of,
    read_archive,
)
from casthouse.exchange.register_file import RegisterFile, register_from_tables
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.archived_statement import CheckedStatements, checked_statements
from casthouse.service.evidence import Incoming, recorded_file, taken_in
from casthouse.service.logged_row import enter
from casthouse.service.lot_file import import_lots_file
from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.movement import post_history
from casthouse.service.movement_file import batch_of_file
from casthouse.service.organisation_difference import organisation_differences
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.register import load_register
from casthouse.storage import document_archive as document_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import period as period_store
from casthouse.storage import period_binding as binding_store
from casthouse.storage.document_archive import (
    ArchivedBooking,
    ArchivedDocument,
    ArchivedEvent,
    RestoredDocument,
)
from casthouse.storage.journal import append_journal
from casthouse.storage.period import Statement

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What was taken back: how much by kind, where it disagrees with itself or with what was signed, and by what name.

    Attributes:
        organisation: whose.
        digest: of the index of the archive, as its export printed it.
        counts: how much, by kind.
        differences: what `casthouse check` finds of what was taken, and what signed statements say otherwise.
        signed: what became of the signed statements, which are checked and not taken back.
    """

    organisation: str
    digest: str
    counts: dict[str, int]
    differences: tuple[str, ...]
    signed: CheckedStatements

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "organisation": self.organisation,
            "sha256_of_index": self.digest,
            **self.counts,
            "differences": list(self.differences),
            "signed_statements": self.signed.as_json(),
        }


def import_organisation(actor: Actor, *, path: Path) -> TakenBack:
    """Take an archive back, all of it or nothing.

    Periods are closed as they were, with the statements that the archive has; then what was taken is recomputed by the
    rules of `casthouse check`, and compared with what the signed statements of the archive say.

    Raises:
        Refusal: `not_permitted`, `pack_unreadable`, `pack_hostile`, `archive_changed`, `archive_not_fresh`,
            `archive_row_refused`, and what the imports refuse of whole files.
    """
    authorise(actor, Act.ORGANISATION_IMPORT)
    files = read_archive(path)
    register = register_from_tables(json_of(files, REGISTER))
    code = _only_organisation(register)
    _refuse_foreign(code, register)
    with transaction.atomic():
        _refuse_known(code)
        load_register(actor, register)
        counts = _ledgers(actor, code, files)
        keys = _documents(code, files)
        keys["statement"], keys["period_binding"] = _statements(register, files)
        counts |= {
            "documents_issued": len(json_of(files, ISSUED)),
            "documents_received": len(json_of(files, BOOKED)),
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
        found = [
            f"{each.what} {each.subject}: stored {each.stored}, expected {each.recomputed}"
            for each in organisation_differences(code)
        ]
        signed = checked_statements(code, files, at=at)
    return TakenBack(
        organisation=code,
        digest=index_digest(files),
        counts=counts,
        differences=(*found, *signed.differences),
        signed=signed,
    )


def _only_organisation(register: RegisterFile) -> str:
    """Return the code of the one organisation that an archive is of."""
    if len(register.organisations) != 1:
        raise _changed(f"{len(register.organisations)} organisations in {REGISTER}", "one organisation")
    return register.organisations[0].code


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


def _documents(code: str, files: Files) -> dict[str, list[int]]:
    """Put documents back and return the keys of their rows by table."""
    try:
        issued = [_document(each) for each in json_of(files, ISSUED)]
        booked = [_booking(each) for each in json_of(files, BOOKED)]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _changed("a document without its members", "documents as they were exported") from None
    named = {each.stated.reference for each in issued} | {each.movement for each in booked}
    movements = document_store.movement_keys(code, named)
    if missing := sorted(named - movements.keys()):
        raise _changed(f"a document of “{missing[0][:60]}”, no movement", "documents of its movements")
    before: set[str] = set()
    for each in issued:
        _refuse_foreign_document(code, each, before)
        before.add(each.stated.number)
    _refuse_twice(f"{each.issuer} {each.number}" for each in booked if each.withdrawn_at is None)
    return document_store.restore_documents(code, issued, booked, movements=movements)


def _refuse_twice(documents: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in documents:
        if each in seen:
            raise _changed(f"document {each[:60]} booked twice", "each document booked once")
        seen.add(each)


def _refuse_foreign_document(code: str, document: RestoredDocument, before: Collection[str]) -> None:
    """Refuse a document of another issuer, moved by others than its two sides, or that corrects none before it."""
    stated = document.stated
    movers = {event.organisation for event in document.archived.events}
    is_own = stated.issuer.code == code and movers <= {code, stated.recipient.code}
    follows = stated.supersedes is None or stated.supersedes in before
    if not is_own or not follows or stated.number in before:
        raise _changed(
            f"document {stated.number[:60]}, issued or moved by another, twice, or correcting none before it",
            f"the documents of {code} in the order in which they were issued",
        )


def _document(members: dict[str, Any]) -> RestoredDocument:
    archived = ArchivedDocument(
        **members
        | {
            "issued_at": datetime.fromisoformat(members["issued_at"]),
            "events": tuple(
                ArchivedEvent(**each | {"at": datetime.fromisoformat(each["at"])})
                for each in members["events"]
            ),
        }
    )
    return RestoredDocument(stated=read_document(archived.content.encode()), archived=archived)


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
    """Take the files of evidence back under the names that they had; their content is looked at as of any other."""
    names = evidence_names(files)
    for name, known_as in names.items():
        recorded_file(code, taken_in(actor, Incoming(name=known_as, pieces=iter([files[name]]))))
    return len(names)


def _changed(found: str, expected: str) -> Refusal:
    return Refusal(
        "archive_changed", found=found, expected=expected, todo="take the archive as it was exported"
    )
