"""CoC shipments in force that have no CoC Document in force: a count and the oldest of them."""

from django.db import connection

from casthouse.custody.movement import Movement
from casthouse.storage.movement import IN_FORCE
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.movement_list import movements

_WITHOUT_DOCUMENT = (
    "FROM movement m WHERE m.id BETWEEN %s AND %s AND m.kind = 4 AND m.coc = 1 "
    "AND NOT EXISTS (SELECT 1 FROM movement v WHERE v.reverses_id = m.id) "
    f"AND NOT EXISTS (SELECT 1 FROM document d WHERE d.shipment_id = m.id AND d.state IN {IN_FORCE})"
)


def count_due(organisation_id: int) -> int:
    """Return how many shipments wait for their document."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_WITHOUT_DOCUMENT}", _bounds(organisation_id))
        return int(cursor.fetchone()[0])


def oldest_due(organisation_id: int, organisation: str, *, limit: int) -> list[Movement]:
    """Return the shipments that wait longest, by day and number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.id {_WITHOUT_DOCUMENT} ORDER BY m.id LIMIT %s", [*_bounds(organisation_id), limit]
        )
        ids = [row[0] for row in cursor.fetchall()]
    return movements(organisation, ids)


def _bounds(organisation_id: int) -> list[int]:
    return [first_id(organisation_id), last_id(organisation_id)]
