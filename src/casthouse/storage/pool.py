"""What came into a scope in a period, movement by movement: the pools that outflow is attributed to."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Stage, stage_of
from casthouse.measure.period import Period
from casthouse.provenance.attribution import PoolInflow, StagePool
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within

PRODUCTION = KIND_CODES[Kind.PRODUCTION]


def stage_pools(
    *, organisation: str, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> dict[Stage, StagePool]:
    """Return the inflows in force of some facilities in a period, by stage."""
    if not sites:
        return {}
    inflows: dict[Stage, list[PoolInflow]] = defaultdict(list)
    produced: dict[Stage, int] = defaultdict(int)
    for kind, material, mass_g, reference, counterparty, lot in _movements(organisation_id, sites, period):
        stage = stage_of(MATERIALS_BY_CODE[material])
        if kind == PRODUCTION:
            produced[stage] += mass_g
        else:
            inflows[stage].append(
                PoolInflow(
                    organisation=organisation,
                    counterparty=counterparty,
                    lot=lot,
                    reference=reference,
                    mass_g=mass_g,
                )
            )
    return {
        stage: StagePool(inflows=tuple(inflows[stage]), production_g=produced[stage])
        for stage in {*inflows, *produced}
    }


def _movements(
    organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[tuple[int, int, int, str, str, str]]:
    condition, arguments = within(sites, "m")
    sql = (
        "SELECT m.kind, m.material, m.quantity_g, m.reference, COALESCE(c.name, ''), COALESCE(m.lot, '') "
        "FROM movement m LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE m.id BETWEEN %s AND %s AND m.kind IN (1, 2, 3) AND {condition} "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) ORDER BY m.id"
    )
    span = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*span, *arguments])
        return list(cursor.fetchall())
