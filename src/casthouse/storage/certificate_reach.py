"""Which customers hold documents that a certificate stands behind: one statement for a whole scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casthouse.storage.dialect import day_argument, stored_day

_SOLD = (
    "FROM document d JOIN movement m ON m.id = d.shipment_id JOIN organisation i ON i.id = d.issuer_id "
    "JOIN facility f ON f.id = m.facility_id LEFT JOIN organisation r ON r.id = d.recipient_id "
    "WHERE i.code = %s AND d.state IN ('issued', 'accepted', 'disputed') "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedCustomer:
    """A customer with documents in force of the scope.

    Attributes:
        code: its code, None where it is not registered.
        name: its name on the documents.
        documents: how many are in force.
        coc_mass_g: the CoC Material on them, in grams.
        first: the first day of shipment.
        last: the last one.
        after: how many were shipped on or after the day in question.
    """

    code: str | None
    name: str
    documents: int
    coc_mass_g: int
    first: date
    last: date
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedPaper:
    """One document in force of the scope."""

    number: str
    recipient: str
    shipment: str
    day: date
    coc_mass_g: int


def touched_customers(
    organisation: str, *, facilities: Sequence[str], first: date, lost_from: date
) -> list[TouchedCustomer]:
    """Return the customers with documents in force of shipments from some facilities since a day, by name."""
    if not facilities:
        return []
    marks = ", ".join(["%s"] * len(facilities))
    sql = (
        "SELECT r.code, d.recipient_name, COUNT(*), SUM(d.coc_mass_g), MIN(d.shipment_date), "
        f"MAX(d.shipment_date), SUM(CASE WHEN d.shipment_date >= %s THEN 1 ELSE 0 END) {_SOLD}"
        f"AND f.code IN ({marks}) AND d.shipment_date >= %s "
        "GROUP BY r.code, d.recipient_name ORDER BY d.recipient_name, r.code"
    )
    arguments = [day_argument(lost_from), organisation, *facilities, day_argument(first)]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [
            TouchedCustomer(
                code=code,
                name=name,
                documents=int(documents),
                coc_mass_g=int(mass_g),
                first=stored_day(earliest),
                last=stored_day(latest),
                after=int(after),
            )
            for code, name, documents, mass_g, earliest, latest, after in cursor.fetchall()
        ]


def touched_papers(
    organisation: str, *, facilities: Sequence[str], first: date, limit: int
) -> list[TouchedPaper]:
    """Return the documents themselves, the latest shipment first."""
    if not facilities:
        return []
    marks = ", ".join(["%s"] * len(facilities))
    sql = (
        "SELECT d.number, COALESCE(r.code, d.recipient_name), d.shipment_reference, d.shipment_date, d.coc_mass_g "
        f"{_SOLD}AND f.code IN ({marks}) AND d.shipment_date >= %s "
        "ORDER BY d.shipment_date DESC, d.number DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation, *facilities, day_argument(first), limit])
        return [
            TouchedPaper(
                number=number, recipient=recipient, shipment=shipment, day=stored_day(day), coc_mass_g=mass_g
            )
            for number, recipient, shipment, day, mass_g in cursor.fetchall()
        ]
