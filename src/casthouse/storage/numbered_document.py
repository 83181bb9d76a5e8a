"""Appending a CoC Document under the next number of its issuer and year, with its journal record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from casthouse.storage.brief_transaction import in_transaction
from casthouse.storage.dialect import instant_text, is_postgresql, prepared_rows
from casthouse.storage.transparency_log import HEAD, HELD_LOG, HeldLog, held_log, locked_log


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedDocument:
    """A row of `document` whose number is the next of its issuer and year.

    `content` is `before` + number + `after`; a number is `stem` and `digits` digits; `columns` gives the other columns
    with their types, `values` what they hold, `returned` the columns that the caller is told of the row.
    `shipment` is the reference that the journal names.
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
    returned: Sequence[str]
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


def insert_numbered_document(new: NumberedDocument) -> tuple[Sequence[Any], HeldLog] | None:
    """Append the row and its journal record, unless the issuer's ledger moved on; return None then.

    PostgreSQL gets one statement, SQLite holds its one lock for a few short ones. Since each document goes into the
    transparency log, that is held from here until the transaction ends, and returned with the columns of the row.
    """
    assert in_transaction()
    return _insert_in_one_statement(new) if is_postgresql() else _insert_in_turn(new)


def _insert_in_turn(new: NumberedDocument) -> tuple[Sequence[Any], HeldLog] | None:
    held = f"SELECT 1 FROM ledger WHERE organisation_id = %s AND {LEDGER_MARK} = %s"
    if not prepared_rows(held, [new.organisation_id, new.ledger_mark]):
        return None
    ((last,),) = prepared_rows(
        f"INSERT INTO document_counter (issuer_id, year, last_number) VALUES (%s, %s, 1) {_NEXT_NUMBER}",
        [new.organisation_id, new.year],
    )
    number = f"{new.stem}{last:0{new.digits}d}"
    content = f"{new.before}{number}{new.after}"
    (row,) = prepared_rows(
        f"INSERT INTO document (issuer_id, number, content, digest, {', '.join(new.columns)}) "
        f"VALUES ({', '.join(['%s'] * (4 + len(new.columns)))}) RETURNING {', '.join(new.returned)}",
        [new.organisation_id, number, content, sha256(content.encode()).hexdigest(), *new.values],
    )
    prepared_rows(
        "INSERT INTO journal (at, actor, act, organisation_id, subject, detail) VALUES (%s, %s, %s, %s, %s, %s)",
        [instant_text(new.at), new.actor, new.act, new.organisation_id, number, _journal_detail(new)],
    )
    return row, locked_log(new.organisation_id)


def _insert_in_one_statement(new: NumberedDocument) -> tuple[Sequence[Any], HeldLog] | None:
    values = ", ".join(f"%s::{kind}" for kind in new.columns.values())
    returned = ", ".join(new.returned)
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
        f"{values} FROM written RETURNING {returned}), "
        "told AS (INSERT INTO journal (at, actor, act, organisation_id, subject, detail) "
        "SELECT %s::timestamptz, %s, %s, %s, number, %s::jsonb FROM written) "
        f"SELECT {returned}, size, roots, secret "
        f"FROM inserted LEFT JOIN LATERAL ({HELD_LOG} FOR UPDATE) held_log ON true"  # so that the log comes last
    )
    arguments = (
        *(new.organisation_id, new.ledger_mark, new.year, new.stem, new.digits, new.before, new.after),
        *(new.organisation_id, *new.values),
        *(instant_text(new.at), new.actor, new.act, new.organisation_id, _journal_detail(new)),
        *(new.organisation_id, HEAD),
    )
    rows = prepared_rows(sql, arguments)
    if not rows:
        return None
    *row, size, roots, tag_secret = rows[0]
    return row, locked_log(new.organisation_id) if size is None else held_log(size, roots, tag_secret)


def _journal_detail(new: NumberedDocument) -> str:
    return json.dumps({"shipment": new.shipment}, ensure_ascii=False)
