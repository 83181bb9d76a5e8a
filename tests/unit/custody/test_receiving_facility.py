"""Where a delivery can only have arrived."""

import pytest

from casthouse.custody.receiving_facility import receiving_facility
from casthouse.custody.stage import Material
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility


def site(code: str, *activities: Activity) -> Facility:
    return Facility(code=code, organisation="HOLD", name=code, activities=activities)


MINE = site("MINE", Activity.BAUXITE_MINING)
REFINERY = site("REFINERY", Activity.ALUMINA_REFINING)
SMELTER = site("SMELTER", Activity.ALUMINIUM_SMELTING)
REMELTER = site("REMELTER", Activity.REMELTING_REFINING, Activity.CASTHOUSE)
MILL = site("MILL", Activity.SEMI_FABRICATION)


@pytest.mark.parametrize(
    ("material", "sites", "code"),
    [
        (Material.BAUXITE, [MINE, REFINERY, SMELTER], "REFINERY"),
        (Material.ALUMINA, [MINE, REFINERY, SMELTER], "SMELTER"),
        (Material.ALUMINIUM, [SMELTER, MILL], "MILL"),
        (Material.ALUMINIUM, [REMELTER, MILL], None),
        (Material.POST_CONSUMER_SCRAP, [REMELTER, MILL], "REMELTER"),
        (Material.DROSS, [MILL], "MILL"),
        (Material.BAUXITE, [MILL, REMELTER], None),
        (Material.BAUXITE, [], None),
    ],
)
def test_by_what_the_facilities_do(material: Material, sites: list[Facility], code: str | None) -> None:
    chosen = receiving_facility(material, sites)
    assert (chosen.code if chosen else None) == code
