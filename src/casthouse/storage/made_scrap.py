"""Scrap that processes made of what was none: one statement, sums by process in the database."""

from datetime import date

from django.db import connection

from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE, Material
from casthouse.provenance.lot_process import STEP_CODES, Step
from casthouse.provenance.made_scrap import MadeScrap
from casthouse.storage.chain_anomaly import FactPart, of_part
from casthouse.storage.dialect import day_argument

PRE, POST = MATERIAL_CODES[Material.PRE_CONSUMER_SCRAP], MATERIAL_CODES[Material.POST_CONSUMER_SCRAP]
DROSS, SORTING = MATERIAL_CODES[Material.DROSS], STEP_CODES[Step.SORTING]


def _sum(direction: int, *materials: int) -> str:
    listed = ", ".join(map(str, materials))
    return (
        f"SUM(CASE WHEN l.direction = {direction} AND l.material IN ({listed}) THEN l.quantity_g ELSE 0 END)"
    )


SUMS = (
    f"SELECT p.organisation_id, p.reference, p.step, {_sum(1, PRE, POST)} AS scrap_in, {_sum(1, POST)} AS post_in, "
    f"{_sum(2, PRE, POST)} AS scrap_out, {_sum(2, POST)} AS post_out, "
    f"SUM(CASE WHEN l.direction = 2 AND l.material NOT IN ({PRE}, {POST}, {DROSS}) THEN 1 ELSE 0 END) AS products "
    "FROM lot_process p JOIN process_lot l ON l.process_id = p.id JOIN organisation o ON o.id = p.organisation_id "
    "WHERE p.date BETWEEN %s AND %s {whose}GROUP BY p.id, p.organisation_id, p.reference, p.step"
)
BEYOND = (
    "SELECT organisation_id, reference, CASE WHEN post_out > post_in THEN post_out - post_in ELSE 0 END AS post, "
    f"CASE WHEN (step = {SORTING} OR products = 0) AND scrap_out > scrap_in THEN scrap_out - scrap_in ELSE 0 END "
    "AS scrap FROM sums WHERE scrap_out > 0"
)
MADE = (
    f"WITH sums AS ({SUMS}), beyond AS ({BEYOND}), "
    f"told AS (SELECT organisation_id, reference, {POST} AS material, post AS mass_g FROM beyond WHERE post > 0 "
    f"UNION ALL SELECT organisation_id, reference, {PRE}, scrap - post FROM beyond WHERE scrap > post) "
    "SELECT o.code, t.material, COUNT(*), SUM(t.mass_g), MIN(t.reference), MAX(t.reference) FROM told t "
    "JOIN organisation o ON o.id = t.organisation_id GROUP BY o.code, t.material ORDER BY o.code, t.material"
)
"""Post-consumer scrap beyond what went in as such; pre-consumer scrap beyond all scrap that did, where none falls."""


def metal_called_scrap(first: date, last: date, part: FactPart | None = None) -> list[MadeScrap]:
    """Return the scrap that processes of some days made of what was none, by organisation and kind."""
    whose, named = of_part(part, "p")
    with connection.cursor() as cursor:
        cursor.execute(MADE.format(whose=whose), [day_argument(first), day_argument(last), *named])
        return [
            MadeScrap(code, MATERIALS_BY_CODE[material], int(count), int(mass_g), (lowest, highest))
            for code, material, count, mass_g, lowest, highest in cursor.fetchall()
        ]
