"""What went from company to company in some days, summed in the ledgers of both sides: one statement for all."""

from datetime import date

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, stage_of
from casthouse.picture.country_flow import TradedMass, Trader
from casthouse.storage.chain_anomaly import PARTY
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import NUMBER_BITS, NUMBER_MAX, ORGANISATION_SHIFT

SHIPMENT = KIND_CODES[Kind.SHIPMENT]
TRADED = (
    "WITH moved AS (SELECT m.counterparty_id, m.kind, m.material, SUM(m.quantity_g) AS mass_g FROM organisation o "
    f"JOIN movement m ON m.id BETWEEN o.id * {1 << ORGANISATION_SHIFT} + %s AND o.id * {1 << ORGANISATION_SHIFT} + %s "
    f"WHERE {{whose}}+m.kind IN (2, 4) AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3), party AS ({PARTY}) "
    "SELECT o.code, o.country, COALESCE(p.name, ''), COALESCE(k.country, ''), moved.kind, moved.material, moved.mass_g "
    "FROM moved JOIN counterparty c ON c.id = moved.counterparty_id JOIN organisation o ON o.id = c.organisation_id "
    "JOIN party p ON p.id = c.id LEFT JOIN organisation k ON k.id = p.organisation_id ORDER BY 1, 3, 5, 6"
)
"""`+m.kind` keeps SQLite from making an index of its own on the kind instead of walking ranges of keys."""


def traded_masses(first: date, last: date, *, organisation: str | None = None) -> list[TradedMass]:
    """Return what all organisations, or one, shipped and received from a day to another, inclusive, in force."""
    days: list[int | str] = [
        first.toordinal() << NUMBER_BITS,
        (last.toordinal() << NUMBER_BITS) | NUMBER_MAX,
    ]
    with connection.cursor() as cursor:
        if organisation is None:
            cursor.execute(TRADED.format(whose=""), days)
        else:
            cursor.execute(TRADED.format(whose="o.code = %s AND "), [*days, organisation])
        return [_traded(*row) for row in cursor.fetchall()]


def _traded(  # noqa: PLR0917 - the columns of the query, in their order
    code: str, country: str, party: str, party_country: str, kind: int, material: int, mass_g: int
) -> TradedMass:
    own, other = Trader(name=code, country=country), Trader(name=party, country=party_country)
    is_shipped = kind == SHIPMENT
    return TradedMass(
        shipper=own if is_shipped else other,
        receiver=other if is_shipped else own,
        stage=stage_of(MATERIALS_BY_CODE[material]),
        mass_g=int(mass_g),
        teller=code,
    )
