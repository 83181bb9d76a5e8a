"""Electricity of electrolysis: energy per tonne, and emissions by location and by contract."""

from collections.abc import Mapping
from fractions import Fraction

from casthouse.footprint.factor import FactorTable
from casthouse.refusal import Refusal

KWH_PER_VOLT = 2_980
"""Kilowatt-hours of direct current per tonne and volt at full current efficiency (Faraday's law)."""

MIX_TOLERANCE = Fraction(1, 1_000_000)


def direct_current_kwh_per_t(*, volts: Fraction, efficiency: Fraction) -> Fraction:
    """Return the energy of a cell in kWh DC per tonne; `efficiency` is a fraction."""
    return KWH_PER_VOLT * volts / efficiency


def electricity_co2e_t_per_t(*, kwh_per_t: Fraction, grams_per_kwh: Fraction) -> Fraction:
    """Return t CO2e per t of metal."""
    return kwh_per_t * grams_per_kwh / 1_000_000


def mix_grams_per_kwh(shares: Mapping[str, Fraction], table: FactorTable, *, boundary: str) -> Fraction:
    """Return the intensity of a mix in g CO2e/kWh.

    Args:
        shares: the share of each source; they sum to one.
        table: factors `electricity.<boundary>.<source>`.
        boundary: `life_cycle` or `direct`.

    Raises:
        Refusal: `mix_invalid`; `factor_missing`.
    """
    whole = sum(shares.values(), Fraction(0))
    if abs(whole - 1) > MIX_TOLERANCE or any(share < 0 for share in shares.values()):
        raise Refusal(
            "mix_invalid",
            found=f"shares that sum to {float(whole):.6g}",
            expected="shares of 0 or more that sum to 1",
            todo="name what is unknown as a share of its own",
        )
    return sum(
        (share * table.factor(f"electricity.{boundary}.{source}").value for source, share in shares.items()),
        Fraction(0),
    )
