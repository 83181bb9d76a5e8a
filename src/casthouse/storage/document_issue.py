"""Shipments that may get a CoC Document, and appending the documents: the statements that bulk issuing rests on.

One statement reads all that a document needs: shipment, register, certificates, and the document that is there. What
was read holds as long as the ledger's last number is the same; appending checks that while it keeps importers out,
so that a shipment is never reversed and documented at once. Numbers are given under the lock of `document_counter`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import polars as pl
from django.db import connection

from casthouse.custody.document import NUMBER_DIGITS, CocDocument, Party, number_year
from casthouse.custody.document_draft import ShipmentFacts
from casthouse.custody.document_state import DocumentState
from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE
from casthouse.storage.dialect import (
    insert_rows,
    instant_text,
    prepared_rows,
    stored_day,
    text_list,
)
from casthouse.storage.logged_row import LOGGED, LoggedRow, returned_row
from casthouse.storage.movement import IN_FORCE
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.numbered_document import NumberedDocument, insert_numbered_document
from casthouse.storage.transparency_log import HeldLog

_STANDS_IN = (
    "SELECT y.scope_id FROM scope_facility y JOIN scope z ON z.id = y.scope_id "
    "WHERE y.facility_id = m.facility_id"
)
_IN_ITS_DAYS = (
    "z.first_period_start <= m.date AND (z.last_day IS NULL OR m.date <= z.last_day) "
    "AND m.date BETWEEN y.first_day AND y.last_day"
)
_SCOPE_ON_THE_DAY = (
    f"COALESCE(({_STANDS_IN} AND {_IN_ITS_DAYS} ORDER BY z.code LIMIT 1), "
    f"({_STANDS_IN} ORDER BY z.first_period_start, z.code LIMIT 1))"
)
"""As `custody.placement.scope_on` chooses it."""
_VALID = (
    "t.standard = 'chain_of_custody' AND e.valid_from <= m.date AND m.date <= e.valid_to "
    "ORDER BY t.valid_from, t.number LIMIT 1"
)
"""The certificate that entitles on the day: `certificate_span` holds what its moves leave of it."""
_COLUMNS = (
    "o.id, l.last_number + l.certificate_changes, o.code, o.name, o.country, o.address, o.responsible, "
    "m.id, m.reference, m.date, m.kind, m.coc, m.material, m.quantity_g, m.lot, f.code, c.name, v.reference, "
    "s.code, s.edition, k.digest, (SELECT t.number FROM certificate t JOIN certificate_span e "
    f"ON e.certificate_id = t.id AND e.facility_id = m.facility_id WHERE t.scope_id = s.id AND {_VALID}), "
    "p.id, p.code, p.name, p.country, p.address, "
    "(SELECT t.number FROM scope x JOIN certificate t ON t.scope_id = x.id "
    "JOIN certificate_span e ON e.certificate_id = t.id "
    f"WHERE x.organisation_id = p.id AND {_VALID}), d.number, d.state, d.content, s.first_period_start, "
    "EXISTS (SELECT 1 FROM signing_key g WHERE g.organisation_id = o.id)"
)
_BESIDE_MOVEMENT = (
    "LEFT JOIN facility f ON f.id = m.facility_id "
    "LEFT JOIN counterparty c ON c.id = m.counterparty_id "
    "LEFT JOIN organisation p ON p.code = c.name "
    "LEFT JOIN movement v ON v.reverses_id = m.id "
    f"LEFT JOIN document d ON d.shipment_id = m.id AND d.state IN {IN_FORCE} "
    f"LEFT JOIN scope s ON s.id = {_SCOPE_ON_THE_DAY} "
    "LEFT JOIN rule_pack k ON k.name = s.edition AND k.superseded_at IS NULL "
)
_ONE = (
    f"SELECT {_COLUMNS} FROM organisation o JOIN ledger l ON l.organisation_id = o.id "
    "LEFT JOIN movement m ON m.organisation_id = o.id AND m.reference = %s "
    f"{_BESIDE_MOVEMENT} WHERE o.code = %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInForce:
    """The document that speaks for a shipment already; `content` is its canonical JSON."""

    number: str
    state: DocumentState
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFile:
    """All that issuing the document of one movement needs to know, as of one moment.

    Attributes:
        organisation_id: the issuer.
        ledger_mark: how far the issuer's ledger and certificates had come at that moment
            (`numbered_document.LEDGER_MARK`).
        movement_id: the movement.
        facts: what the document says.
        recipient_id: the recipient, None when it is not registered.
        edition: code of the scope's edition, empty when there is no scope.
        rule_pack_digest: of the user's rule pack under that code, empty for a built-in one.
        in_force: the document that is there.
        had_key: whether the issuer ever had a key.
    """

    organisation_id: int
    ledger_mark: int
    movement_id: int
    facts: ShipmentFacts
    recipient_id: int | None
    edition: str
    rule_pack_digest: str
    in_force: DocumentInForce | None
    had_key: bool


def issue_file(organisation: str, reference: str) -> IssueFile | int | None:
    """Return the file of a movement; the organisation's identifier without one, None without the organisation."""
    rows = prepared_rows(_ONE, [reference, organisation])
    if not rows:
        return None
    return _file(rows[0]) if rows[0][7] is not None else int(rows[0][0])


