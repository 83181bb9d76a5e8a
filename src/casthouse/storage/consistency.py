"""References inside the store that no constraint guards: a movement's organisation, facility, target, numbering."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from casthouse.storage.movement_key import NUMBER_MAX, ORGANISATION_SHIFT

LISTED_MAX = 100
"""So many rows of one kind are named; the check is not clean with one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenReference:
    """A row that points at nothing, or at what it may not point at."""

    what: str
    subject: str
    stored: str
    expected: str


_QUERIES: Sequence[tuple[str, str, str]] = (
    (
        "movement without facility of its organisation",
        "a facility of the organisation",
        (
            "SELECT m.reference, m.facility_id, m.organisation_id AS owner_id "
            "FROM movement m LEFT JOIN facility f ON f.id = m.facility_id "
            "WHERE f.id IS NULL OR f.organisation_id <> m.organisation_id"
        ),
    ),
    (
        "movement without organisation",
        "the organisation of its key",
        (
            "SELECT m.reference, m.organisation_id AS stored, m.organisation_id AS owner_id FROM movement m "
            "LEFT JOIN organisation o ON o.id = m.organisation_id "
            f"WHERE o.id IS NULL OR (m.id >> {ORGANISATION_SHIFT}) <> m.organisation_id"
        ),
    ),
    (
        "movement without counterparty",
        "a counterparty of the organisation",
        (
            "SELECT m.reference, m.counterparty_id, m.organisation_id AS owner_id FROM movement m "
            "LEFT JOIN counterparty c ON c.id = m.counterparty_id "
            "WHERE m.kind IN (2, 4) AND (c.id IS NULL OR c.organisation_id <> m.organisation_id)"
        ),
    ),
    (
        "reversal without target",
        "a movement of the organisation that is no reversal",
        (
            "SELECT m.reference, m.reverses_id, m.organisation_id AS owner_id "
            "FROM movement m LEFT JOIN movement t ON t.id = m.reverses_id "
            "WHERE m.reverses_id IS NOT NULL "
            "AND (t.id IS NULL OR t.organisation_id <> m.organisation_id OR t.kind = 5)"
        ),
    ),
    (
        "movement without import",
        "the import that posted it",
        (
            "SELECT m.reference, m.movement_import_id, m.organisation_id AS owner_id FROM movement m "
            "LEFT JOIN movement_import i ON i.id = m.movement_import_id WHERE i.id IS NULL"
        ),
    ),
    (
        "import with other movements than recorded",
        "as many as the import recorded",
        (
            "SELECT i.source, i.posted, i.organisation_id AS owner_id FROM movement_import i LEFT JOIN "
            "(SELECT movement_import_id, COUNT(*) AS posted FROM movement GROUP BY movement_import_id) m "
            "ON m.movement_import_id = i.id WHERE i.posted <> COALESCE(m.posted, 0)"
        ),
    ),
    (
        "ledger with gaps in its numbers",
        "as many movements as numbers",
        (
            "SELECT o.code, l.last_number, l.organisation_id AS owner_id "
            "FROM ledger l JOIN organisation o ON o.id = l.organisation_id LEFT JOIN "
            f"(SELECT organisation_id, COUNT(*) AS held, MAX(id & {NUMBER_MAX}) AS last_number FROM movement "
            "GROUP BY organisation_id) m ON m.organisation_id = l.organisation_id "
            "WHERE l.last_number <> COALESCE(m.held, 0) OR l.last_number <> COALESCE(m.last_number, 0)"
        ),
    ),
    (
        "document without its shipment",
        "a CoC shipment in force of the issuer, with the document's mass and day",
        (
            "SELECT d.number, d.shipment_reference, d.issuer_id AS owner_id "
            "FROM document d LEFT JOIN movement m ON m.id = d.shipment_id "
            "WHERE m.id IS NULL OR m.organisation_id <> d.issuer_id OR m.kind <> 4 OR m.coc <> 1 "
            "OR m.quantity_g <> d.coc_mass_g OR m.date <> d.shipment_date OR m.reference <> d.shipment_reference "
            "OR (d.state IN ('issued', 'accepted', 'disputed') "
            "AND EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id))"
        ),
    ),
    (
        "received document without its receipt",
        "a receipt in force of the recipient",
        (
            "SELECT d.number, d.movement_id, d.recipient_id AS owner_id "
            "FROM received_document d LEFT JOIN movement m ON m.id = d.movement_id "
            "WHERE d.withdrawn_at IS NULL AND (m.id IS NULL OR m.organisation_id <> d.recipient_id OR m.kind <> 2 "
            "OR EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id))"
        ),
    ),
)


def broken_references(organisation: str | None = None) -> Iterator[BrokenReference]:
    """Return what points at nothing, or at the wrong thing; at most `LISTED_MAX` of each kind.

    Args:
        organisation: whose; of the whole store where None.
    """
    whose = "" if organisation is None else " WHERE owner_id = (SELECT id FROM organisation WHERE code = %s)"
    named = [] if organisation is None else [organisation]
    with connection.cursor() as cursor:
        for what, expected, sql in _QUERIES:
            cursor.execute(f"SELECT * FROM ({sql}) AS found{whose} LIMIT %s", [*named, LISTED_MAX])
            for subject, stored, _ in cursor.fetchall():
                yield BrokenReference(what=what, subject=str(subject), stored=str(stored), expected=expected)
