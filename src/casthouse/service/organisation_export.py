"""Everything an organisation has, as one archive of open files, to be kept beside this Casthouse and to outlive it."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from casthouse.exchange.evidence_pack import Content, json_content, write_pack
from casthouse.exchange.organisation_archive import (
    BOOKED,
    EVIDENCE,
    FORMAT,
    ISSUED,
    LOTS,
    MEASUREMENTS,
    MOVEMENTS,
    REGISTER,
    STATEMENTS,
    evidence_place,
    evidence_rows,
    lots_text,
    measurements_text,
    plain,
    register_tables,
)
from casthouse.exchange.period_leaves_file import leaves_text
from casthouse.footprint.draft_measurement import MEASUREMENT_COLUMNS
from casthouse.parties.membership import member_state
from casthouse.provenance.lot_shape import LOT_COLUMNS
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.did_document import did_document
from casthouse.service.evidence import kept_content
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.period_binding import period_leaves
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.statement_download import statement_archives
from casthouse.service.trust_bundle import trust_bundle
from casthouse.storage import certificate as certificate_store
from casthouse.storage import document_archive as document_store
from casthouse.storage import evidence as evidence_store
from casthouse.storage import facility as facility_store
from casthouse.storage import lot_process as lot_store
from casthouse.storage import measurement as measurement_store
from casthouse.storage import membership as membership_store
from casthouse.storage import movement_export as export_store
from casthouse.storage import period as period_store
from casthouse.storage import period_binding as binding_store
from casthouse.storage import scope as scope_store
from casthouse.storage import signed_statement as signed_store
from casthouse.storage.journal import append_journal
from casthouse.storage.period import Statement

ALL = 2**31 - 1
_README = """An archive of everything {name} ({code}) had in a Casthouse on {at:%Y-%m-%d %H:%M} UTC.

register.json            organisation, facilities, scopes, certificates, openings: a register file
movements.csv            all movements, in the layout of the movements file
lots.csv                 processes and lots, in the layout of the lots file
activity-data.csv        measurements in force, in the layout of the activity-data file
documents/               CoC Documents issued and received, each as its canonical JSON, with states and history
periods/                 the statement of each closed period, what it binds, and the hash of each movement in it
statements/              each signed statement as JSON and as a token, with its proof that it stands in the log;
                         passports also in the form from which parts are hidden (.sd-jwt)
trust-bundle.json        what they are judged by: casthouse verify statements/FILE --trust trust-bundle.json
keys/did.json            the public halves of the keys
evidence/                files, under the SHA-256 of their content
index.json, SHA256SUMS   every file with its size and digest; `sha256sum -c SHA256SUMS` compares them

A fresh Casthouse takes it back: casthouse archive import FILE. Self-assessments, audits and plans are not among what is
taken back; their files are here under evidence. Signed statements stay what they are: whoever signed them, and the log
in which they stand, are not taken back but checked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeArchive:
    """An archive that was written: its name, the digest of its index, and how much is in it, by kind."""

    name: str
    digest: str
    counts: dict[str, int]


def export_organisation(actor: Actor, *, organisation: str, out: IO[bytes]) -> MadeArchive:
    """Write everything that an organisation has as one archive.

    Args:
        actor: who takes it.
        organisation: whose.
        out: an open binary file.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `evidence_lost`, `period_changed`.
    """
    authorise(actor, Act.ORGANISATION_EXPORT, organisation)
    identifier = found_organisation_id(organisation)
    at = clock.now()
    told = _README.format(name=found_organisation(organisation).name, code=organisation, at=at)
    parts = [
        Part({"README.txt": told.encode(), REGISTER: json_content(_register(organisation))}),
        _ledgers(identifier),
        _documents(organisation),
        _periods(actor, organisation),
        _evidence(organisation),
        _proofs(actor, organisation, identifier),
    ]
    contents = {name: content for part in parts for name, content in part.files.items()}
    head = {"organisation": organisation, "exported_at": at.isoformat(), "exported_by": actor.name}
    digest = write_pack(out, contents, head=head, form=FORMAT)
    append_journal(
        at=at,
        actor=actor.name,
        act=Act.ORGANISATION_EXPORT,
        organisation_id=identifier,
        subject=organisation,
        sha256=digest,
    )
    counts = {kind: count for part in parts for kind, count in part.counts.items()}
    return MadeArchive(name=f"{organisation}-{at:%Y-%m-%d}.zip", digest=digest, counts=counts)


