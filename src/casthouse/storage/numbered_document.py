"""Appending a CoC Document under the next number of its issuer and year, with its journal record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from casthouse.storage.dialect import instant_text, is_postgresql, prepared_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedDocument:
    """A row of `document` whose number is the next of its issuer and year.

    `content` is `before` + number + `after`; a number is `stem` and `digits` digits; `columns` gives the other columns
    with their types, `values` what they hold. `shipment` is the reference that the journal names.
    """

    organisation_id: int
    ledger_mark: int
    year: int
    stem: str
    digits: int
    before: str
    after: str
    columns: Mapping[str, str]
    values: Sequence[str | int | None]
    at: datetime
    actor: str
    act: str
    shipment: str


LEDGER_MARK = "last_number + certificate_changes"
"""Neither of the two ever falls, so the sum stays only where both do: no movement and no change of certificates."""

_NEXT_NUMBER = (
    "ON CONFLICT (issuer_id, year) DO UPDATE SET last_number = document_counter.last_number + 1 "
    "RETURNING last_number"
)


def insert_numbered_document(new: NumberedDocument) -> str | None:
    """Append the row and its journal record, unless the issuer's ledger moved on; return the number, or None then.

    PostgreSQL gets one statement, which is a transaction of its own where none is open: the counter is held for one
    round trip. SQLite holds its one lock for four short statements.
    """
    return _insert_in_one_statement(new) if is_postgresql() else _insert_in_turn(new)


def _insert_in_turn(new: NumberedDocument) -> str | None:
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM ledger WHERE organisation_id = %s AND {LEDGER_MARK} = %s",
            [new.organisation_id, new.ledger_mark],
        )
        if cursor.fetchone() is None:
            return None
        cursor.execute(
            f"INSERT INTO document_counter (issuer_id, year, last_number) VALUES (%s, %s, 1) {_NEXT_NUMBER}",
            [new.organisation_id, new.year],
        )
        (last,) = cursor.fetchone()
        number = f"{new.stem}{last:0{new.digits}d}"
        content = f"{new.before}{number}{new.after}"
        cursor.execute(
            f"INSERT INTO document (issuer_id, number, content, digest, {', '.join(new.columns)}) "
            f"VALUES ({', '.join(['%s'] * (4 + len(new.columns)))})",
            [new.organisation_id, number, content, sha256(content.encode()).hexdigest(), *new.values],
        )
        cursor.execute(
            "INSERT INTO journal (at, actor, act, organisation_id, subject, detail) VALUES (%s, %s, %s, %s, %s, %s)",
            [instant_text(new.at), new.actor, new.act, new.organisation_id, number, _journal_detail(new)],
        )
    return number


def _insert_in_one_statement(new: NumberedDocument) -> str | None:
    values = ", ".join(f"%s::{kind}" for kind in new.columns.values())
    sql = (
        "WITH held AS (SELECT organisation_id FROM ledger "
        f"WHERE organisation_id = %s AND {LEDGER_MARK} = %s FOR KEY SHARE), "
        "counted AS (INSERT INTO document_counter (issuer_id, year, last_number) "
        f"SELECT organisation_id, %s, 1 FROM held {_NEXT_NUMBER}), "
        "numbered AS (SELECT %s || lpad(last_number::text, greatest(%s::int, length(last_number::text)), '0') "
        "AS number "
        "FROM counted), "
        "written AS (SELECT number, %s || number || %s AS content FROM numbered), "
        f"inserted AS (INSERT INTO document (issuer_id, number, content, digest, {', '.join(new.columns)}) "
        "SELECT %s, number, content, encode(sha256(convert_to(content, 'UTF8')), 'hex'), "
        f"{values} FROM written RETURNING number) "
        "INSERT INTO journal (at, actor, act, organisation_id, subject, detail) "
        "SELECT %s::timestamptz, %s, %s, %s, number, %s::jsonb FROM inserted RETURNING subject"
    )
    arguments = (
        *(new.organisation_id, new.ledger_mark, new.year, new.stem, new.digits, new.before, new.after),
        *(new.organisation_id, *new.values),
        *(instant_text(new.at), new.actor, new.act, new.organisation_id, _journal_detail(new)),
    )
    rows = prepared_rows(sql, arguments)
    return str(rows[0][0]) if rows else None


def _journal_detail(new: NumberedDocument) -> str:
    return json.dumps({"shipment": new.shipment}, ensure_ascii=False)
