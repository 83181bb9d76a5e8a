"""CO2 of the carbon that a smelter consumes: anodes, pitch, packing coke, Söderberg paste, calcining, soda ash.

IPCC 2006 volume 3, chapter 4.4. Masses are tonnes, shares fractions. The ratio of CO2 to carbon belongs to the method:
44/12, or 3.664 under the EU's CBAM.
"""

from dataclasses import dataclass
from fractions import Fraction

CARBON_44_12 = Fraction(44, 12)
CARBON_CBAM = Fraction(3664, 1000)
SODA_ASH_CO2 = Fraction(44, 106)
METHANE_CO2 = Fraction(44, 16)
CALCINING_METHANE = Fraction(35, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonQuality:
    """The parts of a carbon that are no carbon, as fractions of its mass."""

    sulphur: Fraction
    ash: Fraction

    @property
    def carbon(self) -> Fraction:
        """The part that burns to CO2."""
        return 1 - self.sulphur - self.ash


def anode_co2_t(
    *, aluminium_t: Fraction, net_carbon: Fraction, quality: CarbonQuality, ratio: Fraction = CARBON_44_12
) -> Fraction:
    """Return the CO2 of prebaked anodes: net carbon consumed per tonne of aluminium, without sulphur and ash."""
    return net_carbon * aluminium_t * quality.carbon * ratio


def packing_co2_t(
    *,
    baked_anodes_t: Fraction,
    coke_per_anode: Fraction,
    quality: CarbonQuality,
    ratio: Fraction = CARBON_44_12,
) -> Fraction:
    """Return the CO2 of the coke that anodes are packed in while they bake."""
    return coke_per_anode * baked_anodes_t * quality.carbon * ratio


def pitch_co2_t(
    *,
    green_anodes_t: Fraction,
    baked_anodes_t: Fraction,
    hydrogen: Fraction,
    waste_tar_t: Fraction,
    ratio: Fraction = CARBON_44_12,
) -> Fraction:
    """Return the CO2 of pitch volatiles burnt in the baking furnace; `hydrogen` is a fraction of the green anodes."""
    return (green_anodes_t - hydrogen * green_anodes_t - baked_anodes_t - waste_tar_t) * ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class SoderbergPaste:
    """Consumption and quality of Söderberg paste; fractions, `soluble_kg_per_t` in kg per tonne of aluminium.

    `binder` is the pitch's fraction of the paste; the quality of pitch and of calcined coke are apart; `dust` is carbon
    skimmed off the cells, in tonnes per tonne of aluminium.
    """

    paste_t_per_t: Fraction
    soluble_kg_per_t: Fraction
    binder: Fraction
    pitch_sulphur: Fraction
    pitch_ash: Fraction
    pitch_hydrogen: Fraction
    coke_sulphur: Fraction
    coke_ash: Fraction
    dust: Fraction


def soderberg_co2_t(
    *, aluminium_t: Fraction, paste: SoderbergPaste, ratio: Fraction = CARBON_44_12
) -> Fraction:
    """Return the CO2 of Söderberg paste."""
    consumed = paste.paste_t_per_t * aluminium_t
    pitch_loss = paste.binder * consumed * (paste.pitch_sulphur + paste.pitch_ash + paste.pitch_hydrogen)
    coke_loss = (1 - paste.binder) * consumed * (paste.coke_sulphur + paste.coke_ash)
    soluble = paste.soluble_kg_per_t * aluminium_t / 1_000
    return (consumed - soluble - pitch_loss - coke_loss - aluminium_t * paste.dust) * ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenCoke:
    """Green coke into a calciner: its mass in tonnes, and the fractions of it that are no carbon."""

    mass_t: Fraction
    moisture: Fraction
    volatiles: Fraction
    sulphur: Fraction


def calcining_co2_t(
    *,
    green: GreenCoke,
    calcined_t: Fraction,
    under_calcined_t: Fraction,
    dust_t: Fraction,
    calcined_sulphur: Fraction,
    ratio: Fraction = CARBON_44_12,
) -> Fraction:
    """Return the CO2 of coke calcining, the methane of its volatiles counted as burnt."""
    carbon_in = green.mass_t * (1 - green.moisture - green.volatiles - green.sulphur)
    carbon_out = (calcined_t + under_calcined_t + dust_t) * (1 - calcined_sulphur)
    return (carbon_in - carbon_out) * ratio + green.mass_t * CALCINING_METHANE * METHANE_CO2


def soda_ash_co2_t(*, mass_t: Fraction, purity: Fraction) -> Fraction:
    """Return the CO2 that soda ash gives off."""
    return mass_t * purity * SODA_ASH_CO2


def carbon_balance_co2_t(
    *,
    pitch_t: Fraction,
    coke_t: Fraction,
    packing_t: Fraction,
    by_products_t: Fraction,
    anodes_bought_t: Fraction,
    anodes_sold_t: Fraction,
    ratio: Fraction = CARBON_44_12,
) -> Fraction:
    """Return the CO2 by the balance of carbon in and out, with the usual carbon contents of each."""
    percent = Fraction(1, 100)
    carbon = (pitch_t * 95 + coke_t * 98 + packing_t * 97 + (anodes_bought_t - anodes_sold_t) * 98) * percent
    return (carbon - by_products_t) * ratio
