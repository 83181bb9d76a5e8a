"""Dry mass from wet mass and moisture."""

from decimal import Decimal

import pytest

from casthouse.custody.moisture import MOIST_MATERIALS, MoistMass, moist_mass
from casthouse.custody.stage import Material
from casthouse.measure.mass import QUANTITY_MAX_G
from tests.unit.refusing import refused


@pytest.mark.parametrize(
    ("wet_g", "moisture", "dry_g"),
    [
        (1_000_000, "0", 1_000_000),
        (1_000_000, "12.5", 875_000),
        (1_000_000, "99.999", 10),
        (5, "10", 4),  # 4.5: half to even
        (15, "10", 14),  # 13.5: half to even
        (3, "50", 2),  # 1.5
        (1, "49.999999", 1),
        (QUANTITY_MAX_G, "33.333333", 666_666_670_000_000),
        (1_000, " 7.25 ", 928),  # 927.5: half to even
    ],
)
def test_the_dry_mass_is_exact_and_rounded_once(wet_g: int, moisture: str, dry_g: int) -> None:
    mass = moist_mass(Material.BAUXITE, wet_g=wet_g, moisture_percent=moisture)
    assert mass.dry_g == dry_g
    assert mass.dry_g + mass.water_g == wet_g


@pytest.mark.parametrize(
    "moisture",
    [
        "100",
        "100.5",
        "-1",
        "",
        "12,5",
        "1e1",
        "NaN",
        "12.",
        ".5",
        "1.1234567",
        "\N{ARABIC-INDIC DIGIT SEVEN}",
        "1000",
        "5 %",
        "0.5\n0",
    ],
)
def test_moisture_outside_its_range_is_refused(moisture: str) -> None:
    with refused("moisture_invalid"):
        moist_mass(Material.BAUXITE, wet_g=1_000, moisture_percent=moisture)


def test_moisture_that_leaves_nothing_dry_is_refused() -> None:
    with refused("moisture_invalid"):
        moist_mass(Material.BAUXITE, wet_g=1, moisture_percent="50")


@pytest.mark.parametrize("wet_g", [0, -1, QUANTITY_MAX_G + 1])
def test_a_wet_mass_outside_its_range_is_refused(wet_g: int) -> None:
    with refused("quantity_invalid"):
        moist_mass(Material.ALUMINA, wet_g=wet_g, moisture_percent="1")


@pytest.mark.parametrize("material", Material)
def test_only_bauxite_and_alumina_have_moisture(material: Material) -> None:
    if material in MOIST_MATERIALS:
        assert moist_mass(material, wet_g=10, moisture_percent="0").dry_g == 10
    else:
        with refused("moisture_not_for_material"):
            moist_mass(material, wet_g=10, moisture_percent="0")
    assert {Material.BAUXITE, Material.ALUMINA} == MOIST_MATERIALS


def test_a_mass_that_cannot_be_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        MoistMass(wet_g=1, moisture_percent=Decimal(100))
