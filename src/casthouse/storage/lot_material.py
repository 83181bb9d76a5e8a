"""What lots are: the materials that brought them in, of many organisations at once."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.provenance.lot_stock import brought_in
from casthouse.storage.dialect import text_list
from casthouse.storage.lot_key import LotKey, lot_key_of, lot_key_texts, of_lot_key
from casthouse.storage.lot_process import LOOKUP_SIZE
from casthouse.storage.movement import NOT_REVERSED

MADE, RECEIVED, PRODUCED = "made_g", "received_g", "produced_g"
BROUGHT = (
    "SELECT listed.value, CASE WHEN m.kind = %s THEN %s ELSE %s END, m.material, SUM(m.quantity_g) "
    "FROM {listed} CROSS JOIN movement m "
    f"WHERE {of_lot_key('m')} AND m.kind IN (%s, %s, %s) AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3 "
    "UNION ALL SELECT made.value, %s, o.material, SUM(o.quantity_g) "
    "FROM {made} CROSS JOIN process_lot o "
    f"WHERE {of_lot_key('o', listed='made')} AND o.direction = 2 GROUP BY 1, 2, 3"
)


def lot_materials(lots: Iterable[LotKey]) -> dict[LotKey, dict[Material, int]]:
    """Return the grams of each material that make up lots of organisations; one look for many of them."""
    held: defaultdict[str, defaultdict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    keys = lot_key_texts(dict.fromkeys(lots))
    for start in range(0, len(keys), LOOKUP_SIZE):
        listed, argument = text_list(keys[start : start + LOOKUP_SIZE])
        kinds = [KIND_CODES[each] for each in (Kind.PRODUCTION, Kind.RECEIPT, Kind.EXTRACTION)]
        sql = BROUGHT.format(listed=listed, made=listed.replace("listed", "made"))
        with connection.cursor() as cursor:
            cursor.execute(sql, [kinds[0], PRODUCED, RECEIVED, argument, *kinds, MADE, argument])
            for key, name, material, mass_g in cursor.fetchall():
                held[key][name][material] = held[key][name].get(material, 0) + int(mass_g)
    return {
        lot_key_of(key): {MATERIALS_BY_CODE[code]: mass_g for code, mass_g in brought_in(each).items()}
        for key, each in held.items()
    }
