"""A company's reduction path by the sectoral decarbonisation approach: it converges to the sector in 2050."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorPath:
    """The sector's intensity in the base year, in the year asked about, and in 2050; t CO2e per t."""

    base: Fraction
    year: Fraction
    end: Fraction


def path_intensity(own_base: Fraction, sector: SectorPath, *, market: Fraction = Fraction(1)) -> Fraction:
    """Return what a company's intensity may be: the sector's end plus what is left of its own distance.

    Args:
        own_base: the company's intensity in the base year, t CO2e per t.
        sector: the sector's path.
        market: how the company's share of the market changed; 1 where it did not.
    """
    left = (sector.year - sector.end) / (sector.base - sector.end)
    return (own_base - sector.end) * left * market + sector.end
