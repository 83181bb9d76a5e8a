"""Who carries the burden of scrap: the same product under rival rules, side by side and never mixed."""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.footprint.factor import FactorTable

CREDIT_FACTORS = ("substitution.virgin", "substitution.remelt", "substitution.melt_yield")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fabrication:
    """One tonne of product: gross input in t, footprints in t CO2e per t.

    `gross` is the metal that goes in, of which `gross` − 1 leaves as scrap; `process` is the step's own emission,
    `metal` the footprint of what goes in.
    """

    gross: Fraction
    process: Fraction
    metal: Fraction


def cut_off(step: Fabrication) -> Fraction:
    """Return the product's footprint with scrap leaving at zero ("recycled content", 100-0)."""
    return step.gross * step.metal + step.process


def co_product(step: Fabrication) -> Fraction:
    """Return the footprint with scrap as a co-product by mass: alike for product and scrap."""
    return cut_off(step) / step.gross


def substitution(step: Fabrication, *, melt_yield: Fraction, virgin: Fraction, remelt: Fraction) -> Fraction:
    """Return the footprint with a credit for the virgin metal that the scrap replaces ("avoided burden")."""
    return cut_off(step) - (step.gross - 1) * melt_yield * (virgin - remelt)


def scrap_credit(factors: FactorTable) -> Fraction:
    """Return what a tonne of scrap replaces under substitution, in t CO2e: melt yield × (virgin − remelted).

    Raises:
        Refusal: `factor_missing`.
    """
    virgin, remelt, melt_yield = (factors.factor(name).value for name in CREDIT_FACTORS)
    return melt_yield * (virgin - remelt)


def is_credit_verified(factors: FactorTable) -> bool:
    """Say whether somebody read every factor of the credit in its source."""
    return all(factors.factor(name).verified for name in CREDIT_FACTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularFootprint:
    """The inputs of the EU's Circular Footprint Formula; footprints in t CO2e per t, the rest fractions.

    Names follow the formula: `a` allocation, `r1` recycled in, `r2` recycled at the end, `r3` energy recovery, `q_in`
    and `q_out` the quality of secondary against primary material.
    """

    a: Fraction
    r1: Fraction
    r2: Fraction
    virgin: Fraction
    virgin_replaced: Fraction
    recycling: Fraction
    recycling_end: Fraction
    disposal: Fraction = Fraction(0)
    r3: Fraction = Fraction(0)
    q_in: Fraction = Fraction(1)
    q_out: Fraction = Fraction(1)
    energy: Fraction = Fraction(0)


def circular_footprint(given: CircularFootprint) -> Fraction:
    """Return the footprint by the Circular Footprint Formula (EU recommendation 2021/2279, annex I)."""
    into = (1 - given.r1) * given.virgin + given.r1 * (
        given.a * given.recycling + (1 - given.a) * given.virgin * given.q_in
    )
    out = (1 - given.a) * given.r2 * (given.recycling_end - given.virgin_replaced * given.q_out)
    return into + out + (1 - given.r2 - given.r3) * given.disposal + given.energy