@dataclass(frozen=True, slots=True)
class Part:
    """Files of an archive by name, and how much is in them by kind."""

    files: dict[str, Content]
    counts: dict[str, int] = field(default_factory=dict)


def _ledgers(identifier: int) -> Part:
    movements = export_store.exported_movements(identifier)
    processes = lot_store.all_processes(identifier)
    measurements = measurement_store.latest_measurements(identifier, limit=ALL)[::-1]
    return Part(
        {
            MOVEMENTS: movements.write_csv(null_value="").encode(),
            LOTS: lots_text(LOT_COLUMNS, processes),
            MEASUREMENTS: measurements_text(MEASUREMENT_COLUMNS, measurements),
        },
        {"movements": movements.height, "processes": len(processes), "measurements": len(measurements)},
    )


def _documents(organisation: str) -> Part:
    issued = document_store.archived_documents(organisation)
    booked = document_store.archived_bookings(organisation)
    return Part(
        {
            ISSUED: json_content([plain(each) for each in issued]),
            BOOKED: json_content([plain(each) for each in booked]),
            **{f"documents/issued/{_number(each.content)}.json": each.content.encode() for each in issued},
            **{
                f"documents/received/{_name(each.issuer)}-{_name(each.number)}.json": each.content.encode()
                for each in booked
            },
        },
        {"documents_issued": len(issued), "documents_received": len(booked)},
    )


def _evidence(organisation: str) -> Part:
    held = evidence_store.evidence_files(organisation)
    return Part(
        {EVIDENCE: evidence_rows(held), **{evidence_place(each): kept_content(each) for each in held}},
        {"evidence": len(held)},
    )


def _register(organisation: str) -> dict[str, Any]:
    scopes = scope_store.scopes(organisation=organisation)
    held = certificate_store.certificates([each.code for each in scopes])
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    return register_tables(
        found_organisation(organisation),
        joined=member_state(facts, date.max).joined,
        facilities=facility_store.facilities(organisation),
        scopes=scopes,
        certificates=[each for code in sorted(held) for each in held[code]],
    )


def _periods(actor: Actor, organisation: str) -> Part:
    """Return the statements in force, and what each binds."""
    statements, files = [], dict[str, Content]()
    for scope in scope_store.scopes(organisation=organisation):
        for each in period_store.statements(scope.code):
            statements.append(_statement(each))
            start, text = each.period.start, binding_store.binding_text(each.identifier)
            if text is not None:
                folder = f"periods/{scope.code}/{start}"
                files[f"{folder}/binding.json"] = text.encode()
                leaves = period_leaves(actor, scope=scope.code, start=start)
                files[f"{folder}/leaves.jsonl"] = leaves_text(leaves).encode()
    return Part({STATEMENTS: json_content(statements), **files}, {"periods": len(statements)})


def _statement(value: Statement) -> dict[str, Any]:
    return {
        "scope": value.scope,
        "start": value.period.start.isoformat(),
        "end": value.period.end.isoformat(),
        "position": value.position,
        "findings": [each.as_json() for each in value.found],
        "rule_pack": value.rule_pack,
        "certified": [list(each) for each in value.certified],
        "force_majeure": value.force_majeure,
        "closed_at": value.closed_at.isoformat(),
        "closed_by": value.closed_by,
    }


def _proofs(actor: Actor, organisation: str, identifier: int) -> Part:
    """Return the signed statements with the proofs that they stand in the log, and what they are judged by."""
    signed = signed_store.statements_about(identifier, limit=ALL)
    archives = statement_archives(signed)
    hideable = signed_store.hideable_tokens(identifier)
    files: dict[str, Content] = {}
    for each in signed:
        name = f"statements/{each.kind.value}-{_name(each.about)}-{each.identifier[:8]}"
        files[f"{name}.zip"] = archives[each.identifier]
        if each.identifier in hideable:
            files[f"{name}.sd-jwt"] = hideable[each.identifier].encode()
    files["trust-bundle.json"] = trust_bundle(actor)
    with suppress(Refusal):  # it never had a key
        files["keys/did.json"] = json_content(did_document(actor, owner=organisation))
    return Part(files, {"signed_statements": len(signed)})


def _number(content: str) -> str:
    return _name(str(json.loads(content)["number"]))


def _name(text: str) -> str:
    """Return a text as part of a file's name."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "_" for each in text)[
        :100
    ]