def issue_files(organisation_id: int, references: Sequence[str]) -> list[IssueFile]:
    """Return the files of the movements that there are with these references, by day and reference."""
    listed, argument = text_list(references)
    sql = (
        f"SELECT {_COLUMNS} FROM {listed} CROSS JOIN organisation o JOIN ledger l ON l.organisation_id = o.id "
        "JOIN movement m ON m.organisation_id = o.id AND m.reference = listed.value "
        f"{_BESIDE_MOVEMENT} WHERE o.id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument, organisation_id])
        files = [_file(row) for row in cursor.fetchall()]
    return sorted(files, key=lambda file: (file.facts.day, file.facts.reference))


def references_without_document(organisation_id: int) -> list[str]:
    """Return the CoC shipments in force that have no document in force, by day and reference."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.reference FROM movement m WHERE m.id BETWEEN %s AND %s AND m.kind = 4 AND m.coc = 1 "
            "AND NOT EXISTS (SELECT 1 FROM movement v WHERE v.reverses_id = m.id) "
            f"AND NOT EXISTS (SELECT 1 FROM document d WHERE d.shipment_id = m.id AND d.state IN {IN_FORCE}) "
            "ORDER BY m.date, m.reference",
            [first_id(organisation_id), last_id(organisation_id)],
        )
        return [reference for (reference,) in cursor.fetchall()]


def references_by_day(organisation_id: int, references: Sequence[str]) -> list[str]:
    """Return those of the references that are movements of the organisation, by day and reference."""
    listed, argument = text_list(references)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.reference FROM {listed} CROSS JOIN movement m "
            "WHERE m.organisation_id = %s AND m.reference = listed.value ORDER BY m.date, m.reference",
            [argument, organisation_id],
        )
        return [reference for (reference,) in cursor.fetchall()]


def _file(row: Sequence[Any]) -> IssueFile:
    organisation_id, ledger_mark, code, name, country, address, responsible = row[:7]
    movement_id, reference, day, kind, coc, material, quantity_g, lot, facility, counterparty, reversal = row[
        7:18
    ]
    scope, edition, digest, certificate, recipient_id = row[18:23]
    facts = ShipmentFacts(
        issuer=_party(code, name, address, country, certificate),
        responsible=responsible,
        recipient=_recipient(counterparty or "", row[23:28]),
        reference=reference,
        day=stored_day(day),
        kind=KINDS_BY_CODE[kind],
        coc=coc == 1,
        material=None if material is None else MATERIALS_BY_CODE[material],
        quantity_g=quantity_g,
        facility=facility,
        lot=lot or "",
        reversed_by=reversal or "",
        scope=scope or "",
        accounts_from=None if row[31] is None else stored_day(row[31]),
    )
    return IssueFile(
        organisation_id=organisation_id,
        ledger_mark=ledger_mark,
        movement_id=movement_id,
        facts=facts,
        recipient_id=recipient_id,
        edition=edition or "",
        rule_pack_digest=digest or "",
        in_force=_in_force(*row[28:31]),
        had_key=bool(row[32]),
    )


def _recipient(counterparty: str, registered: Sequence[str | None]) -> Party:
    """Return the recipient as the register has it, or by its name alone."""
    code, name, country, address, certificate = registered
    return _party(code or "", name or counterparty, address or "", country or "", certificate)


def _in_force(number: str | None, state: str, content: str) -> DocumentInForce | None:
    return (
        None
        if number is None
        else DocumentInForce(number=number, state=DocumentState(state), content=content)
    )


@lru_cache(maxsize=4096)
def _party(code: str, name: str, address: str, country: str, certificate: str | None) -> Party:
    return Party(code=code, name=name, address=address, country=country, coc_certificate=certificate)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document to append and what it points at.

    `movement_id` is the shipment, `supersedes_id` the document that it replaces.
    """

    document: CocDocument
    issuer_id: int
    movement_id: int
    recipient_id: int | None
    state: DocumentState = DocumentState.ISSUED
    supersedes_id: int | None = None


@dataclass(frozen=True, slots=True)
class AppendedDocument:
    """A document that was appended: its row as the log enters it, its issuer's code, and the log, which is held."""

    row: LoggedRow
    issuer: str
    log: HeldLog

    @property
    def number(self) -> str:
        """The number that it got."""
        return self.row.name


_NUMBERED = {"number": "text", "content": "text", "digest": "text"}
_BESIDE = {
    "shipment_id": "bigint",
    "shipment_reference": "text",
    "recipient_name": "text",
    "recipient_id": "bigint",
    "shipment_date": "date",
    "issue_date": "date",
    "material": "smallint",
    "coc_mass_g": "bigint",
    "total_mass_g": "bigint",
    "state": "text",
    "supersedes_id": "bigint",
    "issued_at": "timestamptz",
    "issued_by": "text",
}
"""The columns of the table beside the issuer, and their types; numbering fills the first three."""


def append_document(
    new: NewDocument,
    *,
    around_number: tuple[str, str],
    ledger_mark: int,
    at: datetime,
    actor: str,
    act: str,
) -> AppendedDocument | None:
    """Append a document with the next number of its issuer and year, and the journal's record of it.

    Args:
        new: the document; its own number does not count.
        around_number: its canonical text before and after the number.
        ledger_mark: how far the issuer's ledger and certificates had come when the document was drafted.
        at: now.
        actor: who issues.
        act: what the journal calls it.

    Returns:
        None when the ledger moved on since `ledger_mark`, and then nothing was appended.

    Raises:
        django.db.IntegrityError: another document of the shipment came first.
    """
    document = new.document
    before, after = around_number
    year = number_year(document.shipment_date)
    appended = insert_numbered_document(
        NumberedDocument(
            organisation_id=new.issuer_id,
            ledger_mark=ledger_mark,
            year=year,
            stem=f"{document.issuer.code}-{year:04d}-",
            digits=NUMBER_DIGITS,
            before=before,
            after=after,
            columns=_BESIDE,
            values=_values(new, at=instant_text(at), actor=actor),
            returned=LOGGED["document"].logged_columns,
            at=at,
            actor=actor,
            act=act,
            shipment=document.reference,
        )
    )
    if appended is None:
        return None
    row, log = appended
    return AppendedDocument(returned_row("document", row, owner_id=new.issuer_id), document.issuer.code, log)


def _values(new: NewDocument, *, at: str, actor: str) -> tuple[str | int | None, ...]:
    document = new.document
    return (
        new.movement_id,
        document.reference,
        document.recipient.name,
        new.recipient_id,
        document.shipment_date.isoformat(),
        document.issue_date.isoformat(),
        MATERIAL_CODES[document.material],
        document.coc_mass_g,
        document.total_mass_g,
        new.state.value,
        new.supersedes_id,
        at,
        actor,
    )


def last_numbers(organisation_id: int) -> dict[int, int]:
    """Return the last number given in each year; the caller holds the issuer's ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT year, last_number FROM document_counter WHERE issuer_id = %s", [organisation_id]
        )
        return dict(cursor.fetchall())


def append_documents(
    new: Sequence[NewDocument],
    contents: Sequence[str],
    *,
    counters: Mapping[int, int],
    at: datetime,
    actor: str,
) -> None:
    """Append documents of one issuer that have their numbers; the caller holds its ledger.

    Args:
        new: the documents, at least one.
        contents: their canonical texts.
        counters: the last number of each year, with these documents.
        at: now.
        actor: who issues.
    """
    issuer_id, instant = new[0].issuer_id, instant_text(at)
    rows = [
        (
            each.document.number,
            content,
            sha256(content.encode()).hexdigest(),
            *_values(each, at=instant, actor=actor),
        )
        for each, content in zip(new, contents, strict=True)
    ]
    insert_rows(
        "document", pl.DataFrame(rows, schema=_SCHEMA, orient="row"), constants={"issuer_id": issuer_id}
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO document_counter (issuer_id, year, last_number) VALUES (%s, %s, %s) "
            "ON CONFLICT (issuer_id, year) DO UPDATE SET last_number = excluded.last_number",
            [(issuer_id, year, number) for year, number in sorted(counters.items())],
        )


_SCHEMA = {
    name: pl.Int64 if kind in {"bigint", "smallint"} else pl.String
    for name, kind in (_NUMBERED | _BESIDE).items()
}
