"""Documents that were booked from statements signed at other installations; appended only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, QuerySet

from casthouse.storage.dialect import stored_day
from casthouse.storage.models import ForeignDocumentRow, TrustedInstallationRow
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.site_days import SiteDays, within


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignDocument:
    """The statement by which a document was booked.

    Attributes:
        received_id: the booking.
        trust_id: the decision under whose bundle it was verified; `installation` the address in it.
        issuer: code of the issuer at its installation; `did` its identifier there.
        statement: identifier of the statement.
        file: the file in which it came; `file_digest` its SHA-256.
        checks: the answers, as JSON.
        verified_at: when they were given.
    """

    received_id: int
    trust_id: int
    installation: str
    issuer: str
    did: str
    statement: str
    file: bytes
    file_digest: str
    checks: str
    verified_at: datetime


def append_foreign(value: ForeignDocument) -> int:
    """Append a statement, and return its identifier."""
    row = ForeignDocumentRow.objects.create(
        received_id=value.received_id,
        trust_id=value.trust_id,
        issuer=value.issuer,
        did=value.did,
        statement=value.statement,
        file=value.file,
        file_digest=value.file_digest,
        checks=value.checks,
        verified_at=value.verified_at,
    )
    return row.id


def foreign_of(received_id: int) -> ForeignDocument | None:
    """Return the statement behind a booking, or None for one without."""
    rows = _rows(ForeignDocumentRow.objects.filter(received_id=received_id))
    return next((_value(row) for row in rows), None)


def all_foreign() -> Iterator[tuple[ForeignDocument, str, str]]:
    """Yield every statement with the number and the digest of the document that was booked."""
    for row in _rows(ForeignDocumentRow.objects.select_related("received").defer("received__content")):
        yield _value(row), row.received.number, row.received.digest


def dids_of_issuer(recipient_id: int, issuer: str) -> set[str]:
    """Return the identifiers under which a company booked documents of a code.

    Only bookings in force count, and only those from installations that are still believed.
    """
    newest = TrustedInstallationRow.objects.values("did").annotate(last=Max("id")).values("last")
    believed = TrustedInstallationRow.objects.filter(id__in=newest, is_trusted=True).values("did")
    booked = ForeignDocumentRow.objects.filter(
        issuer=issuer,
        received__recipient=recipient_id,
        received__withdrawn_at__isnull=True,
        trust__did__in=believed,
    )
    return set(booked.values_list("did", flat=True).distinct())


def _rows(rows: QuerySet[ForeignDocumentRow]) -> Iterator[ForeignDocumentRow]:
    return rows.select_related("trust").defer("trust__content").order_by("id").iterator(chunk_size=100)


def _value(row: ForeignDocumentRow) -> ForeignDocument:
    return ForeignDocument(
        received_id=row.received_id,
        trust_id=row.trust_id,
        installation=row.trust.installation,
        issuer=row.issuer,
        did=row.did,
        statement=row.statement,
        file=bytes(row.file),
        file_digest=row.file_digest,
        checks=row.checks,
        verified_at=row.verified_at,
    )


def vouched_receipts(
    organisation_id: int, *, sites: Sequence[SiteDays], first: date, last: date
) -> dict[tuple[str, int, date], int]:
    """Return the grams of CoC receipts in force of some facilities that a statement from elsewhere vouches for.

    By supplier, code of the material and day of the receipt.
    """
    of_sites, site_arguments = within(sites, "m")
    sql = (
        "SELECT c.name, m.material, m.date, SUM(m.quantity_g) FROM foreign_document f "
        "JOIN received_document x ON x.id = f.received_id AND x.recipient_id = %s AND x.withdrawn_at IS NULL "
        "JOIN counterparty c ON c.organisation_id = x.recipient_id AND c.name = x.issuer_name "
        "JOIN movement m ON m.organisation_id = x.recipient_id AND m.counterparty_id = c.id "
        "AND m.document = x.number AND m.kind = 2 AND m.coc = 1 AND m.date BETWEEN %s AND %s "
        f"WHERE {NOT_REVERSED.format('m')} AND {of_sites} GROUP BY 1, 2, 3"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation_id, first, last, *site_arguments])
        return {
            (name, material, stored_day(day)): int(grams) for name, material, day, grams in cursor.fetchall()
        }
