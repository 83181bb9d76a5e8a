"""Where in a scope a delivered material is taken in: by what its facilities do."""

from collections.abc import Sequence

from casthouse.custody.stage import Material
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility

_REMELTING = frozenset({Activity.REMELTING_REFINING, Activity.CASTHOUSE})
_WORKING = frozenset({Activity.SEMI_FABRICATION, Activity.MATERIAL_CONVERSION, Activity.OTHER_MANUFACTURING})
TAKEN_IN_BY: dict[Material, frozenset[Activity]] = {
    Material.BAUXITE: frozenset({Activity.ALUMINA_REFINING, Activity.HIGH_PURITY_ALUMINA}),
    Material.ALUMINA: frozenset({Activity.ALUMINIUM_SMELTING}),
    Material.ALUMINIUM: _REMELTING | _WORKING,
    Material.PRE_CONSUMER_SCRAP: _REMELTING,
    Material.POST_CONSUMER_SCRAP: _REMELTING,
    Material.DROSS: _REMELTING,
}


def receiving_facility(material: Material, facilities: Sequence[Facility]) -> Facility | None:
    """Return the one facility at which a delivery can only have arrived, or None when that cannot be told."""
    if len(facilities) == 1:
        return facilities[0]
    suited = [each for each in facilities if TAKEN_IN_BY[material] & set(each.activities)]
    return suited[0] if len(suited) == 1 else None
