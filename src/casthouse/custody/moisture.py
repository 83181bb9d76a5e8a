"""Moisture of bauxite and alumina: accounts hold dry mass, the wet mass and the moisture are kept beside it.

The dry mass is rounded half-even to the gram, once, from the exact product (contract section 2). Both sides
of an account use dry mass, so that water bought is not claimed as material sold.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.measure.mass import QUANTITY_MAX_G, QUANTITY_MIN_G, tonnes_text
from casthouse.refusal import Refusal

PERCENT_PATTERN = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?", re.ASCII)
PERCENT_MAX = Decimal(100)
MOIST_MATERIALS = frozenset({Material.BAUXITE, Material.ALUMINA})


@dataclass(frozen=True, slots=True, kw_only=True)
class MoistMass:
    """A wet mass in grams and its moisture in percent of it, from 0 to below 100."""

    wet_g: int
    moisture_percent: Decimal

    def __post_init__(self) -> None:
        assert QUANTITY_MIN_G <= self.wet_g <= QUANTITY_MAX_G
        assert 0 <= self.moisture_percent < PERCENT_MAX

    @property
    def dry_g(self) -> int:
        """The dry mass in whole grams, rounded half-even."""
        return round(self.wet_g * (1 - Fraction(self.moisture_percent) / 100))

    @property
    def water_g(self) -> int:
        """The rest: dry mass and water are the wet mass, to the gram."""
        return self.wet_g - self.dry_g


def moist_mass(material: Material, *, wet_g: int, moisture_percent: str) -> MoistMass:
    """Return a wet mass with its moisture, as a weighbridge and a laboratory give them.

    Args:
        material: bauxite or alumina.
        wet_g: the mass on the scales, in grams.
        moisture_percent: percent of the wet mass, a decimal point and at most six decimals.

    Raises:
        Refusal: `moisture_not_for_material`, `quantity_invalid`, `moisture_invalid`.
    """
    if material not in MOIST_MATERIALS:
        raise Refusal(
            "moisture_not_for_material",
            found=f"moisture of {material.value}",
            expected="bauxite or alumina",
            todo="leave the moisture out; metal and scrap are accounted as weighed",
        )
    if not QUANTITY_MIN_G <= wet_g <= QUANTITY_MAX_G:
        raise Refusal(
            "quantity_invalid",
            found=f"{wet_g} g",
            expected=f"a wet mass from {QUANTITY_MIN_G} g to {tonnes_text(QUANTITY_MAX_G)} t",
            todo="correct the wet mass",
        )
    text = moisture_percent.strip()
    if not PERCENT_PATTERN.fullmatch(text) or Decimal(text) >= PERCENT_MAX:
        raise _moisture_invalid(f"moisture “{text[:40]}”")
    mass = MoistMass(wet_g=wet_g, moisture_percent=Decimal(text))
    if mass.dry_g < QUANTITY_MIN_G:
        raise _moisture_invalid(f"moisture {text} % of {wet_g} g, which leaves no gram dry")
    return mass


def _moisture_invalid(found: str) -> Refusal:
    return Refusal(
        "moisture_invalid",
        found=found,
        expected="percent of the wet mass, from 0 to below 100, at most six decimals",
        todo="correct the moisture",
    )
