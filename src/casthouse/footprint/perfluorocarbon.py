"""PFC emissions of electrolysis: CF4 and C2F6 from anode effects (IPCC 2006 volume 3, chapter 4.4; IR (EU) 2025/2547).

Masses are tonnes of gas. The minutes of anode effect already contain their frequency, which never divides them again.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from casthouse.footprint.factor import Factor, FactorTable, Fallback
from casthouse.refusal import Refusal

KG_PER_T = 1_000
CURRENT_EFFICIENCY_MAX = 100  # percent


class CellTechnology(StrEnum):
    """How cells are worked and fed."""

    PFPB_L = "PFPB_L"
    PFPB_M = "PFPB_M"
    PFPB_MW = "PFPB_MW"
    CWPB = "CWPB"
    SWPB = "SWPB"
    VSS = "VSS"
    HSS = "HSS"


STANDS_IN = {CellTechnology.PFPB_MW: CellTechnology.CWPB}
"""Where a technology has no factor of its own, whose is used; recorded as a fallback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Perfluorocarbons:
    """What one calculation gives, in tonnes of gas, and which factors stood in for others."""

    cf4_t: Fraction
    c2f6_t: Fraction
    fallbacks: tuple[Fallback, ...] = ()

    def co2e_t(self, gwp: FactorTable) -> Fraction:
        """Return the CO2 equivalent in tonnes under a set of global warming potentials."""
        return self.cf4_t * gwp.factor("CF4").value + self.c2f6_t * gwp.factor("C2F6").value


def slope_method(
    *, aluminium_t: Fraction, minutes: Fraction, technology: CellTechnology, table: FactorTable
) -> Perfluorocarbons:
    """Return the emissions by the slope method.

    Args:
        aluminium_t: liquid metal made, in tonnes.
        minutes: of anode effect per cell-day.
        technology: of the cells.
        table: factors `pfc.slope.<technology>` and `pfc.weight.<technology>`.

    Raises:
        Refusal: `anode_effect_invalid` below zero; `factor_missing`.
    """
    _refuse_negative(minutes, "minutes of anode effect per cell-day")
    slope, fallbacks = _of_technology(table, "pfc.slope", technology)
    weight, _ = _of_technology(table, "pfc.weight", technology)
    cf4_t = minutes * slope.value / KG_PER_T * aluminium_t
    return Perfluorocarbons(cf4_t=cf4_t, c2f6_t=cf4_t * weight.value, fallbacks=fallbacks)


def overvoltage_method(
    *,
    aluminium_t: Fraction,
    overvoltage_mv: Fraction,
    current_efficiency: Fraction,
    technology: CellTechnology,
    table: FactorTable,
) -> Perfluorocarbons:
    """Return the emissions by the overvoltage method.

    Args:
        aluminium_t: liquid metal made, in tonnes.
        overvoltage_mv: anode effect overvoltage per cell, in millivolt.
        current_efficiency: in percent: 95, not 0.95.
        technology: of the cells.
        table: factors `pfc.overvoltage.<technology>` and `pfc.overvoltage_weight.<technology>`.

    Raises:
        Refusal: `current_efficiency_invalid`, `anode_effect_invalid`; `factor_missing`.
    """
    if not 1 < current_efficiency <= CURRENT_EFFICIENCY_MAX:
        raise Refusal(
            "current_efficiency_invalid",
            found=f"a current efficiency of {float(current_efficiency):g}",
            expected="percent, above 1 and at most 100",
            todo="enter 95 for 95 %, not 0.95",
        )
    _refuse_negative(overvoltage_mv, "millivolt of overvoltage")
    coefficient, fallbacks = _of_technology(table, "pfc.overvoltage", technology)
    weight, _ = _of_technology(table, "pfc.overvoltage_weight", technology)
    cf4_t = coefficient.value * overvoltage_mv / current_efficiency * aluminium_t / KG_PER_T
    return Perfluorocarbons(cf4_t=cf4_t, c2f6_t=cf4_t * weight.value, fallbacks=fallbacks)


def measured_in_duct(emitted: Perfluorocarbons, *, collection: Fraction) -> Perfluorocarbons:
    """Return what the cells emitted, of which the duct caught a fraction.

    Raises:
        Refusal: `collection_invalid`.
    """
    if not 0 < collection <= 1:
        raise Refusal(
            "collection_invalid",
            found=f"a collection efficiency of {float(collection):g}",
            expected="a fraction above 0 and at most 1",
            todo="enter 0.98 for 98 %",
        )
    return Perfluorocarbons(
        cf4_t=emitted.cf4_t / collection, c2f6_t=emitted.c2f6_t / collection, fallbacks=emitted.fallbacks
    )


def _of_technology(
    table: FactorTable, prefix: str, technology: CellTechnology
) -> tuple[Factor, tuple[Fallback, ...]]:
    wanted = f"{prefix}.{technology.value}"
    if wanted in table.factors or technology not in STANDS_IN:
        return table.factor(wanted), ()
    used = f"{prefix}.{STANDS_IN[technology].value}"
    reason = "no factor of its own is published: an own measurement replaces it"
    return table.factor(used), (Fallback(wanted=wanted, used=used, reason=reason),)


def _refuse_negative(value: Fraction, words: str) -> None:
    if value < 0:
        raise Refusal(
            "anode_effect_invalid",
            found=f"{float(value):g} {words}",
            expected="0 or more",
            todo="correct the measurement",
        )
